"""What must never come back: each erasure leaves a mark in its own transaction, and the mark goes into the ledger.

The row is the truth, the file its copy outside of every backup. A mark says what sort of thing went and a keyed
pseudonym of its id; nobody's name.
"""

from collections.abc import Sequence
from uuid import UUID

from flask import current_app
from sqlalchemy import func, select, update

from ...adapters.ledger import Ledger
from ...core import tokens
from ...core.clock import now
from ...core.db import take_turn
from ...extensions import db
from .models import ErasureMark

BATCH = 500


def ledger() -> Ledger:
    """The ledger of this instance."""
    return Ledger(current_app.config["ERASURE_LEDGER"], tokens.derive("ledger", "key")[:16])


def pseudonym_of(kind: str, subject_id: UUID) -> str:
    """What stands for an id in the ledger."""
    return tokens.derive("erased", kind, str(subject_id))


def mark_erased(kind: str, subject_id: UUID) -> None:
    """Adds a mark to the running transaction; ``kind`` is a lower-case word of ours."""
    db.session.add(ErasureMark(kind=kind, pseudonym=pseudonym_of(kind, subject_id), marked_at=now()))


def has_unwritten() -> bool:
    """Whether a mark is not in the file yet."""
    return db.session.scalar(select(ErasureMark.id).where(ErasureMark.position.is_(None)).limit(1)) is not None


def write_marks() -> int:
    """Writes marks into the file, then their positions into the rows; says how many.

    A crash between the two writes them twice: an entry more says nothing more.
    """
    take_turn("ledger")
    unwritten = select(ErasureMark).where(ErasureMark.position.is_(None)).order_by(ErasureMark.id).limit(BATCH)
    marks = db.session.scalars(unwritten).all()
    if marks:
        entries = ledger().append([(mark.kind, mark.pseudonym) for mark in marks])
        for mark, entry in zip(marks, entries, strict=True):
            mark.position = entry.position
    return len(marks)


def find_uncompacted() -> int | None:
    """The newest mark of something that the write-ahead log may still hold."""
    return db.session.scalar(select(func.max(ErasureMark.id)).where(ErasureMark.compacted_at.is_(None)))


def mark_compacted(until: int) -> None:
    """The log has been emptied since that mark was made, and all before it."""
    gone = update(ErasureMark).where(ErasureMark.id <= until, ErasureMark.compacted_at.is_(None))
    db.session.execute(gone.values(compacted_at=now()))


def last_position() -> int:
    """How far the database knows the ledger to be written."""
    return db.session.scalar(select(func.max(ErasureMark.position))) or 0


def list_known(pseudonyms: Sequence[str]) -> set[str]:
    """Those that the database has a mark of."""
    known: set[str] = set()
    for at in range(0, len(pseudonyms), BATCH):
        some = pseudonyms[at : at + BATCH]
        known |= set(db.session.scalars(select(ErasureMark.pseudonym).where(ErasureMark.pseudonym.in_(some))))
    return known
