"""Closed lists of the room."""

from enum import StrEnum


class ConsentPurpose(StrEnum):
    """What a person may consent to; each alone, unticked, withdrawable (C3.1)."""

    POOL = "pool"


class ConsentChannel(StrEnum):
    """Where a consent was given or withdrawn."""

    APPLICATION_FORM = "application_form"
    STAFF = "staff"
