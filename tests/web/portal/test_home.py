"""What a person sees of what is kept, and the choices that are theirs."""

from typing import Any

import pytest
from sqlalchemy import select

from app.core.permissions import Role
from app.domain.applications.enums import ApplicationState
from app.domain.applications.models import Application
from app.domain.applications.rules import schedule_of
from app.domain.firm.notices import find_notice
from app.domain.mail.models import OutgoingMail
from app.domain.people.enums import ConsentChannel, ConsentPurpose
from app.domain.people.models import Consent, Objection
from app.domain.people.queries import find_live_consent
from app.domain.policy.answers import OBJECTS
from app.domain.policy.schedule import Step
from app.domain.rights.enums import RequestChannel, RequestKind
from app.domain.rights.models import RightsRequest
from app.web.kit.filters import short_day
from tests.factories import ApplicationFactory, CandidateFactory, ConsentFactory, JobFactory, RightsRequestFactory
from tests.page_client import PageClient
from tests.statements import counted_statements


def test_every_application_with_its_clocks(app: Any, enter: Any, db: Any) -> None:
    person = CandidateFactory()
    one = ApplicationFactory(candidate=person, job=JobFactory(title="Analyste"))
    two = ApplicationFactory(candidate=person, job=JobFactory(title="Directrice"), state=ApplicationState.ACTIVE)
    other = ApplicationFactory(job=JobFactory(title="Autre poste"))
    page = enter(person).page("/me/?lang=fr")
    for application in (one, two):
        assert application.reference in page.text
        with app.test_request_context("/?lang=fr"):
            assert short_day(schedule_of(application.id).erase_on)[:6] in page.text
    assert other.reference not in page.text
    assert "Autre poste" not in page.text


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_own_pages_speak_the_language_of_the_person(enter: Any, db: Any, locale: str) -> None:
    """The one they applied in, whatever the browser asks for; a link of the page still chooses another."""
    client, other = enter(CandidateFactory(locale=locale)), {"fr": "en", "en": "fr"}[locale]
    browser = {"Accept-Language": other}
    assert client.page("/me/", headers=browser).tree.get("lang") == locale
    assert client.page(f"/me/?lang={other}", headers=browser).tree.get("lang") == other
    refused = client.page("/me/requests", headers=browser)
    assert client.submit(refused, "ask-form", {"body": ""}, status=422, headers=browser).tree.get("lang") == locale


def test_person_without_an_application_is_told_so(enter: Any, db: Any) -> None:
    assert "Aucune candidature" in enter(CandidateFactory()).page("/me/?lang=fr").text


@pytest.mark.promise("C5.5", "C3.1")
def test_pool_is_joined_renewed_and_left(enter: Any, db: Any) -> None:
    """C3.1: under the text that stood beside the button; C5.5: left as simply as joined; both move the clocks."""
    person = CandidateFactory()
    application = ApplicationFactory(candidate=person, job=JobFactory(closed=True))
    client = enter(person)
    client.submit(client.page("/me/"), "/me/pool")
    db.session.expire_all()
    kept_until = db.session.get(Application, application.id).erase_on
    assert schedule_of(application.id).next_step is Step.POOL
    consent = find_live_consent(application.candidate_id, ConsentPurpose.POOL)
    assert consent is not None
    assert consent.channel is ConsentChannel.OWN_PAGES
    notice = find_notice(consent.notice_hash)
    assert notice is not None
    client.submit(client.page("/me/"), "/me/pool")
    assert len(db.session.scalars(select(Consent)).all()) == 2
    client.submit(client.page("/me/"), "/me/pool/leave")
    db.session.expire_all()
    assert find_live_consent(application.candidate_id, ConsentPurpose.POOL) is None
    assert db.session.get(Application, application.id).erase_on < kept_until
    assert schedule_of(application.id).next_step is Step.ERASE


@pytest.mark.promise("C5.4")
def test_objection_to_contact_ends_the_pool_at_once(enter: Any, db: Any) -> None:
    """C5.4, Art. 21."""
    person = CandidateFactory()
    ApplicationFactory(candidate=person)
    ConsentFactory(candidate=person)
    client = enter(person)
    client.submit(client.page("/me/"), "/me/objections/pool_contact")
    db.session.expire_all()
    assert find_live_consent(person.id, ConsentPurpose.POOL) is None
    assert "fait opposition" in client.page("/me/?lang=fr").text
    client.submit(client.page("/me/"), "/me/pool")
    db.session.expire_all()
    assert db.session.scalars(select(Objection)).all() == []


def test_objection_to_feedback_is_noted_once_with_its_reason(enter: Any, db: Any) -> None:
    person = CandidateFactory()
    client = enter(person)
    page = client.page("/me/")
    for _ in range(2):
        client.submit(page, "/me/objections/feedback", {"reason": "  Ma situation "})
    found = db.session.scalars(select(Objection)).all()
    assert [(objection.purpose.value, objection.reason) for objection in found] == [("feedback", "Ma situation")]
    assert client.submit(page, "/me/objections/feedback", {"reason": "x" * 3000}, status=422).status == 422
    token = page.form("/me/objections/feedback").values["csrf_token"]
    assert client.post("/me/objections/nonsense", data={"csrf_token": token}).status_code == 404


@pytest.mark.promise("C5.4", "G6")
@pytest.mark.parametrize("reason", ["Ma situation a changé.", ""])
def test_objection_to_feedback_stands_on_the_desk_with_its_clock(
    enter: Any, sign_in: Any, db: Any, clock: Any, reason: str
) -> None:
    """A10.2: decided in the clock, by a person, who has to learn of it; five requests that wait are no obstacle."""
    person = CandidateFactory()
    RightsRequestFactory.create_batch(5, email=person.email, email_key=person.email_key)
    client = enter(person)
    client.submit(client.page("/me/"), "/me/objections/pool_contact")
    page = client.page("/me/")
    for _ in range(2):
        client.submit(page, "/me/objections/feedback", {"reason": reason})
    request = db.session.scalars(select(RightsRequest).where(RightsRequest.kind == RequestKind.OBJECTION)).one()
    assert (request.email, request.channel, request.state) == (person.email, RequestChannel.OWN_PAGES, "open")
    assert (request.received_on.isoformat(), request.due_on.isoformat()) == ("2026-11-23", "2026-12-23")
    assert request.body.split("\n\n") == [OBJECTS.fr, *([reason] if reason else [])]
    letter = db.session.scalars(select(OutgoingMail)).one()
    assert (letter.kind, letter.request_id, letter.to_address) == ("request_received", request.id, person.email)
    officer = sign_in(Role.PRIVACY_OFFICER)
    assert request.reference in officer.page("/staff/privacy/requests").text
    assert OBJECTS.fr in officer.page(f"/staff/privacy/requests/{request.id}").text
    assert OBJECTS.fr in client.page("/me/requests?lang=fr").text
    decides, has_decided = "Une personne décide, et vous écrit", "Une personne a décidé, et vous a écrit"
    assert decides in client.page("/me/?lang=fr").text
    desk = officer.page(f"/staff/privacy/requests/{request.id}")
    officer.submit(desk, "refuse-form", {"refuse-words": "Nous devons pouvoir expliquer."})
    after = client.page("/me/?lang=fr").text
    assert has_decided in after
    assert decides not in after


def test_pages_ask_the_database_as_often_for_many_as_the_rest(enter: Any, db: Any) -> None:
    """A person has few applications; each costs the same few statements."""
    person = CandidateFactory()
    ApplicationFactory(candidate=person)
    client = enter(person)
    one = _statements(client)
    for _ in range(2):
        ApplicationFactory(candidate=person)
    three = _statements(client)
    assert (three - one) / 2 <= 8


def _statements(client: PageClient) -> int:
    with counted_statements() as sent:
        client.page("/me/")
    return len(sent)
