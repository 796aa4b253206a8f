"""A disclosure is asked for, agreed to by whom its ground needs, and sent once (C3.0 to C3.2)."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core.actor import Actor, candidate, staff
from app.core.clock import now, today
from app.core.db import transaction
from app.core.errors import Conflict, Invalid, Missing, Refused, RoomError
from app.core.permissions import Role
from app.core.tokens import digest
from app.domain.applications.models import Application
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.disclosures import actions, queries
from app.domain.disclosures.actions import About, Asked
from app.domain.disclosures.enums import DataCategory, DisclosureState, Ground
from app.domain.disclosures.models import Disclosure
from app.domain.firm.notices import find_notice
from app.domain.mail.enums import MailKind
from app.domain.mail.models import OutgoingMail
from app.domain.people.enums import ConsentChannel, ConsentPurpose, RestrictionReason
from app.domain.people.models import Candidate, Consent
from app.domain.people.queries import find_live_consent, list_live_sharing
from app.domain.people.restrictions import restrict_candidate
from app.extensions import db as database
from tests.concurrency import in_parallel
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    CandidateFactory,
    ConsentFactory,
    DisclosureFactory,
    ProcessorFactory,
)

FORM = Asked(
    ground=Ground.PROTECTION_OF_RIGHTS,
    recipient="  Cabinet   Lefort ",
    recipient_email="dossiers@example.org",
    purpose="Se défendre devant les prud’hommes.",
    categories=(DataCategory.FILES, DataCategory.DETAILS),
    their_reference="",
    legal_text="",
    locale="fr",
)
REQUISITION = replace(
    FORM,
    ground=Ground.LEGAL_DUTY,
    recipient="Tribunal judiciaire de Paris",
    their_reference="PV 2026/0412",
    legal_text="Code de procédure pénale, article 77-1-1",
)
PARTNER = replace(FORM, ground=Ground.CONSENT, recipient="Banque Morel", purpose="Un poste chez elle.")


def _someone(role: Role = Role.PRIVACY_OFFICER) -> Actor:
    return staff(AccountFactory(role=role).id, role)


def _ask(actor: Actor, application: Application, asked: Asked = FORM) -> Disclosure:
    about = About(application.candidate_id, application.id, application.reference)
    with transaction():
        disclosure_id = actions.ask_disclosure(actor=actor, about=about, asked=asked).id
    return _row(disclosure_id)


def _row(disclosure_id: UUID) -> Disclosure:
    return database.session.get_one(Disclosure, disclosure_id, populate_existing=True)


def _approve(actor: Actor, disclosure_id: UUID) -> None:
    with transaction():
        actions.approve_disclosure(actor=actor, disclosure_id=disclosure_id)


def _send(actor: Actor, disclosure_id: UUID) -> None:
    with transaction():
        actions.mark_sent(actor=actor, disclosure_id=disclosure_id)


def _answer(person: Candidate, disclosure_id: UUID, *, agrees: bool) -> None:
    with transaction():
        actions.answer_sharing(actor=candidate(person.id), disclosure_id=disclosure_id, agrees=agrees)


def _tags(db: Any) -> list[str]:
    return list(db.session.scalars(select(AuditEvent.tag).order_by(AuditEvent.id)))


@pytest.mark.promise("C3.0")
def test_row_says_who_receives_what_when_and_why(db: Any, clock: Any) -> None:
    """C3.0: who, what, when, basis; asked by whom; and then once only."""
    officer, application = _someone(), ApplicationFactory()
    row = _ask(officer, application)
    assert (row.recipient, row.parts, row.ground) == (
        "Cabinet Lefort",
        [DataCategory.DETAILS, DataCategory.FILES],
        Ground.PROTECTION_OF_RIGHTS,
    )
    assert (row.state, row.asked_by, row.asked_at, row.sent_at) == (
        DisclosureState.READY,
        officer.account_id,
        now(),
        None,
    )
    assert (row.candidate_id, row.application_id) == (application.candidate_id, application.id)
    _send(officer, row.id)
    sent = _row(row.id)
    assert (sent.state, sent.sent_by, sent.sent_at) == (DisclosureState.SENT, officer.account_id, now())
    with pytest.raises(Refused):
        _send(officer, row.id)
    assert _tags(db) == [Tag.DISCLOSURE_ASKED, Tag.DISCLOSURE_SENT]
    details = db.session.scalar(select(AuditEvent.details).where(AuditEvent.tag == Tag.DISCLOSURE_SENT))
    assert details == {"application": str(application.id), "ground": "protection_of_rights"}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"recipient": " \u200b "}, {"recipient"}),
        ({"recipient_email": "nobody"}, {"recipient_email"}),
        ({"purpose": "", "categories": ()}, {"purpose", "categories"}),
    ],
)
def test_what_is_not_said_is_asked_for_beside_its_field(db: Any, changed: dict[str, Any], fields: set[str]) -> None:
    with pytest.raises(Invalid) as fault:
        _ask(_someone(), ApplicationFactory(), replace(FORM, **changed))
    assert set(fault.value.fields) == fields
    assert db.session.scalars(select(Disclosure)).all() == []


@pytest.mark.promise("C3.2")
def test_authority_gives_its_reference_and_the_text(db: Any) -> None:
    """C3.2: no reference number, no row."""
    with pytest.raises(Invalid) as fault:
        _ask(_someone(), ApplicationFactory(), replace(REQUISITION, their_reference="", legal_text=" "))
    assert set(fault.value.fields) == {"their_reference", "legal_text"}


@pytest.mark.promise("C3.2")
@pytest.mark.parametrize("role", [Role.PRIVACY_OFFICER, Role.LITIGATION])
def test_authority_s_request_needs_two_people(db: Any, role: Role) -> None:
    """C3.2 T: by one alone it is refused, before and after an attempt at approving it oneself."""
    officer, second = _someone(), _someone(role)
    row = _ask(officer, ApplicationFactory(), REQUISITION)
    assert row.state is DisclosureState.WAITING
    for alone in (_send, _approve):
        with pytest.raises(Refused):
            alone(officer, row.id)
    assert _row(row.id).state is DisclosureState.WAITING
    _approve(second, row.id)
    assert (_row(row.id).state, _row(row.id).approved_by) == (DisclosureState.READY, second.account_id)
    with pytest.raises(Conflict):
        _approve(second, row.id)
    _send(officer, row.id)
    assert _row(row.id).state is DisclosureState.SENT


@pytest.mark.promise("C3.2")
def test_database_itself_lets_no_one_be_both(db: Any) -> None:
    about = ApplicationFactory()
    account = AccountFactory()
    told = {"their_reference": "PV 1", "legal_text": "Article 77-1-1", "ground": Ground.LEGAL_DUTY}
    with pytest.raises(IntegrityError, match="approved_by_another"):
        DisclosureFactory(application=about, **told, asked_by=account.id, approved_by=account.id, approved_at=now())
    db.session.rollback()
    with pytest.raises(IntegrityError, match="authority_needs_two_people"):
        DisclosureFactory(application=about, **told, sent=True)
    db.session.rollback()
    with pytest.raises(IntegrityError, match="authority_gives_a_reference"):
        DisclosureFactory(application=about, ground=Ground.LEGAL_DUTY, state=DisclosureState.WAITING)


@pytest.mark.promise("C3.2")
def test_two_approvals_at_once_are_one_and_never_one_s_own(app: Flask, db: Any) -> None:
    officer, others = _someone(), [_someone(), _someone(Role.LITIGATION)]
    row = _ask(officer, ApplicationFactory(), REQUISITION)
    disclosure_id = row.id

    def attempt(actor: Actor) -> type | None:
        try:
            _approve(actor, disclosure_id)
        except RoomError as fault:
            return type(fault)
        return None

    outcomes = in_parallel(app, [lambda each=each: attempt(each) for each in (officer, *others)])  # type: ignore[misc]
    assert outcomes[0] in {Refused, Conflict}
    assert sorted(map(str, outcomes[1:])) == sorted(map(str, [None, Conflict]))
    assert _row(disclosure_id).approved_by in {each.account_id for each in others}


def test_package_taken_twice_at_once_leaves_once(app: Flask, db: Any) -> None:
    officer = _someone()
    disclosure_id = _ask(officer, ApplicationFactory()).id

    def attempt() -> bool:
        try:
            _send(officer, disclosure_id)
        except Refused:
            return False
        return True

    assert sorted(in_parallel(app, [attempt] * 3)) == [False, False, True]


@pytest.mark.promise("C3.1")
def test_partner_gets_nothing_without_a_live_consent_to_these_very_words(db: Any) -> None:
    """C3.1 T: no row, no transfer; a consent to the pool, to another partner, or to other words is not one."""
    officer, person = _someone(), CandidateFactory()
    row = _ask(officer, ApplicationFactory(candidate=person), PARTNER)
    ConsentFactory(candidate=person)
    ConsentFactory(candidate=person, purpose=ConsentPurpose.SHARING, recipient="Une autre")
    ConsentFactory(candidate=person, purpose=ConsentPurpose.SHARING, recipient="Banque Morel")
    # As if they had been asked and had answered: nothing but their consent stands in the way then.
    for state in (DisclosureState.READY, DisclosureState.WAITING):
        with transaction():
            _row(row.id).state = state
        with pytest.raises(Refused):
            _send(officer, row.id)
    _answer(person, row.id, agrees=True)
    _send(officer, row.id)
    assert _row(row.id).state is DisclosureState.SENT


@pytest.mark.promise("C3.1")
def test_candidate_is_asked_by_mail_and_the_consent_keeps_the_words(db: Any) -> None:
    """C3.1: per purpose, tied to its text, from the person's own pages."""
    person = CandidateFactory()
    row = _ask(_someone(), ApplicationFactory(candidate=person, reference="ABCDE-FGHIJ"), PARTNER)
    assert row.state is DisclosureState.WAITING
    for words in ("Banque Morel", "ABCDE-FGHIJ", "Un poste chez elle.", "CV et lettre", "retirer cet accord"):
        assert words in row.asked_words
    letter = db.session.scalars(select(OutgoingMail)).one()
    assert (letter.kind, letter.candidate_id, letter.to_address) == (MailKind.SHARING_ASKED, person.id, person.email)
    assert row.asked_words in letter.body
    assert "/me/" in letter.body
    assert [each.id for each in queries.list_asked_of(person.id)] == [row.id]
    _answer(person, row.id, agrees=True)
    consent = find_live_consent(person.id, ConsentPurpose.SHARING, "Banque Morel")
    assert consent is not None
    assert (consent.text_hash, consent.channel) == (digest(row.asked_words), ConsentChannel.OWN_PAGES)
    assert find_notice(consent.notice_hash) is not None
    assert _row(row.id).state is DisclosureState.READY
    assert queries.list_asked_of(person.id) == []


@pytest.mark.promise("C3.1")
def test_no_is_final_and_gives_no_consent(db: Any) -> None:
    officer, person = _someone(), CandidateFactory()
    row = _ask(officer, ApplicationFactory(candidate=person), PARTNER)
    _answer(person, row.id, agrees=False)
    assert _row(row.id).state is DisclosureState.DECLINED
    assert db.session.scalars(select(Consent)).all() == []
    with pytest.raises(Missing):
        _answer(person, row.id, agrees=True)
    with pytest.raises(Refused):
        _send(officer, row.id)


@pytest.mark.promise("C3.1", "C5.5")
def test_withdrawn_consent_stops_what_had_not_left(db: Any) -> None:
    officer, person = _someone(), CandidateFactory()
    row = _ask(officer, ApplicationFactory(candidate=person), PARTNER)
    _answer(person, row.id, agrees=True)
    consent = find_live_consent(person.id, ConsentPurpose.SHARING, "Banque Morel")
    assert consent is not None
    for _ in range(2):
        with transaction():
            actions.withdraw_sharing(actor=candidate(person.id), consent_id=consent.id)
    assert _row(row.id).state is DisclosureState.DECLINED
    with pytest.raises(Refused):
        _send(officer, row.id)
    assert _tags(db).count(Tag.CONSENT_WITHDRAWN) == 1


def test_withdrawn_consent_stops_nothing_else(db: Any) -> None:
    """C5.5: neither for another partner, nor on another ground, nor of somebody else who said yes to the same one."""
    officer, person, other = _someone(), CandidateFactory(), CandidateFactory()
    application = ApplicationFactory(candidate=person)
    mine = _ask(officer, application, PARTNER).id
    elsewhere = _ask(officer, application, replace(PARTNER, recipient="Banque Petit")).id
    of_other = _ask(officer, ApplicationFactory(candidate=other), PARTNER).id
    for who, what in ((person, mine), (person, elsewhere), (other, of_other)):
        _answer(who, what, agrees=True)
    for_rights = DisclosureFactory(application=application, recipient="Banque Morel").id
    consent = find_live_consent(person.id, ConsentPurpose.SHARING, "Banque Morel")
    assert consent is not None
    for who in (other, person):
        with transaction():
            actions.withdraw_sharing(actor=candidate(who.id), consent_id=consent.id)
        of_mine = DisclosureState.READY if who is other else DisclosureState.DECLINED
        assert _row(mine).state is of_mine
    for each in (elsewhere, of_other, for_rights):
        _send(officer, each)
    assert _tags(db).count(Tag.DISCLOSURE_APPROVED) == 3
    assert _tags(db).count(Tag.DISCLOSURE_DECLINED) == 1


def test_yes_to_one_more_question_of_a_partner_takes_no_earlier_yes_back(db: Any) -> None:
    """C3.1: each leaves under its own words; one withdrawal ends them all, and a later yes brings none back."""
    officer, person = _someone(), CandidateFactory()
    asked = [_ask(officer, ApplicationFactory(candidate=person), PARTNER).id for _ in range(4)]
    for each in asked[:3]:
        _answer(person, each, agrees=True)
    _send(officer, asked[0])
    assert _row(asked[0]).state is DisclosureState.SENT
    [consent] = list_live_sharing(person.id)
    with transaction():
        actions.withdraw_sharing(actor=candidate(person.id), consent_id=consent.id)
    assert [_row(each).state for each in asked[1:3]] == [DisclosureState.DECLINED] * 2
    _answer(person, asked[3], agrees=True)
    assert [queries.has_consent(_row(each)) for each in asked] == [False, False, False, True]


def test_nobody_answers_for_somebody_else_or_what_they_were_not_asked(db: Any) -> None:
    officer, person = _someone(), CandidateFactory()
    application = ApplicationFactory(candidate=person)
    partner, requisition = _ask(officer, application, PARTNER), _ask(officer, application, REQUISITION)
    for who, what in ((CandidateFactory(), partner), (person, requisition)):
        with pytest.raises(Missing):
            _answer(who, what.id, agrees=True)


def test_declined_stays_declined(db: Any) -> None:
    officer, second = _someone(), _someone(Role.LITIGATION)
    row = _ask(officer, ApplicationFactory(), REQUISITION)
    with transaction():
        actions.decline_disclosure(actor=second, disclosure_id=row.id)
    assert _row(row.id).state is DisclosureState.DECLINED
    with pytest.raises(Conflict), transaction():
        actions.decline_disclosure(actor=officer, disclosure_id=row.id)
    with pytest.raises(Conflict):
        _approve(second, row.id)


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.ADMINISTRATOR, Role.HIRING_MANAGER])
def test_ledger_does_not_exist_for_others(db: Any, role: Role) -> None:
    other, application = _someone(role), ApplicationFactory()
    row = DisclosureFactory(application=application)
    with pytest.raises(Missing):
        _ask(other, application)
    for act in (_approve, _send):
        with pytest.raises(Missing):
            act(other, row.id)
    with pytest.raises(Missing):
        queries.get_disclosure(_someone(), uuid4())


def test_second_person_approves_and_takes_nothing(db: Any) -> None:
    litigation = _someone(Role.LITIGATION)
    row = DisclosureFactory(application=ApplicationFactory())
    with pytest.raises(Missing):
        _send(litigation, row.id)
    assert queries.get_disclosure(litigation, row.id).id == row.id


@pytest.mark.promise("C3.4")
def test_provider_gets_something_only_with_its_line_in_the_register(db: Any) -> None:
    """C3.4: who is bound to confidentiality is named there, with a contract in force."""
    provider = replace(FORM, ground=Ground.PROCESSOR, recipient="Relais Exemple")
    officer, application = _someone(), ApplicationFactory()
    ProcessorFactory(ended_on=today())
    with pytest.raises(Invalid) as fault:
        _ask(officer, application, provider)
    assert set(fault.value.fields) == {"recipient"}
    ProcessorFactory()
    assert _ask(officer, application, provider).state is DisclosureState.READY


@pytest.mark.parametrize("meanwhile", [{"ended_on": "today"}, {"name": "Autre Relais"}], ids=["ended", "renamed"])
def test_provider_whose_contract_ended_before_the_package_left_gets_nothing(db: Any, meanwhile: dict[str, Any]) -> None:
    """C3.4: what needs such a processor is refused from that day on."""
    provider = replace(FORM, ground=Ground.PROCESSOR, recipient="Relais Exemple")
    officer, processor = _someone(), ProcessorFactory()
    first, second = (_ask(officer, ApplicationFactory(), provider).id for _ in range(2))
    _send(officer, first)
    for name, value in meanwhile.items():
        setattr(processor, name, today() if value == "today" else value)
    db.session.commit()
    with pytest.raises(Refused, match="contrat en vigueur"):
        _send(officer, second)
    assert _row(second).state is DisclosureState.READY


def test_what_is_set_apart_goes_to_no_provider(db: Any) -> None:
    """A10.1, Art. 18(2): with consent, for claims and under the law only."""
    officer, person = _someone(), CandidateFactory()
    application = ApplicationFactory(candidate=person)
    ProcessorFactory(name="Cabinet Lefort")
    provider, rights = (
        DisclosureFactory(application=application, ground=ground)
        for ground in (Ground.PROCESSOR, Ground.PROTECTION_OF_RIGHTS)
    )
    ids = provider.id, rights.id
    with transaction():
        restrict_candidate(actor=candidate(person.id), candidate_id=person.id, reason=RestrictionReason.UNLAWFUL)
    with pytest.raises(Refused):
        _send(officer, ids[0])
    _send(officer, ids[1])
