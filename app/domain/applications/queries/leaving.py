"""What goes soon, for the team that works with it (A2.16)."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Date, Select, bindparam, case, func

from ....core.actor import Actor
from ....core.clock import today
from ....core.paging import Page
from ....extensions import db
from ...jobs.queries import STAFF
from ...policy.schedule import Schedule, State
from ..models import Application
from .holds import held_applications
from .visibility import applications_visible_to, unnamed

HORIZON = timedelta(days=30)
FIRST = 10


@dataclass(frozen=True)
class LeavingFile:
    """A file that goes in the night of a day; ``name`` is its reference where the job is read without names."""

    id: UUID
    name: str
    erase_on: date


def list_leaving_of(actor: Actor, job_id: UUID) -> Page[LeavingFile]:
    """The files of a job that go within thirty days, soonest first: the first ten, and how many; not what is held."""
    soonest, many = _soon(actor)
    found = [LeavingFile(*row) for row in db.session.execute(soonest, {"job_id": job_id})]
    total = len(found) if len(found) <= FIRST else db.session.execute(many, {"job_id": job_id}).scalar_one()
    return Page(found[:FIRST], 1, FIRST, total)


@lru_cache(STAFF)
def _soon(actor: Actor) -> tuple[Select[UUID, str, date], Select[int]]:
    """The first of them, one more than are shown, and how many there are: asked with every board, and built once."""
    soon = applications_visible_to(actor).where(
        Application.job_id == bindparam("job_id"),
        Application.erase_on <= bindparam("horizon", callable_=_horizon, type_=Date()),
        Application.id.not_in(held_applications()),
    )
    name = case((unnamed(), Application.reference), else_=Application.name)
    wanted = soon.with_only_columns(Application.id, name, Application.erase_on)
    ordered = wanted.order_by(Application.erase_on, Application.id).limit(FIRST + 1)
    return ordered, soon.with_only_columns(func.count())


def _horizon() -> date:
    return today() + HORIZON


def goes_soon(schedule: Schedule) -> bool:
    """Whether a file goes within thirty days, and nothing keeps it."""
    return schedule.state is not State.HELD and schedule.erase_on <= _horizon()
