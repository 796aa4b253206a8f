"""Closed lists of the room; the tags have a file of their own."""

from enum import StrEnum


class AlertKind(StrEnum):
    """What was unusual."""

    MANY_FILES = "many_files"
