"""Closed lists of the room."""

from enum import StrEnum


class ConsentPurpose(StrEnum):
    """What a person may consent to; each alone, unticked, withdrawable (C3.1)."""

    POOL = "pool"
    SHARING = "sharing"


class ConsentChannel(StrEnum):
    """Where a consent was given or withdrawn."""

    APPLICATION_FORM = "application_form"
    STAFF = "staff"
    OWN_PAGES = "own_pages"
    MAIL_LINK = "mail_link"


class CodePurpose(StrEnum):
    """What a code in a letter is good for; none can stand in for another."""

    SIGN_IN = "sign_in"
    ERASE = "erase"
    ADDRESS = "address"


class ObjectionPurpose(StrEnum):
    """What a person may object to (Art. 21): every use that rests on our legitimate interest."""

    FEEDBACK = "feedback"
    POOL_CONTACT = "pool_contact"


class RestrictionReason(StrEnum):
    """Why a person's data is set apart: the four cases of Art. 18(1)."""

    ACCURACY = "accuracy"
    UNLAWFUL = "unlawful"
    CLAIMS = "claims"
    OBJECTION = "objection"

    @property
    def keeps(self) -> bool:
        """Whether the person needs the data not to be erased either (Art. 18(1)(b) and (c))."""
        return self in {RestrictionReason.UNLAWFUL, RestrictionReason.CLAIMS}
