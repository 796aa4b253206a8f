"""Backups: made while the instance works, proved by restoring them, and kept for a bounded time (R8, R9, A11.2)."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import current_app
from sqlalchemy import URL, create_engine, func, inspect, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import InstrumentedAttribute

from ...adapters.dumps import DumpFailed, dump, load
from ...adapters.storage import StorageUnavailable
from ...core.clock import now
from ...core.db import Base, is_sqlite, transaction
from ...core.queue import TaskRun, find_last_heartbeat
from ...extensions import db
from ..audit.chain import anchors
from ..documents.queries import STORED
from ..documents.vault import storage
from ..mail.outbox import freeze_waiting
from . import beside
from .models import BackupProof

FORMAT = "vivier-backup-1"
MANIFEST, DATABASE, FILES = "manifest.json", "database", "files"
# What has no manifest by then is no backup that is still being made.
UNFINISHED = timedelta(days=1)
# A worker says every ten seconds that it lives.
ALIVE = timedelta(minutes=1)


class BackupUnsound(RuntimeError):  # noqa: N818  reads as a finding
    """The backup cannot be restored as it is; the message names the part."""


@dataclass(frozen=True)
class Made:
    """A backup that was made: where, how many rows and files, how many older ones went, which cannot be read."""

    path: Path
    rows: int
    files: int
    removed: int
    unreadable: tuple[Path, ...]


def create_backup(folder: Path) -> Made:
    """Makes a backup in a new folder under ``folder``, and removes those whose time is over.

    The database first, in one snapshot; then every file that it speaks of, sealed as it is. A file that was erased in
    between is left out. The manifest comes last: without it, a backup is none. Raises DumpFailed, StorageUnavailable.
    """
    made_at = now()
    path = folder / f"vivier-{made_at:%Y%m%d-%H%M%S}"
    path.mkdir(mode=0o700, parents=True)
    (path / FILES).mkdir(mode=0o700)
    with _snapshot() as (connection, snapshot):
        dump(db.engine.url, path / DATABASE, programs=current_app.config["PG_BIN"], snapshot=snapshot)
        with _copy_of(path) if is_sqlite() else _same(connection) as seen:
            rows = _count_rows(seen)
            keys = _spoken_of(seen)
            revision = seen.scalar(text("SELECT version_num FROM alembic_version"))
    copied = {key: _copy_file(path, key) for key in sorted(keys)}
    files = {key: digest for key, digest in copied.items() if digest is not None}
    manifest = {
        "format": FORMAT,
        "made_at": made_at.isoformat(),
        "engine": db.engine.dialect.name,
        "revision": revision,
        "database": _digest(path / DATABASE),
        "rows": rows,
        "files": files,
        "gone": sorted(copied.keys() - files.keys()),
    }
    (path / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")
    removed, unreadable = _remove_old(folder)
    return Made(path, sum(rows.values()), len(files), removed, tuple(unreadable))


def verify_backup(path: Path) -> datetime:
    """Restores the backup to a scratch place and compares: rows table by table, files octet by octet.

    Writes down that it was proved, and returns when it was made. Raises BackupUnsound, naming what is wrong.
    """
    manifest = _manifest(path)
    _compare("the database file", manifest["database"], _digest(path / DATABASE))
    _compare("the engine of the database", manifest["engine"], db.engine.dialect.name)
    with beside.empty_database() as url:
        _fill(url, path / DATABASE)
        engine = create_engine(url)
        try:
            with engine.connect() as connection:
                if manifest["engine"] == "sqlite":
                    _compare("the integrity of the database", "ok", connection.scalar(text("PRAGMA integrity_check")))
                _compare_rows(manifest["rows"], _count_rows(connection))
                _compare_files(manifest, connection)
        finally:
            engine.dispose()
    for key, digest in manifest["files"].items():
        _compare(f"the file {key}", digest, _digest(path / FILES / key))
    made_at = _made_at(manifest)
    with transaction():
        db.session.add(BackupProof(id=uuid4(), made_at=made_at, proved_at=now()))
    return made_at


def restore_backup(path: Path, *, replace: bool = False) -> datetime:
    """Puts the backup in the place of this instance's database, and its files into the store; says when it was made.

    Letters that waited when it was made are frozen before anything can see them: an administrator sends each again, or
    none (R8). What was erased since is erased again at the next start, from the ledger. Raises BackupUnsound,
    DumpFailed; BackupUnsound too when the database is not empty and ``replace`` was not said.
    """
    manifest = _manifest(path)
    _compare("the database file", manifest["database"], _digest(path / DATABASE))
    _compare("the engine of the database", manifest["engine"], db.engine.dialect.name)
    if not replace:
        _must_be_free()
    for key, digest in manifest["files"].items():
        _compare(f"the file {key}", digest, _digest(path / FILES / key))
        storage().put_back(key, (path / FILES / key).read_bytes())
    with _frozen(path) as frozen:
        _empty()
        _fill(db.engine.url, frozen)
    # They speak of a log that this database does not have any more.
    anchors().put_aside(f"{now():%Y%m%d-%H%M%S}")
    return _made_at(manifest)


def _must_be_free() -> None:
    """Raises BackupUnsound for a database that holds something, naming the worker that is at work on it."""
    tables = inspect(db.engine).get_table_names()
    if not tables:
        return
    beat = find_last_heartbeat() if TaskRun.__tablename__ in tables else None
    if beat is not None and now() - beat < ALIVE:
        message = "a worker is at work on this database: stop every process first, or say --replace"
        raise BackupUnsound(message)
    message = "the database is not empty: say --replace to lose what it holds"
    raise BackupUnsound(message)


@contextmanager
def _frozen(path: Path) -> Iterator[Path]:
    """The dump as it may be put in place: filled elsewhere, its letters frozen, dumped again."""
    programs = current_app.config["PG_BIN"]
    with beside.empty_database() as url, beside.empty_folder() as folder:
        _fill(url, path / DATABASE)
        filled = create_engine(url)
        try:
            with filled.begin() as connection:
                freeze_waiting(connection)
        finally:
            filled.dispose()
        dump(url, folder / DATABASE, programs=programs)
        yield folder / DATABASE


def _manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        message = f"{path} has no readable manifest: it was never finished, or is no backup"
        raise BackupUnsound(message) from fault
    found: dict[str, Any] = manifest if isinstance(manifest, dict) else {}
    _compare("the format", FORMAT, found.get("format"))
    return found


def _made_at(manifest: dict[str, Any]) -> datetime:
    try:
        return datetime.fromisoformat(manifest["made_at"])
    except (KeyError, TypeError, ValueError) as fault:
        message = "the manifest does not say when the backup was made"
        raise BackupUnsound(message) from fault


def _compare(what: str, wanted: object, found: object) -> None:
    if wanted != found:
        message = f"{what} is not as it was: {found} instead of {wanted}"
        raise BackupUnsound(message)


def _compare_rows(wanted: dict[str, int], found: dict[str, int]) -> None:
    for table in sorted(wanted.keys() | found.keys()):
        _compare(f"the number of rows in {table}", wanted.get(table), found.get(table))


def _compare_files(manifest: dict[str, Any], connection: Connection) -> None:
    """Every file that a row speaks of is there, but for those erased while the backup was made."""
    for key in sorted(_spoken_of(connection) - manifest["files"].keys() - set(manifest.get("gone", ()))):
        message = f"the file {key} is in a row and not in the backup"
        raise BackupUnsound(message)


def _spoken_of(connection: Connection) -> set[str]:
    """The keys of every file that a row speaks of; tables of an older version may lack some of those that do."""
    return {key for column in _stored(connection) for key in connection.scalars(select(column))}


def _stored(connection: Connection) -> list[InstrumentedAttribute[str]]:
    known = set(inspect(connection).get_table_names())
    return [column for column in STORED if column.class_.__tablename__ in known]


def _copy_file(path: Path, key: str) -> str | None:
    """The digest of a file as it was copied; None when it has been erased since the snapshot."""
    try:
        content = storage().read(key)
    except StorageUnavailable:
        columns = _stored(db.session.connection())
        if any(db.session.scalar(select(column).where(column == key)) for column in columns):
            raise
        return None
    (path / FILES / key).write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def _digest(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def _remove_old(folder: Path) -> tuple[int, list[Path]]:
    """Removes what is too old, finished or not: how many went; and what stays though it cannot be read."""
    removed, unreadable = 0, []
    for path in sorted(folder.glob("vivier-*")):
        life = timedelta(days=current_app.config["BACKUP_DAYS"])
        try:
            made_at = _made_at(_manifest(path))
        except BackupUnsound:
            made_at = _begun_at(path)
            if (path / MANIFEST).exists():
                unreadable.append(path)
            else:
                life = UNFINISHED
        if now() - made_at > life:
            shutil.rmtree(path)
            removed += 1
    return removed, [path for path in unreadable if path.exists()]


def _begun_at(path: Path) -> datetime:
    try:
        return datetime.strptime(path.name, "vivier-%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)


@contextmanager
def _snapshot() -> Iterator[tuple[Connection, str | None]]:
    """A connection that sees one moment of the database, and PostgreSQL's name for that moment."""
    isolation = {} if is_sqlite() else {"isolation_level": "REPEATABLE READ"}
    with db.engine.connect().execution_options(**isolation) as connection:
        yield connection, None if is_sqlite() else connection.scalar(text("SELECT pg_export_snapshot()"))


@contextmanager
def _copy_of(path: Path) -> Iterator[Connection]:
    """SQLite's copy is its own moment: what is counted is counted there."""
    engine = create_engine(f"sqlite:///{path / DATABASE}")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _same(connection: Connection) -> Iterator[Connection]:
    yield connection


def _count_rows(connection: Connection) -> dict[str, int]:
    known = set(inspect(connection).get_table_names())
    tables = [table for table in Base.metadata.sorted_tables if table.name in known]
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def _fill(url: URL, source: Path) -> None:
    try:
        load(url, source, programs=current_app.config["PG_BIN"])
    except DumpFailed as failure:
        message = f"the database file cannot be restored: {failure}"
        raise BackupUnsound(message) from failure


def _administer(statement: str) -> None:
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))


def _empty() -> None:
    """Takes away what the database holds, so that a dump can be loaded into it."""
    db.session.remove()
    if is_sqlite():
        db.engine.dispose()
        # The file itself stays until the other takes its name; without its log it is as it was before the last commits.
        for suffix in ("-wal", "-shm"):
            Path(f"{db.engine.url.database}{suffix}").unlink(missing_ok=True)
        return
    _administer("DROP SCHEMA public CASCADE")
    _administer("CREATE SCHEMA public")
