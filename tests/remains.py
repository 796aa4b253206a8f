"""Every byte that an instance keeps, for whoever looks for what should be gone."""

from pathlib import Path

from app.extensions import db

from .databases import ENGINE
from .processes import content_of


def remains_in(folder: Path) -> bytes:
    """The files of an instance with their names, delivered letters left out, and its database as files or as a dump."""
    everything = []
    for path in folder.rglob("*"):
        is_server = folder / "pg" in path.parents
        if path.is_file() and not is_server and path.suffix != ".eml":
            everything += [content_of(path), str(path).encode()]
    if ENGINE == "postgresql":
        everything.append(_dump())
    return b"\n".join(everything)


def _dump() -> bytes:
    """Every row of every table, as a dump holds them: dead rows are PostgreSQL's own until its vacuum, and in no dump.

    The wheel's pg_dump is older than its server and refuses it, so COPY, which pg_dump itself uses, does the work.
    """
    rows = []
    connection = db.engine.raw_connection()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            for (table,) in cursor.fetchall():
                with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:  # type: ignore[attr-defined]
                    rows += [bytes(chunk) for chunk in copy]
    finally:
        connection.close()
    return b"".join(rows)
