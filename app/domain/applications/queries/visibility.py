"""Which applications an actor sees: the one query that lists, boards, dossiers and files start from (rule 9)."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from ....core.actor import Actor
from ....core.errors import Missing, Restricted
from ....core.permissions import Permission
from ....extensions import db
from ...documents.models import Document
from ...jobs.models import Job
from ...jobs.queries import jobs_visible_to
from ...people.restrictions import restricted_candidates
from ..models import Application


def applications_visible_to(actor: Actor) -> Select[Application]:
    """The applications to the jobs that the actor sees, for those who may read applications at all.

    Not those of people whose data is set apart: no list, no search, no count, no export has them (A10.1).
    """
    return _within_reach(actor).where(Application.candidate_id.not_in(restricted_candidates()))


def get_application_visible_to(actor: Actor, application_id: UUID) -> Application:
    """The application, if the actor sees it. Raises Missing, Restricted."""
    return _one(actor, Application.id == application_id)


def lock_application_visible_to(actor: Actor, application_id: UUID) -> Application:
    """The application as it is now, held until the end of the transaction. Raises Missing, Restricted."""
    return _one(actor, Application.id == application_id, lock=True)


def get_document_visible_to(actor: Actor, document_id: UUID) -> tuple[Document, Application]:
    """A file and the application that holds it, if the actor sees that application. Raises Missing, Restricted."""
    application = _one(actor, or_(Application.cv_id == document_id, Application.cover_letter_id == document_id))
    return db.session.get_one(Document, document_id), application


def _within_reach(actor: Actor) -> Select[Application]:
    applications = select(Application)
    if not actor.may(Permission.APPLICATIONS_READ):
        return applications.where(Application.id.is_(None))
    jobs = jobs_visible_to(actor).with_only_columns(Job.id)
    return applications.where(Application.job_id.in_(jobs))


def _one(actor: Actor, wanted: ColumnElement[bool], *, lock: bool = False) -> Application:
    """The one row; when there is none, tells what is set apart from what is not there."""
    visible = applications_visible_to(actor).where(wanted)
    if lock:
        visible = visible.with_for_update(of=Application).execution_options(populate_existing=True)
    application = db.session.scalar(visible)
    if application is None:
        raise Missing("") if db.session.scalar(_within_reach(actor).where(wanted)) is None else Restricted("")
    return application
