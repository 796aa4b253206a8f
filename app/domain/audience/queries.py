"""Reads of the counts, for the team: rounded and cut by ``rules.shown`` before they leave the room."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from ...core.clock import today
from ...extensions import db
from .enums import PageKind
from .models import NO_JOB, VisitCount
from .rules import KEPT, shown

Counts = Mapping[PageKind, int | None]


def count_pages(since: date) -> Counts:
    """The pages that concern no job and were seen since that day; None for less than five views.

    The pages of jobs are not among them: against the counts of each job, their sum would say what is hidden there.
    """
    rows = db.session.execute(
        select(VisitCount.page, func.sum(VisitCount.count))
        .where(VisitCount.day >= since, VisitCount.job_id == NO_JOB)
        .group_by(VisitCount.page)
    )
    return {PageKind(page): shown(number) for page, number in rows}


def count_jobs(since: date) -> Mapping[UUID, Counts]:
    """The same for the pages of each job that was looked at since that day."""
    rows = db.session.execute(
        select(VisitCount.job_id, VisitCount.page, func.sum(VisitCount.count))
        .where(VisitCount.day >= since, VisitCount.job_id != NO_JOB)
        .group_by(VisitCount.job_id, VisitCount.page)
    )
    found: dict[UUID, dict[PageKind, int | None]] = {}
    for job_id, page, number in rows:
        found.setdefault(job_id, {})[PageKind(page)] = shown(number)
    return found


def find_outlived_day() -> date | None:
    """The oldest day of the counts, once its 25 months are over (A15.1)."""
    oldest = db.session.scalar(select(func.min(VisitCount.day)))
    return oldest if oldest is not None and KEPT.end_from(oldest) <= today() else None
