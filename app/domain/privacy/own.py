"""What a person has destroyed of their own (C5.2, C5.3): a candidate without asking anyone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select, update

from ...core.actor import Actor
from ...core.clock import now, today
from ...core.tokens import derive_code, random_token
from ...extensions import db
from ..applications import rules
from ..applications.actions.own import put_document
from ..applications.actions.reschedule import reschedule_candidate
from ..applications.actions.taking_over import let_former_go
from ..applications.models import Application
from ..applications.queries.holds import list_held
from ..archive.queries import archived_until
from ..audit.record import record
from ..audit.tags import Tag
from ..contact.queries import list_messages_from
from ..disclosures.actions import end_all_sharing
from ..documents.models import Document
from ..firm.queries import current_profile
from ..people import personal_data as people
from ..people.codes import redeem_code
from ..people.consents import withdraw_consent
from ..people.enums import CodePurpose, ConsentPurpose
from ..people.models import Candidate
from ..people.queries import get_candidate
from ..people.restrictions import stop_keeping
from .erasure import blank_requests_from, erase_application, erase_contact_message, erase_person, erase_replaced

REQUEST = "request"


@dataclass(frozen=True)
class Receipt:
    """What was erased: counts, a day, and a name for it that tells nobody's.

    ``held``: how many a dispute keeps; ``archived_until``: until when the strict minimum of a refusal stays, if one
    does, whether it was archived now or before; ``messages``: of the contact page.
    """

    reference: str
    erased_on: date
    applications: int
    documents: int
    held: int
    archived_until: date | None = None
    messages: int = 0


def replace_document(*, actor: Actor, application_id: UUID, document: Document) -> bool:
    """Puts a new file in the place of the old, which is destroyed: whether there was one. Raises Refused, Missing."""
    replaced = put_document(actor=actor, application_id=application_id, document=document)
    if replaced is not None:
        erase_replaced(replaced)
    return replaced is not None


def destroy_former(*, actor: Actor, application_id: UUID) -> None:
    """Destroys what stood in an application before its person applied. Raises Refused, Missing."""
    erase_replaced(let_former_go(actor=actor, application_id=application_id))


def erase_own_data(*, actor: Actor, code_id: UUID, code: str) -> Receipt | None:
    """Erases everything of the person who acts, with a fresh code from their mailbox; None when it is not right.

    The same function as the night's erases each file (A2.14); the receipt stays, and says nothing of whom (A2.15).
    """
    used = redeem_code(asked_id=code_id, code=code, purpose=CodePurpose.ERASE)
    if used is None or used.candidate_id is None or used.candidate_id != actor.candidate_id:
        return None
    return erase_candidate(actor=actor, candidate_id=used.candidate_id)


def erase_candidate(*, actor: Actor, candidate_id: UUID) -> Receipt:
    """Erases a person: their messages, every application, then what is left of them. Raises Missing for nobody.

    That they needed it kept until now (Art. 18(1)(b) and (c)) is over: they ask for this themselves.
    An application under a hold stays, and with it the person, and goes in the night after the hold ends; their consents
    go now. Of one that was refused, the strict minimum goes into the archive (A11.1).
    """
    people.lock_candidate(candidate_id)
    person = get_candidate(candidate_id)
    known_by = person.email_key
    stop_keeping(candidate_id)
    messages = _erase_written(actor, known_by)
    theirs = select(Application.id).where(Application.candidate_id == candidate_id).order_by(Application.id)
    application_ids = db.session.scalars(theirs.with_for_update()).all()
    held = list_held(application_ids)
    free = [application_id for application_id in application_ids if application_id not in held]
    schedules = rules.schedules_of(candidate_id)
    kept = {each: schedules[each].archive_until for each in free}
    files = sum(
        erase_application(
            actor=actor,
            application_id=application_id,
            due_on=today(),
            because=REQUEST,
            policy_version=current_profile().version,
            archive_until=until,
        )
        for application_id, until in kept.items()
    )
    if not application_ids:
        # The last one of them normally takes the person along.
        erase_person(candidate_id)
    if held:
        _leave_held(actor, person, held)
    record(actor, Tag.CANDIDATE_ERASED, candidate_id, {"applications": len(free), "documents": files})
    reference = derive_code("erasure", str(candidate_id), now().isoformat())
    return Receipt(reference, today(), len(free), files, len(held), archived_until(known_by), messages)


def erase_address(*, actor: Actor, email_key: str) -> Receipt:
    """Erases what somebody who is no candidate has written: through the contact page, and in their requests.

    What the archive keeps under their address stays, as it does for anybody (A11.1).
    """
    messages = _erase_written(actor, email_key)
    return Receipt(derive_code("erasure", random_token()), today(), 0, 0, 0, archived_until(email_key), messages)


def _erase_written(actor: Actor, email_key: str) -> int:
    """The messages go, the requests keep their dates; says how many messages that was."""
    messages = list_messages_from(email_key)
    for message_id in messages:
        erase_contact_message(actor=actor, message_id=message_id)
    blank_requests_from(email_key)
    return len(messages)


def _leave_held(actor: Actor, person: Candidate, held: Collection[UUID]) -> None:
    """What a dispute keeps goes as soon as that is over, and serves nothing that the person had agreed to."""
    db.session.execute(update(Application).where(Application.id.in_(held)).values(erasure_asked_on=today()))
    withdraw_consent(actor=actor, candidate=person, purpose=ConsentPurpose.POOL)
    end_all_sharing(actor=actor, person=person)
    reschedule_candidate(person.id)
