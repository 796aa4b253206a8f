"""Files are made ready to be read as soon as they are an application's; a bad one marks itself and nothing else."""

import signal
import subprocess
import sys
import textwrap
import threading
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app.adapters import confinement
from app.adapters.storage import LocalStorage, StorageUnavailable
from app.core.clock import now
from app.core.db import reading, transaction
from app.domain.documents import readying
from app.domain.documents.enums import MediaType, PreparationState, RenditionKind
from app.domain.documents.models import Document, Rendition
from app.domain.documents.personal_data import erase_documents
from app.domain.documents.readying import is_preparation_due, prepare_batch
from app.domain.documents.tasks import make_ready, shred_all
from app.domain.documents.vault import read_rendition, storage
from app.domain.documents.viewing import view_documents
from tests.adapters import samples
from tests.factories import CandidateFactory, DocumentFactory
from tests.processes import UNMEASURED

KINDS = {
    MediaType.PDF: samples.pdf("Camille Durand", "Analyste"),
    MediaType.DOCX: samples.word("Camille Durand"),
    MediaType.ODT: samples.odt("Camille Durand"),
    MediaType.RTF: samples.RTF,
    MediaType.TXT: samples.TEXT,
}


def _kept(media_type: MediaType = MediaType.PDF, content: bytes | None = None, **given: Any) -> Document:
    content = KINDS[media_type] if content is None else content
    return DocumentFactory(candidate=CandidateFactory(), content=content, media_type=media_type, **given)


def _is_due() -> bool:
    with reading():
        return is_preparation_due()


def _renditions(db: Any, document: Document) -> dict[tuple[RenditionKind, int], Rendition]:
    found = db.session.scalars(select(Rendition).where(Rendition.document_id == document.id))
    return {(one.kind, one.number): one for one in found}


@pytest.mark.once
@pytest.mark.usefixtures("db")
def test_server_of_readers_goes_with_the_last_file_that_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """It weighs twenty megabytes, and nobody may apply for hours."""
    monkeypatch.setattr(readying, "BATCH", 1)
    for name in (b"first", b"second"):
        _kept(MediaType.TXT, name)
    make_ready()
    assert confinement._server._process is not None
    make_ready()
    assert confinement._server._process is None


@pytest.mark.once
def test_slow_file_keeps_no_other_waiting(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was made of one is kept while another is still at work."""
    slow, quick = _kept(MediaType.TXT, b"slow"), _kept(MediaType.TXT, b"quick")
    is_kept, in_time = threading.Event(), []
    prepare, keep = readying.prepare, readying._keep

    def prepare_slowly(content: bytes, media_type: MediaType) -> Any:
        if content == b"slow":
            in_time.append(is_kept.wait(60))
        return prepare(content, media_type)

    def keep_and_tell(document_id: UUID, prepared: Any) -> None:
        keep(document_id, prepared)
        is_kept.set()

    monkeypatch.setattr(readying, "prepare", prepare_slowly)
    monkeypatch.setattr(readying, "_keep", keep_and_tell)
    assert prepare_batch() == 2
    assert in_time == [True]
    for document in (slow, quick):
        db.session.refresh(document)
        assert document.preparation is PreparationState.READY


@pytest.mark.parametrize("media_type", KINDS)
def test_file_of_each_kind_is_made_ready(db: Any, media_type: MediaType) -> None:
    document = _kept(media_type)
    assert _is_due()
    assert prepare_batch() == 1
    assert not _is_due()
    db.session.refresh(document)
    assert (document.preparation, document.fault, document.has_text) == (PreparationState.READY, None, True)
    view = view_documents([document])[0]
    assert view.content is not None
    assert "Camille Durand" in view.content.text
    assert view.held is None
    assert (RenditionKind.CLEAN_COPY, 0) in _renditions(db, document)


def test_page_is_a_picture_with_its_text_where_it_stands(db: Any) -> None:
    document = _kept()
    prepare_batch()
    (sheet,) = view_documents([document])[0].sheets
    assert [line.text for line in sheet.lines] == ["Camille Durand", "Analyste"]
    page = _renditions(db, document)[RenditionKind.PAGE, 1]
    with reading():
        picture = read_rendition(document, page)
    assert (page.media_type, picture[:4], picture[8:12], page.size) == ("image/webp", b"RIFF", b"WEBP", len(picture))
    assert picture not in storage().read(page.storage_key)


def test_damaged_file_marks_itself_and_the_others_go_on(db: Any) -> None:
    damaged, whole = _kept(content=b"%PDF-1.4\nnothing more"), _kept()
    while _is_due():
        prepare_batch()
    db.session.refresh(damaged)
    db.session.refresh(whole)
    assert (damaged.preparation, damaged.fault, damaged.pages) == (PreparationState.FAILED, "unreadable", None)
    assert whole.preparation is PreparationState.READY
    assert view_documents([damaged])[0].content is None


def test_staged_file_is_left_alone(db: Any) -> None:
    DocumentFactory(content=KINDS[MediaType.PDF])
    assert not _is_due()


def test_newest_comes_first(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readying, "BATCH", 1)
    old, new = _kept(created_at=now() - timedelta(hours=1)), _kept()
    prepare_batch()
    db.session.refresh(old)
    db.session.refresh(new)
    assert (old.preparation, new.preparation) == (PreparationState.WAITING, PreparationState.READY)


def test_file_that_is_not_there_is_given_up_in_the_end(db: Any) -> None:
    document = _kept()
    storage().delete(document.storage_key)
    rounds = 0
    while _is_due() and rounds < 10:
        prepare_batch()
        rounds += 1
    db.session.refresh(document)
    assert (document.preparation, document.fault) == (PreparationState.FAILED, "crashed")


def test_while_the_disk_is_full_files_wait_and_none_is_given_up(
    app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R12: it is not the file's fault."""
    document = _kept(MediaType.TXT)
    with monkeypatch.context() as patch:
        patch.setitem(app.config, "MIN_FREE_BYTES", 2**60)
        for _ in range(readying.MAX_TRIES + 1):
            with pytest.raises(StorageUnavailable):
                prepare_batch()
    prepare_batch()
    db.session.refresh(document)
    assert (document.preparation, document.fault) == (PreparationState.READY, None)


@pytest.mark.once
@pytest.mark.parametrize("way", ["read", "write"])
def test_file_that_the_store_refuses_for_a_moment_is_not_given_up_and_keeps_no_other(
    db: Any, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """R12: a bucket that answered 500 twice, and the CV could never be read on the screen again."""
    document, other = _kept(MediaType.TXT), _kept(MediaType.TXT, created_at=now() - timedelta(hours=1))
    works = getattr(LocalStorage, way)
    first = {"read": document.storage_key, "write": None}[way]
    with monkeypatch.context() as faltering:
        refused = []

        def falter(self: LocalStorage, given: Any) -> Any:
            if given == first or (way == "write" and not refused):
                refused.append(given)
                raise StorageUnavailable
            return works(self, given)

        faltering.setattr(LocalStorage, way, falter)
        for _ in range(readying.MAX_TRIES + 1):
            refused.clear()
            with suppress(StorageUnavailable):
                prepare_batch()
            assert refused
    prepare_batch()
    for each in (document, other):
        db.session.refresh(each)
        assert (each.preparation, each.fault) == (PreparationState.READY, None)


@pytest.mark.once
def test_file_that_takes_the_worker_with_it_is_not_tried_for_ever(app: Flask, db: Any) -> None:
    """Two processes are killed over it, the third worker gives it up and makes the other ready."""
    document, other = _kept(), _kept(created_at=now() - timedelta(hours=1))
    script = textwrap.dedent(
        """
        import os, signal, sys
        from pathlib import Path
        from app import create_app
        from app.domain.documents import readying
        readying.BATCH = 1
        readying.prepare = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        folder = Path(sys.argv[2])
        folders = {"DATA_DIR": folder, "UPLOADS_DIR": folder / "uploads"}
        app = create_app({"SQLALCHEMY_DATABASE_URI": sys.argv[1], **folders})
        with app.app_context():
            readying.prepare_batch()
        """
    )
    settings = [app.config["SQLALCHEMY_DATABASE_URI"], str(app.config["DATA_DIR"])]
    for _ in range(readying.MAX_TRIES):
        died = subprocess.run([sys.executable, "-c", script, *settings], check=False, env=UNMEASURED)
        assert died.returncode == -signal.SIGKILL
    while _is_due():
        prepare_batch()
    db.session.refresh(document)
    db.session.refresh(other)
    assert (document.preparation, document.fault) == (PreparationState.FAILED, "crashed")
    assert other.preparation is PreparationState.READY


def test_document_erased_meanwhile_leaves_nothing(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    document_id = _kept().id
    real = readying.prepare

    def prepare_late(content: bytes, media_type: MediaType) -> Any:
        made = real(content, media_type)
        gone.append(len(made.made))
        return made

    gone: list[int] = []
    real_keep = readying._keep

    def keep_late(erased_id: UUID, prepared: Any) -> None:
        with transaction():
            erase_documents([erased_id])
        real_keep(erased_id, prepared)

    monkeypatch.setattr(readying, "prepare", prepare_late)
    monkeypatch.setattr(readying, "_keep", keep_late)
    assert prepare_batch() == 1
    assert gone == [3]
    assert db.session.get(Document, document_id) is None
    assert db.session.scalars(select(Rendition)).all() == []
    shred_all()
    assert set(storage().list_keys()) == set()


def test_what_was_made_goes_with_the_document(db: Any) -> None:
    document = _kept()
    prepare_batch()
    assert len(set(storage().list_keys())) == 4
    with transaction():
        erase_documents([document.id])
    shred_all()
    assert (set(storage().list_keys()), db.session.scalars(select(Rendition)).all()) == (set(), [])
