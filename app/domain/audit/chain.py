"""The chain over the log: every event sealed in turn, anchored every few minutes, and walked to find a fault (R10)."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import Select, delete, func, select

from ...adapters.anchors import Anchor, Anchors
from ...core.actor import Actor
from ...core.clock import now, today
from ...core.db import is_sqlite, take_turn
from ...extensions import db
from .models import AuditAnchor, AuditCut, AuditEvent, AuditSeal
from .record import record
from .tags import Tag

BATCH = 500
# An event is sealed within seconds; one whose transaction took longer than this is reported as added without a link.
LATEST = timedelta(minutes=15)
# A year, and the two days by which time zones and leap days may shorten it; the database's own guard says the same.
KEPT = timedelta(days=363)
START = "0" * 64


@dataclass(frozen=True)
class Finding:
    """The first thing that is wrong with the chain: where, and what."""

    position: int
    event_id: int | None
    fault: str


def hash_of(event: AuditEvent, previous: str) -> str:
    """The link of an event: SHA-256 over the hash before it and everything that the event says."""
    said = [
        event.id,
        event.at.isoformat(timespec="microseconds"),
        str(event.tag),
        event.actor_kind.value,
        str(event.actor_id),
        event.subject_type,
        str(event.subject_id),
        event.details,
    ]
    return hashlib.sha256(f"{previous}{json.dumps(said, sort_keys=True, ensure_ascii=False)}".encode()).hexdigest()


def has_unsealed() -> bool:
    """Whether an event waits for its link."""
    return db.session.scalar(_unsealed().with_only_columns(AuditEvent.id).limit(1)) is not None


def seal_batch() -> int:
    """Adds the links of some events, oldest first; says how many."""
    take_turn("audit chain")
    position, last = _head()
    waiting = db.session.scalars(_unsealed().order_by(AuditEvent.at, AuditEvent.id).limit(BATCH)).all()
    for event in waiting:
        position, last = position + 1, hash_of(event, last)
        db.session.add(AuditSeal(position=position, event_id=event.id, hash=last))
    db.session.flush()
    return len(waiting)


def has_anchor_due() -> bool:
    """Whether the chain has grown since its last anchor, to its end: the day of an anchor tells that of the next event.

    One between the links of what a worker that was away found waiting would make a later cut of them look too early.
    """
    position, last = _head()
    told = anchors().read()
    has_grown = position > 0 and (not told or (told[-1].position, told[-1].hash) != (position, last))
    return has_grown and not has_unsealed()


def add_anchor() -> None:
    """Writes down where the chain stands: each day in a row, and each time in a file outside of the database."""
    position, last = _head()
    if position == 0:
        return
    if db.session.get(AuditAnchor, today()) is None:
        db.session.add(AuditAnchor(day_on=today(), position=position, hash=last))
        db.session.flush()
    anchors().append(Anchor(today(), position, last))


def anchors() -> Anchors:
    """The file of this instance."""
    return Anchors(current_app.config["DATA_DIR"] / "audit-anchors.log")


def cut(actor: Actor, until: datetime) -> int:
    """Deletes the events before ``until`` with their links, as one stretch from the beginning; says how many.

    The last link that goes is kept, so that what stays can still be proved; that it was cut is an event itself. The
    database refuses a cut within the period (migration 0019).
    """
    first_kept = (
        select(func.min(AuditSeal.position))
        .join(AuditEvent, AuditEvent.id == AuditSeal.event_id)
        .where(AuditEvent.at >= until)
    )
    position = db.session.scalar(first_kept)
    last = (position if position is not None else _head()[0] + 1) - 1
    seal = db.session.get(AuditSeal, last)
    if seal is None:
        return 0
    record(actor, Tag.AUDIT_CUT, None, {"position": last})
    db.session.flush()
    db.session.add(AuditCut(until_at=until, position=last, hash=seal.hash))
    db.session.flush()
    return _let_go(last)


def _let_go(last: int) -> int:
    """PostgreSQL has a function for it, so that the role of the application needs no right to delete from the log."""
    if not is_sqlite():
        return db.session.scalar(select(func.audit_log_let_go(last))) or 0
    going = select(AuditSeal.event_id).where(AuditSeal.position <= last)
    gone = db.session.scalars(delete(AuditEvent).where(AuditEvent.id.in_(going)).returning(AuditEvent.id)).all()
    db.session.execute(delete(AuditSeal).where(AuditSeal.position <= last))
    return len(gone)


def verify() -> Finding | None:
    """Walks the whole chain; the first event that was altered, taken away, moved or added unseen, or None."""
    return _find_in_cuts() or _find_in_links()


def _find_in_cuts() -> Finding | None:
    """A cut that took more than its period allows, by its own word, by the anchors, or by what is left before it."""
    told = anchors().read()
    seen = {anchor.position: anchor.hash for anchor in told}
    for row in db.session.scalars(select(AuditCut).order_by(AuditCut.position)):
        if seen.get(row.position, row.hash) != row.hash:
            return Finding(row.position, None, "differs from its anchor")
        latest = max((anchor.day_on for anchor in told if anchor.position < row.position), default=date.min)
        if row.until_at > now() - KEPT or latest > (row.until_at + timedelta(days=1)).date():
            return Finding(row.position, None, "was cut off before its period was over")
    first = db.session.scalar(select(func.min(AuditSeal.position)))
    if first is not None and first <= _beginning()[0]:
        return Finding(first, None, "is there, and was cut off")
    return None


def _find_in_links() -> Finding | None:
    position, last = _beginning()
    told = _anchors()
    for seal, event in _links():
        fault = _fault(seal, event, position + 1, last)
        if fault is not None:
            return fault
        position, last = seal.position, seal.hash
        if told.get(position, last) != last:
            return Finding(position, seal.event_id, "differs from its anchor")
    beyond = [anchored for anchored in told if anchored > position]
    if beyond:
        return Finding(min(beyond), None, "is anchored and not there")
    if told and not anchors().exists():
        return Finding(max(told), None, "is anchored in the database, and there is no anchor file")
    unseen = _find_unseen()
    return None if unseen is None else Finding(position + 1, unseen, "was added without a link")


def count_links() -> int:
    """How many events the chain holds."""
    return db.session.scalar(select(func.count()).select_from(AuditSeal)) or 0


def _fault(seal: AuditSeal, event: AuditEvent | None, expected: int, last: str) -> Finding | None:
    if seal.position != expected:
        return Finding(expected, None, "is missing")
    if event is None:
        return Finding(seal.position, seal.event_id, "was deleted")
    if hash_of(event, last) != seal.hash:
        return Finding(seal.position, event.id, "was altered or moved")
    return None


def _unsealed() -> Select[AuditEvent]:
    """Events without a link; only the newest are looked at, by their index."""
    newest = _newest_sealed_at()
    bare = select(AuditEvent).outerjoin(AuditSeal, AuditSeal.event_id == AuditEvent.id).where(AuditSeal.hash.is_(None))
    return bare if newest is None else bare.where(AuditEvent.at >= newest - LATEST)


def _newest_sealed_at() -> datetime | None:
    return db.session.scalar(
        select(AuditEvent.at)
        .join(AuditSeal, AuditSeal.event_id == AuditEvent.id)
        .order_by(AuditSeal.position.desc())
        .limit(1)
    )


def _find_unseen() -> int | None:
    """An event that no link will reach any more; what happened while no worker was there still waits for its own."""
    newest = _newest_sealed_at()
    if newest is None:
        return None
    bare = (
        select(AuditEvent.id).outerjoin(AuditSeal, AuditSeal.event_id == AuditEvent.id).where(AuditSeal.hash.is_(None))
    )
    return db.session.scalar(bare.where(AuditEvent.at < newest - LATEST).order_by(AuditEvent.at).limit(1))


def _head() -> tuple[int, str]:
    newest = db.session.scalar(select(AuditSeal).order_by(AuditSeal.position.desc()).limit(1))
    return (newest.position, newest.hash) if newest else _beginning()


def _beginning() -> tuple[int, str]:
    """Before the first link: nothing, or where the log was cut last."""
    last_cut = db.session.scalar(select(AuditCut).order_by(AuditCut.position.desc()).limit(1))
    return (last_cut.position, last_cut.hash) if last_cut else (0, START)


def _links() -> Iterator[tuple[AuditSeal, AuditEvent | None]]:
    """Every link with its event, a batch at a time."""
    after = _beginning()[0]
    while rows := _next_links(after):
        yield from rows
        after = rows[-1][0].position
        db.session.expunge_all()


def _next_links(after: int) -> Sequence[tuple[AuditSeal, AuditEvent | None]]:
    rows = db.session.execute(
        select(AuditSeal, AuditEvent)
        .outerjoin(AuditEvent, AuditEvent.id == AuditSeal.event_id)
        .where(AuditSeal.position > after)
        .order_by(AuditSeal.position)
        .limit(BATCH)
        .execution_options(populate_existing=True)
    )
    return [(seal, event) for seal, event in rows]


def _anchors() -> dict[int, str]:
    """What the anchors say, those of the file last: they are the harder to change."""
    beginning = _beginning()[0]
    told = [(anchor.position, anchor.hash) for anchor in db.session.scalars(select(AuditAnchor))]
    told += [(anchor.position, anchor.hash) for anchor in anchors().read()]
    return {position: last for position, last in told if position > beginning}
