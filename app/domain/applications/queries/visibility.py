"""Which applications an actor sees: the one query that lists, boards, dossiers and files start from (rule 9)."""

from uuid import UUID

from sqlalchemy import Select, or_, select

from ....core.actor import Actor
from ....core.errors import Missing
from ....core.permissions import Permission
from ....extensions import db
from ...documents.models import Document
from ...documents.queries import find_document
from ...jobs.models import Job
from ...jobs.queries import jobs_visible_to
from ..models import Application


def applications_visible_to(actor: Actor) -> Select[Application]:
    """The applications to the jobs that the actor sees, for those who may read applications at all."""
    applications = select(Application)
    if not actor.may(Permission.APPLICATIONS_READ):
        return applications.where(Application.id.is_(None))
    jobs = jobs_visible_to(actor).with_only_columns(Job.id)
    return applications.where(Application.job_id.in_(jobs))


def get_application_visible_to(actor: Actor, application_id: UUID) -> Application:
    """The application, if the actor sees it. Raises Missing."""
    application = db.session.scalar(applications_visible_to(actor).where(Application.id == application_id))
    if application is None:
        raise Missing("")
    return application


def lock_application_visible_to(actor: Actor, application_id: UUID) -> Application:
    """The application as it is now, held until the end of the transaction. Raises Missing."""
    application = db.session.scalar(
        applications_visible_to(actor)
        .where(Application.id == application_id)
        .with_for_update(of=Application)
        .execution_options(populate_existing=True)
    )
    if application is None:
        raise Missing("")
    return application


def get_document_visible_to(actor: Actor, document_id: UUID) -> tuple[Document, Application]:
    """A file and the application that holds it, if the actor sees that application. Raises Missing."""
    application = db.session.scalar(
        applications_visible_to(actor).where(
            or_(Application.cv_id == document_id, Application.cover_letter_id == document_id)
        )
    )
    document = find_document(document_id)
    if application is None or document is None:
        raise Missing("")
    return document, application
