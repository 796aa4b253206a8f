"""Which applications an actor sees: the one query that lists, boards, dossiers and files start from (rule 9)."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, select, union_all

from ....core.actor import Actor
from ....core.errors import Missing, Restricted
from ....core.permissions import Permission
from ....extensions import db
from ...documents.models import Document
from ...jobs.models import Job
from ...jobs.queries import jobs_visible_to
from ...people.restrictions import find_restriction, restricted_candidates
from ..models import Application
from .files import has_file
from .locks import locked_applications

_LOCKED = _l(
    "This person was added from a source and has not been told within a month. Until they are, nobody reads the file: "
    "its own page sends the letter and opens it again."
)


def applications_visible_to(actor: Actor) -> Select[Application]:
    """The applications to the jobs that the actor sees, for those who may read applications at all.

    Not those of people whose data is set apart, nor those whose person was not told in time where we found them: no
    list, no search, no count, no export has them (A10.1, A1.3).
    """
    return applications_within_reach(actor).where(
        Application.candidate_id.not_in(restricted_candidates()), Application.id.not_in(locked_applications())
    )


def not_apart() -> list[ColumnElement[bool]]:
    """What leaves out what is set apart, for a count that starts from no actor.

    Which those are is asked first: as a rule none, and what counts then reads an index alone.
    """
    restricted = select(Application.id).where(Application.candidate_id.in_(restricted_candidates()))
    apart = db.session.scalars(union_all(restricted, locked_applications())).all()
    return [Application.id.not_in(apart)] if apart else []


def get_application_visible_to(actor: Actor, application_id: UUID) -> Application:
    """The application, if the actor sees it. Raises Missing, Restricted."""
    return _one(actor, Application.id == application_id)


def lock_application_visible_to(actor: Actor, application_id: UUID) -> Application:
    """The application as it is now, held until the end of the transaction. Raises Missing, Restricted."""
    return _one(actor, Application.id == application_id, lock=True)


def lock_application_to_inform(actor: Actor, application_id: UUID) -> Application:
    """The same for telling its person where we found them, which a lock does not hinder. Raises Missing, Restricted."""
    wanted = applications_within_reach(actor).where(Application.id == application_id)
    application = db.session.scalar(wanted.with_for_update(of=Application).execution_options(populate_existing=True))
    if application is None:
        raise Missing("")
    if find_restriction(application.candidate_id) is not None:
        raise Restricted("")
    return application


def get_document_visible_to(actor: Actor, document_id: UUID) -> tuple[Document, Application]:
    """A file and the application that holds it, if the actor sees that application. Raises Missing, Restricted."""
    application = _one(actor, has_file(document_id))
    return db.session.get_one(Document, document_id), application


def applications_within_reach(actor: Actor) -> Select[Application]:
    """Those to the jobs that the actor sees, what is set apart included."""
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
        raise _absence(db.session.scalar(applications_within_reach(actor).where(wanted)))
    return application


def _absence(apart: Application | None) -> Missing | Restricted:
    """Why the actor does not get it: there is none, the person's data is set apart, or nobody told them in time."""
    if apart is None:
        return Missing("")
    return Restricted("" if find_restriction(apart.candidate_id) is not None else _LOCKED)
