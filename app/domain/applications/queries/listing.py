"""The applications of a job as a list: sorted, filtered, paged."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import case

from ....core.actor import Actor
from ....core.paging import Page, paginate
from ...jobs.models import Job, Stage
from ...jobs.queries import get_job_visible_to
from .. import rules
from ..enums import ApplicationState
from ..models import Application
from ..redaction import headline
from .board import matching
from .visibility import applications_visible_to


class Sort(StrEnum):
    """What the list may be sorted by; nothing else reaches the statement (ASVS 1.2.4)."""

    SUBMITTED = "submitted"
    NAME = "name"
    STAGE = "stage"
    DAYS = "days"


@dataclass(frozen=True)
class ListFilter:
    """What is asked of the list."""

    words: str = ""
    stage_id: UUID | None = None
    state: ApplicationState | None = None
    sort: Sort = Sort.SUBMITTED
    is_descending: bool = True


@dataclass(frozen=True)
class Line:
    """One application in the list."""

    id: UUID
    reference: str
    name: str
    current_position: str | None
    state: ApplicationState
    stage: Stage
    submitted_at: datetime
    days: int
    is_overdue: bool


def list_applications(actor: Actor, job_id: UUID, asked: ListFilter, *, page: int, per_page: int = 50) -> Page[Line]:
    """One page of a job's applications, as the actor sees them. Raises Missing."""
    job = get_job_visible_to(actor, job_id)
    query = (
        applications_visible_to(actor)
        .join(Stage, Stage.id == Application.stage_id)
        .add_columns(Stage)
        .where(Application.job_id == job.id, *matching(asked.words, is_blind=job.is_blind))
    )
    if asked.stage_id is not None:
        query = query.where(Application.stage_id == asked.stage_id)
    if asked.state is not None:
        query = query.where(Application.state == asked.state)
    # Who has been in a stage for the most days came into it first.
    is_falling = asked.is_descending is not (asked.sort is Sort.DAYS)
    keys = [key.desc() if is_falling else key.asc() for key in _keys(asked.sort, is_blind=job.is_blind)]
    found = paginate(query.order_by(*keys, Application.id), page, per_page, scalars=False)
    lines = [_line(job, *row) for row in found.items]
    return Page(lines, found.number, found.per_page, found.total)


def _keys(sort: Sort, *, is_blind: bool) -> list[Any]:
    # Who stands before whom would tell the first letter of a name that is not shown.
    shown = case((Application.revealed_at.is_(None), Application.reference), else_=Application.name_key)
    by_sort: dict[Sort, list[Any]] = {
        Sort.SUBMITTED: [Application.submitted_at],
        Sort.NAME: [shown if is_blind else Application.name_key],
        Sort.STAGE: [Stage.position, Application.stage_entered_at],
        Sort.DAYS: [Application.stage_entered_at],
    }
    return by_sort[sort]


def _line(job: Job, application: Application, stage: Stage) -> Line:
    is_active = application.state is ApplicationState.ACTIVE
    name, position = application.name, application.current_position
    if rules.is_unnamed(job, application):
        name, position = headline(application)
    return Line(
        application.id,
        application.reference,
        name,
        position,
        application.state,
        stage,
        application.submitted_at,
        rules.days_in_stage(application.stage_entered_at),
        is_active and rules.is_overdue(application.stage_entered_at, stage.limit_days),
    )
