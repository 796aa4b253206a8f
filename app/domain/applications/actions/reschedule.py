"""Sets the day on which a file goes, after any of its facts has changed. The only place that writes ``erase_on``."""

from collections.abc import Mapping
from functools import cache
from uuid import UUID

from sqlalchemy import Select, Update, bindparam, select, update
from sqlalchemy.orm.util import identity_key

from ....extensions import db
from ...firm.notices import latest_number
from ...policy.schedule import Schedule
from .. import rules
from ..models import Application


def reschedule(application_id: UUID) -> None:
    """Asks the policy's schedule and writes its answer."""
    db.session.flush()
    _write({application_id: rules.schedule_of(application_id)})


def reschedule_candidate(candidate_id: UUID) -> None:
    """After a contact, a consent or its withdrawal: every application of the person."""
    db.session.flush()
    _write(rules.schedules_of(candidate_id))


def reschedule_job(job_id: UUID) -> None:
    """After a job has closed or opened again: the recruitment has ended, or not, for those nobody decided on."""
    db.session.flush()
    _write(rules.schedules_of_undecided(job_id))


def has_older_policy() -> bool:
    """Whether a file's day was set under an older version of the policy than the one in force."""
    return db.session.scalar(_of_older_policy().limit(1)) is not None


def reschedule_older(limit: int = 50) -> None:
    """Asks the schedule again, under the policy in force: a shorter period applies to existing files (A2.11)."""
    older = db.session.scalars(_of_older_policy().limit(limit).with_for_update(skip_locked=True)).all()
    _write({application_id: rules.schedule_of(application_id) for application_id in older})


def _of_older_policy() -> Select[UUID]:
    return select(Application.id).where(Application.notice_number < latest_number())


def _write(schedules: Mapping[UUID, Schedule]) -> None:
    if not schedules:
        return
    days = [{"key": application_id, "day": schedule.erase_on} for application_id, schedule in schedules.items()]
    db.session.connection().execute(_writing(), days)
    # Past the session, which then reads them again should anybody ask.
    for application_id in schedules:
        held = db.session.identity_map.get(identity_key(Application, application_id))
        if held is not None:
            db.session.expire(held, ["erase_on", "notice_number"])


@cache
def _writing() -> Update:
    to_write = update(Application).where(Application.id == bindparam("key"))
    return to_write.values(erase_on=bindparam("day"), notice_number=latest_number())
