"""A database beside the instance's own, for a moment: it holds everybody, and nobody is ever erased from it (A11.2).

So it is gone afterwards, and what a process left that was killed goes before the next is made.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import URL, func, make_url, select, text
from sqlalchemy.engine import Connection

from ...adapters import scratch
from ...core.db import is_sqlite
from ...extensions import db

_FOLDER = "vivier-proof-"
_OWN_NUMBER = text("SELECT oid FROM pg_database WHERE datname = current_database()")
_NAMES = text("SELECT datname FROM pg_database WHERE starts_with(datname, :prefix)")


@contextmanager
def empty_database() -> Iterator[URL]:
    """An empty database of the engine in use, until the end of the block."""
    if is_sqlite():
        with empty_folder() as folder:
            yield make_url(f"sqlite:///{folder}/proof.db")
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # Another instance on the same server makes some too: whose it is stands in the name.
        prefix = f"vivier_proof_{connection.scalar(_OWN_NUMBER)}_"
        _drop_abandoned(connection, prefix)
        name = f"{prefix}{uuid4().hex[:12]}"
        # The lock goes with this connection, and so with this process.
        connection.execute(select(func.pg_advisory_lock(func.hashtext(name))))
        try:
            connection.execute(text(f"CREATE DATABASE {name}"))
            yield db.engine.url.set(database=name)
        finally:
            _drop(connection, name)


@contextmanager
def empty_folder() -> Iterator[Path]:
    """A folder for what is made of such a database, until the end of the block."""
    base = Path(tempfile.gettempdir())
    scratch.sweep(base, _FOLDER)
    with scratch.folder(base, _FOLDER) as folder:
        yield folder


def _drop_abandoned(connection: Connection, prefix: str) -> None:
    for name in connection.scalars(_NAMES, {"prefix": prefix}).all():
        if connection.scalar(select(func.pg_try_advisory_lock(func.hashtext(name)))):
            _drop(connection, name)


def _drop(connection: Connection, name: str) -> None:
    """Takes away a database that this connection has the lock of."""
    connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    connection.execute(select(func.pg_advisory_unlock(func.hashtext(name))))
