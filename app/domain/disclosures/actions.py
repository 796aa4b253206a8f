"""A disclosure is asked for, agreed to by whom its ground needs, and sent once."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ...core.actor import Actor
from ...core.clock import now
from ...core.errors import Conflict, Invalid, Missing, Refused
from ...core.text import clean_line, clean_text
from ...core.tokens import derive_code
from ...core.twice import find_twin
from ...extensions import db
from ..accountability.queries import list_active_processors
from ..audit.record import record
from ..audit.tags import Tag
from ..firm.notices import current_document, publish_notice
from ..firm.queries import current_firm
from ..mail.enums import MailKind
from ..mail.outbox import queue_mail
from ..people.codes import get_own_candidate
from ..people.consents import give_consent, withdraw_consent
from ..people.enums import ConsentChannel, ConsentPurpose
from ..people.models import Candidate
from ..people.queries import get_candidate, list_live_sharing
from ..people.restrictions import find_restriction
from ..people.rules import clean_email
from ..policy.notices import notice_hash
from . import rules
from .enums import DataCategory, DisclosureState, Ground
from .models import Disclosure
from .queries import get_disclosure, has_consent

MAX_PURPOSE = 2000
_SETTLED = _l("Somebody has settled this meanwhile.")
_NEEDED = _l("This is needed here.")
ARCHIVE_GROUNDS_ONLY = _l(
    "The archive answers for a refusal and serves nothing else: it gives under a legal duty, or to protect rights."
)

# By which a row is known to be the one of the press before; what was decided since is asked anew.
_SAME = (
    "application_id",
    "state",
    "ground",
    "recipient",
    "recipient_email",
    "purpose",
    "categories",
    "their_reference",
    "legal_text",
    "locale",
    "asked_by",
)


@dataclass(frozen=True)
class About:
    """Whose data: an application and its person; None for what the archive keeps of it."""

    candidate_id: UUID | None
    application_id: UUID
    reference: str


@dataclass(frozen=True)
class Asked:
    """What the officer wrote in the form; ``locale`` is the recipient's language."""

    ground: Ground
    recipient: str
    recipient_email: str
    purpose: str
    categories: tuple[DataCategory, ...]
    their_reference: str
    legal_text: str
    locale: str


def ask_disclosure(*, actor: Actor, about: About, asked: Asked) -> Disclosure:
    """Opens a row of the ledger, once (R3); nothing has left yet.

    On the ground of consent, the person is asked by mail (C3.1).

    Raises Invalid for what the ground needs and is not there, and for one that the archive does not serve; Missing.
    """
    needed = rules.permission_over(is_from_archive=about.candidate_id is None)
    if not actor.may(needed) or actor.account_id is None:
        raise Missing("")
    disclosure_id = uuid4()
    row = Disclosure(
        id=disclosure_id,
        reference=derive_code("disclosure", str(disclosure_id)),
        candidate_id=about.candidate_id,
        application_id=about.application_id,
        application_reference=about.reference,
        ground=asked.ground,
        state=rules.first_state(asked.ground),
        recipient=clean_line(asked.recipient)[:160],
        purpose=clean_text(asked.purpose)[:MAX_PURPOSE],
        categories=" ".join(each.value for each in DataCategory if each in asked.categories),
        their_reference=clean_line(asked.their_reference)[:80] or None,
        legal_text=clean_line(asked.legal_text)[:300] or None,
        locale=asked.locale,
        asked_at=now(),
        asked_by=actor.account_id,
    )
    _fill(row, asked.recipient_email)
    if (written := find_twin(row, *_SAME, at="asked_at")) is not None:
        return written
    db.session.add(row)
    db.session.flush()
    if row.ground is Ground.CONSENT and row.candidate_id:
        _ask_candidate(row, get_candidate(row.candidate_id))
    record(actor, Tag.DISCLOSURE_ASKED, row.id, {"application": row.application_id, "ground": row.ground.value})
    return row


def approve_disclosure(*, actor: Actor, disclosure_id: UUID) -> None:
    """The second person's yes to what an authority asks for (C3.2).

    Raises Refused for the account that asked, Conflict when it waits no longer, Missing.
    """
    row = get_disclosure(actor, disclosure_id, lock=True)
    if row.ground is not Ground.LEGAL_DUTY or row.state is not DisclosureState.WAITING:
        raise Conflict(_SETTLED)
    if row.asked_by == actor.account_id:
        raise Refused(_l("You asked for it: somebody else has to approve it."))
    row.state = _after(row, rules.Act.APPROVE)
    row.approved_at, row.approved_by = now(), actor.account_id
    record(actor, Tag.DISCLOSURE_APPROVED, row.id)


def decline_disclosure(*, actor: Actor, disclosure_id: UUID) -> None:
    """Nothing is sent: said by whoever may approve, the one who asked included. Raises Conflict, Missing."""
    row = get_disclosure(actor, disclosure_id, lock=True)
    row.state, row.declined_at = _after(row, rules.Act.DECLINE), now()
    record(actor, Tag.DISCLOSURE_DECLINED, row.id)


def answer_sharing(*, actor: Actor, disclosure_id: UUID, agrees: bool) -> None:
    """The candidate's yes or no; a yes is a consent to these words and this recipient (C3.1).

    Raises Missing for what they were not asked, or have answered.
    """
    person = get_own_candidate(actor)
    asked = select(Disclosure).where(
        Disclosure.id == disclosure_id,
        Disclosure.candidate_id == person.id,
        Disclosure.ground == Ground.CONSENT,
        Disclosure.state == DisclosureState.WAITING,
    )
    row = db.session.scalar(asked.with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise Missing("")
    if not agrees:
        row.state, row.declined_at = _after(row, rules.Act.DECLINE), now()
        record(actor, Tag.DISCLOSURE_DECLINED, row.id)
        return
    publish_notice(actor=actor)
    give_consent(
        actor=actor,
        candidate=person,
        purpose=ConsentPurpose.SHARING,
        recipient=row.recipient,
        text=row.asked_words or "",
        notice_hash=notice_hash(current_document(person.locale).text),
        channel=ConsentChannel.OWN_PAGES,
    )
    row.state = _after(row, rules.Act.APPROVE)
    record(actor, Tag.DISCLOSURE_APPROVED, row.id)


def withdraw_sharing(*, actor: Actor, consent_id: UUID) -> None:
    """Ends the consent as simply as it was given: what had not left stays (C5.5). Twice is once."""
    person = get_own_candidate(actor)
    for consent in [each for each in list_live_sharing(person.id) if each.id == consent_id]:
        _end_sharing(actor, person, consent.recipient)


def end_all_sharing(*, actor: Actor, person: Candidate) -> None:
    """Who has their data erased agrees to nothing any more: not for what a dispute keeps of it either (C5.5)."""
    for consent in list_live_sharing(person.id):
        _end_sharing(actor, person, consent.recipient)


def _end_sharing(actor: Actor, person: Candidate, recipient: str) -> None:
    withdraw_consent(actor=actor, candidate=person, purpose=ConsentPurpose.SHARING, recipient=recipient)
    ready = select(Disclosure).where(
        Disclosure.candidate_id == person.id,
        Disclosure.ground == Ground.CONSENT,
        Disclosure.state == DisclosureState.READY,
        Disclosure.recipient == recipient,
    )
    for row in db.session.scalars(ready.with_for_update()):
        row.state, row.declined_at = _after(row, rules.Act.DECLINE), now()
        record(actor, Tag.DISCLOSURE_DECLINED, row.id)


def mark_sent(*, actor: Actor, disclosure_id: UUID) -> Disclosure:
    """Writes down, in the transaction in which the data leaves, that it does (C3.0); once.

    Raises Refused without what the ground needs, or when it has left already; Missing.
    """
    row = get_disclosure(actor, disclosure_id, lock=True)
    if not actor.may(rules.permission_over(is_from_archive=row.is_from_archive)):
        raise Missing("")
    _refuse_held(row)
    row.state, row.sent_at, row.sent_by = _after(row, rules.Act.TAKE), now(), actor.account_id
    record(actor, Tag.DISCLOSURE_SENT, row.id, {"application": row.application_id, "ground": row.ground.value})
    return row


def note_refusal(*, actor: Actor, disclosure_id: UUID) -> None:
    """Writes down that somebody tried what the ledger refuses (C3.2)."""
    record(actor, Tag.DISCLOSURE_REFUSED, get_disclosure(actor, disclosure_id).id)


def _refuse_held(row: Disclosure) -> None:
    """Raises Refused for what may not leave now."""
    if row.ground is Ground.LEGAL_DUTY and row.approved_by is None:
        raise Refused(_l("A second person has to approve an authority’s request first. Nothing has left."))
    if row.ground is Ground.CONSENT and not has_consent(row):
        raise Refused(_l("The candidate has not agreed to this. Nothing has left."))
    if row.ground is Ground.PROCESSOR and not _is_at_work(row.recipient):
        raise Refused(_l("This provider no longer stands in the register with a contract in force. Nothing has left."))
    # Art. 18(2): what is set apart serves with consent, for rights and claims, and under the law; for nothing else.
    if row.ground is Ground.PROCESSOR and row.candidate_id and find_restriction(row.candidate_id) is not None:
        raise Refused(_l("The candidate asked for their data to be set apart. Nothing has left."))
    if rules.state_after(row.state, rules.Act.TAKE) is None:
        raise Refused(_l("This package was taken, or declined. To send anything again, ask anew."))


def _fill(row: Disclosure, email: str) -> None:
    """The address, and a look at the whole. Raises Invalid with a sentence for each field that the ground needs."""
    needed = ["recipient", "purpose", "categories"]
    if row.ground is Ground.LEGAL_DUTY:
        needed += ["their_reference", "legal_text"]
    faults: dict[str, object] = {name: _NEEDED for name in needed if not getattr(row, name)}
    if row.is_from_archive and row.ground not in rules.ARCHIVE_GROUNDS:
        faults["ground"] = ARCHIVE_GROUNDS_ONLY
    if row.ground is Ground.PROCESSOR and not _is_at_work(row.recipient):
        faults["recipient"] = _l("Nobody of this name is in the register of processors, with a contract in force.")
    try:
        row.recipient_email = clean_email(email)
    except Invalid as fault:
        faults["recipient_email"] = fault.message
    if faults:
        raise Invalid(_NEEDED, faults)


def _is_at_work(name: str) -> bool:
    """Whether a provider of that name stands in the register, with a contract in force (C3.4)."""
    return name in {each.name for each in list_active_processors()}


def _after(row: Disclosure, act: rules.Act) -> DisclosureState:
    state = rules.state_after(row.state, act)
    if state is None:
        raise Conflict(_SETTLED)
    return state


def _ask_candidate(row: Disclosure, person: Candidate) -> None:
    """The question is on the person's own pages; the letter leads there."""
    row.asked_words = rules.SHARING.filled(
        firm=current_firm().name,
        recipient=row.recipient,
        reference=row.application_reference,
        what=rules.what_of(row, person.locale),
        purpose=(row.purpose or "").rstrip("."),
    ).in_language(person.locale)
    queue_mail(
        kind=MailKind.SHARING_ASKED,
        locale=person.locale,
        to_address=person.email,
        candidate_id=person.id,
        application_id=row.application_id,
        context={"recipient": row.recipient, "words": row.asked_words},
    )
