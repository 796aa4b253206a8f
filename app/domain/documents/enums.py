"""Closed lists of the room."""

from enum import StrEnum


class DocumentKind(StrEnum):
    """What the file is to the application."""

    CV = "cv"
    COVER_LETTER = "cover_letter"


class DocumentState(StrEnum):
    """``staged``: accepted while the rest of a form was not, swept when nobody returns. ``kept``: an application's."""

    STAGED = "staged"
    KEPT = "kept"


class MediaType(StrEnum):
    """What may be sent, as the bytes show it."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ODT = "application/vnd.oasis.opendocument.text"
    RTF = "application/rtf"
    TXT = "text/plain"
