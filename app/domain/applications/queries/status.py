"""What a person sees of their own application, with the link of a letter: where it stands, and what is kept."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask import current_app

from ....core import tokens
from ....core.errors import Missing
from ....extensions import db
from ...jobs.models import Job, Stage
from ...jobs.rules import answer_by
from ...people.enums import ConsentPurpose
from ...people.queries import find_live_consent
from ...policy.schedule import Schedule
from .. import rules
from ..enums import ApplicationState
from ..models import Application, Sourcing
from .locks import find_sourcing, is_only_added

PURPOSE = "status"
# Longer than anything is kept: what ends the link is the end of the application.
MAX_AGE_SECONDS = 4 * 366 * 24 * 3600


@dataclass(frozen=True)
class Status:
    """The stage is the firm's own word for it, the one that the ad announces."""

    reference: str
    job_id: UUID
    submitted_at: datetime
    state: ApplicationState
    stage: Stage
    answer_by: date
    schedule: Schedule
    is_in_pool: bool
    sourcing: Sourcing | None
    erasure_asked_on: date | None

    @property
    def is_added(self) -> bool:
        """Whether its person did not send it."""
        return is_only_added(self.sourcing)


def status_token(application_id: UUID) -> str:
    """What a letter's link names an application by: signed, and nothing of it is stored."""
    return tokens.sign(PURPOSE, str(application_id))


def status_link(application_id: UUID, locale: str) -> str:
    """The lasting link of a letter, to a page in its language: it shows the status, and takes a withdrawal."""
    return f"{current_app.config['PUBLIC_URL']}/status/{status_token(application_id)}?lang={locale}"


def get_status(token: str) -> Status:
    """Raises Missing for a forged token, and once the application is gone."""
    application = db.session.get(Application, UUID(tokens.read(PURPOSE, token, max_age_seconds=MAX_AGE_SECONDS)))
    if application is None:
        raise Missing("")
    job = db.session.get_one(Job, application.job_id)
    return Status(
        application.reference,
        job.id,
        application.submitted_at,
        application.state,
        db.session.get_one(Stage, application.stage_id),
        answer_by(application.submitted_at, job.answer_days),
        rules.schedule_of(application.id),
        find_live_consent(application.candidate_id, ConsentPurpose.POOL) is not None,
        find_sourcing(application.id),
        application.erasure_asked_on,
    )
