"""Closed lists of the room."""

from enum import StrEnum


class SweepOutcome(StrEnum):
    """How a retention run ended. ``stopped`` means that it erased nothing because the clock could not be trusted."""

    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
