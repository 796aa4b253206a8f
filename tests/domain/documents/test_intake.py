"""Files in: sized, known, durable, then a row."""

import hashlib
import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import event, select

from app.adapters.storage import StorageUnavailable
from app.core.db import reading, transaction
from app.core.errors import Invalid
from app.domain.documents import rules
from app.domain.documents.enums import DocumentKind, DocumentState, MediaType
from app.domain.documents.intake import enter, find_staged, keep, receive, staged_token, take_in
from app.domain.documents.models import Document
from app.domain.documents.vault import read_content, storage
from tests.adapters import samples
from tests.factories import CandidateFactory, DocumentFactory

CV, LETTER = DocumentKind.CV, DocumentKind.COVER_LETTER


@pytest.fixture(autouse=True)
def _in_english(db: Any) -> Iterator[None]:
    with force_locale("en"):
        yield


def _taken(content: bytes, filename: str | None = "CV.pdf", kind: DocumentKind = CV) -> Document:
    with transaction():
        return take_in(upload=BytesIO(content), filename=filename, kind=kind)


def _files(app: Flask) -> list[Path]:
    return [path for path in app.config["UPLOADS_DIR"].rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "filename", "media_type"),
    [
        (samples.pdf, "CV Camille.pdf", MediaType.PDF),
        (samples.word, "CV Camille.docx", MediaType.DOCX),
        (samples.odt, "CV Camille.odt", MediaType.ODT),
        (lambda: samples.RTF, "CV Camille.rtf", MediaType.RTF),
        (lambda: samples.TEXT, "CV Camille.txt", MediaType.TXT),
    ],
)
def test_a_real_file_becomes_a_staged_document(db: Any, content: Any, filename: str, media_type: MediaType) -> None:
    document = _taken(content(), filename)
    with reading():
        row = db.session.get(Document, document.id)
        assert (row.state, row.kind, row.media_type, row.filename, row.size, row.sha256) == (
            DocumentState.STAGED,
            CV,
            media_type,
            filename,
            len(content()),
            hashlib.sha256(content()).hexdigest(),
        )
        assert read_content(row) == content()
        assert content() not in storage().read(row.storage_key)


@pytest.mark.parametrize(
    ("content", "filename", "words"),
    [
        (b"", "cv.pdf", "This file is empty."),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "cv.png", "Please send a PDF, Word (.docx)"),
        (samples.pdf()[:400], "cv.pdf", "seems damaged"),
        (samples.locked_pdf(), "cv.pdf", "is protected"),
        (samples.repacked(samples.word(), {}, {"word/vbaProject.bin": b"x"}), "cv.docx", "holds a macro"),
        (samples.crowd(), "cv.docx", "unpacks to far too much"),
        (samples.pdf(), "cv.pdf.exe", "The name of this file does not match"),
        (samples.pdf(), "cv.docx", "The name of this file does not match"),
    ],
)
def test_a_refused_file_leaves_nothing_and_says_what_to_do(
    app: Flask, db: Any, content: bytes, filename: str, words: str
) -> None:
    """5.2.2: the sentence stands beside the field; neither row nor file stays."""
    with app.test_request_context("/?lang=en"), pytest.raises(Invalid) as refusal:
        _taken(content, filename)
    assert words in str(refusal.value.message)
    assert (db.session.scalars(select(Document)).all(), _files(app)) == ([], [])


def test_the_limit_is_told_in_megabytes(app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """5.2.1."""
    monkeypatch.setitem(app.config, "MAX_UPLOAD_BYTES", 2 * 1024 * 1024)
    with app.test_request_context("/?lang=en"), pytest.raises(Invalid) as refusal:
        _taken(samples.pdf() + bytes(2 * 1024 * 1024))
    assert "over 2 MB" in str(refusal.value.message)
    assert _files(app) == []


def test_no_row_speaks_of_a_file_before_it_is_durable(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """R1: file synced, renamed, folder synced; only then the row."""
    calls: list[str] = []
    real_sync, real_rename = os.fsync, Path.rename

    def synced(descriptor: int) -> None:
        calls.append("sync")
        real_sync(descriptor)

    def renamed(path: Path, target: Path) -> Path:
        calls.append("rename")
        return real_rename(path, target)

    def asked(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("INSERT INTO documents"):
            calls.append("row")

    event.listen(db.engine, "before_cursor_execute", asked)
    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "rename", renamed)
    try:
        _taken(samples.pdf())
    finally:
        event.remove(db.engine, "before_cursor_execute", asked)
    after_rename = calls[calls.index("rename") :]
    assert calls.index("sync") < calls.index("rename")
    assert after_rename == ["rename", "sync", "sync", "row"]


def test_a_full_disk_takes_nothing(app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """R12."""

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageUnavailable):
        _taken(samples.pdf())
    monkeypatch.undo()
    assert (db.session.scalars(select(Document)).all(), _files(app)) == ([], [])


def test_a_token_names_its_file_to_its_form_only(db: Any) -> None:
    """B3.5, R4."""
    document = _taken(samples.pdf())
    other = DocumentFactory()
    token = staged_token(document, "apply.one")
    with transaction():
        assert find_staged(token, "apply.one", CV) is db.session.get(Document, document.id)
        assert find_staged(token, "apply.two", CV) is None
        assert find_staged(token, "apply.one", LETTER) is None
        assert find_staged(token.swapcase(), "apply.one", CV) is None
        assert find_staged("", "apply.one", CV) is None
        assert find_staged(str(other.id), "apply.one", CV) is None


def test_what_one_form_brings_at_once_counts_together(app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """5.2.4, though the first of them is not yet written."""
    monkeypatch.setitem(app.config, "MAX_STAGED_PER_FORM", 1)
    first, second = (receive(upload=BytesIO(samples.pdf()), filename="CV.pdf") for _ in range(2))
    with pytest.raises(Invalid), transaction():
        enter(first, kind=CV, staged_by="form")
        enter(second, kind=LETTER, staged_by="form")
    assert db.session.scalars(select(Document)).all() == []


def test_a_token_is_good_for_as_long_as_its_file_is_staged(db: Any, clock: Any) -> None:
    document = _taken(samples.pdf())
    token = staged_token(document, "apply")
    clock.shift(24 * 3600)
    with transaction():
        assert find_staged(token, "apply", CV) is not None
    clock.shift(1)
    with transaction():
        assert find_staged(token, "apply", CV) is None


def test_a_kept_document_belongs_to_its_candidate_and_is_staged_no_more(db: Any) -> None:
    candidate = CandidateFactory()
    document = _taken(samples.pdf())
    token = staged_token(document, "apply")
    with transaction():
        staged = find_staged(token, "apply", CV)
        assert staged is not None
        keep(staged, candidate.id)
    with transaction():
        row = db.session.get(Document, document.id)
        assert (row.state, row.candidate_id) == (DocumentState.KEPT, candidate.id)
        assert find_staged(token, "apply", CV) is None


def test_what_is_said_is_said_in_the_language_of_the_person(app: Flask) -> None:
    with app.test_request_context("/?lang=fr"):
        french = str(rules.WRONG_EXTENSION)
    with app.test_request_context("/?lang=en"):
        assert str(rules.WRONG_EXTENSION).startswith("The name of this file")
    assert french
