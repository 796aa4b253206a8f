"""Closed lists of the room."""

from enum import StrEnum


class ProcessorKind(StrEnum):
    """What a processor does for the firm (A12.3)."""

    HOSTING = "hosting"
    MAIL_RELAY = "mail_relay"
    ANTIVIRUS = "antivirus"
    STORAGE = "storage"
    BACKUP = "backup"
    OTHER = "other"


class Risk(StrEnum):
    """What a breach may do to people: it decides who must be told (GDPR, Art. 33 and 34)."""

    NONE = "none"
    LIKELY = "likely"
    HIGH = "high"


class ClockState(StrEnum):
    """Where the notification of a breach to the authority stands."""

    RUNNING = "running"
    LATE = "late"
    TOLD = "told"
    TOLD_LATE = "told_late"
    NOT_DUE = "not_due"
