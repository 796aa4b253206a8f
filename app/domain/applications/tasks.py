"""What the worker does with applications."""

from datetime import timedelta

from ...core.actor import SYSTEM
from ...core.db import transaction
from ...core.queue import Task
from ..jobs.queries import has_ended_job
from .actions.closing import close_ended_job_and_reschedule
from .actions.informing import has_untold, warn_untold
from .actions.reschedule import has_older_policy, reschedule_older


def close_ended_jobs() -> None:
    """One at a time; the next look follows at once."""
    with transaction():
        close_ended_job_and_reschedule(actor=SYSTEM)


def apply_new_policy() -> None:
    """A batch; the next look follows at once."""
    with transaction():
        reschedule_older()


def warn_of_untold() -> None:
    """A batch; the next look, ten minutes later, takes the next."""
    with transaction():
        warn_untold(actor=SYSTEM)


TASKS = (
    Task("applications.close_ended_jobs", timedelta(seconds=30), has_ended_job, close_ended_jobs),
    Task("applications.apply_new_policy", timedelta(seconds=30), has_older_policy, apply_new_policy),
    Task("applications.warn_of_untold", timedelta(minutes=10), has_untold, warn_of_untold),
)
