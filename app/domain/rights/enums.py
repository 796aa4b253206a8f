"""Closed lists of the room."""

from enum import StrEnum


class RequestKind(StrEnum):
    """Which right is asked for."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    PORTABILITY = "portability"
    OBJECTION = "objection"
    OTHER = "other"


class RequestChannel(StrEnum):
    """How it came."""

    OWN_PAGES = "own_pages"
    MAIL = "mail"
    PAPER = "paper"


class RequestState(StrEnum):
    """Where it stands. WAITING: for a proof of who asks, and the clock with it (A9.2).

    ANSWER_WRITTEN, REFUSAL_WRITTEN: on paper; the clock runs until it is posted.

    ERASED: the person had everything erased before it was answered, and with it where an answer could go.
    """

    OPEN = "open"
    WAITING = "waiting"
    ANSWER_WRITTEN = "answer_written"
    REFUSAL_WRITTEN = "refusal_written"
    ANSWERED = "answered"
    REFUSED = "refused"
    ERASED = "erased"
