"""A job's end and what it means for those who applied: the higher room calls the lower one (design, 3.6)."""

from uuid import UUID

from ....core.actor import Actor
from ...jobs.actions.publishing import close_ended_job, move_job
from ...jobs.enums import JobState
from ...jobs.models import Job
from .reschedule import reschedule_job


def move_job_and_reschedule(*, actor: Actor, job_id: UUID, to: JobState) -> Job:
    """Publishes, pauses, closes or opens a job again; for those nobody decided on, the clock follows its closing."""
    job = move_job(actor=actor, job_id=job_id, to=to)
    # A pause moves no day.
    if to is not JobState.PAUSED:
        reschedule_job(job.id)
    return job


def close_ended_job_and_reschedule(*, actor: Actor) -> Job | None:
    """The same for one ad whose last day is past."""
    job = close_ended_job(actor=actor)
    if job is not None:
        reschedule_job(job.id)
    return job
