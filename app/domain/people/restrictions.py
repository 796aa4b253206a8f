"""Restriction of processing (Art. 18, A10.1): at once when asked; the desk tells the person before it lifts one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from ...core.actor import Actor
from ...core.clock import now
from ...extensions import db
from ..audit.marks import mark
from ..audit.record import record
from ..audit.tags import Tag
from .enums import RestrictionReason
from .models import Restriction
from .personal_data import lock_candidate

# Art. 18(3): the person hears of it before their data is read again.
NOTICE = timedelta(days=3)


def restrict_candidate(*, actor: Actor, candidate_id: UUID, reason: RestrictionReason) -> None:
    """Sets a person's data apart; to ask twice is harmless."""
    lock_candidate(candidate_id)
    found = find_restriction(candidate_id)
    if found is None or found.lifted_at is not None:
        restriction = Restriction(candidate_id=candidate_id, reason=reason, made_at=now(), made_by=actor.account_id)
        db.session.add(restriction)
        db.session.flush()
        mark(f"restriction.{reason.value}", candidate_id)
        record(actor, Tag.CANDIDATE_RESTRICTED, candidate_id, {"reason": reason.value})


def lift_restriction(*, actor: Actor, candidate_id: UUID) -> datetime | None:
    """Gives the data back: at once for the person, after NOTICE for the desk. Says when; None without a restriction."""
    lock_candidate(candidate_id)
    restriction = find_restriction(candidate_id)
    if restriction is None:
        return None
    restriction.lifted_at = now() if actor.candidate_id == candidate_id else now() + NOTICE
    restriction.lifted_by = actor.account_id
    mark(f"restriction_ended.{restriction.reason.value}", candidate_id)
    record(actor, Tag.CANDIDATE_UNRESTRICTED, candidate_id)
    return restriction.lifted_at


def find_restriction(candidate_id: UUID) -> Restriction | None:
    """The live one, the newest when its end is announced and another was asked for."""
    live = select(Restriction).where(Restriction.candidate_id == candidate_id, _is_live())
    return db.session.scalar(live.order_by(Restriction.lifted_at.is_(None).desc()).limit(1))


def list_restrictions() -> Sequence[Restriction]:
    """The live ones, oldest first."""
    return db.session.scalars(select(Restriction).where(_is_live()).order_by(Restriction.made_at, Restriction.id)).all()


def restricted_candidates() -> Select[UUID]:
    """The ids of those whose data is set apart: for queries."""
    return select(Restriction.candidate_id).where(_is_live())


def _is_live() -> ColumnElement[bool]:
    return or_(Restriction.lifted_at.is_(None), Restriction.lifted_at > now())
