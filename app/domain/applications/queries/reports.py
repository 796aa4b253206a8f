"""Counts for the team: nobody is named, nobody can be computed, and an erasure changes none of them (A11.4)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from ....core.actor import Actor
from ....core.clock import start_of
from ....extensions import db
from ...audience.rules import SMALLEST_SHOWN, shown
from ...jobs.models import Job
from ...jobs.queries import jobs_visible_to
from ..enums import ApplicationState
from ..models import Application, ErasedCount
from .visibility import applications_within_reach, not_apart

MOST = 200


@dataclass(frozen=True)
class Ad:
    """Through which address people came; ``is_rare`` stands for all through which fewer than five did."""

    source: str = ""
    campaign: str = ""
    is_rare: bool = False


RARE = Ad(is_rare=True)
Cells = Counter[tuple[Ad, ApplicationState]]


@dataclass(frozen=True)
class SourceCount:
    """What came through one ad: fives only, None below five. What was erased is in ``total`` and in ``hired``."""

    ad: Ad
    total: int | None
    hired: int | None


def count_by_source(actor: Actor, *, job_id: UUID | None = None, since: date | None = None) -> Sequence[SourceCount]:
    """Applications to the jobs that the actor sees, since the first day of a month, the most fruitful ads first."""
    cells: Cells = Counter()
    for ad, state, number in (*_here(actor, job_id, since), *_erased(actor, job_id, since)):
        cells[ad, state] += number
    cells = _with_rare_together(cells)
    totals = _totals(cells)
    counts = [SourceCount(ad, shown(total), shown(cells[ad, ApplicationState.HIRED])) for ad, total in totals.items()]
    return sorted(counts, key=_place)[:MOST]


def _with_rare_together(cells: Cells) -> Cells:
    totals = _totals(cells)
    together: Cells = Counter()
    for (ad, state), number in cells.items():
        together[ad if totals[ad] >= SMALLEST_SHOWN else RARE, state] += number
    return together


def _totals(cells: Cells) -> Counter[Ad]:
    totals: Counter[Ad] = Counter()
    for (ad, _state), number in cells.items():
        totals[ad] += number
    return totals


def _place(count: SourceCount) -> tuple[int, bool, str, str]:
    """By what is shown: the order tells nothing more."""
    return -(count.total or 0), count.ad.is_rare, count.ad.source, count.ad.campaign


def _here(actor: Actor, job_id: UUID | None, since: date | None) -> Iterator[tuple[Ad, ApplicationState, int]]:
    seen = applications_within_reach(actor).where(*not_apart())
    if job_id is not None:
        seen = seen.where(Application.job_id == job_id)
    if since is not None:
        seen = seen.where(Application.submitted_at >= start_of(since))
    found = seen.with_only_columns(Application.source, Application.campaign, Application.state).subquery()
    cells = select(found.c.source, found.c.campaign, found.c.state, func.count())
    for source, campaign, state, number in db.session.execute(
        cells.group_by(found.c.source, found.c.campaign, found.c.state)
    ):
        yield Ad(source or "", campaign or ""), state, number


def _erased(actor: Actor, job_id: UUID | None, since: date | None) -> Iterator[tuple[Ad, ApplicationState, int]]:
    kept = (ErasedCount.source, ErasedCount.campaign, ErasedCount.is_rare, ErasedCount.state)
    rows = select(*kept, func.sum(ErasedCount.count)).group_by(*kept)
    rows = rows.where(ErasedCount.job_id.in_(jobs_visible_to(actor).with_only_columns(Job.id)))
    if job_id is not None:
        rows = rows.where(ErasedCount.job_id == job_id)
    if since is not None:
        rows = rows.where(ErasedCount.month_on >= since)
    for source, campaign, is_rare, state, number in db.session.execute(rows):
        yield Ad(source, campaign, is_rare), state, number
