"""The board of a job: its stages as columns, the oldest waiting first. A fixed number of statements at any size."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from ....core.actor import Actor
from ....core.clock import now
from ....core.text import clean_line, fold
from ....extensions import db
from ...jobs.enums import StageKind
from ...jobs.models import Job, Stage
from ...jobs.queries import get_job_visible_to, list_stages
from .. import rules
from ..enums import ApplicationState
from ..models import Application
from .visibility import applications_visible_to

CARDS = 50


@dataclass(frozen=True)
class Card:
    """One application on the board."""

    id: UUID
    version: int
    name: str
    current_position: str | None
    stage_entered_at: datetime
    days: int
    is_overdue: bool


@dataclass(frozen=True)
class Column:
    """One stage: its exact count, and its first cards."""

    stage: Stage
    count: int
    cards: Sequence[Card]


@dataclass(frozen=True)
class Board:
    """A job's active applications by stage."""

    job: Job
    columns: Sequence[Column]
    overdue: int
    total: int

    @property
    def active(self) -> int:
        """How many are under way."""
        return sum(column.count for column in self.columns)


@dataclass(frozen=True)
class Counts:
    """What the list of jobs says of one job."""

    active: int = 0
    new: int = 0
    overdue: int = 0


def get_board(actor: Actor, job_id: UUID, *, words: str = "") -> Board:
    """The board, as the actor sees it. Raises Missing."""
    job = get_job_visible_to(actor, job_id)
    stages = list_stages(job.id)
    mine = [Application.job_id == job.id, Application.state == ApplicationState.ACTIVE, *matching(words)]
    waiting = select(Application.stage_id, func.count().label("many")).where(*mine).group_by(Application.stage_id)
    counts = {row.stage_id: row.many for row in db.session.execute(waiting)}
    cards = _cards(actor, mine, stages)
    overdue = db.session.scalar(
        select(func.count())
        .select_from(Application)
        .join(Stage, Stage.id == Application.stage_id)
        .where(*mine, _is_overdue(stages))
    )
    total = db.session.scalar(select(func.count()).where(Application.job_id == job.id))
    columns = [Column(stage, counts.get(stage.id, 0), cards.get(stage.id, [])) for stage in stages]
    return Board(job, columns, overdue or 0, total or 0)


def count_by_job(job_ids: Collection[UUID]) -> dict[UUID, Counts]:
    """Active, new and overdue applications of each job, in two statements."""
    stages = db.session.scalars(select(Stage).where(Stage.job_id.in_(job_ids))).all()
    rows = db.session.execute(
        select(
            Application.job_id,
            func.count(),
            func.count().filter(Stage.kind == StageKind.NEW),
            func.count().filter(_is_overdue(stages)),
        )
        .join(Stage, Stage.id == Application.stage_id)
        .where(Application.job_id.in_(job_ids), Application.state == ApplicationState.ACTIVE)
        .group_by(Application.job_id)
    ).all()
    return {job_id: Counts(active, new, overdue) for job_id, active, new, overdue in rows}


def matching(words: str) -> list[ColumnElement[bool]]:
    """Each word must stand in the name (accents aside) or in the current position."""
    return [
        or_(
            Application.name_key.contains(fold(word), autoescape=True),
            func.lower(Application.current_position).contains(word.lower(), autoescape=True),
        )
        for word in clean_line(words).split()[:8]
    ]


def _cards(actor: Actor, mine: Sequence[ColumnElement[bool]], stages: Sequence[Stage]) -> dict[UUID, list[Card]]:
    """The first cards of every column in one statement: numbered within their stage, those past the page left out."""
    rank = func.row_number().over(
        partition_by=Application.stage_id, order_by=(Application.stage_entered_at, Application.id)
    )
    numbered = (
        applications_visible_to(actor).where(*mine).with_only_columns(Application.id, rank.label("rank")).subquery()
    )
    rows = db.session.execute(
        select(
            Application.id,
            Application.version,
            Application.name,
            Application.current_position,
            Application.stage_entered_at,
            Application.stage_id,
        )
        .join(numbered, numbered.c.id == Application.id)
        .where(numbered.c.rank <= CARDS)
        .order_by(Application.stage_id, numbered.c.rank)
    ).all()
    limits = {stage.id: stage.limit_days for stage in stages}
    cards: dict[UUID, list[Card]] = {}
    for row in rows:
        late = rules.is_overdue(row.stage_entered_at, limits[row.stage_id])
        days = rules.days_in_stage(row.stage_entered_at)
        cards.setdefault(row.stage_id, []).append(Card(*row[:5], days, late))
    return cards


def _is_overdue(stages: Sequence[Stage]) -> ColumnElement[bool]:
    """Date arithmetic differs between the engines, so each distinct limit becomes a plain comparison."""
    limits = {stage.limit_days for stage in stages if stage.limit_days is not None}
    return or_(
        false(),
        *(
            and_(Stage.limit_days == days, Application.stage_entered_at < now() - timedelta(days=days))
            for days in sorted(limits)
        ),
    )
