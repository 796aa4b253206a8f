"""A job's life: published, paused, closed, opened again."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from flask_babel import lazy_gettext as _l

from ....core.actor import Actor
from ....core.clock import now
from ....core.errors import Invalid, Refused
from ....extensions import db
from ...audit.record import record
from ...audit.tags import Tag
from ...firm.queries import missing_notice_items
from .. import queries, rules
from ..enums import JobState
from ..models import Job

TAGS = {
    JobState.PUBLISHED: Tag.JOB_PUBLISHED,
    JobState.PAUSED: Tag.JOB_PAUSED,
    JobState.CLOSED: Tag.JOB_CLOSED,
}


def move_job(*, actor: Actor, job_id: UUID, to: JobState) -> Job:
    """Publishes, pauses, closes or opens a job again.

    Raises Refused for a move that the table does not have, Invalid with every fault that stands in the way of
    publishing (A4.2, A4.6, A7.3), Missing. The date of the ad is that of its latest publishing (A4.6).
    """
    return _move(actor, queries.get_job_visible_to(actor, job_id, lock=True), to)


def close_ended_job(*, actor: Actor) -> Job | None:
    """Closes one job whose last day is past; None when there is none, or another worker holds it."""
    job = queries.lock_ended_job()
    return None if job is None else _move(actor, job, JobState.CLOSED)


def _move(actor: Actor, job: Job, to: JobState) -> Job:
    if not rules.can_move(job, to):
        raise Refused(_l("This job cannot go there from where it is."))
    if to is JobState.PUBLISHED:
        _must_be_publishable(job)
        if job.state is not JobState.PAUSED:
            job.published_at = now()
    job.closed_at = now() if to is JobState.CLOSED else None
    job.state = to
    job.version += 1
    record(actor, TAGS[to], job.id)
    return job


@contextmanager
def kept_publishable(job: Job) -> Iterator[None]:
    """What is changed within leaves a published job fit to be published, or is undone.

    Raises Invalid with every fault, as publishing itself does: an ad that is online obeys the same rules.
    """
    with db.session.begin_nested():
        yield
        db.session.flush()
        if job.state is JobState.PUBLISHED:
            _must_be_publishable(job)


def _must_be_publishable(job: Job) -> None:
    faults = rules.publishing_faults(
        job,
        queries.texts_of(job.id),
        queries.list_questions(job.id),
        len(queries.list_stages(job.id)),
        missing_notice_items(),
    )
    if faults:
        words = {fault.fault.value: fault.words for fault in faults}
        raise Invalid(_l("This job cannot be published yet."), words)
