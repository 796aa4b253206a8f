"""The team adds a person who did not apply: an ordinary application, with its source and the day (A1.3, A4.7)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import current_app
from flask_babel import lazy_gettext as _l

from ....core.actor import Actor
from ....core.clock import start_of, today
from ....core.errors import Invalid, Refused
from ....core.text import clean_line
from ....extensions import db
from ...audit.record import record
from ...audit.tags import Tag
from ...documents.models import Document
from ...firm.notices import current_version, publish_notice
from ...jobs.models import Job
from ...jobs.queries import get_job_visible_to, list_stages
from ...jobs.rules import WORDS, Fault
from ...people.candidates import get_or_add_candidate
from ...people.enums import ObjectionPurpose
from ...people.models import Candidate
from ...people.objections import has_objected
from ...people.restrictions import find_restriction
from .. import rules
from ..enums import SourceKind
from ..models import Application, Sourcing
from .entering import Entry, Origin, Submission, enter_application, find_application_of_form, find_known
from .reschedule import reschedule_candidate

MAX_DETAIL = 160


@dataclass(frozen=True)
class Found:
    """Where the person was found, who or which page exactly, and on what day."""

    kind: SourceKind
    detail: str
    obtained_on: date


def add_person(
    *, actor: Actor, job_id: UUID, form_key: str, person: Submission, cv: Document, found: Found, locale: str
) -> Application:
    """Makes an application of what the team found, once for a form; ``inform_person`` tells its person.

    It is no contact of theirs (A2.12), and no consent to anything. Raises Invalid, naming the field; Refused for a job
    that takes nobody; Missing.
    """
    job = _lock_open_job(actor, job_id)
    known = find_application_of_form(form_key)
    if known is not None:
        return known
    where = _checked(found)
    # Before whatever of that day is written down: what comes after the entry is an answer of theirs (Art. 21).
    candidate = get_or_add_candidate(email=person.email, locale=locale, last_contact_at=start_of(where.obtained_on))
    _refuse_known(candidate, job)
    publish_notice(actor=actor)
    entry = Entry(form_key, locale, current_version(locale).hash, Origin(source=where.kind.value), actor.account_id)
    application = enter_application(job=job, candidate=candidate, person=person, files=(cv, None), entry=entry)
    db.session.add(
        Sourcing(
            application_id=application.id,
            kind=where.kind,
            detail=where.detail,
            obtained_on=where.obtained_on,
            entered_by=actor.account_id,
        )
    )
    reschedule_candidate(candidate.id)
    record(actor, Tag.SOURCING_ADDED, application.id, {"job": job.id, "kind": where.kind.value})
    return application


def _lock_open_job(actor: Actor, job_id: UUID) -> Job:
    job = get_job_visible_to(actor, job_id, lock=True)
    if not rules.may_add_people(job):
        raise Refused(_l("Nobody is added to a job that is not published, or is closed."))
    if not list_stages(job.id):
        # Taken away during a pause: nothing keeps one then.
        raise Refused(WORDS[Fault.NO_STAGE])
    return job


def _checked(found: Found) -> Found:
    detail = clean_line(found.detail)
    if not detail or len(detail) > MAX_DETAIL:
        words = _l("Say where exactly, in at most %(number)s characters.", number=MAX_DETAIL)
        raise Invalid(words, {"detail": words})
    if found.obtained_on > today():
        words = _l("This day is still to come.")
        raise Invalid(words, {"obtained_on": words})
    if found.obtained_on < rules.locked_since():
        words = _l(
            "That was more than %(number)s days ago: the person should have been told by now, and what was found may "
            "no longer be used. Look again, or ask them to apply.",
            number=current_app.config["INFORM_DAYS"],
        )
        raise Invalid(words, {"obtained_on": words})
    return Found(found.kind, detail, found.obtained_on)


def _refuse_known(candidate: Candidate, job: Job) -> None:
    """Whoever is there already, has asked to be left alone, or whose data is set apart is not added."""
    words: object = None
    if find_known(candidate, job) is not None:
        words = _l("This person is in this recruitment already.")
    elif find_restriction(candidate.id) is not None:
        words = _l("This person’s data is set apart for the time being: the privacy officer sees to it.")
    elif has_objected(candidate.id, ObjectionPurpose.POOL_CONTACT):
        words = _l("This person has asked not to be contacted about other positions. They may apply themselves.")
    if words is not None:
        raise Invalid(words, {"email": words})
