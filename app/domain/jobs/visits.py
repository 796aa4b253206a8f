"""How often the pages of jobs were seen, for those who see the job (rule 9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ...core.actor import Actor
from ...extensions import db
from ..audience.enums import PageKind
from ..audience.queries import count_jobs
from .models import Job
from .queries import jobs_visible_to, titles_of


@dataclass(frozen=True)
class JobVisits:
    """Views of a job's ad, of its form and of its receipts; None for less than five."""

    job_id: UUID
    title: str
    ad: int | None
    form: int | None
    receipts: int | None


def list_visits_visible_to(actor: Actor, locale: str, since: date) -> Sequence[JobVisits]:
    """The jobs that were looked at since that day, the most seen first."""
    counted = count_jobs(since)
    seen = jobs_visible_to(actor).where(Job.id.in_(counted)).with_only_columns(Job.id)
    titles = titles_of(db.session.scalars(seen).all(), locale)
    found = [
        JobVisits(
            job_id,
            title,
            ad=counted[job_id].get(PageKind.JOB),
            form=counted[job_id].get(PageKind.APPLY),
            receipts=counted[job_id].get(PageKind.APPLIED),
        )
        for job_id, title in titles.items()
    ]
    return sorted(found, key=lambda job: (-(job.ad or 0), -(job.form or 0), job.title, job.job_id))
