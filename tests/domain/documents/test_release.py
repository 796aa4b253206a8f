"""The one gate: a download, never a page of ours (ASVS 3.2.1, 5.4.1, 5.4.2)."""

from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.storage import StorageUnavailable
from app.domain.documents.enums import MediaType
from app.domain.documents.release import content_disposition, release_original
from app.domain.documents.rules import clean_filename
from app.domain.documents.vault import storage
from tests.factories import DocumentFactory


def test_a_file_leaves_as_a_download_that_nothing_interprets(db: Any) -> None:
    document = DocumentFactory(filename="CV Camille Durand.pdf", content=b"%PDF-1.4 bytes")
    release = release_original(document)
    assert (release.content, release.media_type) == (b"%PDF-1.4 bytes", "application/pdf")
    assert release.headers == {
        "Content-Disposition": (
            "attachment; filename=\"CV Camille Durand.pdf\"; filename*=UTF-8''CV%20Camille%20Durand.pdf"
        ),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }


def test_a_file_that_is_not_there_is_not_released(db: Any) -> None:
    document = DocumentFactory()
    storage().delete(document.storage_key)
    with pytest.raises(StorageUnavailable):
        release_original(document)


@pytest.mark.parametrize(
    ("name", "fallback"),
    [
        ("Élève.pdf", "_l_ve.pdf"),
        ('a"b.pdf', "a_b.pdf"),
        ("a\\b.pdf", "a_b.pdf"),
        ("100%41.pdf", "100_41.pdf"),
        ("cv\r\nSet-Cookie: x.pdf", "cv__Set-Cookie: x.pdf"),
    ],
)
def test_old_clients_get_a_plain_name(name: str, fallback: str) -> None:
    header = content_disposition(name)
    assert header.startswith(f'attachment; filename="{fallback}"; ')


@given(raw=st.text(max_size=300))
def test_any_name_survives_the_header_and_never_leaves_it(raw: str) -> None:
    """5.4.2: parsed back by another library."""
    name = clean_filename(raw, MediaType.PDF)
    header = content_disposition(name)
    message = EmailMessage()
    message["Content-Disposition"] = header
    assert header.isascii()
    assert header.isprintable()
    assert unquote(header.partition("filename*=UTF-8''")[2]) == name
    assert message.get_content_disposition() == "attachment"
