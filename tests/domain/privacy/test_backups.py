"""A backup counts only after a restore, and a restore brings nobody back (R8, R9, A11.2)."""

import json
import os
import signal
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.engine import make_url

from app.adapters.dumps import DumpFailed, dump
from app.core.clock import now
from app.core.db import reading
from app.domain.documents import vault
from app.domain.documents.models import Document
from app.domain.people.models import Candidate
from app.domain.privacy import backups, beside
from app.domain.privacy.models import BackupProof
from app.domain.privacy.queries import count_old_backups, find_last_proof
from app.extensions import db as database
from tests.databases import ENGINE
from tests.domain.privacy.conftest import PROGRAMS


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
        proof = find_last_proof()
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
        assert find_last_proof() is None


def test_dump_that_cannot_be_loaded_is_unsound(instance: Flask, people: list[Candidate], tmp_path: Path) -> None:
    """Its checksum is right, and it is no database all the same."""
    path = _create(tmp_path / "backups").path
    (path / "database").write_bytes(b"no database" * 500)
    manifest = json.loads((path / "manifest.json").read_text())
    manifest["database"] = backups._digest(path / "database")
    (path / "manifest.json").write_text(json.dumps(manifest))
    assert _run(instance, "verify", str(path)).exit_code == 1


def test_backups_go_after_their_time(instance: Flask, tmp_path: Path, clock: Any) -> None:
    """A11.2: a bounded life, of what was never finished too: it holds as much."""
    folder = tmp_path / "backups"
    old = _create(folder).path
    crashed = folder / f"vivier-{now():%Y%m%d}-000000"
    nameless = folder / "vivier-by-hand"
    for path in (crashed, nameless):
        path.mkdir()
        (path / "database").write_bytes(b"everything")
    os.utime(nameless, (now().timestamp(), now().timestamp()))
    clock.shift(timedelta(hours=9))
    assert _create(folder).removed == 0
    assert (crashed / "database").exists()
    clock.shift(timedelta(days=1))
    assert _create(folder).removed == 2
    assert not crashed.exists()
    assert not nameless.exists()
    clock.shift(timedelta(days=instance.config["BACKUP_DAYS"] - 2))
    assert _create(folder).removed == 0
    clock.shift(timedelta(days=1))
    assert _create(folder).removed == 1
    assert not old.exists()


@pytest.mark.parametrize("manifest", ["{", "[]", '{"format": "vivier-backup-1"}'])
def test_backup_that_cannot_be_read_is_named_and_stops_no_other(
    instance: Flask, tmp_path: Path, clock: Any, manifest: str
) -> None:
    folder = tmp_path / "backups"
    broken = _create(folder).path
    (broken / "manifest.json").write_text(manifest)
    clock.shift(timedelta(days=2))
    result = _run(instance, "create", str(folder))
    assert (result.exit_code, str(broken) in result.stderr) == (0, True)
    assert broken.exists()
    clock.shift(timedelta(days=instance.config["BACKUP_DAYS"]))
    assert _create(folder).removed == 1
    assert not broken.exists()


@pytest.mark.usefixtures("people")
def test_file_that_a_row_speaks_of_and_the_backup_lacks_is_named(instance: Flask, tmp_path: Path) -> None:
    """R9: a manifest that says nothing of a file does not make it whole."""
    path = _create(tmp_path / "backups").path
    manifest = json.loads((path / "manifest.json").read_text())
    key = min(manifest["files"])
    del manifest["files"][key]
    (path / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(backups.BackupUnsound, match=f"the file {key} is in a row"):
        backups.verify_backup(path)


@pytest.mark.promise("C4.1")
def test_backup_gets_old_from_when_it_was_made(instance: Flask, tmp_path: Path, clock: Any) -> None:
    """R9: to prove an old one again makes it no newer; two days without one, and it shows."""
    path = _create(tmp_path / "backups").path
    with reading():
        assert count_old_backups() == 1
    backups.verify_backup(path)
    with reading():
        assert count_old_backups() == 0
    clock.shift(timedelta(days=2, seconds=1))
    backups.verify_backup(path)
    with reading():
        assert count_old_backups() == 1
    backups.verify_backup(_create(tmp_path / "backups").path)
    backups.verify_backup(path)
    with reading():
        assert count_old_backups() == 0


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
        assert _run(instance, "verify", result.output.split(":")[0]).exit_code == 0
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


@pytest.mark.skipif(ENGINE != "sqlite", reason="PostgreSQL's own program says it")
def test_copy_that_finds_no_place_is_told(instance: Flask, tmp_path: Path) -> None:
    """R9, R12: no room, or no folder: the night's job reads why."""
    with pytest.raises(DumpFailed, match="unable to open database file"):
        dump(database.engine.url, tmp_path / "gone" / "database")


@pytest.mark.usefixtures("people")
def test_copy_that_a_killed_proof_left_goes_with_the_next(
    instance: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A11.2: it holds everybody in clear, and nobody would ever erase from it. One that is in use stays."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    path = _create(tmp_path / "backups").path
    _die_while_proving(path)
    assert len(_scratch_places(tmp_path)) == 1
    with beside.empty_database() as url:
        held = _scratch_places(tmp_path)
        assert len(held) == 1
        backups._fill(url, path / "database")
        backups.verify_backup(path)
        assert _scratch_places(tmp_path) == held
    assert _scratch_places(tmp_path) == []


def _die_while_proving(path: Path) -> None:
    """In a process of its own, with the backup restored beside and not yet compared."""
    database.session.remove()
    database.engine.dispose()
    child = os.fork()
    if child == 0:
        backups._compare_rows = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        backups.verify_backup(path)
    os.waitpid(child, 0)


def _scratch_places(folder: Path) -> list[str]:
    if ENGINE == "sqlite":
        return [each.name for each in folder.glob("vivier-proof-*")]
    with database.engine.connect() as connection:
        return list(connection.scalars(text("SELECT datname FROM pg_database WHERE datname LIKE 'vivier_proof_%'")))
