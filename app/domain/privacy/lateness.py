"""What leaves and when, of every kind, and why what is late is still there (rule 12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import CompoundSelect, func, literal, null, select, union_all

from ...core.clock import local_date, now, today
from ...core.paging import Page, paginate
from ...core.queue import find_last_heartbeat
from ...extensions import db
from ..applications.models import Application
from ..applications.queries.holds import held_applications
from ..archive import queries as archive
from ..archive.models import ArchivedFile
from ..contact import queries as contact
from ..contact.models import ContactMessage
from ..documents.models import Tombstone
from ..rights import queries as rights
from ..rights.models import RightsRequest
from .enums import Delay, Leaver, SweepOutcome
from .models import SweepRun
from .queries import find_last_run

MOST = 50
SILENCE = timedelta(minutes=2)
# A file is destroyed within minutes of the commit that buried it.
SLOW = timedelta(days=1)


@dataclass(frozen=True)
class Leaving:
    """Something that goes in the night of a day. No name: the desk needs none to see to dates."""

    kind: Leaver
    reference: str | None
    erase_on: date


@dataclass(frozen=True)
class Late:
    """Something that should have gone, and why it is still there."""

    what: Leaving
    because: Delay


def list_leaving(*, until: date, page: int = 1, with_late: bool = False) -> Page[Leaving]:
    """What goes from today until that day, soonest first; with what is late, when asked."""
    return _page(date.min if with_late else today(), until, page, MOST)


def list_late() -> Page[Late]:
    """What should have gone before today, longest first: the first page."""
    found = _page(date.min, today() - timedelta(days=1), 1, MOST)
    last, finished, seen_at = find_last_run(), find_last_run(SweepOutcome.FINISHED), find_last_heartbeat()
    items = [Late(each, delay_of(each.erase_on, last, finished, seen_at)) for each in found.items]
    return Page(items, found.number, found.per_page, found.total)


def delay_of(erase_on: date, last: SweepRun | None, finished: SweepRun | None, seen_at: datetime | None) -> Delay:
    """Why something is still there after its day: what the nights and the worker say. Pure but for the clock."""
    if finished is not None and local_date(finished.started_at) >= erase_on:
        return Delay.PASSED_OVER
    if last is not None and last.outcome is SweepOutcome.STOPPED:
        return Delay.CLOCK
    if seen_at is None or now() - seen_at > SILENCE:
        return Delay.WORKER_AWAY
    return Delay.UNDER_WAY if last is not None and last.outcome is SweepOutcome.RUNNING else Delay.NOT_YET


def count_stuck_files() -> int:
    """How many stored files of what was erased the store has not let go of for a day."""
    return db.session.scalar(select(func.count()).where(Tombstone.created_at < now() - SLOW)) or 0


def _page(since: date, until: date, page: int, per_page: int) -> Page[Leaving]:
    everything = _everything(since, until).subquery()
    ordered = select(everything).order_by(everything.c.erase_on, everything.c.kind, everything.c.reference)
    found = paginate(ordered, page, per_page, scalars=False)
    items: Sequence[Leaving] = [Leaving(Leaver(kind), reference, day) for kind, reference, day in found.items]
    return Page(items, found.number, found.per_page, found.total)


def _everything(since: date, until: date) -> CompoundSelect[tuple[str, str | None, date]]:
    """Applications, archived files, messages of the contact page, answered requests: what nothing keeps."""
    files = select(literal(Leaver.APPLICATION.value).label("kind"), Application.reference, Application.erase_on)
    messages = select(literal(Leaver.CONTACT_MESSAGE.value), null(), ContactMessage.erase_on)
    requests = select(literal(Leaver.REQUEST.value), RightsRequest.reference, RightsRequest.erase_on)
    archived = select(literal(Leaver.ARCHIVED_FILE.value), null(), ArchivedFile.erase_on)
    return union_all(
        files.where(Application.erase_on.between(since, until), Application.id.not_in(held_applications())),
        archived.where(
            ArchivedFile.erase_on.between(since, until), ArchivedFile.hold_review_on.is_(None), archive.is_free()
        ),
        messages.where(ContactMessage.erase_on.between(since, until), contact.is_free()),
        requests.where(RightsRequest.erase_on.between(since, until), rights.is_free()),
    )
