"""How each thing that the ledger names goes once more, after an older backup was put in place (A11.2, R8)."""

import io
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import or_, select

from ...core.actor import SYSTEM
from ...core.clock import now, today
from ...extensions import db
from ..applications import rules
from ..applications.actions.holds import end_hold
from ..applications.actions.reschedule import reschedule_candidate
from ..applications.models import Application
from ..applications.personal_data import forget_former
from ..applications.queries.holds import live_holds_of
from ..archive.actions import release
from ..archive.models import ArchivedFile
from ..audit import marks
from ..contact.models import ContactMessage
from ..documents.intake import keep, take_in
from ..documents.models import Document
from ..firm.queries import current_profile
from ..people.enums import ObjectionPurpose, RestrictionReason
from ..people.models import Candidate, Consent
from ..people.objections import make_objection
from ..people.restrictions import restrict_candidate, stop_keeping
from ..rights.models import RightsRequest
from .erasure import (
    blank_request,
    erase_application,
    erase_archived,
    erase_contact_message,
    erase_replaced,
    erase_request,
)
from .own import erase_candidate

REPLAY = "replay"


@dataclass(frozen=True)
class Kind:
    """What may be named: its word, the ids that are there, and how each goes; ``ended`` is the word that undoes it."""

    word: str
    ids: Callable[[], Iterable[UUID]]
    act: Callable[[UUID], None]
    ended: str | None = None


def kinds(gone: Container[str]) -> tuple[Kind, ...]:
    """Each kind, in the order in which they go; ``gone`` is all that the ledger names.

    A kind is found by its own ids alone: what would be found through a person is lost once the person went.
    """
    return (
        Kind("request", lambda: db.session.scalars(select(RightsRequest.id)).all(), _erase_request),
        Kind("request_words", lambda: db.session.scalars(select(RightsRequest.id)).all(), blank_request),
        Kind("document", lambda: db.session.scalars(select(Document.id)).all(), _replace_document),
        Kind(
            "application",
            lambda: db.session.scalars(select(Application.id)).all(),
            partial(_erase_application, gone),
        ),
        Kind("archive", lambda: db.session.scalars(select(ArchivedFile.application_id)).all(), _erase_archived),
        Kind("contact_message", lambda: db.session.scalars(select(ContactMessage.id)).all(), _erase_message),
        Kind("candidate", _people, _erase_candidate),
        Kind("consent", _live_consents, _withdraw),
        *(
            Kind(f"objection.{each.value}", _people, partial(_object, each), f"objection_ended.{each.value}")
            for each in ObjectionPurpose
        ),
        *(
            Kind(f"restriction.{each.value}", _people, partial(_restrict, each), f"restriction_ended.{each.value}")
            for each in RestrictionReason
        ),
    )


def _people() -> Iterable[UUID]:
    return db.session.scalars(select(Candidate.id)).all()


def _live_consents() -> Iterable[UUID]:
    return db.session.scalars(select(Consent.id).where(Consent.withdrawn_at.is_(None))).all()


def _erase_request(request_id: UUID) -> None:
    erase_request(actor=SYSTEM, request_id=request_id)


def _replace_document(document_id: UUID) -> None:
    """The file that came in its place went with the database: a page that says so stands there until another comes."""
    forget_former(document_id)
    uses = or_(Application.cv_id == document_id, Application.cover_letter_id == document_id)
    application = db.session.scalar(select(Application).where(uses))
    if application is not None:
        old = db.session.get_one(Document, document_id)
        with force_locale(application.locale):
            words = _(
                "The candidate had put another file in the place of this one; a restore lost it: ask for it anew."
            )
        page = take_in(upload=io.BytesIO(words.encode()), filename="restore.txt", kind=old.kind)
        keep(page, application.candidate_id)
        column = "cv_id" if application.cv_id == document_id else "cover_letter_id"
        setattr(application, column, page.id)
        db.session.flush()
    erase_replaced(document_id)


def _erase_application(gone: Container[str], application_id: UUID) -> None:
    """What was erased had no hold any more, and nobody needed it kept: what the backup still has of that is over.

    It leaves in the archive what it left then, unless that is gone by now too.
    """
    for hold_id in db.session.scalars(live_holds_of(application_id)):
        end_hold(actor=SYSTEM, hold_id=hold_id)
    stop_keeping(db.session.get_one(Application, application_id).candidate_id)
    is_gone = marks.pseudonym_of("archive", application_id) in gone
    erase_application(
        actor=SYSTEM,
        application_id=application_id,
        due_on=today(),
        because=REPLAY,
        policy_version=current_profile().version,
        archive_until=None if is_gone else rules.schedule_of(application_id).archive_until,
    )


def _erase_archived(application_id: UUID) -> None:
    release(db.session.get_one(ArchivedFile, application_id))
    erase_archived(actor=SYSTEM, application_id=application_id)


def _erase_message(message_id: UUID) -> None:
    erase_contact_message(actor=SYSTEM, message_id=message_id)


def _erase_candidate(candidate_id: UUID) -> None:
    """With their last application they may have gone already."""
    if db.session.get(Candidate, candidate_id) is not None:
        erase_candidate(actor=SYSTEM, candidate_id=candidate_id)


def _withdraw(consent_id: UUID) -> None:
    """Withdrawn after the backup was made: withdrawn again."""
    consent = db.session.get(Consent, consent_id)
    if consent is not None:
        consent.withdrawn_at = now()
        reschedule_candidate(consent.candidate_id)


def _object(purpose: ObjectionPurpose, candidate_id: UUID) -> None:
    """The objection holds again; the person's own words on it are in no ledger."""
    person = db.session.get(Candidate, candidate_id)
    if person is not None:
        make_objection(actor=SYSTEM, candidate=person, purpose=purpose, reason=None)
        reschedule_candidate(candidate_id)


def _restrict(reason: RestrictionReason, candidate_id: UUID) -> None:
    if db.session.get(Candidate, candidate_id) is not None:
        restrict_candidate(actor=SYSTEM, candidate_id=candidate_id, reason=reason)
