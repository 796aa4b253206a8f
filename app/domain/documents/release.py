"""The one gate through which a file leaves."""

from dataclasses import dataclass
from urllib.parse import quote

from ...core.errors import Missing, Refused
from . import queries, rules
from .cleaning import get_clean_copy
from .enums import RenditionKind
from .models import AnyDocument, Document
from .vault import has_scanner, read_content, read_rendition


@dataclass(frozen=True)
class Release:
    """A file on its way out: its octets, its media type, and the headers that keep it harmless."""

    content: bytes
    media_type: str
    headers: dict[str, str]


def release_clean_copy(document: Document) -> Release:
    """The file without what could act: what staff downloads.

    Raises Refused while the antivirus has not passed the file, and when no clean copy can be made of it;
    StorageUnavailable when the store is away.
    """
    refuse_held(document)
    return _release(document, get_clean_copy(document))


def release_original(document: AnyDocument) -> Release:
    """The file as it was sent, for those permitted. Raises Refused, StorageUnavailable."""
    refuse_held(document)
    return _release(document, read_content(document))


def release_page(document: Document, number: int) -> Release:
    """The picture of one page, which a page of ours shows. Raises Missing, Refused, StorageUnavailable."""
    refuse_held(document)
    rendition = queries.find_rendition(document.id, RenditionKind.PAGE, number)
    if rendition is None:
        raise Missing("")
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    return Release(read_rendition(document, rendition), rendition.media_type, headers)


def refuse_held(document: AnyDocument) -> None:
    """Raises Refused unless the antivirus lets the file pass (5.4.3); without an antivirus, every file passes."""
    reason = rules.held_because(document.scan, has_scanner=has_scanner())
    if reason is not None:
        raise Refused(reason)


def _release(document: AnyDocument, content: bytes) -> Release:
    return as_download(content, document.media_type.value, document.filename)


def as_download(content: bytes, media_type: str, filename: str) -> Release:
    """Always a download, never interpreted in our origin (ASVS 3.2.1, 5.4.1, 5.4.2)."""
    return Release(
        content,
        media_type,
        {
            "Content-Disposition": content_disposition(filename),
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


def content_disposition(filename: str) -> str:
    """RFC 6266: an ASCII name for old clients, the whole name percent-encoded for the others."""
    ascii_name = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in filename)
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(filename, safe='')}"
