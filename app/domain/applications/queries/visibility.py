"""Which applications an actor sees: the one query that lists, boards, dossiers and files start from (rule 9)."""

from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, bindparam, select, union_all

from ....core.actor import Actor
from ....core.errors import Missing, Refused, Restricted
from ....core.permissions import Permission
from ....core.rows import read_rows, read_side_by_side
from ....extensions import db
from ...documents.models import Document
from ...jobs.models import Job
from ...jobs.queries import STAFF, jobs_visible_to
from ...people.restrictions import find_restriction, kept_until, restricted_candidates
from .. import rules
from ..models import Application
from ..rules import FACTS, FactsRow, with_facts
from .files import has_file
from .holds import erased_but_held
from .locks import locked_applications

_LOCKED = _l(
    "This person was added from a source and has not been told within a month. Until they are, nobody reads the file: "
    "its own page sends the letter and opens it again."
)
_UNNAMED = _l(
    "This job is read without names, and a file tells whose it is. Its words stand in the dossier; the file opens once "
    "the application is shown whole there."
)
_ERASED = _l(
    "The person had it erased, and a dispute alone keeps it: it serves no recruitment any more. The privacy officer "
    "sees to it."
)


def applications_visible_to(actor: Actor) -> Select[Application]:
    """The applications to the jobs that the actor sees, for those who may read applications at all.

    Not those of people whose data is set apart, nor those whose person was not told in time where we found them, nor
    what a dispute alone keeps of somebody erased: no list, search, count or export has them (A10.1, A1.3, A11.1).
    """
    return applications_within_reach(actor).where(*is_not_apart())


def is_not_apart() -> tuple[ColumnElement[bool], ...]:
    """What leaves out what is set apart: for queries of a few rows."""
    return (
        Application.candidate_id.not_in(restricted_candidates()),
        Application.id.not_in(locked_applications()),
        Application.id.not_in(erased_but_held()),
    )


def not_apart() -> list[ColumnElement[bool]]:
    """The same for a count of many.

    Which those are is asked first: as a rule none, and what counts then reads an index alone.
    """
    apart = read_rows(_apart()).scalars().all()
    return [Application.id.not_in(apart)] if apart else []


def get_application_visible_to(actor: Actor, application_id: UUID) -> Application:
    """The application, if the actor sees it. Raises Missing, Restricted."""
    return _by_id(actor, _visible_to(actor), application_id)


def get_facts_visible_to(actor: Actor, application_id: UUID) -> FactsRow:
    """The application with all that its schedule is made of, to be read. Raises Missing, Restricted."""
    found = read_side_by_side(_facts_visible_to(actor), *FACTS, application_id=application_id)
    if not found:
        raise _absence(actor, Application.id == application_id)
    return FactsRow._make(found[0])


def lock_application_visible_to(actor: Actor, application_id: UUID) -> Application:
    """The application as it is now, held until the end of the transaction. Raises Missing, Restricted."""
    return _by_id(actor, _lock_visible_to(actor), application_id)


def lock_application_to_inform(actor: Actor, application_id: UUID) -> Application:
    """The same for telling its person where we found them, which a lock does not hinder. Raises Missing, Restricted."""
    wanted = applications_within_reach(actor).where(Application.id == application_id)
    application = db.session.scalar(wanted.with_for_update(of=Application).execution_options(populate_existing=True))
    if application is None:
        raise Missing("")
    if find_restriction(application.candidate_id) is not None:
        raise Restricted("")
    if application.erasure_asked_on is not None:
        raise Restricted(_ERASED)
    return application


def get_document_visible_to(actor: Actor, document_id: UUID) -> tuple[Document, Application]:
    """A file and the application that holds it, if the actor sees that application.

    Raises Missing, Restricted; Refused while the application is read without its name, which its files tell (A4.5).
    """
    document, application = get_document_to_read(actor, document_id)
    refuse_unnamed(application)
    return document, application


def get_document_to_read(actor: Actor, document_id: UUID) -> tuple[Document, Application]:
    """The same for its words alone, which a page may show without those that tell whose they are.

    Raises Missing, Restricted.
    """
    holds = has_file(document_id)
    application = db.session.scalar(applications_visible_to(actor).where(holds))
    if application is None:
        raise _absence(actor, holds)
    return db.session.get_one(Document, document_id), application


def unnamed() -> ColumnElement[bool]:
    """The rule of that name, for queries."""
    blind = select(Job.id).where(Job.is_blind)
    return and_(Application.revealed_at.is_(None), Application.job_id.in_(blind))


def is_unnamed(application: Application) -> bool:
    """The same of one whose job is not at hand."""
    return rules.is_unnamed(db.session.get_one(Job, application.job_id), application)


def refuse_unnamed(application: Application) -> None:
    """Raises Refused where it is read without its name: what leaves would tell it."""
    if is_unnamed(application):
        raise Refused(_UNNAMED)


def applications_within_reach(actor: Actor) -> Select[Application]:
    """Those to the jobs that the actor sees, what is set apart included."""
    applications = select(Application)
    if not actor.may(Permission.APPLICATIONS_READ):
        return applications.where(Application.id.is_(None))
    jobs = jobs_visible_to(actor).with_only_columns(Job.id)
    return applications.where(Application.job_id.in_(jobs))


def _by_id(actor: Actor, visible: Select[Application], application_id: UUID) -> Application:
    application = db.session.scalar(visible, {"application_id": application_id})
    if application is None:
        raise _absence(actor, Application.id == application_id)
    return application


# These are asked with every page of the back office, and to build one takes longer than to ask it: once for each
# member of staff.
@lru_cache(STAFF)
def _visible_to(actor: Actor) -> Select[Application]:
    return applications_visible_to(actor).where(Application.id == bindparam("application_id"))


@lru_cache(STAFF)
def _lock_visible_to(actor: Actor) -> Select[Application]:
    return _visible_to(actor).with_for_update(of=Application).execution_options(populate_existing=True)


@lru_cache(STAFF)
def _facts_visible_to(actor: Actor) -> Select[*tuple[Any, ...]]:
    every = [column for model in FACTS for column in model.__table__.c]
    return with_facts(_visible_to(actor)).with_only_columns(*every, kept_until(Application.candidate_id))


@cache
def _apart() -> CompoundSelect[UUID]:
    restricted = select(Application.id).where(Application.candidate_id.in_(restricted_candidates()))
    return union_all(restricted, locked_applications(), erased_but_held())


def _absence(actor: Actor, wanted: ColumnElement[bool]) -> Missing | Restricted:
    """Why the actor does not get it: there is none, or for which of three reasons it is set apart."""
    apart = db.session.scalar(applications_within_reach(actor).where(wanted))
    if apart is None:
        return Missing("")
    if find_restriction(apart.candidate_id) is not None:
        return Restricted("")
    return Restricted(_LOCKED if apart.erasure_asked_on is None else _ERASED)
