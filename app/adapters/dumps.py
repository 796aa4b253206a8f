"""A whole database into a file and back: SQLite's own online copy, or PostgreSQL's own programs."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL

TIME_LIMIT_SECONDS = 3600


class DumpFailed(RuntimeError):  # noqa: N818  reads as a finding
    """A program said no, or is not there; the message says which and why."""


def dump(url: URL, target: Path, *, programs: str = "", snapshot: str | None = None) -> None:
    """Writes the database at ``url`` to ``target``, while it is in use. ``snapshot``: an exported one of PostgreSQL.

    ``programs`` is the folder of PostgreSQL's programs, where they are not on the PATH. Raises DumpFailed.
    """
    if url.get_backend_name() == "sqlite":
        try:
            with closing(sqlite3.connect(str(url.database))) as source, closing(sqlite3.connect(target)) as copy:
                source.backup(copy)
        except sqlite3.Error as fault:
            message = f"the database cannot be copied to {target}: {fault}"
            raise DumpFailed(message) from fault
    else:
        chosen = [f"--snapshot={snapshot}"] if snapshot else []
        _run(programs, "pg_dump", "--format=custom", "--no-owner", f"--file={target}", *chosen, url=url)
    target.chmod(0o600)


def load(url: URL, source: Path, *, programs: str = "") -> None:
    """Fills the empty database at ``url`` from ``source``, all at once or not at all. Raises DumpFailed."""
    if url.get_backend_name() == "sqlite":
        filled = Path(f"{url.database}.filled")
        shutil.copyfile(source, filled)
        filled.chmod(0o600)
        filled.replace(str(url.database))
        return
    _run(programs, "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(source), url=url)


def _run(programs: str, name: str, *arguments: str, url: URL) -> None:
    program = str(Path(programs) / name) if programs else shutil.which(name)
    if program is None:
        message = f"{name} is not on this machine: install PostgreSQL's client programs, or set PG_BIN"
        raise DumpFailed(message)
    # As PostgreSQL's own programs read an address; the password goes another way, since everyone can list arguments.
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environment = {"PGPASSWORD": str(url.password)} if url.password else {}
    try:
        done = subprocess.run(  # noqa: S603  a program of PostgreSQL's, with our own arguments
            [program, *arguments, f"--dbname={address}"],
            capture_output=True,
            text=True,
            check=False,
            timeout=TIME_LIMIT_SECONDS,
            env={**os.environ, **environment},
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        message = f"{name} could not be started, or did not end: {fault}"
        raise DumpFailed(message) from fault
    if done.returncode != 0:
        message = f"{name} failed: {done.stderr.strip()[-500:]}"
        raise DumpFailed(message)
