"""All that is known of one application, in a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from ....core.actor import Actor
from ....core.permissions import Permission
from ....extensions import db
from ...documents.models import Document
from ...documents.queries import list_documents
from ...jobs.models import Job, Stage
from ...jobs.queries import list_stages
from ...people.models import Candidate
from ...people.queries import get_candidate, names_of_accounts
from ...policy.schedule import Schedule
from .. import rules
from ..enums import ApplicationState
from ..models import Answer, Application, Move, Note
from .visibility import get_application_visible_to


@dataclass(frozen=True)
class Dossier:
    """What the page of one application shows; ``names`` are those of the staff who wrote or acted."""

    application: Application
    job: Job
    candidate: Candidate
    stage: Stage
    stages: Sequence[Stage]
    documents: Sequence[Document]
    answers: Sequence[Answer]
    notes: Sequence[Note]
    moves: Sequence[Move]
    names: dict[UUID, str]
    schedule: Schedule
    previous_id: UUID | None
    next_id: UUID | None
    is_overdue: bool
    accommodation: str | None


def get_dossier(actor: Actor, application_id: UUID) -> Dossier:
    """The dossier, as the actor sees it. Raises Missing."""
    application = get_application_visible_to(actor, application_id)
    job = db.session.get_one(Job, application.job_id)
    stages = list_stages(job.id)
    stage = next(stage for stage in stages if stage.id == application.stage_id)
    notes = db.session.scalars(
        select(Note).where(Note.application_id == application.id).order_by(Note.written_at.desc(), Note.id)
    ).all()
    moves = db.session.scalars(
        select(Move).where(Move.application_id == application.id).order_by(Move.version.desc())
    ).all()
    answers = db.session.scalars(
        select(Answer).where(Answer.application_id == application.id).order_by(Answer.label)
    ).all()
    held = list_documents([key for key in (application.cv_id, application.cover_letter_id) if key])
    neighbours = _neighbours(application)
    return Dossier(
        application,
        job,
        get_candidate(application.candidate_id),
        stage,
        stages,
        [held[key] for key in (application.cv_id, application.cover_letter_id) if key in held],
        answers,
        notes,
        moves,
        names_of_accounts([*(note.account_id for note in notes), *(move.account_id for move in moves)]),
        rules.schedule_of(application.id),
        *neighbours,
        is_overdue=application.state is ApplicationState.ACTIVE
        and rules.is_overdue(application.stage_entered_at, stage.limit_days),
        accommodation=application.accommodation if actor.may(Permission.ACCOMMODATIONS_READ) else None,
    )


def _neighbours(application: Application) -> tuple[UUID | None, UUID | None]:
    """The applications before and after this one in its stage, in the order of the board."""
    same = select(Application.id).where(
        Application.job_id == application.job_id,
        Application.stage_id == application.stage_id,
        Application.state == ApplicationState.ACTIVE,
    )
    at, key = application.stage_entered_at, application.id
    before = (Application.stage_entered_at < at) | ((Application.stage_entered_at == at) & (Application.id < key))
    after = (Application.stage_entered_at > at) | ((Application.stage_entered_at == at) & (Application.id > key))
    backwards = (Application.stage_entered_at.desc(), Application.id.desc())
    previous_id = db.session.scalar(same.where(before).order_by(*backwards).limit(1))
    next_id = db.session.scalar(same.where(after).order_by(Application.stage_entered_at, Application.id).limit(1))
    return previous_id, next_id
