"""What the desk has to know of a person whose data is set apart, for nobody else sees it (A10.1)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from ....extensions import db
from ...jobs.queries import titles_of
from ...policy.schedule import Schedule
from .. import rules
from ..models import Application


@dataclass(frozen=True)
class ApartFile:
    """One application of theirs: to which job, and what the policy says of it."""

    application: Application
    title: str
    schedule: Schedule


def list_files_of(candidate_id: UUID, locale: str) -> list[ApartFile]:
    """The person's applications, newest first: few, whatever else the instance holds."""
    theirs = select(Application).where(Application.candidate_id == candidate_id)
    rows = db.session.scalars(theirs.order_by(Application.submitted_at.desc(), Application.id)).all()
    titles, schedules = titles_of({row.job_id for row in rows}, locale), rules.schedules_of(candidate_id)
    return [ApartFile(row, titles.get(row.job_id, ""), schedules[row.id]) for row in rows]
