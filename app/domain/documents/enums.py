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


class ScanState(StrEnum):
    """What the antivirus says. ``failed``: it is there and cannot judge this file; nothing but ``clean`` passes it."""

    UNSCANNED = "unscanned"
    CLEAN = "clean"
    INFECTED = "infected"
    FAILED = "failed"


class PreparationState(StrEnum):
    """Whether the file can be read on screen. ``failed`` marks the file, never the application."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class RenditionKind(StrEnum):
    """What is made of a document for reading: its text and layout, an image of each page, the copy to download."""

    CONTENT = "content"
    PAGE = "page"
    CLEAN_COPY = "clean_copy"
