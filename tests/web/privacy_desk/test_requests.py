"""Requests about data: registered, answered in time, carried out (A9, A10.1, C2.4, C5.6)."""

import io
import json
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import select

from app.adapters.mailer import SmtpMailer
from app.core.actor import SYSTEM
from app.core.clock import now, today
from app.core.db import transaction
from app.domain.applications.actions.reschedule import reschedule_candidate
from app.domain.applications.models import Application
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.contact.models import ContactMessage
from app.domain.mail.delivery import deliver_next
from app.domain.mail.enums import MailKind, MailState
from app.domain.mail.models import OutgoingMail
from app.domain.people.enums import ConsentPurpose, ObjectionPurpose, RestrictionReason
from app.domain.people.models import Candidate, Restriction
from app.domain.people.objections import has_objected
from app.domain.people.queries import find_live_consent
from app.domain.people.restrictions import NOTICE, find_restriction
from app.domain.privacy import retention
from app.domain.rights.enums import RequestKind, RequestState
from app.domain.rights.models import RightsRequest
from tests.adapters.postbox import Postbox, running
from tests.factories import (
    ApplicationFactory,
    CandidateFactory,
    ConsentFactory,
    ContactMessageFactory,
    DisclosureFactory,
    DocumentFactory,
    HoldFactory,
    OutgoingMailFactory,
    RestrictionFactory,
    RightsRequestFactory,
)
from tests.factories.archive import archive, refused_application
from tests.page_client import Page, PageClient
from tests.statements import counted_statements

LIST = "/staff/privacy/requests"


def _letters(db: Any) -> list[MailKind]:
    kinds: list[MailKind] = db.session.scalars(select(OutgoingMail.kind).order_by(OutgoingMail.created_at)).all()
    return kinds


def _page(officer: PageClient, request: RightsRequest) -> Page:
    return officer.page(f"{LIST}/{request.id}")


def _asked(**given: Any) -> RightsRequest:
    person = given.pop("person", None) or CandidateFactory()
    return RightsRequestFactory(email=person.email, email_key=person.email_key, **given)


def _reload(db: Any, request_id: Any) -> RightsRequest:
    db.session.expire_all()
    found: RightsRequest = db.session.get(RightsRequest, request_id)
    return found


@pytest.mark.promise("C5.6")
def test_mail_registered_late_is_due_from_its_receipt(db: Any, later: Any) -> None:
    """C5.6 T: received on day 0, registered on day 5, due from day 0."""
    received_on = today()
    officer = later(5)
    form = {
        "kind": "access",
        "channel": "mail",
        "received_on": received_on.isoformat(),
        "email": "Camille@Example.org",
        "body": "Une copie, s’il vous plaît.",
        "locale": "fr",
    }
    made = officer.submit(officer.page(f"{LIST}/new"), "register-form", form)
    request = db.session.scalars(select(RightsRequest)).one()
    assert (request.due_on, request.registered_by) == (date(2026, 12, 23), officer.account.id)
    assert made.location.endswith(str(request.id))
    letter = db.session.scalars(select(OutgoingMail)).one()
    assert (letter.kind, letter.request_id) == (MailKind.REQUEST_RECEIVED, request.id)
    assert "23\u00a0décembre\u00a02026" in letter.body
    assert "25 jours restants" in officer.page(LIST).text.replace("\u00a0", " ")


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_letter_about_a_request_that_is_late_already_promises_no_past_day(
    officer: PageClient, db: Any, locale: str
) -> None:
    """A9.1: registered on 23 November what came on 19 October."""
    form = {"received_on": "2026-10-19", "email": "camille@example.org", "body": "Une copie", "locale": locale}
    officer.submit(officer.page(f"{LIST}/new"), "register-form", form)
    words = " ".join(db.session.scalars(select(OutgoingMail.body)).one().split())
    assert {"fr": "au plus tard", "en": "at the latest"}[locale] not in words
    assert {"fr": "a pris fin le 19 novembre 2026", "en": "ended on 19 November 2026"}[locale] in words


def test_answer_while_the_clock_stands_is_refused_for_what_it_is(officer: PageClient, db: Any) -> None:
    """A9.2."""
    request = _asked(received_on=today())
    page = _page(officer, request)
    officer.submit(page, "wait-form")
    said = officer.submit(page, "answer-form", {"answer": "Voici."}, status=409).text
    assert "délai de cette demande est suspendu" in said
    assert "entre-temps" not in said


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "nobody"), ("email", ""), ("body", " "), ("received_on", "2026-11-25"), ("received_on", "2020-01-01")],
)
def test_what_cannot_be_registered_is_said_beside_its_field(
    officer: PageClient, db: Any, field: str, value: str
) -> None:
    form = {"received_on": "2026-11-20", "email": "camille@example.org", "body": "Une copie", field: value}
    page = officer.submit(officer.page(f"{LIST}/new"), "register-form", form, status=422)
    assert page.by_id(f"{field}-error") is not None
    assert page.form("register-form").values["body"].strip() == form["body"].strip()
    assert db.session.scalars(select(RightsRequest)).all() == []


@pytest.mark.promise("C2.4")
@pytest.mark.parametrize("outcome", ["granted", "refused"])
def test_answer_goes_by_mail_with_the_remedies(officer: PageClient, db: Any, outcome: str) -> None:
    """Art. 12(3)(4): in time, once, and where to complain."""
    request_id = _asked().id
    page = _page(officer, db.session.get(RightsRequest, request_id))
    assert "copie complète" in page.form("answer-form").values["answer"]
    assert page.form("refuse-form").values["refuse-words"].strip() == ""
    form, field = {"granted": ("answer-form", "answer"), "refused": ("refuse-form", "refuse-words")}[outcome]
    empty = officer.submit(page, form, {field: " "}, status=422)
    assert empty.by_id(f"{field}-error") is not None
    officer.submit(page, form, {field: "Voici pourquoi."})
    found = _reload(db, request_id)
    assert found.state.value == ("answered" if outcome == "granted" else "refused")
    assert found.erase_on is not None
    letter = db.session.scalars(select(OutgoingMail)).one()
    assert "Voici pourquoi." in letter.body
    assert "CNIL" in letter.body
    assert letter.subject.startswith("Réponse" if outcome == "granted" else "Nous ne pouvons pas")
    again = officer.submit(page, form, {field: "Encore."}, status=409)
    assert "entre-temps" in again.text
    assert "answer-form" not in _page(officer, found).html
    assert officer.page(LIST).status == 200


def test_empty_answer_is_refused_and_the_page_stays(officer: PageClient, db: Any) -> None:
    request = _asked()
    page = officer.submit(_page(officer, request), "answer-form", {"answer": " "}, status=422)
    assert page.by_id("answer-error") is not None
    assert _letters(db) == []


def test_clock_stands_while_a_proof_is_awaited(officer: PageClient, db: Any, later: Any) -> None:
    """A9.2 T: no answer while waiting; the days that it stood are added."""
    request_id = _asked(received_on=today()).id
    page = _page(officer, db.session.get(RightsRequest, request_id))
    officer.submit(page, "wait-form")
    officer = later(10)
    standing = _page(officer, _reload(db, request_id))
    assert "suspendu" in standing.text
    officer.submit(standing, f"{LIST}/{request_id}/resume")
    found = _reload(db, request_id)
    assert (found.state, found.waited_days, found.due_on) == (RequestState.OPEN, 10, date(2027, 1, 4))
    assert _letters(db) == [MailKind.REQUEST_PROOF]
    officer.submit(standing, f"{LIST}/{request_id}/resume", status=409)


def test_extension_is_told_with_its_reason_inside_the_first_month(officer: PageClient, db: Any, later: Any) -> None:
    """A9.1 T."""
    request_id, late_id = _asked().id, _asked(received_on=today()).id
    page = _page(officer, db.session.get(RightsRequest, request_id))
    assert officer.submit(page, "extend-form", {"extend-words": ""}, status=422).by_id("extend-words-error") is not None
    officer.submit(page, "extend-form", {"extend-words": "Trois cents messages à relire."})
    assert _reload(db, request_id).due_on == date(2027, 2, 23)
    assert "Trois cents messages" in db.session.scalars(select(OutgoingMail.body)).one()
    officer = later(32)
    late = _page(officer, _reload(db, late_id))
    assert "extend-form" not in late.html
    token = late.form("answer-form").values["csrf_token"]
    sent = {"extend-words": "Trop tard", "csrf_token": token, "extend-csrf_token": token}
    assert officer.post(f"{LIST}/{late_id}/extend", data=sent).status_code == 403
    assert "1 demande en retard" in officer.page(LIST).text.replace("\u00a0", " ")


def test_copy_is_the_person_s_own_and_written_down(officer: PageClient, db: Any) -> None:
    person = CandidateFactory()
    ApplicationFactory(candidate=person)
    request = _asked(person=person)
    answer = officer.get(f"{LIST}/{request.id}/copy")
    names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert any(name.endswith(".json") for name in names)
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == Tag.CANDIDATE_EXPORTED)).all()
    assert [event.actor_id for event in events] == [officer.account.id]
    stranger = RightsRequestFactory(email="x@example.org", email_key="x@example.org")
    assert officer.get(f"{LIST}/{stranger.id}/copy").status_code == 404
    assert "Aucun candidat" in _page(officer, stranger).text


@pytest.mark.promise("C5.1")
def test_who_has_only_written_through_the_contact_page_has_a_copy_of_it(officer: PageClient, db: Any) -> None:
    """C5.1: what they wrote and our letters to them, and nothing that hangs on no candidate either."""
    given = {"email": "X@example.org", "email_key": "x@example.org"}
    message = ContactMessageFactory(**given, body="Recevez-vous des stagiaires ?", name="Hugo Lemaire")
    OutgoingMailFactory(contact_message_id=message.id, to_address="x@example.org", body="Oui, en juin.")
    request = RightsRequestFactory(**given)
    ContactMessageFactory(body="D’une autre personne")
    OutgoingMailFactory(account_id=officer.account.id, body="Au personnel")
    DocumentFactory(filename="en-attente.pdf")
    ApplicationFactory(candidate=CandidateFactory(), name="Autre Candidat")
    page = _page(officer, request)
    path = f"{LIST}/{request.id}/written-copy"
    assert f'href="{path}"' in page.html
    archive_ = zipfile.ZipFile(io.BytesIO(officer.get(path).data))
    assert archive_.namelist() == ["index.html", "style.css", "data.json", "schema.json"]
    data = json.loads(archive_.read("data.json"))
    Draft202012Validator(json.loads(archive_.read("schema.json"))).validate(data)
    assert {name: len(rows) for name, rows in data["tables"].items() if rows} == {
        "contact_messages": 1,
        "outgoing_mails": 1,
        "rights_requests": 1,
        "audit_events": 1,
    }
    told = archive_.read("index.html").decode()
    for words in ("X@example.org", "Recevez-vous des stagiaires", "Oui, en juin.", "Je souhaite une copie"):
        assert words in told
    copied = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == Tag.REQUEST_COPIED)).one()
    assert (copied.actor_id, copied.subject_id) == (officer.account.id, request.id)


def test_copy_of_a_sender_is_for_who_is_no_candidate_and_has_left_something(officer: PageClient, db: Any) -> None:
    """A8.5: a candidate's copy is the whole one; of nobody, and of a letter without an address, there is none."""
    candidate, stranger = _asked(), RightsRequestFactory(email="y@example.org", email_key="y@example.org")
    paper = RightsRequestFactory(email="", email_key="", postal_address="12 rue des Lilas")
    for each in (candidate, stranger, paper):
        assert officer.get(f"{LIST}/{each.id}/written-copy").status_code == 404
        assert "written-copy" not in _page(officer, each).html


def test_what_is_archived_of_who_is_no_candidate_any_more_is_in_the_copy_too(officer: PageClient, db: Any) -> None:
    """A8.1: the strict minimum of a refusal is theirs to read, as it is in the copy of a candidate."""
    person = CandidateFactory(email="x@example.org", email_key="x@example.org")
    archive(refused_application(candidate=person))
    request = RightsRequestFactory(email="x@example.org", email_key="x@example.org")
    answer = officer.get(f"{LIST}/{request.id}/written-copy")
    assert "archive/01.json" in zipfile.ZipFile(io.BytesIO(answer.data)).namelist()


def test_person_ends_what_the_desk_has_set_apart_and_the_desk_is_told_that_they_can(
    officer: PageClient, db: Any, enter: Any
) -> None:
    """A10.1: the page said that the desk alone could."""
    request = _asked()
    request_id, person_id = request.id, db.session.scalars(select(Candidate.id)).one()
    page = officer.page(f"{LIST}/{request_id}?lang=fr")
    assert "jusqu’à ce que la personne ou ce bureau y mette fin" in page.text
    officer.submit(page, f"{LIST}/{request_id}/restrict?lang=fr", {"reason": "accuracy"})
    assert "la personne et vous pouvez les rendre" in officer.page("/staff/privacy/set-apart?lang=fr").text
    theirs = enter(db.session.get(Candidate, person_id))
    theirs.submit(theirs.page("/me/requests"), "/me/restriction/lift")
    assert find_restriction(person_id) is None


def test_data_is_set_apart_and_given_back_after_notice(officer: PageClient, db: Any) -> None:
    """A10.1, Art. 18(3)."""
    request = _asked()
    request_id = request.id
    officer.submit(_page(officer, request), f"{LIST}/{request_id}/restrict", {"reason": "claims"})
    assert db.session.scalars(select(Restriction.made_by)).one() == officer.account.id
    page = _page(officer, _reload(db, request_id))
    assert "À l’écart depuis" in page.text
    officer.submit(page, f"{LIST}/{request_id}/lift")
    assert _letters(db) == [MailKind.RESTRICTION_LIFTED]
    assert "la personne est prévenue" in _page(officer, _reload(db, request_id)).text
    officer.post(f"{LIST}/{request_id}/restrict", data={"reason": "none"})
    assert len(db.session.scalars(select(Restriction)).all()) == 1


@pytest.mark.parametrize("where", ["desk", "own pages"])
def test_whoever_was_given_the_data_is_told_that_it_is_set_apart(
    officer: PageClient, db: Any, enter: Any, where: str
) -> None:
    """A10.3, Art. 19: by letter or alone."""
    person = CandidateFactory()
    DisclosureFactory(application=ApplicationFactory(candidate=person), sent=True, recipient_email="a@example.org")
    request = _asked(person=person)
    if where == "desk":
        officer.submit(_page(officer, request), f"{LIST}/{request.id}/restrict", {"reason": "accuracy"})
    else:
        theirs = enter(person)
        theirs.submit(theirs.page("/me/requests"), "/me/restriction", {"reason": "accuracy"})
    letter = db.session.scalars(select(OutgoingMail)).one()
    assert (letter.kind, letter.to_address) == (MailKind.DISCLOSURE_RESTRICTED, "a@example.org")


@pytest.mark.parametrize(("act", "objects"), [("leave-pool", False), ("no-contact", True)])
def test_letter_that_leaves_the_pool_or_objects_to_contact_is_carried_out(
    officer: PageClient, db: Any, act: str, *, objects: bool
) -> None:
    """C5.4, C5.5: the ready answer said that the use had stopped, and nobody could stop it but the person."""
    person = CandidateFactory()
    person_id, application_id = person.id, refused_application(candidate=person).id
    ConsentFactory(candidate=person)
    with transaction():
        reschedule_candidate(person_id)
    before = db.session.get(Application, application_id).erase_on
    request_id = _asked(person=db.session.get(Candidate, person_id), kind=RequestKind.OBJECTION).id
    page = _page(officer, _reload(db, request_id))
    officer.submit(page, f"{LIST}/{request_id}/{act}")
    db.session.expire_all()
    assert find_live_consent(person_id, ConsentPurpose.POOL) is None
    assert has_objected(person_id, ObjectionPurpose.POOL_CONTACT) == objects
    assert db.session.get(Application, application_id).erase_on < before
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == Tag.CONSENT_WITHDRAWN)).all()
    assert [event.actor_id for event in events] == [officer.account.id]
    after = _page(officer, _reload(db, request_id)).html
    assert f"{request_id}/leave-pool" not in after
    assert (f"{request_id}/no-contact" in after) == (not objects)
    officer.submit(page, f"{LIST}/{request_id}/{act}")


@pytest.mark.parametrize(
    ("ends_in", "offered"),
    [(None, ["unlawful", "claims"]), (NOTICE, ["accuracy", "unlawful", "claims", "objection"])],
)
def test_data_that_is_apart_already_is_kept_too_when_a_letter_asks_for_that(
    officer: PageClient, db: Any, ends_in: timedelta | None, offered: list[str]
) -> None:
    """Art. 18(1)(b) and (c): the desk had no form for it, nor for a second wish once the end was announced."""
    request = _asked()
    request_id, person = request.id, db.session.scalars(select(Candidate)).one()
    RestrictionFactory(candidate_id=person.id, lifted_at=ends_in and now() + ends_in)
    page = _page(officer, _reload(db, request_id))
    assert [each.get("value") for each in page.by_id("reason").iter("option")] == offered
    officer.submit(page, f"{LIST}/{request_id}/restrict", {"reason": "claims"})
    kept = find_restriction(db.session.scalars(select(Candidate.id)).one())
    assert kept is not None
    assert kept.reason.keeps
    assert f"{LIST}/{request_id}/restrict" not in _page(officer, _reload(db, request_id)).html


@pytest.mark.promise("C5.3", "C2.4")
@pytest.mark.parametrize("held", [False, True], ids=["free", "held"])
def test_person_is_answered_and_erased_but_for_what_a_dispute_keeps(officer: PageClient, db: Any, held: bool) -> None:  # noqa: FBT001
    """A11.1, A2.14: a page says what goes; the answer says what stays, and leaves; then nothing names them."""
    person = CandidateFactory()
    application = ApplicationFactory(candidate=person)
    refused = refused_application(candidate=person)
    if held:
        HoldFactory(application_id=application.id)
    request, other = _asked(person=person, kind=RequestKind.ERASURE), _asked(person=person, kind=RequestKind.OTHER)
    request_id, other_id, address, refused_reference = request.id, other.id, request.email, refused.reference
    path = f"{LIST}/{request_id}/erase"
    assert f'href="{path}"' in _page(officer, request).html
    before = officer.page(f"{path}?lang=fr")
    for words in (application.reference, "archive jusqu’au 23\u00a0novembre\u00a02031", "Sauvegardes"):
        assert words in before.text
    assert ("Un litige la garde" in before.text) == held
    assert ("l’adresse disparaît" in before.text) == (not held)
    assert ("Aussi longtemps\u202f: l’adresse" in before.text) == held
    empty = officer.submit(before, "erase-form", {"answer": " "}, status=422)
    assert empty.by_id("answer-error") is not None
    assert len(db.session.scalars(select(Application)).all()) == 2
    officer.submit(before, "erase-form", {"answer": "C’est fait."})
    found = _reload(db, request_id)
    assert (found.email, found.body, found.answer, found.state) == ("", "", None, RequestState.ANSWERED)
    assert (found.answered_by, found.erase_on) == (officer.account.id, date(2027, 11, 23))
    letter = db.session.scalars(select(OutgoingMail)).one()
    assert (letter.kind, letter.to_address) == (MailKind.REQUEST_ERASED, address)
    said = " ".join(letter.body.split())
    for words in ("C’est fait.", "jusqu’au 23 novembre 2031", "Reçu ", "CNIL"):
        assert words in said
    assert ("Un litige oblige" in said) == held
    assert ("Nous gardons votre adresse" in said) == held
    assert ("Ce message est le dernier" in said) == (not held)
    assert refused_reference not in said
    left = [len(db.session.scalars(select(table)).all()) for table in (Application, Candidate)]
    assert left == ([1, 1] if held else [0, 0])
    ended = _reload(db, other_id)
    assert (ended.state, ended.answered_at, ended.erase_on) == (RequestState.ERASED, None, date(2027, 11, 23))
    box = Postbox()
    with running(box) as settings:
        assert deliver_next(SmtpMailer(settings)) is MailState.SENT
    assert [recipients for _sender, recipients, _words in box.taken] == [[address]]
    db.session.expire_all()
    letter = db.session.scalars(select(OutgoingMail)).one()
    assert (letter.to_address, letter.body) == ("", "")
    assert address not in _page(officer, found).text
    assert "la personne a tout effacé" in _page(officer, ended).text
    assert officer.page(LIST).status == 200


def test_what_was_archived_before_stays_and_the_answer_says_so(officer: PageClient, db: Any) -> None:
    """A11.1: also what an earlier refusal has left there."""
    person = CandidateFactory()
    ApplicationFactory(candidate=person)
    archive(refused_application(candidate=person), until=date(2031, 4, 2))
    path = f"{LIST}/{_asked(person=db.session.merge(person), kind=RequestKind.ERASURE).id}/erase"
    before = officer.page(f"{path}?lang=fr")
    assert "archive jusqu’au 2\u00a0avril\u00a02031" in before.text
    officer.submit(before, "erase-form", {"answer": "C’est fait."})
    letter = db.session.scalars(select(OutgoingMail)).one()
    assert "jusqu’au 2 avril 2031" in " ".join(letter.body.split())


def test_nothing_is_erased_while_a_proof_is_awaited_nor_of_nobody(officer: PageClient, db: Any) -> None:
    """A9.2: whoever may not be who they say cannot have somebody erased."""
    person = CandidateFactory()
    ApplicationFactory(candidate=person)
    request = _asked(person=person)
    path = f"{LIST}/{request.id}/erase"
    page = officer.page(path)
    officer.submit(_page(officer, request), "wait-form")
    said = officer.submit(page, "erase-form", {"answer": "C’est fait."}, status=409)
    assert "suspendu" in said.text
    assert f'href="{path}"' not in _page(officer, request).html
    assert len(db.session.scalars(select(Application)).all()) == 1
    stranger = RightsRequestFactory(email="x@example.org", email_key="x@example.org")
    token = page.form("erase-form").values["csrf_token"]
    data = {"csrf_token": token, "answer": "C’est fait."}
    assert officer.post(f"{LIST}/{stranger.id}/erase", data=data).status_code == 404
    assert _reload(db, stranger.id).state is RequestState.OPEN


@pytest.mark.parametrize(("locale", "said"), [("fr", "2 messages de la page de contact"), ("en", "2 messages of the")])
def test_who_has_only_written_through_the_contact_page_is_erased_too(
    officer: PageClient, db: Any, locale: str, said: str
) -> None:
    """C5.3, Art. 17: the desk could only answer, and the messages stayed a year."""
    archive(refused_application(candidate=CandidateFactory(email="x@example.org", email_key="x@example.org")))
    ContactMessageFactory.create_batch(2, email="X@example.org", email_key="x@example.org")
    ContactMessageFactory()
    given = {"email": "x@example.org", "email_key": "x@example.org", "kind": RequestKind.ERASURE, "locale": locale}
    request_id = RightsRequestFactory(**given).id
    path = f"{LIST}/{request_id}/erase"
    assert f'href="{path}"' in _page(officer, _reload(db, request_id)).html
    before = officer.page(f"{path}?lang=fr")
    assert "2 messages de la page de contact avec leurs courriels" in before.text.replace("\u00a0", " ")
    assert "dans l’archive jusqu’au" in before.text
    officer.submit(before, "erase-form", {"answer": "C’est fait."})
    assert len(db.session.scalars(select(ContactMessage)).all()) == 1
    found = _reload(db, request_id)
    assert (found.email, found.body, found.state) == ("", "", RequestState.ANSWERED)
    letter = db.session.scalars(select(OutgoingMail)).one()
    assert (letter.kind, letter.to_address) == (MailKind.REQUEST_ERASED, "x@example.org")
    assert said in letter.body


def test_answered_request_that_its_person_needs_kept_is_not_said_to_go(officer: PageClient, db: Any) -> None:
    """Art. 18(1)(c): the night leaves it."""
    request = _asked(state=RequestState.ANSWERED, answered_at=now(), answer="Voici.", erase_on=today())
    person_id = db.session.scalars(select(Candidate.id)).one()
    path = f"{LIST}/{request.id}?lang=fr"
    assert "Cette demande sera effacée le" in officer.page(path).text
    RestrictionFactory(candidate_id=person_id, reason=RestrictionReason.CLAIMS)
    said = officer.page(path).text
    assert ("Cette demande sera effacée le" in said, "gardée, au-delà du" in said) == (False, True)


@pytest.mark.parametrize("is_known", [True, False], ids=["known", "unknown"])
def test_who_is_asked_who_they_are_is_sent_where_they_can_say_so(
    officer: PageClient, db: Any, *, is_known: bool
) -> None:
    """A9.2: an address that is no candidate's opens no pages, and the request of one stands on nobody's."""
    request = _asked() if is_known else RightsRequestFactory(email="x@example.org", email_key="x@example.org")
    page = _page(officer, request)
    assert ("dites-y que la demande vient de vous" in page.text) == is_known
    assert ("aucune candidature n’est liée à cette adresse" in page.text) != is_known
    officer.submit(page, "wait-form")
    letter = db.session.scalars(select(OutgoingMail)).one()
    assert letter.kind is MailKind.REQUEST_PROOF
    assert ("Le plus simple est de vous connecter" in letter.body) == is_known
    assert "/me/?lang=fr" in letter.body


@pytest.mark.parametrize("kind", ["erasure", "restriction", "objection"])
def test_ready_words_say_nothing_done_that_nobody_has_done(officer: PageClient, db: Any, kind: str) -> None:
    """Art. 12(3): one press told the person that their data was erased, apart or no longer used, and nothing was."""
    request = _asked(kind=RequestKind(kind))
    path = f"{LIST}/{request.id}"
    page = officer.page(f"{path}?lang=fr")
    assert page.form("answer-form").values["answer"].strip() == ""
    assert ("Cette réponse n’efface rien" in page.text) == (kind == "erasure")
    if kind == "erasure":
        assert "Vos données sont effacées" in officer.page(f"{path}/erase").form("erase-form").values["answer"]
        return
    act, given = {"restriction": ("restrict", {"reason": "accuracy"}), "objection": ("no-contact", {})}[kind]
    officer.submit(officer.page(path), f"{path}/{act}", given)
    said = {"restriction": "sont mises à l’écart", "objection": "avons cessé l’usage"}[kind]
    assert said in officer.page(path).form("answer-form").values["answer"]


@pytest.mark.parametrize("left", ["nothing", "messages", "archive"])
def test_words_to_begin_with_fit_who_is_not_known(officer: PageClient, db: Any, left: str) -> None:
    """A8.1: no copy of nothing; no ready words where something is left."""
    person = CandidateFactory(email="x@example.org", email_key="x@example.org")
    request = _asked(person=person)
    if left == "archive":
        archive(refused_application(candidate=person))
    else:
        db.session.delete(db.session.get(Candidate, person.id))
        db.session.commit()
    if left == "messages":
        ContactMessageFactory(email="x@example.org", email_key="x@example.org")
    page = officer.page(f"{LIST}/{request.id}?lang=fr")
    begun = page.form("answer-form").values["answer"]
    assert ("Aucune candidature n’est liée" in begun) == (left == "nothing")
    assert (begun.strip() == "") == (left != "nothing")
    assert ("1 message" in page.text) == (left == "messages")
    assert ("archive des refus" in page.text) == (left == "archive")


def test_answered_request_goes_a_year_later(officer: PageClient, db: Any, clock: Any) -> None:
    request = _asked()
    officer.submit(_page(officer, request), "answer-form", {"answer": "Voici."})
    clock.shift(timedelta(days=364))
    retention.run_batch(actor=SYSTEM, accept_clock=True)
    assert len(db.session.scalars(select(RightsRequest)).all()) == 1
    clock.shift(timedelta(days=1))
    retention.run_batch(actor=SYSTEM)
    assert db.session.scalars(select(RightsRequest)).all() == []
    assert db.session.scalars(select(OutgoingMail).where(OutgoingMail.request_id.is_not(None))).all() == []


def test_list_takes_as_many_statements_for_30_as_for_15(officer: PageClient) -> None:
    counts = set()
    # What the public edition keeps is looked up by the first page.
    officer.page(LIST)
    for _ in range(2):
        RightsRequestFactory.create_batch(15)
        with counted_statements() as sent:
            officer.page(LIST)
        counts.add(len(sent))
    assert len(counts) == 1
