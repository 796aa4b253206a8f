"""Reads of the processors and the breaches."""

from collections.abc import Sequence
from functools import cache
from uuid import UUID

from flask import current_app
from sqlalchemy import Select, case, func, select

from ...core.clock import now, today
from ...core.errors import Missing
from ...core.paging import Page, paginate
from ...core.rows import read_rows
from ...extensions import db
from .enums import ProcessorKind
from .models import Breach, Processor
from .rules import Clock, clock_of, kinds_needed


def list_processors() -> Sequence[Processor]:
    """Those at work by kind and name, then those whose contract has ended, last ended first."""
    has_ended = case((Processor.ended_on.is_(None), 0), else_=1)
    return db.session.scalars(
        select(Processor).order_by(has_ended, Processor.ended_on.desc(), Processor.kind, Processor.name, Processor.id)
    ).all()


def list_active_processors() -> Sequence[Processor]:
    """Those at work today, by kind and name."""
    working = select(Processor).where(Processor.ended_on.is_(None) | (Processor.ended_on > today()))
    return db.session.scalars(working.order_by(Processor.kind, Processor.name, Processor.id)).all()


def get_processor(processor_id: UUID, *, lock: bool = False) -> Processor:
    """The processor. Raises Missing."""
    found = db.session.get(Processor, processor_id, with_for_update=lock or None, populate_existing=lock)
    if found is None:
        raise Missing("")
    return found


def refused_kinds() -> tuple[ProcessorKind, ...]:
    """What the settings ask for and may not be used: no processor of that kind is at work (C3.4)."""
    needed = kinds_needed(current_app.config)
    if not needed:
        return ()
    working = {processor.kind for processor in list_active_processors()}
    return tuple(kind for kind in needed if kind not in working)


def is_refused(kind: ProcessorKind) -> bool:
    """Whether such a feature waits for its processor."""
    return kind in refused_kinds()


def list_breaches(*, page: int, per_page: int = 50) -> Page[Breach]:
    """Open ones first, the one that has waited longest on top; then the closed ones, newest first. None is left out."""
    is_closed = case((Breach.closed_at.is_(None), 0), else_=1)
    breaches = select(Breach).order_by(is_closed, Breach.closed_at.desc(), Breach.aware_at, Breach.id)
    return paginate(breaches, page, per_page)


def count_open_breaches() -> int:
    """How many are not closed yet."""
    return read_rows(_open_breaches()).scalar_one()


@cache
def _open_breaches() -> Select[int]:
    return select(func.count()).where(Breach.__table__.c.closed_at.is_(None))


def get_breach(breach_id: UUID, *, lock: bool = False) -> Breach:
    """The breach. Raises Missing."""
    found = db.session.get(Breach, breach_id, with_for_update=lock or None, populate_existing=lock)
    if found is None:
        raise Missing("")
    return found


def clock_for(breach: Breach) -> Clock:
    """How its notification stands at this moment."""
    return clock_of(
        risk=breach.risk,
        aware_at=breach.aware_at,
        told_at=breach.told_authority_at,
        at=now(),
        hours=current_app.config["BREACH_HOURS"],
    )
