"""Recipients are told of corrections and erasures (A10.3, A11.3); what stays names nobody."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.actor import SYSTEM, Actor, candidate, staff
from app.core.clock import now, today
from app.core.db import transaction
from app.core.errors import Invalid, Missing
from app.core.permissions import Role
from app.domain.applications.actions.own import Details, correct_details
from app.domain.applications.models import Application
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.disclosures import notices, queries
from app.domain.disclosures.enums import DisclosureState, Ground
from app.domain.disclosures.models import Disclosure
from app.domain.mail.enums import MailKind, MailState
from app.domain.mail.models import OutgoingMail
from app.domain.people.enums import RestrictionReason
from app.domain.people.models import Candidate
from app.domain.privacy import retention
from app.domain.privacy.erasure import erase_application
from tests.factories import AccountFactory, ApplicationFactory, CandidateFactory, DisclosureFactory, OutgoingMailFactory


def _letters(db: Any) -> list[OutgoingMail]:
    return list(db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.to_address)))


def _correct(application: Application, **details: str) -> None:
    words = {"name": application.name, "phone": application.phone or "", "current_position": ""} | details
    with transaction():
        correct_details(
            actor=candidate(application.candidate_id), application_id=application.id, details=Details(**words)
        )


def test_a_name_of_nothing_that_can_be_read_corrects_nothing(db: Any) -> None:
    application = ApplicationFactory()
    with pytest.raises(Invalid):
        _correct(application, name="\u200b")
    assert _letters(db) == []


def _erase(application: Application) -> None:
    with transaction():
        erase_application(
            actor=SYSTEM,
            application_id=application.id,
            due_on=today(),
            because="request",
            policy_version="1",
            archive_until=None,
        )


def _officer() -> Actor:
    return staff(AccountFactory(role=Role.PRIVACY_OFFICER).id, Role.PRIVACY_OFFICER)


def test_each_recipient_is_told_of_a_correction_and_nobody_else(db: Any) -> None:
    """A10.3 T: one notice for each disclosure, in the transaction of the correction; the new words are not in it."""
    application = ApplicationFactory(phone="01 02 03 04 05", current_position=None)
    for name in ("a", "b"):
        DisclosureFactory(application=application, sent=True, recipient_email=f"{name}@example.org")
    DisclosureFactory(application=application, recipient_email="waiting@example.org")
    DisclosureFactory(application=ApplicationFactory(), sent=True, recipient_email="other@example.org")
    _correct(application, phone="06 07 08 09 10", name="Camille Durand-Petit")
    letters = _letters(db)
    assert [letter.to_address for letter in letters] == ["a@example.org", "b@example.org"]
    for letter in letters:
        row = db.session.get(Disclosure, letter.disclosure_id)
        assert (letter.kind, letter.candidate_id, letter.application_id) == (MailKind.DISCLOSURE_CORRECTED, None, None)
        assert row.reference in letter.subject
        assert "nom, téléphone" in letter.body
        for secret in ("Camille", "06 07", "01 02", application.reference):
            assert secret not in letter.subject + letter.body
    assert (
        db.session.scalars(select(AuditEvent.tag).where(AuditEvent.tag == Tag.DISCLOSURE_NOTIFIED)).all()
        == [Tag.DISCLOSURE_NOTIFIED] * 2
    )


def test_correction_that_changes_nothing_tells_nobody(db: Any) -> None:
    application = ApplicationFactory(current_position=None)
    DisclosureFactory(application=application, sent=True)
    _correct(application)
    assert _letters(db) == []


def test_recipient_is_told_of_what_they_were_given_and_of_nothing_else(db: Any) -> None:
    """A10.3, Art. 19: whoever has the CV alone does not learn that an arrangement was asked for."""
    application = ApplicationFactory(current_position=None)
    for name, categories in (("cv", "files"), ("all", "details accommodation")):
        DisclosureFactory(
            application=application, sent=True, categories=categories, recipient_email=f"{name}@example.org"
        )
    words = Details(name="Camille Petit", phone="", current_position="", accommodation="Une rampe")
    with transaction():
        correct_details(actor=candidate(application.candidate_id), application_id=application.id, details=words)
    (letter,) = _letters(db)
    assert letter.to_address == "all@example.org"
    assert "nom, aménagement demandé" in letter.body


def test_recipient_reads_it_in_their_language_with_their_own_reference(db: Any) -> None:
    application = ApplicationFactory()
    approver = AccountFactory(role=Role.LITIGATION)
    DisclosureFactory(
        application=application,
        sent=True,
        ground=Ground.LEGAL_DUTY,
        their_reference="PV 2026/0412",
        legal_text="Article 77-1-1",
        approved_by=approver.id,
        approved_at=now(),
        locale="en",
    )
    _correct(application, name="Camille Petit")
    (letter,) = _letters(db)
    assert letter.locale == "en"
    assert "PV 2026/0412" in letter.body
    assert "corrected since: name" in letter.body


def test_each_recipient_is_told_once_that_what_they_hold_is_set_apart(db: Any) -> None:
    """A10.3, Art. 19: of every application of the person's; not why, and nobody of what somebody else had given."""
    application = ApplicationFactory()
    person_id = application.candidate_id
    other = ApplicationFactory(candidate=db.session.get(Candidate, person_id))
    for about, name in ((application, "a"), (other, "b"), (ApplicationFactory(), "else")):
        DisclosureFactory(application=about, sent=True, recipient_email=f"{name}@example.org", locale="fr")
    DisclosureFactory(application=application, recipient_email="waiting@example.org")
    for reason in (RestrictionReason.ACCURACY, RestrictionReason.ACCURACY, RestrictionReason.CLAIMS):
        with transaction():
            notices.set_apart(actor=candidate(person_id), candidate_id=person_id, reason=reason)
    letters = _letters(db)
    assert [(letter.kind, letter.to_address) for letter in letters] == [
        (MailKind.DISCLOSURE_RESTRICTED, "a@example.org"),
        (MailKind.DISCLOSURE_RESTRICTED, "b@example.org"),
    ]
    for letter in letters:
        assert "article 18" in letter.body
        for secret in ("Camille", application.reference, "exact", "justice"):
            assert secret not in letter.subject + letter.body
    told = select(AuditEvent.details).where(AuditEvent.tag == Tag.DISCLOSURE_NOTIFIED)
    assert db.session.scalars(told).all() == [{"about": "disclosure_restricted"}] * 2


def test_after_an_erasure_recipients_are_told_and_the_row_names_nobody(db: Any, clock: Any) -> None:
    """A10.3, A11.3: the processor too; the letter outlives the letters to the candidate; ids and codes stay."""
    person = CandidateFactory()
    application = ApplicationFactory(candidate=person)
    OutgoingMailFactory(candidate_id=person.id, application_id=application.id)
    sent = DisclosureFactory(
        application=application, sent=True, ground=Ground.PROCESSOR, asked_words="Les mots", purpose="canari du but"
    )
    DisclosureFactory(application=application, purpose="jamais parti")
    sent_id, ids = sent.id, (application.candidate_id, application.id)
    _erase(application)
    db.session.expire_all()
    assert db.session.scalars(select(Candidate)).all() == []
    (letter,) = _letters(db)
    assert (letter.kind, letter.to_address, letter.disclosure_id) == (
        MailKind.DISCLOSURE_ERASED,
        "dossiers@example.org",
        sent_id,
    )
    row = db.session.scalars(select(Disclosure)).one()
    assert (row.id, row.candidate_id, row.application_id) == (sent_id, *ids)
    assert (row.purpose, row.asked_words, row.recipient_email, row.erased_at) == (None, None, None, now())
    assert (row.recipient, row.ground, row.state) == ("Cabinet Lefort", Ground.PROCESSOR, DisclosureState.SENT)


def test_night_tells_them_too(db: Any) -> None:
    long_ago = now() - timedelta(days=800)
    person = CandidateFactory(last_contact_at=long_ago, created_at=long_ago)
    due = ApplicationFactory(candidate=person, submitted_at=long_ago, erase_on=today() - timedelta(days=1))
    DisclosureFactory(application=due, sent=True)
    retention.run_batch(actor=SYSTEM, accept_clock=True)
    assert [letter.kind for letter in _letters(db)] == [MailKind.DISCLOSURE_ERASED]


def test_what_was_erased_is_told_once(db: Any) -> None:
    """The person's other application goes later: what was told stays told."""
    person = CandidateFactory()
    one, two = ApplicationFactory(candidate=person), ApplicationFactory(candidate=person)
    DisclosureFactory(application=one, sent=True)
    _erase(one)
    _erase(two)
    assert len(_letters(db)) == 1


def test_failed_notice_waits_for_the_officer_and_goes_to_another_address(db: Any) -> None:
    """A10.3: failed notice visible, and mended."""
    officer = _officer()
    row = DisclosureFactory(application=ApplicationFactory(), sent=True)
    letter = OutgoingMailFactory(
        disclosure_id=row.id, kind=MailKind.DISCLOSURE_CORRECTED, state=MailState.FAILED, last_error="smtp_550"
    )
    assert queries.count_to_look_at() == 1
    with pytest.raises(Invalid), transaction():
        notices.send_notices_again(actor=officer, disclosure_id=row.id, email="nobody")
    with transaction():
        notices.send_notices_again(actor=officer, disclosure_id=row.id, email="greffe@example.org")
    db.session.refresh(letter)
    assert (letter.state, letter.to_address, letter.last_error) == (MailState.QUEUED, "greffe@example.org", None)
    assert db.session.get(Disclosure, row.id).recipient_email == "greffe@example.org"
    assert queries.count_to_look_at() == 0
    with pytest.raises(Invalid), transaction():
        notices.send_notices_again(actor=officer, disclosure_id=row.id, email="greffe@example.org")
    litigation = staff(AccountFactory(role=Role.LITIGATION).id, Role.LITIGATION)
    with pytest.raises(Missing), transaction():
        notices.send_notices_again(actor=litigation, disclosure_id=row.id, email="greffe@example.org")


def test_erased_row_takes_no_new_address(db: Any) -> None:
    application = ApplicationFactory()
    row = DisclosureFactory(application=application, sent=True)
    _erase(application)
    (letter,) = _letters(db)
    letter.state = MailState.FAILED
    db.session.commit()
    with transaction():
        notices.send_notices_again(actor=_officer(), disclosure_id=row.id, email="greffe@example.org")
    assert db.session.get(Disclosure, row.id).recipient_email is None
    assert _letters(db)[0].to_address == "greffe@example.org"


def test_letters_about_other_disclosures_keep_their_address(db: Any) -> None:
    """C3.0: a recipient learns nothing of what another was given."""
    here, elsewhere = (DisclosureFactory(application=ApplicationFactory(), sent=True) for _ in range(2))
    for row in (here, elsewhere):
        OutgoingMailFactory(disclosure_id=row.id, state=MailState.FAILED, to_address="dossiers@example.org")
    with transaction():
        notices.send_notices_again(actor=_officer(), disclosure_id=here.id, email="greffe@example.org")
    assert {(letter.disclosure_id, letter.state, letter.to_address) for letter in _letters(db)} == {
        (here.id, MailState.QUEUED, "greffe@example.org"),
        (elsewhere.id, MailState.FAILED, "dossiers@example.org"),
    }


def test_desk_is_shown_how_many_wait_for_it_and_no_more(db: Any) -> None:
    """An authority's request, and a notice that did not arrive; what a candidate is asked waits for them."""
    person = CandidateFactory()
    application = ApplicationFactory(candidate=person)
    DisclosureFactory(application=application, ground=Ground.CONSENT, state=DisclosureState.WAITING)
    sent = DisclosureFactory(application=application, sent=True)
    OutgoingMailFactory(candidate_id=person.id, state=MailState.FAILED)
    OutgoingMailFactory(disclosure_id=sent.id, state=MailState.SENT, sent_at=now())
    assert queries.count_to_look_at() == 0
    told = {"ground": Ground.LEGAL_DUTY, "their_reference": "PV 1", "legal_text": "Article 77-1-1"}
    DisclosureFactory(application=application, state=DisclosureState.WAITING, **told)
    OutgoingMailFactory(disclosure_id=sent.id, state=MailState.FAILED)
    assert queries.count_to_look_at() == 2
