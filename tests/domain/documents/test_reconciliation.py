"""Rows and files agree, or it is told which do not."""

import os
import time
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app.adapters.storage import FILES_ARE_LOST, OWNER, WrongStore
from app.core.actor import SYSTEM
from app.core.clock import now
from app.core.db import reading, transaction
from app.domain.audit import marks
from app.domain.documents.models import Document, Tombstone
from app.domain.documents.queries import list_renditions
from app.domain.documents.readying import prepare_batch
from app.domain.documents.reconciliation import check_store, compare, destroy_strays, remake
from app.domain.documents.tasks import shred_all
from app.domain.documents.vault import storage
from app.domain.privacy.models import SweepRun
from app.domain.privacy.retention import run_batch
from tests.adapters import samples
from tests.factories import CandidateFactory, DocumentFactory


def _stray(app: Flask, *, age: int) -> str:
    key = storage().write(b"nobody's")
    then = time.time() - age
    os.utime(app.config["UPLOADS_DIR"] / key[:2] / key, (then, then))
    return key


def _reconcile(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["documents", "reconcile", *words])


def test_rows_and_files_that_agree_are_no_finding(app: Flask, db: Any) -> None:
    DocumentFactory()
    _stray(app, age=60)  # perhaps somebody is applying at this moment
    assert compare().missing == compare().strays == ()
    assert (_reconcile(app).exit_code, _reconcile(app).output) == (
        0,
        "0 missing, 0 to make anew, 0 stray, 0 destroyed\n",
    )


def test_a_store_that_holds_nothing_of_what_there_is_stops_the_night_the_shredder_and_the_start(
    app: Flask, db: Any
) -> None:
    """R12: a disk that is not mounted leaves an empty folder, and what is on the disk would be held for lost."""
    (app.config["UPLOADS_DIR"] / FILES_ARE_LOST).rmdir()
    check_store()
    document, buried = DocumentFactory(), storage().write(b"buried")
    with transaction():
        db.session.add(Tombstone(storage_key=buried, created_at=now()))
    mounted, elsewhere = app.config["UPLOADS_DIR"], app.config["DATA_DIR"] / "elsewhere"
    mounted.rename(elsewhere)
    mounted.mkdir()
    for stopped in (check_store, partial(run_batch, actor=SYSTEM), shred_all):
        with pytest.raises(WrongStore, match="mount its disk"):
            stopped()
    assert db.session.scalars(select(Tombstone.storage_key)).all() == [buried]
    assert db.session.scalars(select(SweepRun)).all() == []
    mounted.rmdir()
    elsewhere.rename(mounted)
    check_store()
    assert (shred_all(), list(storage().list_keys())) == (1, [document.storage_key])


def test_the_store_of_another_instance_stops_whatever_would_destroy_its_files(app: Flask, db: Any) -> None:
    """R12: our own files would count as lost, and theirs as nobody's."""
    with transaction():
        marks.begin_ledger()
    check_store()
    assert storage().owner() == marks.ledger_name()
    check_store()
    mine = DocumentFactory()
    with transaction():
        db.session.add(Tombstone(storage_key=storage().write(b"buried"), created_at=now()))
    storage().sign("0" * 32)
    theirs = _stray(app, age=7200)
    for stopped in (check_store, partial(run_batch, actor=SYSTEM), shred_all, partial(destroy_strays, [theirs])):
        with pytest.raises(WrongStore, match="another instance"):
            stopped()
    said = _reconcile(app, "--repair", "--accept-many")
    assert (said.exit_code, "another instance" in said.output) == (1, True)
    assert {mine.storage_key, theirs} < set(storage().list_keys())
    (app.config["UPLOADS_DIR"] / OWNER).unlink()
    check_store()
    assert (shred_all(), storage().owner()) == (1, marks.ledger_name())


def test_a_missing_file_and_a_stray_one_are_told_and_only_the_stray_is_destroyed(app: Flask, db: Any) -> None:
    whole, lost = DocumentFactory(), DocumentFactory()
    storage().delete(lost.storage_key)
    key = _stray(app, age=7200)
    with transaction():
        buried = storage().write(b"buried")
        db.session.add(Tombstone(storage_key=buried, created_at=now()))
    said = _reconcile(app)
    assert said.exit_code == 1
    assert said.output.splitlines() == [
        f"missing  {lost.id}",
        f"stray    {key}",
        "1 missing, 0 to make anew, 1 stray, 0 destroyed",
    ]
    assert "may be the wrong database" in _reconcile(app, "--repair").output
    assert key in set(storage().list_keys())
    said = _reconcile(app, "--repair", "--accept-many")
    assert (said.exit_code, said.output.splitlines()[-1]) == (1, "1 missing, 0 to make anew, 1 stray, 1 destroyed")
    assert set(storage().list_keys()) == {whole.storage_key, buried}
    assert db.session.get(Document, lost.id) is not None


def test_a_file_that_has_its_row_by_now_is_no_stray(db: Any) -> None:
    document = DocumentFactory()
    assert destroy_strays([document.storage_key]) == set()
    assert list(storage().list_keys()) == [document.storage_key]


def test_a_single_stray_among_ten_files_is_destroyed_at_once(app: Flask, db: Any) -> None:
    for _ in range(9):
        DocumentFactory()
    key = _stray(app, age=7200)
    said = _reconcile(app, "--repair")
    assert (said.exit_code, said.output.splitlines()[-1]) == (0, "0 missing, 0 to make anew, 1 stray, 1 destroyed")
    assert key not in set(storage().list_keys())


def test_what_was_made_of_a_file_and_is_lost_is_made_anew(app: Flask, db: Any) -> None:
    document = DocumentFactory(candidate=CandidateFactory(), content=samples.pdf())
    assert prepare_batch() == 1
    with reading():
        lost, *others = [one.storage_key for one in list_renditions(document.id)]
    storage().delete(lost)
    said = _reconcile(app)
    told = [f"to make  {document.id}", "0 missing, 1 to make anew, 0 stray, 0 destroyed"]
    assert (said.exit_code, said.output.splitlines()) == (1, told)
    assert _reconcile(app, "--repair").exit_code == 0
    assert prepare_batch() == 1
    shred_all()
    assert (_reconcile(app).exit_code, compare().unmade) == (0, ())
    with reading():
        assert len(list_renditions(document.id)) == len(others) + 1


def test_document_that_went_meanwhile_is_not_made_anew(db: Any) -> None:
    assert remake([uuid4()]) == 1


def test_document_whose_own_file_is_lost_too_is_missing(app: Flask, db: Any) -> None:
    document = DocumentFactory(candidate=CandidateFactory(), content=samples.pdf())
    assert prepare_batch() == 1
    for key in list(storage().list_keys()):
        storage().delete(key)
    assert (set(compare().missing), compare().unmade) == ({document.id}, ())
