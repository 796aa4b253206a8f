"""A candidate applies: everything in one transaction, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from ....core.actor import Actor
from ....core.clock import now
from ....extensions import db
from ...audit.record import record
from ...audit.tags import Tag
from ...documents.models import Document
from ...firm.notices import get_shown
from ...jobs import queries as jobs
from ...jobs.models import Job
from ...jobs.rules import answer_by
from ...mail.enums import MailKind
from ...mail.outbox import has_recent_mail, queue_mail
from ...people.candidates import get_or_add_candidate, touch_last_contact
from ...people.consents import give_consent
from ...people.enums import ConsentChannel, ConsentPurpose, ObjectionPurpose
from ...people.models import Candidate
from ...people.objections import has_objected
from .. import rules
from ..models import Application, FormerDetails
from ..queries.locks import find_sourcing
from ..queries.status import status_link
from .answers import write_answers
from .entering import NO_AD, Entry, enter_application, find_known, reference_of
from .entering import Origin as Origin
from .entering import Submission as Submission
from .informing import inform_at_first_contact, source_words
from .reschedule import reschedule_candidate
from .taking_over import may_take_over, take_over


@dataclass(frozen=True)
class Receipt:
    """What the person is shown: nothing personal, and nothing that tells whether the address was known (B6.2)."""

    reference: str
    answer_by: date


def find_receipt(form_key: str) -> Receipt | None:
    """The receipt of a form that has already made an application."""
    row = db.session.execute(
        select(Application.reference, Application.submitted_at, Job.answer_days)
        .join(Job, Job.id == Application.job_id)
        .where(Application.form_key == form_key)
    ).one_or_none()
    return None if row is None else Receipt(row.reference, answer_by(row.submitted_at, row.answer_days))


def submit_application(  # noqa: PLR0913  a form has that many parts, all named
    *,
    actor: Actor,
    job: Job,
    form_key: str,
    person: Submission,
    cv: Document,
    cover_letter: Document | None,
    answers: Mapping[UUID, str],
    pool_consent: bool,
    locale: str,
    notice_hash: str,
    origin: Origin = NO_AD,
) -> Receipt:
    """Makes one application of one form, once, under the notice that the form showed (C7.2).

    The same form again gives the same receipt and changes nothing (R3). Another form of the same address for the same
    job gives a receipt like any other; the truth is told by mail, once a day at most (B6.2). Unused files stay staged.
    Of somebody whom the team had added, the application becomes their own (A1.3). Raises Invalid for no address;
    Conflict, before anything is written, when nothing has kept that notice.
    """
    promised_by = answer_by(at := now(), job.answer_days)
    with db.session.no_autoflush:  # the files' rows wait until it is known whose they are
        shown = get_shown(actor=actor, shown_hash=notice_hash)
        candidate, known = _find_or_add(person.email, locale, job, at)
    if known is not None and known.form_key == form_key:
        return Receipt(known.reference, promised_by)
    if known is not None and not may_take_over(known):
        _tell_repeated(actor, candidate, known, job)
        return Receipt(reference_of(form_key), promised_by)
    entry = Entry(form_key, locale, notice_hash, origin, at=at)
    application = _entered(known, job, candidate, person, (cv, cover_letter), entry)
    write_answers(application, answers)
    touch_last_contact(candidate, at)
    in_pool = pool_consent and _join_pool(actor, candidate, application, shown.consent)
    reschedule_candidate(candidate.id)
    pool = {"in_pool": in_pool, "has_objected": pool_consent and not in_pool}
    _tell_received(candidate, application, job, pool, was_added=known is not None)
    record(actor, Tag.APPLICATION_SUBMITTED, application.id, {"job": job.id})
    return Receipt(application.reference, promised_by)


def _find_or_add(email: str, locale: str, job: Job, at: datetime) -> tuple[Candidate, Application | None]:
    candidate = get_or_add_candidate(email=email, locale=locale, last_contact_at=at)
    return candidate, find_known(candidate, job)


def _entered(
    known: Application | None,
    job: Job,
    candidate: Candidate,
    person: Submission,
    files: tuple[Document, Document | None],
    entry: Entry,
) -> Application:
    if known is not None:
        return take_over(known=known, person=person, files=files, entry=entry)
    return enter_application(job=job, candidate=candidate, person=person, files=files, entry=entry)


def _join_pool(actor: Actor, candidate: Candidate, application: Application, text: str) -> bool:
    """Not over an objection: it was made on the person's own pages, and an address in a form proves nothing (B3.5)."""
    if has_objected(candidate.id, ObjectionPurpose.POOL_CONTACT):
        return False
    give_consent(
        actor=actor,
        candidate=candidate,
        purpose=ConsentPurpose.POOL,
        text=text,
        notice_hash=application.notice_hash,
        channel=ConsentChannel.APPLICATION_FORM,
    )
    return True


def _tell_received(
    candidate: Candidate, application: Application, job: Job, pool: Mapping[str, bool], *, was_added: bool
) -> None:
    profile = rules.current_profile()
    former = db.session.get(FormerDetails, application.id) if was_added else None
    sourcing = find_sourcing(application.id) if was_added else None
    queue_mail(
        kind=MailKind.APPLICATION_RECEIVED,
        locale=application.locale,
        to_address=candidate.email,
        candidate_id=candidate.id,
        application_id=application.id,
        context={
            "name": application.name,
            "job_title": jobs.text_of(job.id, application.locale).title,
            "reference": application.reference,
            "link": status_link(application.id, application.locale),
            "answer_by": answer_by(application.submitted_at, job.answer_days),
            "feedback_period": profile.feedback.period.words.in_language(application.locale),
            "pool_period": profile.pool.period.words.in_language(application.locale),
            "archive_period": profile.archive.period.words.in_language(application.locale) if profile.archive else "",
            **pool,
            "former": former,
            "sourcing": sourcing,
            "source": source_words(sourcing, application.locale) if sourcing else "",
            "privacy": f"{current_app.config['PUBLIC_URL']}/privacy?lang={application.locale}",
        },
    )


def _tell_repeated(actor: Actor, candidate: Candidate, known: Application, job: Job) -> None:
    inform_at_first_contact(actor=actor, application=known)
    if has_recent_mail(MailKind.APPLICATION_REPEATED, known.id, hours=24):
        return
    queue_mail(
        kind=MailKind.APPLICATION_REPEATED,
        locale=candidate.locale,
        to_address=candidate.email,
        candidate_id=candidate.id,
        application_id=known.id,
        context={
            "job_title": jobs.text_of(job.id, candidate.locale).title,
            "reference": known.reference,
            "link": status_link(known.id, candidate.locale),
        },
    )
