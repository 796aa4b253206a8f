"""What the worker does with files."""

import os
import subprocess
import sys
import textwrap
import time
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.adapters import programs
from app.adapters.storage import LocalStorage, StorageUnavailable
from app.core.clock import now
from app.core.db import is_sqlite, reading, transaction
from app.core.queue import Worker
from app.domain.documents import tasks
from app.domain.documents.enums import DocumentKind
from app.domain.documents.intake import take_in
from app.domain.documents.models import Document, Tombstone
from app.domain.documents.personal_data import erase_documents
from app.domain.documents.vault import storage
from tests.adapters import samples
from tests.factories import CandidateFactory, DocumentFactory
from tests.processes import UNMEASURED

DUE = {task.name: task.is_due for task in tasks.TASKS}


def _is_due(name: str) -> bool:
    with reading():
        return DUE[name]()


def _tombstones(db: Any) -> list[str]:
    with reading():
        return list(db.session.scalars(select(Tombstone.storage_key)).all())


def _keys() -> set[str]:
    return set(storage().list_keys())


def test_only_what_nobody_came_back_for_is_buried(db: Any) -> None:
    """A staged file lives STAGED_UPLOAD_HOURS; a kept one as long as its application."""
    old = DocumentFactory(created_at=now() - timedelta(hours=24, seconds=1)).storage_key
    DocumentFactory(created_at=now() - timedelta(hours=23))
    DocumentFactory(created_at=now() - timedelta(days=400), candidate=CandidateFactory())
    assert _is_due("documents.sweep_staged")
    tasks.sweep_staged()
    assert _tombstones(db) == [old]
    assert db.session.query(Document).count() == 2
    assert not _is_due("documents.sweep_staged")


@pytest.mark.postgresql
def test_a_file_that_is_just_being_kept_is_not_buried(db: Any) -> None:
    """Somebody comes back at the very moment of the sweep: the sweep passes it over, and does not wait."""
    if is_sqlite():
        pytest.skip("SQLite has one writer at a time")
    document_id = DocumentFactory(created_at=now() - timedelta(hours=25)).id
    with db.engine.connect() as other:
        other.execute(select(Document.id).where(Document.id == document_id).with_for_update())
        tasks.sweep_staged()
        assert _tombstones(db) == []
        other.rollback()
    tasks.sweep_staged()
    assert len(_tombstones(db)) == 1


def test_a_buried_file_is_destroyed_and_then_forgotten(db: Any) -> None:
    kept, gone = DocumentFactory().storage_key, DocumentFactory()
    gone_key, gone_id = gone.storage_key, gone.id
    with transaction():
        assert erase_documents([gone_id]) == 1
    assert _is_due("documents.shred")
    assert _keys() == {kept, gone_key}
    assert tasks.shred() == 1
    assert (_keys(), _tombstones(db)) == ({kept}, [])
    assert not _is_due("documents.shred")


def test_twice_is_once(db: Any) -> None:
    """A kill between the file and its tombstone only repeats."""
    document = DocumentFactory()
    key = document.storage_key
    with transaction():
        erase_documents([document.id])
    storage().delete(key)
    assert tasks.shred_all() == 1
    assert (tasks.shred_all(), _tombstones(db)) == (0, [])


def test_everything_buried_goes_however_many_batches_it_takes(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "BATCH", 2)
    ids = [DocumentFactory().id for _ in range(5)]
    with transaction():
        erase_documents(ids)
    assert tasks.shred_all() == 5
    assert _keys() == set()


def test_a_file_that_the_disk_holds_on_to_keeps_its_tombstone_and_no_other_waits(
    db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R12: nothing is forgotten that is still there."""
    documents = [DocumentFactory() for _ in range(3)]
    stuck = documents[0].storage_key
    with transaction():
        erase_documents([document.id for document in documents])
    real = Path.unlink

    def unlink(path: Path, *, missing_ok: bool = False) -> None:
        if path.name == stuck:
            raise OSError(5, "I/O error")
        real(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", unlink)
        with pytest.raises(StorageUnavailable):
            tasks.shred()
    assert (_tombstones(db), _keys()) == ([stuck], {stuck})
    assert tasks.shred_all() == 1
    assert (_tombstones(db), _keys()) == ([], set())


def _age_marks(app: Flask) -> None:
    at = time.time() - 3601
    for path in (app.config["UPLOADS_DIR"] / "incoming").iterdir():
        os.utime(path, (at, at))


def test_a_file_whose_row_was_never_committed_is_destroyed_after_an_hour(
    app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R2: a file has a row, or is swept; and only that file."""
    monkeypatch.setattr(tasks, "BATCH", 2)

    def take() -> Document:
        return take_in(upload=BytesIO(samples.pdf()), filename="cv.pdf", kind=DocumentKind.CV)

    with transaction():
        known = take().storage_key
        buried = take()
        buried_key, buried_id = buried.storage_key, buried.id
    with transaction():
        erase_documents([buried_id])
    long_known = DocumentFactory().storage_key
    with suppress(ZeroDivisionError), transaction():
        orphan = take().storage_key
        _ = 1 / 0
    tasks.sweep_incoming()
    assert _keys() == {known, buried_key, long_known, orphan}
    _age_marks(app)
    tasks.sweep_incoming()
    assert _keys() == {known, buried_key, long_known}
    assert storage().list_unsettled(-1) == []


def test_half_a_file_is_swept_after_an_hour(app: Flask, db: Any) -> None:
    """R2."""
    incoming = app.config["UPLOADS_DIR"] / "incoming"
    incoming.mkdir()
    (incoming / ("a" * 32 + ".part")).write_bytes(b"half")
    tasks.sweep_incoming()
    assert len(list(incoming.iterdir())) == 1
    _age_marks(app)
    assert _is_due("documents.sweep_incoming")
    tasks.sweep_incoming()
    assert list(incoming.iterdir()) == []


def test_another_database_over_the_same_store_harms_no_settled_file(app: Flask, db: Any) -> None:
    """A sweep puts in question only what is unsettled, never what has long been there."""
    store = LocalStorage(app.config["UPLOADS_DIR"])
    settled = store.write(b"of another database")
    store.settle(settled)
    tasks.sweep_incoming()
    assert _keys() == {settled}


def test_a_shredder_killed_in_the_middle_is_finished_by_the_next(app: Flask, db: Any) -> None:
    """Rule 13: kill -9 after the second file of three, before any tombstone is gone."""
    documents = [DocumentFactory() for _ in range(3)]
    with transaction():
        erase_documents([document.id for document in documents])
    script = textwrap.dedent(
        """
        import os, signal, sys
        from pathlib import Path
        from app import create_app
        from app.adapters.storage import LocalStorage
        from app.domain.documents import tasks
        real, left = LocalStorage.delete, [3]
        def delete(store, key):
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            real(store, key)
        LocalStorage.delete = delete
        folder = Path(sys.argv[2])
        folders = {"DATA_DIR": folder, "UPLOADS_DIR": folder / "uploads"}
        app = create_app({"SQLALCHEMY_DATABASE_URI": sys.argv[1], **folders})
        with app.app_context():
            tasks.shred()
        """
    )
    settings = [app.config["SQLALCHEMY_DATABASE_URI"], str(app.config["DATA_DIR"])]
    died = subprocess.run([sys.executable, "-c", script, *settings], check=False, env=UNMEASURED)
    assert died.returncode == -9
    assert (len(_keys()), len(_tombstones(db))) == (1, 3)
    assert tasks.shred_all() == 3
    assert (_keys(), _tombstones(db)) == (set(), [])


def test_what_a_killed_worker_had_in_clear_goes_in_the_first_round(
    app: Flask, db: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A13.5: a folder that no job holds any more."""
    monkeypatch.setattr(programs, "_IN_MEMORY", tmp_path)
    (tmp_path / "vivier-job-1").mkdir()
    (tmp_path / "vivier-job-1" / "source.docx").write_bytes(b"camille")
    Worker([task for task in tasks.TASKS if task.name == "documents.sweep_incoming"]).tick()
    assert list(tmp_path.iterdir()) == []
