"""What must never come back: each erasure leaves a mark in its own transaction, and the mark goes into the ledger.

The row is the truth, the file its copy outside of every backup. A mark says what sort of thing went and a keyed
pseudonym of its id; nobody's name. What a person forbade since (an objection, a restriction) is marked as well.
"""

from collections.abc import Sequence
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import func, select, update

from ...adapters.ledger import Entry, Ledger, LedgerUnusable
from ...core import tokens
from ...core.clock import now
from ...core.db import take_turn
from ...extensions import db
from .models import ErasureLedger, ErasureMark

BATCH = 500


def ledger() -> Ledger:
    """The ledger of this instance."""
    return Ledger(current_app.config["ERASURE_LEDGER"], tokens.derive("ledger", "key")[:16])


def pseudonym_of(kind: str, subject_id: UUID) -> str:
    """What stands for an id in the ledger."""
    return tokens.derive("erased", kind, str(subject_id))


def mark(kind: str, subject_id: UUID) -> None:
    """Adds a mark to the running transaction; ``kind`` is a lower-case word of ours."""
    db.session.add(ErasureMark(kind=kind, pseudonym=pseudonym_of(kind, subject_id), marked_at=now()))


def has_unwritten() -> bool:
    """Whether a mark is not in the file yet."""
    return db.session.scalar(select(ErasureMark.id).where(ErasureMark.position.is_(None)).limit(1)) is not None


def ledger_name() -> str | None:
    """The name of the ledger that this database began, or has met; None before the first start."""
    return db.session.scalar(select(ErasureLedger.name))


def begin_ledger() -> None:
    """At the first start: a ledger with nothing in it, whose name the database knows from then on. Twice is once.

    The file comes first: a crash between the two leaves a ledger that the next start finds. Raises LedgerUnusable; for
    a file that is missing too, once anything was ever written into one.
    """
    take_turn("ledger")
    if ledger_name() is None:
        if not ledger().exists() and not last_position():
            ledger().begin(uuid4().hex)
        db.session.add(ErasureLedger(id=1, name=ledger().name()))
        db.session.flush()


def renew_ledger() -> int:
    """Writes a new ledger of the same name from the marks, where the file is lost or unreadable; says how many.

    What the file knew and this database does not is lost with it. Raises LedgerUnusable.
    """
    take_turn("ledger")
    ledger().put_aside(f"{now():%Y%m%d-%H%M%S}")
    name = ledger_name() or uuid4().hex
    ledger().begin(name)
    db.session.merge(ErasureLedger(id=1, name=name))
    db.session.execute(update(ErasureMark).values(position=None))
    written = 0
    while some := write_marks():
        written += some
    return written


def write_marks() -> int:
    """Writes marks into the file, then their positions into the rows; says how many.

    What a crash between the two has left in the file is found there again. Raises LedgerUnusable when the file, or the
    database, became another while the instance ran.
    """
    begin_ledger()
    entries = ledger().read()
    if len(entries) < last_position() or (len(entries) > last_position() and place_marks(entries)):
        message = "the erasure ledger and the database are not of the same time: stop the processes and start anew"
        raise LedgerUnusable(message)
    unwritten = select(ErasureMark).where(ErasureMark.position.is_(None)).order_by(ErasureMark.id).limit(BATCH)
    marks = db.session.scalars(unwritten).all()
    if marks:
        written = ledger().append([(each.kind, each.pseudonym) for each in marks])
        for each, entry in zip(marks, written, strict=True):
            each.position = entry.position
        db.session.flush()
    return len(marks)


def find_uncompacted() -> int | None:
    """The newest mark of something that the write-ahead log may still hold."""
    return db.session.scalar(select(func.max(ErasureMark.id)).where(ErasureMark.compacted_at.is_(None)))


def mark_compacted(until: int) -> None:
    """The log has been emptied since that mark was made, and all before it."""
    gone = update(ErasureMark).where(ErasureMark.id <= until, ErasureMark.compacted_at.is_(None))
    db.session.execute(gone.values(compacted_at=now()))


def place_marks(entries: Sequence[Entry]) -> list[Entry]:
    """Gives each mark its place in the file, or none; returns the entries that no mark speaks of.

    Those are of a time that this database has not seen: an older backup was put in its place.
    """
    take_turn("ledger")
    free = {(entry.pseudonym, entry.position): entry for entry in entries}
    marks = db.session.scalars(select(ErasureMark).order_by(ErasureMark.id)).all()
    astray = [each for each in marks if free.pop((each.pseudonym, each.position or 0), None) is None]
    places: dict[str, list[Entry]] = {}
    for entry in free.values():
        places.setdefault(entry.pseudonym, []).append(entry)
    for each in astray:
        at = places.get(each.pseudonym)
        each.position = at.pop(0).position if at else None
    db.session.flush()
    return sorted((entry for left in places.values() for entry in left), key=lambda entry: entry.position)


def add_marks(entries: Sequence[Entry]) -> None:
    """Learns what the file says of things that are not here."""
    for entry in entries:
        known = ErasureMark(kind=entry.kind, pseudonym=entry.pseudonym, marked_at=now(), position=entry.position)
        db.session.add(known)
    db.session.flush()


def last_position() -> int:
    """How far the database knows the ledger to be written."""
    return db.session.scalar(select(func.max(ErasureMark.position))) or 0
