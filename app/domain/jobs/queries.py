"""Reads of jobs. What the public sees is only ever a published job."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, bindparam, false, or_, select

from ...core.actor import Actor
from ...core.clock import today
from ...core.edition import kept_for_edition
from ...core.errors import Missing
from ...core.paging import Page, paginate
from ...core.permissions import Permission, Role
from ...core.rows import AnyRow, read_rows
from ...core.text import fold
from ...extensions import db
from .enums import Contract, JobState
from .models import Job, JobText, PipelineTemplate, Question, Stage, TeamMember
from .rules import Ad, is_whole

# How many members of staff may be at work before what is built for one is built again.
STAFF = 256


@dataclass(frozen=True)
class Filters:
    """What a visitor asks of the list; an empty value asks nothing."""

    words: str = ""
    place: str = ""
    contract: Contract | None = None
    department: str = ""


@dataclass(frozen=True)
class JobWithText:
    """A job, and its ad in one language."""

    job: Job
    text: Ad


def list_public_jobs(filters: Filters, locale: str, *, page: int, per_page: int = 30) -> Page[JobWithText]:
    """Published jobs, newest first, the spontaneous one last, in ``locale`` or else in French: three statements."""
    jobs = select(Job).where(*_is_open()).order_by(Job.is_spontaneous, Job.published_at.desc(), Job.id)
    if filters.place:
        jobs = jobs.where(Job.place == filters.place)
    if filters.contract:
        jobs = jobs.where(Job.contract == filters.contract)
    if filters.department:
        jobs = jobs.where(Job.department == filters.department)
    for word in fold(filters.words).split()[:8]:
        found = select(JobText.job_id).where(JobText.search_text.contains(word, autoescape=True))
        jobs = jobs.where(Job.id.in_(found))
    return _with_texts(paginate(jobs, page, per_page), locale)


def list_public_choices() -> tuple[Sequence[str], Sequence[str]]:
    """The places and the departments of published jobs, for the filters."""
    rows = db.session.execute(
        select(Job.place, Job.department).where(*_is_open(), Job.is_spontaneous.is_(False)).distinct()
    ).all()
    return sorted({row.place for row in rows}), sorted({row.department for row in rows})


def get_public_job(slug: str, *, lock: bool = False) -> Job:
    """A published job. Raises Missing for a draft, paused or closed one as for one that never was (CVE-2026-24036).

    ``lock``: it stays published until the transaction ends; its closing waits for those who apply, and counts them.
    """
    job = db.session.scalar(_public_job(lock=lock), {"slug": slug})
    if job is None:
        raise Missing("")
    return job


def get_public_job_id(slug: str) -> UUID:
    """Its id, where nothing else of it is needed. Raises Missing as ``get_public_job`` does."""
    job_id = read_rows(_public_job_id(), slug=slug).scalar()
    if job_id is None:
        raise Missing("")
    return job_id


@cache
def _public_job(*, lock: bool) -> Select[Job]:
    found = select(Job).where(Job.slug == bindparam("slug"), *_is_open())
    return found.with_for_update(read=True) if lock else found


@cache
def _public_job_id() -> Select[UUID]:
    return select(Job.id).where(Job.slug == bindparam("slug"), *_is_open())


def find_job_id(slug: str) -> UUID | None:
    """Which job an address speaks of, whatever its state."""
    return db.session.scalar(select(Job.id).where(Job.slug == slug))


def jobs_visible_to(actor: Actor) -> Select[Job]:
    """The one query of which jobs an actor sees: hiring managers those of their team, recruiters all, others none."""
    jobs = select(Job)
    if not actor.may(Permission.JOBS_READ):
        return jobs.where(false())
    if actor.role is Role.HIRING_MANAGER:
        return jobs.where(Job.id.in_(select(TeamMember.job_id).where(TeamMember.account_id == actor.account_id)))
    return jobs


def get_job_visible_to(actor: Actor, job_id: UUID, *, lock: bool = False) -> Job:
    """The job, if the actor sees it. Raises Missing."""
    query = _job_visible_to(actor)
    job = db.session.scalar(query.with_for_update() if lock else query, {"job_id": job_id})
    if job is None:
        raise Missing("")
    return job


def list_jobs_visible_to(actor: Actor, locale: str, *, page: int, per_page: int = 30) -> Page[JobWithText]:
    """Every job an actor sees: the latest ads first, then the drafts, the closed ones last."""
    jobs = jobs_visible_to(actor).order_by(
        Job.state == JobState.CLOSED,
        Job.is_spontaneous,
        Job.published_at.desc().nulls_last(),
        Job.created_at.desc(),
        Job.id,
    )
    return _with_texts(paginate(jobs, page, per_page), locale)


def text_of(job_id: UUID, locale: str) -> Ad:
    """The ad of a job in one language; see ``text_in``."""
    return text_in(texts_of(job_id), job_id, locale)


def text_in(texts: Sequence[AnyRow], job_id: UUID, locale: str) -> Ad:
    """The ad in ``locale``, else in French, else in what there is, a half-written one last; an empty one for none."""
    theirs = [text for text in texts if text.job_id == job_id]
    best = min(theirs, key=lambda text: (not is_whole(text), text.locale != locale, text.locale != "fr"), default=None)
    return best or JobText(job_id=job_id, locale=locale, title="", description="")


@kept_for_edition
def texts_of(job_id: UUID) -> Sequence[AnyRow]:
    """Every text of a job, to be read."""
    return list_texts([job_id])


def list_texts(job_ids: Collection[UUID]) -> Sequence[AnyRow]:
    """Every text of those jobs. Nothing is kept: a list may be of any of them, and a text is long."""
    return read_rows(_texts(), job_ids=list(job_ids)).all()


def titles_of(job_ids: Collection[UUID], locale: str) -> dict[UUID, str]:
    """The titles of those jobs in one language, in one statement."""
    texts = list_texts(job_ids)
    return {job_id: text_in(texts, job_id, locale).title for job_id in {text.job_id for text in texts}}


@kept_for_edition
def list_stages(job_id: UUID) -> Sequence[AnyRow]:
    """The stages of a job, in order, to be read."""
    return read_rows(_stages(), job_id=job_id).all()


def list_questions(job_id: UUID) -> Sequence[Question]:
    """The questions of a job, in order."""
    return db.session.scalars(_questions(), {"job_id": job_id}).all()


def list_team(job_id: UUID) -> Sequence[UUID]:
    """The accounts on a job's hiring team."""
    return db.session.scalars(select(TeamMember.account_id).where(TeamMember.job_id == job_id)).all()


def list_templates() -> Sequence[PipelineTemplate]:
    """The pipeline templates, in order."""
    return db.session.scalars(select(PipelineTemplate).order_by(PipelineTemplate.position)).all()


def has_ended_job() -> bool:
    """Whether the last day of some ad that is not closed is past."""
    return db.session.scalar(_ended().limit(1)) is not None


def lock_ended_job() -> Job | None:
    """One of them, held until the end of the transaction."""
    return db.session.scalar(_ended().limit(1).with_for_update(skip_locked=True))


# Asked so often that each is built once, or once for each member of staff: that took longer than to ask it.
@lru_cache(STAFF)
def _job_visible_to(actor: Actor) -> Select[Job]:
    return jobs_visible_to(actor).where(Job.id == bindparam("job_id"))


@cache
def _texts() -> Select[*tuple[Any, ...]]:
    texts = JobText.__table__.c
    return select(*texts).where(texts.job_id.in_(bindparam("job_ids", expanding=True))).order_by(texts.locale)


@cache
def _stages() -> Select[*tuple[Any, ...]]:
    stages = Stage.__table__.c
    return select(*stages).where(stages.job_id == bindparam("job_id")).order_by(stages.position)


@cache
def _questions() -> Select[Question]:
    asked = select(Question).where(Question.job_id == bindparam("job_id"), Question.retired_at.is_(None))
    return asked.order_by(Question.position)


def _ended() -> Select[Job]:
    return select(Job).where(Job.state.in_([JobState.PUBLISHED, JobState.PAUSED]), Job.closes_on < today())


def _is_open() -> tuple[ColumnElement[bool], ...]:
    """What the public sees: published, and not past its last day, whether or not the worker has closed it yet."""
    last_day = bindparam("today", callable_=today, type_=Date)
    return Job.state == JobState.PUBLISHED, or_(Job.closes_on.is_(None), Job.closes_on >= last_day)


def _with_texts(found: Page[Job], locale: str) -> Page[JobWithText]:
    texts = list_texts([job.id for job in found.items])
    items = [JobWithText(job, text_in(texts, job.id, locale)) for job in found.items]
    return Page(items, found.number, found.per_page, found.total)
