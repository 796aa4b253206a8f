"""The day by which we promise to answer."""

from datetime import date, datetime, timedelta

from ...core.clock import local_date
from ...domain.jobs.models import Job


def answer_date(job: Job, at: datetime) -> date:
    """The promised day for an application sent at ``at``."""
    return local_date(at + timedelta(days=job.answer_days))
