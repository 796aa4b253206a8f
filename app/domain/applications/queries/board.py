"""The board of a job: its stages as columns, the oldest waiting first. A fixed number of statements at any size."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
    union_all,
)

from ....core.actor import Actor
from ....core.clock import now
from ....core.errors import Missing
from ....core.rows import AnyRow, read_rows
from ....core.text import clean_line, fold
from ....extensions import db
from ...jobs.enums import StageKind
from ...jobs.models import Job, Stage
from ...jobs.queries import STAFF, get_job_visible_to, list_stages
from .. import rules
from ..enums import ApplicationState
from ..models import Application
from ..redaction import headline
from .visibility import applications_visible_to, not_apart

_Conditions = Sequence[ColumnElement[bool]]

# What a column shows before anybody scrolls, and what each scroll to its end adds.
FIRST, MORE = 12, 40
SHOWN = (
    Application.id,
    Application.version,
    Application.name,
    Application.current_position,
    Application.stage_entered_at,
    Application.stage_id,
    Application.reference,
    Application.revealed_at,
)


@dataclass(frozen=True)
class Place:
    """Where in a column a card stands: by the time at which it came there, then by its id."""

    at: datetime
    id: UUID


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

    stage: AnyRow
    count: int
    cards: Sequence[Card]


@dataclass(frozen=True)
class Standing:
    """How long one card has been where it is, and how many of the board are beyond their limit."""

    days: int
    is_overdue: bool
    overdue: int


@dataclass(frozen=True)
class MoreCards:
    """Further cards of one column."""

    job: Job
    stage: AnyRow
    stages: Sequence[AnyRow]
    cards: Sequence[Card]
    has_more: bool


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
    known = not_apart()
    narrowed = matching(words, is_blind=job.is_blind)
    counts, overdue = _count(job.id, stages, [*narrowed, *known])
    cards: dict[UUID, list[Card]] = {stage.id: [] for stage in stages}
    for stage_id, card in _cards(actor, job, stages, FIRST, narrowed):
        cards[stage_id].append(card)
    total = db.session.scalar(select(func.count()).where(Application.job_id == job.id, *known))
    columns = [Column(stage, counts[stage.id], cards[stage.id]) for stage in stages]
    return Board(job, columns, overdue, total or 0)


def get_standing(application: Application, *, words: str = "") -> Standing:
    """What a move has changed of the board that those words filter."""
    limits, at = _limits_of(list_stages(application.job_id)), application.stage_entered_at
    is_blind = bool(words) and db.session.get_one(Job, application.job_id).is_blind
    overdue = _count_overdue(application.job_id, limits, [*matching(words, is_blind=is_blind), *not_apart()])
    return Standing(rules.days_in_stage(at), rules.is_overdue(at, limits[application.stage_id]), overdue)


def get_more_cards(actor: Actor, job_id: UUID, stage_id: UUID, *, after: Place, words: str = "") -> MoreCards:
    """What follows in one column after that place. Raises Missing."""
    job = get_job_visible_to(actor, job_id)
    stages = list_stages(job.id)
    stage = next((stage for stage in stages if stage.id == stage_id), None)
    if stage is None:
        raise Missing("")
    # The plain bound is what the index goes by; the rest decides between those of one instant.
    entered = Application.stage_entered_at
    beyond = (entered >= after.at, or_(entered > after.at, Application.id > after.id))
    narrowed = [*matching(words, is_blind=job.is_blind), *beyond]
    cards = [card for _, card in _cards(actor, job, [stage], MORE + 1, narrowed)]
    return MoreCards(job, stage, stages, cards[:MORE], has_more=len(cards) > MORE)


def count_by_job(job_ids: Collection[UUID]) -> dict[UUID, Counts]:
    """Active, new and overdue applications of each job, in two statements."""
    stages = db.session.execute(select(Stage.limit_days).where(Stage.job_id.in_(job_ids))).all()
    rows = db.session.execute(
        select(
            Application.job_id,
            func.count(),
            func.count().filter(Stage.kind == StageKind.NEW),
            func.count().filter(_is_overdue(stages)),
        )
        .join(Stage, Stage.id == Application.stage_id)
        .where(Application.job_id.in_(job_ids), Application.state == ApplicationState.ACTIVE, *not_apart())
        .group_by(Application.job_id)
    ).all()
    return {job_id: Counts(active, new, overdue) for job_id, active, new, overdue in rows}


def matching(words: str, *, is_blind: bool) -> list[ColumnElement[bool]]:
    """Each word must stand in the name (accents aside) or in the current position, with either apostrophe.

    Where names are not shown the reference is searched in their place: a search that finds one tells it (A4.5).
    """
    position = func.replace(func.lower(Application.current_position), "’", "'")
    found: list[ColumnElement[bool]] = []
    for word in clean_line(words).split()[:8]:
        named = Application.name_key.contains(fold(word), autoescape=True)
        anywhere = or_(named, position.contains(word.lower().replace("’", "'"), autoescape=True))
        if is_blind:
            # A position that repeats the name would tell it as well.
            seen = and_(anywhere, or_(Application.revealed_at.is_not(None), ~named))
            anywhere = or_(seen, Application.reference.contains(word.upper(), autoescape=True))
        found.append(anywhere)
    return found


def _count(job_id: UUID, stages: Sequence[AnyRow], narrowed: _Conditions) -> tuple[dict[UUID, int], int]:
    """How many stand in each stage, and how many of all are overdue, in one statement."""
    if not stages:
        return {}, 0
    limits = _limits_of(stages)
    limited = tuple(days is not None for days in limits.values())
    counts = _counts(limited, *narrowed) if narrowed else _counts_of_all(limited)
    row = read_rows(counts, **_given(job_id, limits)).one()
    return dict(zip(limits, row, strict=False)), sum(row[len(stages) :])


def _limits_of(stages: Sequence[AnyRow]) -> dict[UUID, int | None]:
    """How many days each stage may take, by its id, in order."""
    return {stage.id: stage.limit_days for stage in stages}


def _count_overdue(job_id: UUID, limits: Mapping[UUID, int | None], narrowed: _Conditions) -> int:
    limited = {stage_id: days for stage_id, days in limits.items() if days is not None}
    if not limited:
        return 0
    counts = _late(len(limited), *narrowed) if narrowed else _late_of_all(len(limited))
    return sum(read_rows(counts, **_given(job_id, limited)).one())


def _cards(
    actor: Actor, job: Job, stages: Sequence[AnyRow], most: int, narrowed: _Conditions
) -> Iterator[tuple[UUID, Card]]:
    """The first cards of each stage, each column ordered and cut by the index, all in one statement."""
    if not stages:
        return
    limits = _limits_of(stages)
    cards = _columns(actor, len(stages), *narrowed) if narrowed else _whole_columns(actor, len(stages))
    for row in read_rows(cards, **_given(job.id, limits), most=most):
        key, version, name, position, at, stage_id, *_ = row
        if rules.is_unnamed(job, row):
            name, position = headline(row)
        late = rules.is_overdue(at, limits[stage_id])
        yield stage_id, Card(key, version, name, position, at, rules.days_in_stage(at), late)


def _counts(limited: tuple[bool, ...], *narrowed: ColumnElement[bool]) -> Select[*tuple[int, ...]]:
    here = [_in_stage(n, *narrowed) for n in range(len(limited))]
    late = [_beyond(n, counted) for n, counted in enumerate(here) if limited[n]]
    return select(*(each.scalar_subquery() for each in (*here, *late)))


def _late(many: int, *narrowed: ColumnElement[bool]) -> Select[*tuple[int, ...]]:
    return select(*(_beyond(n, _in_stage(n, *narrowed)).scalar_subquery() for n in range(many)))


def _in_stage(n: int, *narrowed: ColumnElement[bool]) -> Select[int]:
    return select(func.count()).where(*_under_way(), *narrowed, Application.stage_id == bindparam(f"stage_{n}"))


def _beyond(n: int, counted: Select[int]) -> Select[int]:
    return counted.where(Application.stage_entered_at < bindparam(f"limit_{n}"))


def _columns(actor: Actor, many: int, *narrowed: ColumnElement[bool]) -> CompoundSelect[*tuple[Any, ...]]:
    visible = applications_visible_to(actor).where(*_under_way(), *narrowed).with_only_columns(*SHOWN)
    first = visible.order_by(Application.stage_entered_at, Application.id).limit(bindparam("most", type_=Integer()))
    return union_all(
        *(select(first.where(Application.stage_id == bindparam(f"stage_{n}")).subquery()) for n in range(many))
    )


# A whole board is looked at all the time, and to build its statements takes longer than to ask them.
_counts_of_all, _late_of_all = cache(_counts), cache(_late)
_whole_columns = lru_cache(STAFF)(_columns)


def _under_way() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Application.job_id == bindparam("job_id"), Application.state == ApplicationState.ACTIVE


def _given(job_id: UUID, limits: Mapping[UUID, int | None]) -> dict[str, Any]:
    """What such a statement is asked about: the stages, and since when one has been there for too long."""
    since = {f"limit_{n}": _limit(days) for n, days in enumerate(limits.values()) if days is not None}
    return {"job_id": job_id, **{f"stage_{n}": stage_id for n, stage_id in enumerate(limits)}, **since}


def _limit(days: int) -> datetime:
    """Before it, a card has been there for too long. Date arithmetic differs between the engines: it is done here."""
    return now() - timedelta(days=days)


def _is_overdue(stages: Sequence[Row[int | None]]) -> ColumnElement[bool]:
    """Each distinct limit becomes a plain comparison."""
    limits = {stage.limit_days for stage in stages if stage.limit_days is not None}
    return or_(
        false(),
        *(and_(Stage.limit_days == days, Application.stage_entered_at < _limit(days)) for days in sorted(limits)),
    )
