"""Live holds, for the desk and for whatever would erase."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from uuid import UUID

from sqlalchemy import Select, bindparam, func, or_, select

from ....core.clock import today
from ....core.errors import Missing
from ....core.rows import read_rows
from ....core.text import clean_line
from ....extensions import db
from ...people.models import Restriction
from ...people.restrictions import kept_candidates
from ..models import Application, FormerWords, Hold


def held_applications() -> Select[UUID]:
    """What may not be erased, for queries: a dispute keeps it, or its person needs it kept (A2.17, A10.1)."""
    disputed = select(Hold.application_id).where(Hold.ended_at.is_(None))
    return select(Application.id).where(
        or_(Application.id.in_(disputed), Application.candidate_id.in_(kept_candidates()))
    )


def erased_but_held() -> Select[UUID]:
    """What its person had erased and a dispute alone keeps, until the night after it: for queries (A11.1).

    By way of the holds, which are few: without one, it would have gone.
    """
    wanted = Application.erasure_asked_on.is_not(None)
    return select(Hold.application_id).join(Application, Application.id == Hold.application_id).where(wanted)


def is_held(application_id: UUID) -> bool:
    """Whether that application may not be erased."""
    held = held_applications().where(Application.id == application_id)
    return db.session.scalar(held) is not None


def list_held(application_ids: Sequence[UUID]) -> dict[UUID, date]:
    """Those of the applications that a dispute keeps, each with the day on which that is looked at again."""
    live = select(Hold.application_id, Hold.review_on).where(
        Hold.ended_at.is_(None), Hold.application_id.in_(application_ids)
    )
    return {row.application_id: row.review_on for row in db.session.execute(live)}


def live_holds_of(application_id: UUID) -> Select[UUID]:
    """What disputes keep that application, for queries; one at the most."""
    return select(Hold.id).where(Hold.application_id == application_id, Hold.ended_at.is_(None))


def is_disputed(candidate_id: UUID) -> bool:
    """Whether a dispute keeps anything of this person."""
    theirs = select(Hold.id).join(Application, Application.id == Hold.application_id)
    live = theirs.where(Hold.ended_at.is_(None), Application.candidate_id == candidate_id)
    return db.session.scalar(live.limit(1)) is not None


def list_holds() -> Sequence[tuple[Hold, Application]]:
    """The live ones with what they hold, the soonest review first."""
    live = select(Hold, Application).join(Application, Application.id == Hold.application_id)
    rows = db.session.execute(live.where(Hold.ended_at.is_(None)).order_by(Hold.review_on, Hold.placed_at, Hold.id))
    return [(row.Hold, row.Application) for row in rows]


def list_kept() -> Sequence[tuple[Restriction, Application]]:
    """What people need kept (Art. 18(1)(b) and (c)) with why, the soonest review first."""
    live = kept_candidates().with_only_columns(Restriction, Application)
    kept = live.join(Application, Application.candidate_id == Restriction.candidate_id)
    rows = db.session.execute(kept.order_by(Restriction.review_on, Application.reference))
    return [(row.Restriction, row.Application) for row in rows]


def get_hold(hold_id: UUID) -> tuple[Hold, Application]:
    """A live one with what it holds. Raises Missing."""
    live = select(Hold, Application).join(Application, Application.id == Hold.application_id)
    row = db.session.execute(live.where(Hold.id == hold_id, Hold.ended_at.is_(None))).one_or_none()
    if row is None:
        raise Missing("")
    return row.Hold, row.Application


def list_former_words(application_id: UUID) -> Sequence[FormerWords]:
    """What its person has corrected since a dispute keeps an application, in the order of that."""
    theirs = select(FormerWords).where(FormerWords.application_id == application_id)
    return db.session.scalars(theirs.order_by(FormerWords.replaced_at, FormerWords.what, FormerWords.id)).all()


def count_due_reviews() -> int:
    """How many holds have to be looked at again."""
    return read_rows(_due_reviews(), today=today()).scalar_one()


@cache
def _due_reviews() -> Select[int]:
    hold = Hold.__table__.c
    return select(func.count()).where(hold.ended_at.is_(None), hold.review_on <= bindparam("today"))


def lock_by_reference(reference: str) -> Application:
    """The application that carries this reference, held until the end of the transaction. Raises Missing."""
    wanted = select(Application).where(Application.reference == clean_line(reference).upper())
    application = db.session.scalar(wanted.with_for_update())
    if application is None:
        raise Missing("")
    return application
