"""After a restore: what was erased since the backup is erased again, before anybody is served (A11.2, R8)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import inspect
from sqlalchemy.exc import DatabaseError

from ...adapters.ledger import Entry, LedgerUnusable
from ...core import logging
from ...core.db import reading, transaction, why_away
from ...extensions import db
from ..audit import marks
from ..mail.outbox import freeze_waiting
from .again import Kind, kinds

log = logging.get(__name__)


def check_ledger() -> None:
    """Replays the ledger where it is ahead of the database; begins it at the first start of an instance.

    Called before the first request: a restored instance serves nobody whom it had erased. Raises LedgerUnusable when
    the ledger is missing, behind, broken or another's, when the tables are too old to say, or the database is away.
    """
    tables = _tables()
    if not tables:
        return
    if "erasure_ledger" not in tables:
        message = "the tables are those of an older version: run flask db upgrade first"
        raise LedgerUnusable(message)
    with reading():
        is_begun = marks.ledger_name() is not None
    # Only the first start writes: any other goes on while somebody else holds the database.
    if not is_begun:
        with transaction():
            marks.begin_ledger()
    with reading():
        known, name = marks.last_position(), marks.ledger_name()
    file = marks.ledger()
    if file.name() != name:
        message = "the erasure ledger at ERASURE_LEDGER belongs to another database: put the right file there"
        raise LedgerUnusable(message)
    entries = file.read()
    if len(entries) < known:
        message = (
            f"the erasure ledger ends at {len(entries)}, and the database knows {known} entries: without the others, "
            "erased data could come back unseen. Put the right file at ERASURE_LEDGER."
        )
        raise LedgerUnusable(message)
    if len(entries) > known:
        replay(entries)


def replay(entries: Sequence[Entry]) -> int:
    """Does again what the entries name and the database has not seen; says how many things that was.

    A ledger that is ahead because a process was cut off names nothing unseen: its marks are given their places. Where
    anything is unseen, an older backup was put in place: the letters that wait in it are frozen first (R8).
    """
    with transaction():
        unseen = marks.place_marks(entries)
        if unseen:
            freeze_waiting(db.session.connection())
    found = _find(unseen, {entry.pseudonym for entry in entries}) if unseen else []
    for kind, each in found:
        with transaction():
            kind.act(each)
    with transaction():
        marks.add_marks(marks.place_marks(entries))
        marks.write_marks()
    if unseen:
        log.warning("an older database was put in place", unseen=len(unseen), again=len(found))
    return len(found)


def _find(unseen: Sequence[Entry], gone: set[str]) -> list[tuple[Kind, UUID]]:
    """What is there and should not be; of what can be undone, only what was not undone after."""
    last = {entry.pseudonym: entry.position for entry in unseen}
    with reading():
        return [
            (kind, each)
            for kind in kinds(gone)
            for each in kind.ids()
            if (at := last.get(marks.pseudonym_of(kind.word, each))) is not None
            and (kind.ended is None or last.get(marks.pseudonym_of(kind.ended, each), 0) < at)
        ]


def _tables() -> set[str]:
    """The tables there are; without any nothing can be served, and nothing was restored.

    Raises LedgerUnusable without a database: once it is back, nobody would ask again what was erased since.
    """
    try:
        return set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    except DatabaseError as fault:
        raise LedgerUnusable(why_away(fault)) from fault
