"""A scan without text gets one, when the machine can read pictures; else it waits and is read by eye."""

import io
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from app.adapters import ocr, previews
from app.adapters.confinement import ReaderFailed, Reason
from app.adapters.storage import LocalStorage, StorageUnavailable
from app.cli.demo.files import write_pdf
from app.core.db import reading
from app.domain.documents import readying
from app.domain.documents.enums import RenditionKind
from app.domain.documents.models import Document, Rendition, Tombstone
from app.domain.documents.personal_data import erase_documents
from app.domain.documents.readying import is_recognition_due, prepare_batch, recognise_one
from app.domain.documents.viewing import view_documents
from tests.factories import CandidateFactory, DocumentFactory

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(ocr.find_ocr() is None, reason="no Tesseract (install tesseract-ocr, -fra and -eng)"),
]


def _scanned(*lines: str) -> bytes:
    picture = previews.prepare(write_pdf([("title", line) for line in lines]))[1][0]
    written = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").save(written, "PDF", resolution=110)
    return written.getvalue()


@pytest.fixture
def scan(db: Any) -> Document:
    """A scanned CV, ready to be looked at and not yet read."""
    document = DocumentFactory(candidate=CandidateFactory(), content=_scanned("Trésorière à Orléans"))
    assert prepare_batch() == 1
    db.session.refresh(document)
    assert document.has_text is False
    with reading():
        assert is_recognition_due()
    return document


def test_scan_is_read_and_its_lines_stand_on_the_page(db: Any, scan: Document) -> None:
    recognise_one()
    db.session.refresh(scan)
    assert scan.has_ocr is True
    with reading():
        assert not is_recognition_due()
        seen = view_documents([db.session.get(Document, scan.id)])[0]
    assert seen.content is not None
    assert "Trésorière à Orléans" in seen.content.text
    assert [line.text for line in seen.content.sheets[0].lines] == ["Trésorière à Orléans"]
    assert len(db.session.scalars(select(Tombstone)).all()) == 1


def test_scan_that_cannot_be_read_is_not_tried_again(db: Any, scan: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(*_given: Any) -> None:
        raise ReaderFailed(Reason.TIME)

    monkeypatch.setattr(readying, "read_scan", give_up)
    recognise_one()
    db.session.refresh(scan)
    assert scan.has_ocr is False
    with reading():
        assert not is_recognition_due()


def test_scan_of_which_a_picture_is_lost_keeps_no_other_from_being_read(app: Flask, db: Any, scan: Document) -> None:
    picture = db.session.scalars(select(Rendition).where(Rendition.kind == RenditionKind.PAGE)).one()
    LocalStorage(app.config["UPLOADS_DIR"]).delete(picture.storage_key)
    with pytest.raises(StorageUnavailable):
        recognise_one()
    later = DocumentFactory(candidate=CandidateFactory(), content=_scanned("Trésorier à Nantes"))
    prepare_batch()
    recognise_one()
    for document in (scan, later):
        db.session.refresh(document)
    assert (scan.has_ocr, later.has_ocr) == (None, True)


def test_scan_erased_meanwhile_leaves_nothing(db: Any, scan: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    read = readying.read_scan

    def erase_first(said: Any, pictures: Any) -> Any:
        db.session.rollback()
        erase_documents([scan.id])
        db.session.commit()
        return read(said, pictures)

    monkeypatch.setattr(readying, "read_scan", erase_first)
    recognise_one()
    assert db.session.scalars(select(Document)).all() == []
    recognise_one()


def test_without_a_reader_of_pictures_nothing_is_due(
    app: Flask, scan: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "find_ocr", lambda: None)
    with reading():
        assert not is_recognition_due()
