"""What goes soon, for the team that works with it (A2.16)."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from ....core.actor import Actor
from ....core.clock import today
from ....core.paging import Page, paginate
from ...policy.schedule import Schedule, State
from ..models import Application
from .holds import held_applications
from .visibility import applications_visible_to

HORIZON = timedelta(days=30)
FIRST = 10


@dataclass(frozen=True)
class LeavingFile:
    """A file that goes in the night of a day."""

    id: UUID
    name: str
    erase_on: date


def list_leaving_of(actor: Actor, job_id: UUID) -> Page[LeavingFile]:
    """The files of a job that go within thirty days, soonest first: the first ten, and how many; not what is held."""
    soon = applications_visible_to(actor).where(
        Application.job_id == job_id,
        Application.erase_on <= today() + HORIZON,
        Application.id.not_in(held_applications()),
    )
    wanted = soon.with_only_columns(Application.id, Application.name, Application.erase_on)
    found = paginate(wanted.order_by(Application.erase_on, Application.id), 1, FIRST, scalars=False)
    return Page([LeavingFile(*row) for row in found.items], found.number, found.per_page, found.total)


def goes_soon(schedule: Schedule) -> bool:
    """Whether a file goes within thirty days, and nothing keeps it."""
    return schedule.state is not State.HELD and schedule.erase_on <= today() + HORIZON
