"""Closed lists of the room."""

from enum import StrEnum


class MailState(StrEnum):
    """Where a message is. ``failed`` is a dead letter: shown to the administrator, sent again by hand."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class MailKind(StrEnum):
    """Which letter it is: the name of its template."""

    APPLICATION_RECEIVED = "application_received"
    APPLICATION_REPEATED = "application_repeated"
    APPLICATION_MESSAGE = "application_message"
    CANDIDATE_CODE = "candidate_code"
    CONTACT_RECEIVED = "contact_received"
    CONTACT_ANSWERED = "contact_answered"
    ACCOUNT_INVITED = "account_invited"
