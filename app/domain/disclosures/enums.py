"""Closed lists of the room."""

from enum import StrEnum


class Ground(StrEnum):
    """Why data may leave: these four reasons and no other (C3.1 to C3.4)."""

    CONSENT = "consent"
    LEGAL_DUTY = "legal_duty"
    PROTECTION_OF_RIGHTS = "protection_of_rights"
    PROCESSOR = "processor"


class DisclosureState(StrEnum):
    """``waiting`` for the candidate or a second member of staff, whom the ground needs; ``ready`` to be taken, once."""

    WAITING = "waiting"
    READY = "ready"
    SENT = "sent"
    DECLINED = "declined"


class DataCategory(StrEnum):
    """What of an application may be sent; nothing that is not chosen leaves."""

    DETAILS = "details"
    ANSWERS = "answers"
    FILES = "files"
    ACCOMMODATION = "accommodation"
    MESSAGES = "messages"
    NOTES = "notes"
    HISTORY = "history"


class Correction(StrEnum):
    """What of an application was put right: what a person corrects of their words, and their files."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    CURRENT_POSITION = "current_position"
    MESSAGE = "message"
    ACCOMMODATION = "accommodation"
    ANSWERS = "answers"
    STATEMENT = "statement"
    CV = "cv"
    COVER_LETTER = "cover_letter"
