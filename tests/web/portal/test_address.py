"""Another address: shown to be one's own by a code, told to the old one, and silent about who else is known (C5.2)."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.clock import now
from app.core.permissions import Role
from app.domain.applications.models import FormerWords
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.contact.models import ContactMessage
from app.domain.disclosures.enums import Correction
from app.domain.mail.enums import MailKind, MailState
from app.domain.mail.models import OutgoingMail
from app.domain.mail.tasks import write_due_codes
from app.domain.people.models import Candidate, CandidateCode
from app.domain.rights.models import RightsRequest
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    CandidateFactory,
    ContactMessageFactory,
    HoldFactory,
    OutgoingMailFactory,
    RightsRequestFactory,
)
from tests.page_client import Page, PageClient

OLD, NEW = "camille@example.org", "Camille.Durand@example.org"


@pytest.fixture
def person(db: Any) -> Candidate:
    candidate = CandidateFactory(email=OLD, email_key=OLD)
    ApplicationFactory(candidate=candidate)
    return candidate


def _ask(client: PageClient, address: str, status: int = 303) -> Page:
    return client.submit(client.page("/me/address?lang=en"), "address-form", {"email": address}, status=status)


def _letters(db: Any) -> list[tuple[MailKind, str]]:
    written = select(OutgoingMail.kind, OutgoingMail.to_address).order_by(OutgoingMail.created_at)
    return [tuple(row) for row in db.session.execute(written)]


def _code(db: Any) -> str:
    write_due_codes()
    newest = select(OutgoingMail.body).where(OutgoingMail.kind == MailKind.CANDIDATE_CODE)
    found = re.search(r"^    (\d{3} \d{3})$", db.session.scalars(newest.order_by(OutgoingMail.id)).one(), re.MULTILINE)
    assert found
    return found[1]


def _confirm(client: PageClient, code: str, status: int = 303) -> Page:
    return client.submit(client.page("/me/address?lang=en"), "code-form", {"code": code}, status=status)


@pytest.mark.promise("C5.2")
def test_the_code_of_the_new_address_changes_it(enter: Any, db: Any, person: Candidate) -> None:
    """What goes by the address follows; the old one is told, and opens nothing any more."""
    RightsRequestFactory(email=OLD, email_key=OLD)
    ContactMessageFactory(email=OLD, email_key=OLD)
    others = {"email": "lea@example.org", "email_key": "lea@example.org"}
    for factory in (RightsRequestFactory, ContactMessageFactory):
        factory(**others)
    client = enter(person)
    assert _ask(client, NEW).location == "/me/address?lang=en#with-code"
    code = _code(db)
    assert _letters(db) == [(MailKind.CANDIDATE_CODE, NEW)]
    page = _confirm(client, code)
    assert page.location == "/me/?lang=en"
    assert NEW in client.page("/me/").text
    assert (person.email, person.email_key) == (NEW, NEW.lower())
    for model in (RightsRequest, ContactMessage):
        known = {tuple(each) for each in db.session.execute(select(model.email, model.email_key))}
        assert known == {(NEW, NEW.lower()), tuple(others.values())}
    assert _letters(db)[1:] == [(MailKind.ADDRESS_CHANGED, OLD)]
    assert db.session.scalars(select(CandidateCode.new_email).where(CandidateCode.new_email.is_not(None))).all() == []
    of_person = select(AuditEvent.tag, AuditEvent.details).where(AuditEvent.subject_id == person.id)
    last = db.session.execute(of_person.order_by(AuditEvent.id.desc())).first()
    assert tuple(last) == (Tag.CANDIDATE_ADDRESS_CHANGED, {})


def test_what_has_not_left_goes_to_the_new_address(enter: Any, db: Any, person: Candidate) -> None:
    """C5.2: as the letter to the old one says; an address that takes no letter any more is why people change it."""
    client = enter(person)
    request = RightsRequestFactory(email="Camille@Example.org", email_key=OLD)
    given = {"to_address": OLD, "candidate_id": person.id}
    OutgoingMailFactory(kind=MailKind.APPLICATION_MESSAGE, **given)
    OutgoingMailFactory(kind=MailKind.APPLICATION_DECLINED, state=MailState.FAILED, **given)
    OutgoingMailFactory(kind=MailKind.REQUEST_ANSWERED, to_address="Camille@Example.org", request_id=request.id)
    OutgoingMailFactory(kind=MailKind.APPLICATION_RECEIVED, state=MailState.SENT, sent_at=now(), **given)
    OutgoingMailFactory(kind=MailKind.POOL_RENEWAL, to_address="lea@example.org", candidate_id=CandidateFactory().id)
    _ask(client, NEW)
    _confirm(client, _code(db))
    assert dict(_letters(db)) == {
        MailKind.APPLICATION_MESSAGE: NEW,
        MailKind.APPLICATION_DECLINED: NEW,
        MailKind.REQUEST_ANSWERED: NEW,
        MailKind.APPLICATION_RECEIVED: OLD,
        MailKind.POOL_RENEWAL: "lea@example.org",
        MailKind.CANDIDATE_CODE: NEW,
        MailKind.ADDRESS_CHANGED: OLD,
    }


def test_during_a_dispute_the_former_address_stays_for_it_and_goes_with_it(
    enter: Any, sign_in: Any, db: Any, person: Candidate
) -> None:
    """A2.17: whom the letters went to may be what the dispute is about; of the other application nothing is kept."""
    application = ApplicationFactory(candidate=person)
    client, words = enter(person), "stays for whoever settles the dispute"
    assert words not in client.page("/me/address?lang=en").text
    hold = HoldFactory(application_id=application.id)
    assert words in client.page("/me/address?lang=en").text
    _ask(client, NEW)
    _confirm(client, _code(db))
    kept = db.session.scalars(select(FormerWords)).one()
    assert (kept.application_id, kept.what, kept.words) == (application.id, Correction.EMAIL, OLD)
    officer, desk = sign_in(Role.PRIVACY_OFFICER), f"/staff/privacy/holds/{hold.id}"
    shown = officer.page(f"{desk}?lang=en")
    assert (OLD in shown.text, "e-mail address" in shown.text) == (True, True)
    officer.submit(shown, f"{desk}/end?lang=en")
    assert db.session.scalars(select(FormerWords)).all() == []


def test_the_former_address_opens_nothing_any_more(enter: Any, app: Flask, db: Any, person: Candidate) -> None:
    """7.4.3: neither a session that it had opened, nor a letter that is still good for ten minutes."""
    elsewhere, late = enter(person), PageClient(app)
    late.submit(late.page("/me/sign-in?lang=en"), "sign-in", {"email": OLD})
    unused = _code(db)
    db.session.query(OutgoingMail).delete()
    client = enter(person)
    _ask(client, NEW)
    _confirm(client, _code(db))
    assert client.page("/me/").status == 200
    assert elsewhere.get("/me/").location == "/me/sign-in"
    assert "not right" in late.submit(late.page("/me/code?lang=en"), "code-form", {"code": unused}, status=422).text


def test_a_letter_that_has_not_left_yet_goes_to_the_new_address(enter: Any, db: Any, person: Candidate) -> None:
    """C5.2: also one that could not be delivered, and that an administrator sends again; letters to staff stay."""
    account = AccountFactory(email=OLD)
    given = {"candidate_id": person.id, "to_address": "Camille@Example.org"}
    waiting = OutgoingMailFactory(**given)
    failed = OutgoingMailFactory(**given, state=MailState.FAILED)
    sent = OutgoingMailFactory(**given, state=MailState.SENT, sent_at=now())
    own = OutgoingMailFactory(account_id=account.id, to_address=OLD, kind=MailKind.ACCOUNT_INVITED)
    client = enter(person)
    _ask(client, NEW)
    _confirm(client, _code(db))
    db.session.expire_all()
    assert [mail.to_address for mail in (waiting, failed, sent, own)] == [NEW, NEW, "Camille@Example.org", OLD]
    told = select(OutgoingMail.to_address).where(OutgoingMail.kind == MailKind.ADDRESS_CHANGED)
    assert db.session.scalars(told).all() == [OLD]


def test_an_address_that_is_somebody_s_gets_the_same_answer_and_no_letter(
    enter: Any, db: Any, person: Candidate
) -> None:
    """B6.2: nobody learns who is known here."""
    CandidateFactory(email=NEW, email_key=NEW.lower())
    client = enter(person)
    assert _ask(client, NEW).location == "/me/address?lang=en#with-code"
    write_due_codes()
    assert _letters(db) == []
    assert "not right" in _confirm(client, "123456", status=422).text
    assert person.email == OLD


def test_an_address_that_becomes_somebody_s_meanwhile_stays_theirs(enter: Any, db: Any, person: Candidate) -> None:
    client = enter(person)
    _ask(client, NEW)
    code = _code(db)
    other = CandidateFactory(email=NEW, email_key=NEW.lower())
    assert "not right" in _confirm(client, code, status=422).text
    assert (person.email, other.email) == (OLD, NEW)


@pytest.mark.parametrize(
    ("typed", "words"), [("", "give your e-mail"), ("no address", "not complete"), (OLD, "already")]
)
def test_what_is_no_other_address_is_refused_beside_the_field(
    enter: Any, person: Candidate, typed: str, words: str
) -> None:
    page = _ask(enter(person), typed, status=422)
    assert words in "".join(page.by_id("email-error").itertext())


def test_a_wrong_code_and_no_code_change_nothing(enter: Any, db: Any, person: Candidate) -> None:
    client = enter(person)
    _ask(client, NEW)
    right = _code(db)
    wrong = "000 000" if right != "000 000" else "111 111"
    assert "not right" in _confirm(client, wrong, status=422).text
    assert "give the code" in _confirm(client, "", status=422).text
    assert person.email == OLD
    assert _confirm(client, right).status == 303


def test_a_code_of_somebody_else_changes_nothing(enter: Any, db: Any, person: Candidate) -> None:
    """B3.5: the session of one, the code of another."""
    other = enter(CandidateFactory())
    _ask(other, NEW)
    code = _code(db)
    client = enter(person)
    _ask(client, "third@example.org")
    with other.session_transaction() as theirs, client.session_transaction() as ours:
        ours["asked_address"] = theirs["asked_address"]
    assert "not right" in _confirm(client, code, status=422).text
    assert person.email == OLD


def test_a_code_to_erase_is_none_to_change(enter: Any, db: Any, person: Candidate) -> None:
    client = enter(person)
    client.submit(client.page("/me/erase"), "/me/erase/code")
    with client.session_transaction() as session:
        session["asked_address"] = [session["asked_erasure"], NEW]
    assert "not right" in _confirm(client, _code(db), status=422).text
    assert person.email == OLD
