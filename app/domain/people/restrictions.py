"""Restriction of processing (Art. 18, A10.1): at once when asked; the desk tells the person before it lifts one."""

from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, exists, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from ...core.actor import Actor
from ...core.clock import now, today
from ...core.db import MOMENT
from ...core.errors import Missing
from ...core.paging import Page, paginate
from ...core.rows import read_rows
from ...extensions import db
from ..audit.marks import mark
from ..audit.record import record
from ..audit.tags import Tag
from .enums import RestrictionReason
from .models import Candidate, Restriction
from .personal_data import lock_candidate
from .rules import LONGEST_HOLD, check_review

# Art. 18(3): the person hears of it before their data is read again.
NOTICE = timedelta(days=3)


def restrict_candidate(*, actor: Actor, candidate_id: UUID, reason: RestrictionReason) -> bool:
    """Sets a person's data apart, and for two of the reasons keeps it from being erased; to ask twice is harmless.

    Where it is apart for another reason, one that keeps takes its place: who needs it kept is never told so in vain.
    Whether it is apart since now. Recipients hear of it by ``disclosures.notices.set_apart``.
    """
    lock_candidate(candidate_id)
    found = find_restriction(candidate_id)
    review_on = LONGEST_HOLD.end_from(today()) if reason.keeps else None
    is_new = found is None or found.lifted_at is not None
    if found is None or found.lifted_at is not None:
        db.session.add(
            Restriction(
                candidate_id=candidate_id,
                reason=reason,
                made_at=now(),
                made_by=actor.account_id,
                review_on=review_on,
            )
        )
    elif reason.keeps and not found.reason.keeps:
        mark(f"restriction_ended.{found.reason.value}", candidate_id)
        found.reason, found.review_on = reason, review_on
    else:
        return False
    db.session.flush()
    mark(f"restriction.{reason.value}", candidate_id)
    record(actor, Tag.CANDIDATE_RESTRICTED, candidate_id, {"reason": reason.value})
    return is_new


def lift_restriction(*, actor: Actor, candidate_id: UUID) -> datetime | None:
    """Gives the data back: at once for the person, after NOTICE for the desk, which announces that once.

    Says when; None without a restriction, or with one whose end the desk has announced already.
    """
    lock_candidate(candidate_id)
    is_own = actor.candidate_id == candidate_id
    live = _live_of(candidate_id)
    # For the person also one whose end was announced, beside another that they asked for since.
    lifted = db.session.scalars(live if is_own else live.where(Restriction.lifted_at.is_(None))).all()
    if not lifted:
        return None
    at = now() if is_own else now() + NOTICE
    for restriction in lifted:
        restriction.lifted_at, restriction.lifted_by = at, actor.account_id
        mark(f"restriction_ended.{restriction.reason.value}", candidate_id)
    record(actor, Tag.CANDIDATE_UNRESTRICTED, candidate_id)
    return at


def review_restriction(*, actor: Actor, restriction_id: UUID, review_on: date) -> None:
    """Nothing is erased for a while longer, until it is asked again. Raises Invalid, naming the field, Missing."""
    restriction = get_restriction(restriction_id, lock=True)
    if restriction.review_on is None:
        raise Missing("")
    check_review(review_on)
    restriction.review_on = review_on
    record(actor, Tag.CANDIDATE_RESTRICTION_REVIEWED, restriction.candidate_id, {"review_on": review_on})


def stop_keeping(candidate_id: UUID) -> None:
    """Who has their data erased no longer needs it kept; what a dispute still keeps of it stays apart."""
    kept = update(Restriction).where(Restriction.candidate_id == candidate_id, Restriction.review_on.is_not(None))
    db.session.execute(kept.values(review_on=None))


def get_restriction(restriction_id: UUID, *, lock: bool = False) -> Restriction:
    """A live one. Raises Missing."""
    live = select(Restriction).where(Restriction.id == restriction_id, _is_live())
    found = db.session.scalar(live.with_for_update() if lock else live)
    if found is None:
        raise Missing("")
    return found


def find_restriction(candidate_id: UUID) -> Restriction | None:
    """The live one, the newest when its end is announced and another was asked for."""
    return db.session.scalar(_live_of(candidate_id).order_by(Restriction.lifted_at.is_(None).desc()).limit(1))


def reasons_left(restriction: Restriction | None) -> list[RestrictionReason]:
    """For which reasons data may be set apart beside a live restriction: any, once the end of that one is announced.

    Before, those that keep it, in the place of one that does not.
    """
    if restriction is None or restriction.lifted_at is not None:
        return list(RestrictionReason)
    return [] if restriction.reason.keeps else [each for each in RestrictionReason if each.keeps]


def list_restrictions(*, page: int = 1, per_page: int = 50) -> Page[tuple[Restriction, Candidate]]:
    """The live ones with their people, oldest first."""
    live = select(Restriction, Candidate).join(Candidate, Candidate.id == Restriction.candidate_id)
    found = paginate(
        live.where(_is_live()).order_by(Restriction.made_at, Restriction.id), page, per_page, scalars=False
    )
    return Page([(row[0], row[1]) for row in found.items], found.number, found.per_page, found.total)


def count_due_restrictions() -> int:
    """How many that keep data from being erased have to be looked at again."""
    return read_rows(_due(), today=today()).scalar_one()


@cache
def _due() -> Select[int]:
    return select(func.count()).where(_is_live(), Restriction.review_on <= bindparam("today"))


def restricted_candidates() -> Select[UUID]:
    """The ids of those whose data is set apart: for queries."""
    return select(Restriction.candidate_id).where(_is_live())


def is_set_apart(address: InstrumentedAttribute[str], sent_at: InstrumentedAttribute[datetime]) -> ColumnElement[bool]:
    """Whether what somebody sent from an address is set apart with the rest of their data: for queries.

    What they write after that they mean to be read.
    """
    theirs = exists().where(Candidate.email_key == address, Restriction.candidate_id == Candidate.id)
    return theirs.where(_is_live(), Restriction.made_at >= sent_at)


def kept_candidates() -> Select[UUID]:
    """The ids of those whose data may not be erased meanwhile: for queries (Art. 18(1)(b) and (c))."""
    return restricted_candidates().where(Restriction.review_on.is_not(None))


def kept_addresses() -> Select[str]:
    """The addresses of the same, by which what is no application's is known: for queries."""
    return select(Candidate.email_key).where(Candidate.id.in_(kept_candidates()))


def kept_until(candidate_id: InstrumentedAttribute[UUID]) -> ScalarSelect[date | None]:
    """By when that is looked at again, of the person whose id a column holds: for queries."""
    live = select(func.min(Restriction.review_on)).where(Restriction.candidate_id == candidate_id, _is_live())
    return live.scalar_subquery()


def _live_of(candidate_id: UUID) -> Select[Restriction]:
    return select(Restriction).where(Restriction.candidate_id == candidate_id, _is_live())


def _is_live() -> ColumnElement[bool]:
    return or_(Restriction.lifted_at.is_(None), Restriction.lifted_at > MOMENT)
