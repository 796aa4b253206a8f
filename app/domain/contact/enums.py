"""Closed lists of the room."""

from enum import StrEnum


class MessageState(StrEnum):
    """``open`` until somebody answers."""

    OPEN = "open"
    ANSWERED = "answered"
