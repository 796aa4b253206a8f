"""Why a stranger's file is not taken."""

from enum import StrEnum


class Doubt(StrEnum):
    """The reasons; the documents room has words for each."""

    EMPTY = "empty"
    UNKNOWN_TYPE = "unknown_type"
    DAMAGED = "damaged"
    ACTIVE_CONTENT = "active_content"
    ENCRYPTED = "encrypted"
    BOMB = "bomb"


class Unrecognised(Exception):  # noqa: N818  a finding, not a fault
    """The file is not one that we take; ``doubt`` says why."""

    def __init__(self, doubt: Doubt) -> None:
        super().__init__(doubt)
        self.doubt = doubt
