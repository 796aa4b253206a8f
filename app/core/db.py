"""The ground under every model: base class, column types, transactions, and how each engine is opened."""

import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from threading import Lock
from typing import Annotated, Any

from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, TypeDecorator, Uuid, bindparam, event, inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import DeclarativeBase, mapped_column

from ..extensions import READING, db
from .clock import now

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An instant. SQLite forgets the zone, so aware times go in as UTC and come out aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """In, as UTC. Raises ValueError for a naive time: it says no instant."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a naive datetime says no instant"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Out, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every model's base: named constraints, typed columns."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy's own declared form
        datetime: UTCDateTime(),
        uuid.UUID: Uuid(),
        dict[str, Any]: JSON(),
        list[dict[str, Any]]: JSON(),
        list[str]: JSON(),
    }


# The moment at which a statement runs, not the one at which it was written: one with it is built once, and for ever.
MOMENT = bindparam("moment", callable_=now, type_=UTCDateTime())
Id = Annotated[uuid.UUID, mapped_column(primary_key=True, default=uuid.uuid4)]


def enum_type(values: type[StrEnum], label: str | None = None) -> Enum:
    """A column of one of ``values``, stored by value; VARCHAR and a CHECK, alike on both engines.

    ``label`` names the CHECK when a table has two columns of the same enum.
    """
    return Enum(
        values,
        native_enum=False,
        create_constraint=True,
        name=f"known_{label or values.__name__.lower()}",
        length=80,
        values_callable=lambda members: [member.value for member in members],
    )


BUSY_SECONDS = 15
PAUSE = 0.0002
_TURN = Lock()
COMPACTING_MILLISECONDS = 200
# Of each connection, and each thread has one. What it lets go is still in the system's memory, which all share: four
# times as much, SQLite's own choice, made no page faster.
CACHE_KIBIBYTES = 500
WRITES = {"vivier_writes": True}
READS = {"vivier_writes": False, "postgresql_readonly": True}


@contextmanager
def transaction() -> Iterator[None]:
    """One transaction that may write: return commits, raise rolls back. What must happen after it is a row in it."""
    db.session.rollback()
    db.session.info.clear()
    db.session.connection(execution_options=WRITES)
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


@contextmanager
def reading() -> Iterator[None]:
    """One read-only transaction, refused by the database itself if anything tries to write (3.5.3)."""
    db.session.rollback()
    info = db.session.info
    if READING in db.engines:
        info["engine"] = READING
    info["looked_up"] = {}
    try:
        db.session.connection(execution_options=READS)
        yield
    finally:
        db.session.rollback()
        info.clear()


def is_sqlite() -> bool:
    """Whether the running application stores its rows in SQLite."""
    return db.engine.dialect.name == "sqlite"


def stored_revision() -> str | None:
    """The migration that the tables stand at; None before the first. Raises DatabaseError while nobody answers."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return revision


def why_away(fault: DatabaseError) -> str:
    """That the database does not answer, with the driver's first line: for who starts something."""
    return f"the database does not answer: {str(fault.orig).strip().partition(chr(10))[0]}"


def is_unmigrated() -> bool:
    """Whether the database answers and has no tables yet: an instance before its first start."""
    try:
        return stored_revision() is None
    except DatabaseError:
        return False


def take_turn(name: str) -> None:
    """Who asks under the same name waits until the end of this transaction. SQLite has one writer at a time anyway."""
    if not is_sqlite():
        db.session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})


def engines_beside(url: str) -> dict[str, str]:
    """SQLite has an engine more, whose connections only read.

    One that may do both would have to be told each time, and with each such word SQLite prepares all its statements
    anew: a fifth of a page. PostgreSQL is told with the transaction, at no cost.
    """
    return {READING: url} if url.startswith("sqlite") else {}


def prepare_engines() -> None:
    """Opens SQLite as safely as it can be: WAL, synchronous FULL, foreign keys, secure_delete, explicit BEGIN.

    Python's own driver opens transactions late; we begin them, ``IMMEDIATE`` when they will write, so that a writer
    waits at its start and never fails in the middle.
    """
    if not is_sqlite():
        return
    for engine in db.engines.values():
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", _on_sqlite_begin)
    readers = db.engines[READING]
    event.listen(readers, "connect", _only_reads)
    # Whoever closes the one has done with the file.
    event.listen(db.engine, "engine_disposed", lambda _engine: readers.dispose())


def _on_sqlite_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"cache_size=-{CACHE_KIBIBYTES}",
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    # SQLite's own knows the letters of ASCII alone: no É would ever be found by its é.
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _only_reads(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA query_only=ON")


def _on_sqlite_begin(connection: Connection) -> None:
    # Straight to the driver: every page begins, and SQLAlchemy's way there takes longer than what is asked.
    driver: Any = connection.connection.dbapi_connection
    if not connection.get_execution_options().get("vivier_writes"):
        driver.execute("BEGIN")
        return
    driver.execute("PRAGMA busy_timeout=0")
    try:
        if not _begins_to_write(driver):
            # It raises what SQLite raises, as SQLAlchemy has it.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")


def _begins_to_write(driver: sqlite3.Connection) -> bool:
    """Waits for the one writer before; False when another thing stands in the way, or the wait was too long.

    SQLite's own wait sleeps up to a tenth of a second; ours a fraction of a thousandth. A writer is done within
    milliseconds, so that most of a long sleep is time in which nobody writes. Of the threads of a process one looks at
    a time and the others stand behind it: all of them looking would keep the one that writes from its work.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    if not _TURN.acquire(timeout=BUSY_SECONDS):
        return False
    try:
        while time.monotonic() < deadline:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as fault:
                if fault.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    return False
            else:
                return True
            time.sleep(PAUSE)
        return False
    finally:
        _TURN.release()


class LogInUse(Exception):  # noqa: N818  no fault: a state that passes
    """Somebody reads what the write-ahead log holds; what was erased is still in it."""


def compact() -> None:
    """After an erasure: empties SQLite's write-ahead log, which still holds the pages as they were before.

    While it waits for those who read, nobody writes: it waits a moment only. Raises LogInUse when that was too short.
    """
    db.session.rollback()
    if is_sqlite():
        connection = db.engine.raw_connection()
        try:
            connection.execute(f"PRAGMA busy_timeout={COMPACTING_MILLISECONDS}")
            is_busy, _frames, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        finally:
            connection.close()
        if is_busy:
            raise LogInUse


def ping() -> None:
    """Raises SQLAlchemyError when the database does not answer."""
    db.session.execute(text("SELECT 1"))
