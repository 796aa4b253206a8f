"""What a candidate sees of their own applications."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select

from ....core.actor import Actor
from ....core.errors import Missing
from ....core.rows import AnyRow
from ....extensions import db
from ...documents.models import Document
from ...documents.queries import find_document, list_documents
from ...jobs.models import Job, Stage
from ...jobs.queries import text_of
from ...jobs.rules import Ad, answer_by
from ...policy.schedule import Schedule, State
from .. import rules
from ..models import Answer, Application, Message, Sourcing, Statement
from .files import Former, find_former, has_file
from .locks import is_only_added


@dataclass(frozen=True)
class OwnApplication:
    """One application as its candidate sees it. ``messages`` are in the order in which they were written."""

    application: Application
    job: Job
    text: Ad
    stage: Stage
    answer_by: date
    schedule: Schedule
    documents: Sequence[AnyRow]
    messages: Sequence[Message]
    statement: Statement | None
    may_replace_files: bool
    sourcing: Sourcing | None
    former: Former | None

    @property
    def is_added(self) -> bool:
        """Whether its person did not send it."""
        return is_only_added(self.sourcing)


def list_own_applications(actor: Actor, locale: str) -> list[OwnApplication]:
    """The person's applications, newest first: few, whatever else the instance holds."""
    mine = _own(actor).order_by(Application.submitted_at.desc(), Application.id)
    return [_described(application, locale) for application in db.session.scalars(mine)]


def get_own_application(actor: Actor, application_id: UUID, locale: str) -> OwnApplication:
    """One of the person's applications. Raises Missing for anybody else's (B3.1)."""
    application = db.session.scalar(_own(actor).where(Application.id == application_id))
    if application is None:
        raise Missing("")
    return _described(application, locale)


def list_own_answers(application: Application) -> Sequence[Answer]:
    """What the person answered, in the order of the labels."""
    return db.session.scalars(
        select(Answer).where(Answer.application_id == application.id).order_by(Answer.label, Answer.question_id)
    ).all()


def lock_own_application(actor: Actor, application_id: UUID) -> Application:
    """The same, held until the end of the transaction. Raises Missing."""
    application = db.session.scalar(
        _own(actor).where(Application.id == application_id).with_for_update().execution_options(populate_existing=True)
    )
    if application is None:
        raise Missing("")
    return application


def get_own_document(actor: Actor, document_id: UUID) -> Document:
    """A file of one of the person's applications. Raises Missing."""
    document = find_document(document_id)
    if document is None or db.session.scalar(_own(actor).where(has_file(document_id)).limit(1)) is None:
        raise Missing("")
    return document


def _own(actor: Actor) -> Select[Application]:
    """Nobody's for who is no candidate: an application always has one."""
    return select(Application).where(Application.candidate_id == actor.candidate_id)


def _described(application: Application, locale: str) -> OwnApplication:
    job = db.session.get_one(Job, application.job_id)
    stage = db.session.get_one(Stage, application.stage_id)
    written = select(Message).where(Message.application_id == application.id)
    statement, sourcing = _beside(application.id)
    planned = rules.schedule_of(application.id)
    held = list_documents([key for key in (application.cv_id, application.cover_letter_id) if key])
    return OwnApplication(
        application,
        job,
        text_of(job.id, locale),
        stage,
        answer_by(application.submitted_at, job.answer_days),
        planned,
        [held[key] for key in (application.cv_id, application.cover_letter_id) if key in held],
        db.session.scalars(written.order_by(Message.written_at, Message.id)).all(),
        statement,
        rules.may_replace_files(application, stage) and planned.state is not State.HELD,
        sourcing,
        find_former(sourcing),
    )


def _beside(application_id: UUID) -> tuple[Statement | None, Sourcing | None]:
    """The person's own side, and where the application comes from, if it has them."""
    both = (
        select(Statement, Sourcing)
        .select_from(Application)
        .outerjoin(Statement, Statement.application_id == Application.id)
        .outerjoin(Sourcing, Sourcing.application_id == Application.id)
    )
    row = db.session.execute(both.where(Application.id == application_id)).one()
    return row.Statement, row.Sourcing
