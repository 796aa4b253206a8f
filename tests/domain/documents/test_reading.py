import json
from typing import Any

import pytest

from app.adapters.storage import StorageUnavailable
from app.domain.documents.contacts import Contacts
from app.domain.documents.enums import MediaType
from app.domain.documents.reading import read_contacts

from ...adapters import samples
from ...factories import DocumentFactory

CAMILLE = "Camille Durand\nAnalyste\ncamille@example.org\n06 39 98 12 34"
pytestmark = pytest.mark.usefixtures("db")


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        (MediaType.PDF, samples.pdf("Camille Durand | camille@example.org | 06 39 98 12 34")),
        (MediaType.DOCX, samples.word(CAMILLE)),
        (MediaType.ODT, samples.odt("Camille Durand | camille@example.org | 06 39 98 12 34")),
        (MediaType.RTF, CAMILLE.replace("\n", "\\par ").join(["{\\rtf1\\ansi ", "}"]).encode()),
        (MediaType.TXT, CAMILLE.encode()),
    ],
)
def test_contacts_of_a_stored_cv_are_read(media_type: MediaType, content: bytes) -> None:
    document = DocumentFactory(content=content, media_type=media_type)
    assert read_contacts(document) == Contacts("Camille Durand", "camille@example.org", "06 39 98 12 34")


def test_unreadable_cv_gives_nothing_and_is_logged_by_its_id(capfd: Any, caplog: Any) -> None:
    document = DocumentFactory(
        content=b"%PDF-1.4 camille@example.org", media_type=MediaType.PDF, filename="Camille.pdf"
    )
    assert read_contacts(document) == Contacts()
    (record,) = caplog.records
    said = record.msg if isinstance(record.msg, dict) else json.loads(record.getMessage())
    assert said.pop("event") == "document not read"
    assert said.pop("document_id") == str(document.id)
    assert "camille" not in str(said).lower()


def test_missing_file_is_the_store_being_unavailable() -> None:
    document = DocumentFactory.build(storage_key="0" * 32, media_type=MediaType.PDF)
    with pytest.raises(StorageUnavailable):
        read_contacts(document)
