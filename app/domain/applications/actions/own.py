"""What a candidate does to their own applications, without asking anyone (C5.2, C5.5).

The desk does the same for who asks by letter (``core.actor.on_behalf_of``).
"""

from dataclasses import dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _l

from ....core import tokens
from ....core.actor import Actor, candidate
from ....core.clock import now
from ....core.errors import Invalid, Missing, Refused
from ....core.text import clean_line, clean_text, fold
from ....extensions import db
from ...audit.record import record
from ...audit.tags import Tag
from ...disclosures.enums import Correction
from ...disclosures.notices import tell_correction
from ...documents.enums import DocumentKind
from ...documents.intake import keep
from ...documents.models import Document
from ...jobs.models import Stage
from ...people.candidates import touch_last_contact
from ...people.codes import get_own_candidate
from ...people.consents import give_consent, withdraw_consent
from ...people.enums import ConsentChannel, ConsentPurpose, ObjectionPurpose
from ...people.leaving import read_leaving
from ...people.objections import make_objection, take_objection_back
from ...people.personal_data import lock_candidate
from ...people.queries import get_candidate
from ...rights.actions import register_objection
from .. import rules
from ..enums import ApplicationState
from ..models import Application, Move
from ..queries.holds import is_held
from ..queries.own import lock_own_application
from ..queries.status import MAX_AGE_SECONDS, PURPOSE
from .holds import keep_former_words
from .reschedule import reschedule, reschedule_candidate


@dataclass(frozen=True)
class Details:
    """What a person may correct of what they wrote; the last two while somebody still reads them, None as they are."""

    name: str
    phone: str
    current_position: str
    message: str | None = None
    accommodation: str | None = None


def correct_details(*, actor: Actor, application_id: UUID, details: Details) -> None:
    """Puts right what the person wrote of themselves; the team sees the new words at once (C5.2).

    Whoever was given the former words is told (A10.3). Raises Invalid without a name, Missing.
    """
    application = lock_own_application(actor, application_id)
    name = clean_line(details.name)[:120]
    if not name:
        words = _l("Please give your name.")
        raise Invalid(words, {"name": words})
    new = {
        "name": name,
        "name_key": fold(name)[:160],
        "phone": clean_line(details.phone)[:40] or None,
        "current_position": clean_line(details.current_position)[:160] or None,
        **_words(application, details),
    }
    changed = [field for field, value in new.items() if getattr(application, field) != value]
    what = [each for each in Correction if each.value in changed]
    keep_former_words(application.id, {each: getattr(application, each.value) for each in what})
    for field in changed:
        setattr(application, field, new[field])
    if changed:
        record(actor, Tag.APPLICATION_CORRECTED, application.id, dict.fromkeys(changed, "changed"))
        tell_correction(actor=actor, application_id=application.id, what=what)


def _words(application: Application, details: Details) -> dict[str, str | None]:
    """Once a decision was made, what it was made on stays as it was read."""
    if application.state is not ApplicationState.ACTIVE:
        return {}
    given = {"message": details.message, "accommodation": details.accommodation}
    return {field: clean_text(words) or None for field, words in given.items() if words is not None}


def put_document(*, actor: Actor, application_id: UUID, document: Document) -> UUID | None:
    """Puts a new file in the place of the one of its kind; returns the one that it replaces, for privacy to destroy.

    Raises Refused once the stage no longer allows it, and while a dispute, or their own wish, keeps what is there
    (A2.17); Missing.
    """
    application = lock_own_application(actor, application_id)
    if is_held(application.id):
        raise Refused(_l("Nothing of this application is destroyed at present: its files cannot be replaced."))
    if not rules.may_replace_files(application, db.session.get_one(Stage, application.stage_id)):
        raise Refused(_l("The files are being assessed: they can no longer be replaced. Write to the team instead."))
    keep(document, application.candidate_id)
    if document.kind is DocumentKind.CV:
        replaced: UUID | None = application.cv_id
        application.cv_id = document.id
    else:
        replaced, application.cover_letter_id = application.cover_letter_id, document.id
    db.session.flush()
    record(actor, Tag.APPLICATION_FILE_REPLACED, application.id, {"kind": document.kind.value})
    tell_correction(actor=actor, application_id=application.id, what=[Correction(document.kind.value)])
    return replaced


def withdraw_application(*, actor: Actor, application_id: UUID) -> None:
    """The person no longer applies. Twice is once; after a decision of the team it is Refused. Raises Missing."""
    application = lock_own_application(actor, application_id)
    if application.state is ApplicationState.WITHDRAWN:
        return
    state = rules.state_after(application.state, rules.Act.WITHDRAW)
    if state is None:
        raise Refused(_l("A decision has been made already. To have the file erased, use your pages."))
    application.version += 1
    move = Move(
        application_id=application.id,
        version=application.version,
        from_stage_id=application.stage_id,
        to_stage_id=application.stage_id,
        from_state=application.state,
        to_state=state,
        moved_at=now(),
    )
    application.state, application.decided_at = state, move.moved_at
    db.session.add(move)
    record(actor, Tag.APPLICATION_DECIDED, application.id, {"outcome": state.value, "version": application.version})
    reschedule(application.id)


def withdraw_by_link(*, token: str) -> None:
    """The same with the lasting link of a letter, which takes a withdrawal and no more. Raises Missing, Refused."""
    application_id = UUID(tokens.read(PURPOSE, token, max_age_seconds=MAX_AGE_SECONDS))
    withdraw_application(actor=_holder(application_id), application_id=application_id)


def leave_pool_by_link(*, token: str) -> None:
    """Ends the consent with the same link, without signing in (C5.5). Raises Missing."""
    leave_pool(actor=_holder(UUID(tokens.read(PURPOSE, token, max_age_seconds=MAX_AGE_SECONDS))))


def leave_pool_from_letter(*, token: str) -> None:
    """The same with the link under a letter, which is of this person and of the pool alone (A14.2). Raises Missing."""
    leave_pool(actor=candidate(get_candidate(read_leaving(token)).id))


def join_pool(*, actor: Actor, text: str, notice_hash: str) -> None:
    """Gives the consent, or renews it: a contact, from which its period counts anew (A1.1, A2.12)."""
    person = get_own_candidate(actor)
    # Another press of the button waits for the first, and finds what it did.
    lock_candidate(person.id)
    take_objection_back(actor=actor, candidate=person, purpose=ObjectionPurpose.POOL_CONTACT)
    give_consent(
        actor=actor,
        candidate=person,
        purpose=ConsentPurpose.POOL,
        text=text,
        notice_hash=notice_hash,
        channel=ConsentChannel.OWN_PAGES,
    )
    touch_last_contact(person)
    reschedule_candidate(person.id)


def leave_pool(*, actor: Actor) -> None:
    """Withdraws the consent, as simply as it was given; each file goes on to its next step (C5.5)."""
    person = get_own_candidate(actor)
    withdraw_consent(actor=actor, candidate=person, purpose=ConsentPurpose.POOL)
    reschedule_candidate(person.id)


def object_to(*, actor: Actor, purpose: ObjectionPurpose, reason: str | None) -> None:
    """Objects to a use (Art. 21): to contact, it has ended when this returns (C5.4).

    To feedback, a person decides within the month (A10.2): the desk has it among its requests. Raises Invalid.
    """
    person = get_own_candidate(actor)
    made = make_objection(actor=actor, candidate=person, purpose=purpose, reason=reason)
    if made is not None and purpose is ObjectionPurpose.FEEDBACK:
        register_objection(actor=actor, person=person, reason=made.reason)
    reschedule_candidate(person.id)


def _holder(application_id: UUID) -> Actor:
    """Whoever holds the link of an application acts as its candidate, for what the link is good for."""
    application = db.session.get(Application, application_id)
    if application is None:
        raise Missing("")
    return candidate(get_candidate(application.candidate_id).id)
