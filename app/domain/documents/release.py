"""The one gate through which a file leaves."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from .intake import storage
from .models import Document


@dataclass(frozen=True)
class Release:
    """A file on its way out: where its bytes are, its media type, and the headers that keep it harmless."""

    path: Path
    media_type: str
    headers: dict[str, str]


def release_document(document: Document) -> Release:
    """Always a download, never interpreted in our origin (ASVS 3.2.1, 5.4.1, 5.4.2).

    Raises StorageUnavailable when the file is not there.
    """
    return Release(
        storage().path(document.storage_key),
        document.media_type.value,
        {
            "Content-Disposition": content_disposition(document.filename),
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


def content_disposition(filename: str) -> str:
    """RFC 6266: an ASCII name for old clients, the whole name percent-encoded for the others."""
    ascii_name = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in filename)
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(filename, safe='')}"
