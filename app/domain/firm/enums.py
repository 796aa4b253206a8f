"""Closed lists of the room."""

from enum import StrEnum


class ImageKind(StrEnum):
    """Where an image of the firm stands."""

    LOGO = "logo"
    PHOTO = "photo"


class Words(StrEnum):
    """What the firm says of itself, in each language."""

    TAGLINE = "tagline"
    ABOUT = "about"
    HIRING = "hiring"
    MAIL_FOOTER = "mail_footer"
