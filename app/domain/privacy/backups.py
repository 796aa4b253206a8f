"""Backups: made while the instance works, proved by restoring them, and kept for a bounded time (R8, R9, A11.2)."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import current_app
from sqlalchemy import URL, create_engine, func, inspect, make_url, select, text, update
from sqlalchemy.engine import Connection

from ...adapters.dumps import DumpFailed, dump, load
from ...adapters.storage import StorageUnavailable
from ...core.clock import now
from ...core.db import Base, is_sqlite, transaction
from ...extensions import db
from ..audit.chain import anchors_file
from ..documents.queries import STORED
from ..documents.vault import storage
from ..mail.enums import MailState
from ..mail.models import OutgoingMail
from .models import BackupProof

FORMAT = "vivier-backup-1"
MANIFEST, DATABASE, FILES = "manifest.json", "database", "files"
# A proof older than this is shown in red.
FRESH = timedelta(days=2)
FROZEN = "frozen by a restore"


class BackupUnsound(RuntimeError):  # noqa: N818  reads as a finding
    """The backup cannot be restored as it is; the message names the part."""


@dataclass(frozen=True)
class Made:
    """A backup that was made: where, how many rows and files, and how many older ones went."""

    path: Path
    rows: int
    files: int
    removed: int


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
            keys = [key for column in STORED for key in seen.scalars(select(column))]
            revision = seen.scalar(text("SELECT version_num FROM alembic_version"))
    files = {key: digest for key in sorted(keys) if (digest := _copy_file(path, key)) is not None}
    manifest = {
        "format": FORMAT,
        "made_at": made_at.isoformat(),
        "engine": db.engine.dialect.name,
        "revision": revision,
        "database": _digest(path / DATABASE),
        "rows": rows,
        "files": files,
    }
    (path / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")
    return Made(path, sum(rows.values()), len(files), _remove_old(folder))


def verify_backup(path: Path) -> datetime:
    """Restores the backup to a scratch place and compares: rows table by table, files octet by octet.

    Writes down that it was proved, and returns when it was made. Raises BackupUnsound, naming what is wrong.
    """
    manifest = _manifest(path)
    _compare("the database file", manifest["database"], _digest(path / DATABASE))
    with _scratch(manifest["engine"]) as url:
        _fill(url, path)
        engine = create_engine(url)
        try:
            with engine.connect() as connection:
                if manifest["engine"] == "sqlite":
                    _compare("the integrity of the database", "ok", connection.scalar(text("PRAGMA integrity_check")))
                _compare_rows(manifest["rows"], _count_rows(connection))
        finally:
            engine.dispose()
    for key, digest in manifest["files"].items():
        _compare(f"the file {key}", digest, _digest(path / FILES / key))
    made_at = datetime.fromisoformat(manifest["made_at"])
    with transaction():
        db.session.add(BackupProof(id=uuid4(), made_at=made_at, proved_at=now()))
    return made_at


def restore_backup(path: Path, *, replace: bool = False) -> None:
    """Puts the backup in the place of this instance's database, and its files into the store.

    Letters that waited when it was made are frozen: an administrator sends each again, or none (R8). What was erased
    since is erased again at the next start, from the ledger. Raises BackupUnsound, DumpFailed; BackupUnsound too when
    the database is not empty and ``replace`` was not said.
    """
    manifest = _manifest(path)
    _compare("the database file", manifest["database"], _digest(path / DATABASE))
    _compare("the engine of the database", manifest["engine"], db.engine.dialect.name)
    if inspect(db.engine).get_table_names() and not replace:
        message = "the database is not empty: say --replace to lose what it holds"
        raise BackupUnsound(message)
    for key, digest in manifest["files"].items():
        _compare(f"the file {key}", digest, _digest(path / FILES / key))
        storage().put_back(key, (path / FILES / key).read_bytes())
    _empty()
    _fill(db.engine.url, path)
    with transaction():
        waiting = update(OutgoingMail).where(OutgoingMail.state == MailState.QUEUED)
        db.session.execute(waiting.values(state=MailState.FAILED, last_error=FROZEN))
    if anchors_file().exists():
        # They speak of a log that this database does not have any more.
        anchors_file().rename(anchors_file().with_suffix(f".{now():%Y%m%d-%H%M%S}.log"))


def find_last_proof() -> BackupProof | None:
    """The last time that a backup was proved."""
    return db.session.scalar(select(BackupProof).order_by(BackupProof.proved_at.desc()).limit(1))


def _manifest(path: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        message = f"{path} has no readable manifest: it was never finished, or is no backup"
        raise BackupUnsound(message) from fault
    _compare("the format", FORMAT, manifest.get("format"))
    return manifest


def _compare(what: str, wanted: object, found: object) -> None:
    if wanted != found:
        message = f"{what} is not as it was: {found} instead of {wanted}"
        raise BackupUnsound(message)


def _compare_rows(wanted: dict[str, int], found: dict[str, int]) -> None:
    for table in sorted(wanted.keys() | found.keys()):
        _compare(f"the number of rows in {table}", wanted.get(table), found.get(table))


def _copy_file(path: Path, key: str) -> str | None:
    """The digest of a file as it was copied; None when it has been erased since the snapshot."""
    try:
        content = storage().read(key)
    except StorageUnavailable:
        if any(db.session.scalar(select(column).where(column == key)) for column in STORED):
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


def _remove_old(folder: Path) -> int:
    oldest = now() - timedelta(days=current_app.config["BACKUP_DAYS"])
    removed = 0
    for manifest in folder.glob(f"vivier-*/{MANIFEST}"):
        if datetime.fromisoformat(_manifest(manifest.parent)["made_at"]) < oldest:
            shutil.rmtree(manifest.parent)
            removed += 1
    return removed


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


def _fill(url: URL, path: Path) -> None:
    try:
        load(url, path / DATABASE, programs=current_app.config["PG_BIN"])
    except DumpFailed as failure:
        message = f"the database file cannot be restored: {failure}"
        raise BackupUnsound(message) from failure


@contextmanager
def _scratch(engine: str) -> Iterator[URL]:
    """An empty database of that engine, gone afterwards."""
    _compare("the engine of the database", engine, db.engine.dialect.name)
    if engine == "sqlite":
        with tempfile.TemporaryDirectory(prefix="vivier-proof-") as folder:
            yield make_url(f"sqlite:///{folder}/proof.db")
        return
    name = f"vivier_proof_{uuid4().hex[:12]}"
    _administer(f"CREATE DATABASE {name}")
    try:
        yield db.engine.url.set(database=name)
    finally:
        _administer(f"DROP DATABASE {name} WITH (FORCE)")


def _administer(statement: str) -> None:
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))


def _empty() -> None:
    """Takes away what the database holds, so that a dump can be loaded into it."""
    db.session.remove()
    if is_sqlite():
        db.engine.dispose()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{db.engine.url.database}{suffix}").unlink(missing_ok=True)
        return
    _administer("DROP SCHEMA public CASCADE")
    _administer("CREATE SCHEMA public")
