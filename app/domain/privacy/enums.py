"""Closed lists of the room."""

from enum import StrEnum


class SweepOutcome(StrEnum):
    """How a retention run ended. ``stopped`` means that it erased nothing because the clock could not be trusted."""

    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"


class Leaver(StrEnum):
    """What the night takes away."""

    APPLICATION = "application"
    ARCHIVED_FILE = "archived_file"
    CONTACT_MESSAGE = "contact_message"
    REQUEST = "request"


class Delay(StrEnum):
    """Why something is still there after its day."""

    PASSED_OVER = "passed_over"
    CLOCK = "clock"
    WORKER_AWAY = "worker_away"
    UNDER_WAY = "under_way"
    NOT_YET = "not_yet"
