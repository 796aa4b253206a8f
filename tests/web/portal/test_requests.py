"""What a candidate asks of a person, and the setting apart of their data (A9, A10.1)."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.clock import now, today
from app.core.permissions import Role
from app.domain.mail.models import OutgoingMail
from app.domain.people.enums import RestrictionReason
from app.domain.people.models import Candidate, Restriction
from app.domain.people.restrictions import NOTICE
from app.domain.rights.enums import RequestState
from app.domain.rights.models import RightsRequest
from tests.factories import ApplicationFactory, CandidateFactory, HoldFactory, RestrictionFactory, RightsRequestFactory

HERE = "/me/requests"


@pytest.mark.promise("C2.4")
def test_request_of_one_s_own_starts_its_clock_at_once(enter: Any, db: Any, clock: Any) -> None:
    person = CandidateFactory()
    client = enter(person)
    page = client.page(f"{HERE}?lang=fr")
    client.submit(page, "ask-form", {"kind": "rectification", "body": "Mon diplôme est de 2019."})
    request = db.session.scalars(select(RightsRequest)).one()
    assert (request.received_on.isoformat(), request.due_on.isoformat()) == ("2026-11-23", "2026-12-23")
    assert db.session.scalars(select(OutgoingMail.to_address)).one() == person.email
    assert "Mon diplôme est de 2019." in client.page(HERE).text
    assert "Mon diplôme" not in enter(CandidateFactory()).page(HERE).text


def test_what_was_asked_stands_before_what_was_answered(enter: Any, db: Any) -> None:
    """In the order in which it was said."""
    person = CandidateFactory()
    answered = {"state": "answered", "answered_at": now(), "answer": "C’est fait.", "body": "Je m’y oppose."}
    RightsRequestFactory(email=person.email, email_key=person.email_key, **answered)
    said = enter(person).page(f"{HERE}?lang=fr").text
    assert said.index("Je m’y oppose.") < said.index("Notre réponse") < said.index("C’est fait.")


def test_empty_request_and_a_sixth_are_refused(enter: Any, db: Any) -> None:
    person = CandidateFactory()
    client = enter(person)
    page = client.page(f"{HERE}?lang=fr")
    told = client.submit(page, "ask-form", {"body": " "}, status=422).by_id("body-error")
    assert "".join(told.itertext()).strip().endswith("Dites ce que vous demandez.")
    RightsRequestFactory.create_batch(5, email=person.email, email_key=person.email_key)
    assert "attendent déjà" in client.submit(page, "ask-form", {"body": "Encore"}, status=422).text


@pytest.mark.promise("G5")
def test_person_sets_their_data_apart_and_gives_it_back(enter: Any, db: Any) -> None:
    """A10.1, G5: alone, at once."""
    client = enter(CandidateFactory())
    client.submit(client.page(HERE), "/me/restriction", {"reason": "accuracy"})
    assert db.session.scalars(select(Restriction)).one().lifted_at is None
    client.submit(client.page(HERE), "/me/restriction/lift")
    assert db.session.scalars(select(Restriction)).one().lifted_at is not None
    client.submit(client.page(HERE), "/me/restriction", {"reason": "none"}, status=422)


def test_person_says_on_their_pages_that_a_request_in_doubt_is_theirs(
    enter: Any, sign_in: Any, db: Any, clock: Any
) -> None:
    """A9.2: the letter said to sign in; who did so was told of a day that stood still, and nobody heard of it."""
    person, desk = CandidateFactory(), "/staff/privacy/requests"
    given = {"state": "waiting", "waiting_since": today(), "body": "Ma copie."}
    request_id = RightsRequestFactory(email=person.email, email_key=person.email_key, **given).id
    clock.shift(timedelta(days=10))
    client = enter(db.session.get(Candidate, person.id))
    assert "une demande sur vos données vient de vous. Voir la demande" in client.page("/me/?lang=fr").text
    page = client.page(f"{HERE}?lang=fr")
    assert "suspendu depuis le 23\u00a0novembre\u00a02026" in page.text
    assert "réponse le" not in page.text
    stranger = enter(CandidateFactory())
    assert f"{request_id}/confirm" not in stranger.page(HERE).html
    token = stranger.page(HERE).form("ask-form").values["csrf_token"]
    assert stranger.post(f"{HERE}/{request_id}/confirm", data={"csrf_token": token}).status_code == 404
    client.submit(page, f"{HERE}/{request_id}/confirm?lang=fr")
    request = db.session.get(RightsRequest, request_id)
    assert (request.state, request.waited_days, request.due_on) == (RequestState.OPEN, 10, date(2027, 1, 4))
    assert f"{request_id}/confirm" not in client.page(HERE).html
    assert "vient de vous" not in client.page("/me/?lang=fr").text
    officer = sign_in(Role.PRIVACY_OFFICER).page(f"{desk}/{request_id}?lang=fr")
    assert "La personne a dit le 3\u00a0décembre\u00a02026" in officer.text
    client.submit(page, f"{HERE}/{request_id}/confirm?lang=fr", status=409)


def test_person_may_ask_again_once_the_end_is_announced(enter: Any, db: Any) -> None:
    person = CandidateFactory()
    RestrictionFactory(candidate_id=person.id, lifted_at=now() + NOTICE)
    client = enter(person)
    client.submit(client.page(HERE), "/me/restriction", {"reason": "objection"})
    assert len(db.session.scalars(select(Restriction)).all()) == 2


def test_person_whose_data_is_apart_already_asks_on_their_pages_that_nothing_be_erased(enter: Any, db: Any) -> None:
    """Art. 18(1)(b) and (c): the page had no form for it, until they let the team read everything again."""
    person = CandidateFactory()
    RestrictionFactory(candidate_id=person.id)
    client = enter(person)
    page = client.page(f"{HERE}?lang=fr")
    assert {each.get("value") for each in page.find_all("input", type="radio", name="reason")} == {"unlawful", "claims"}
    client.submit(page, "restrict-form", {"reason": "claims"})
    restriction = db.session.scalars(select(Restriction)).one()
    assert (restriction.reason, restriction.review_on is None) == (RestrictionReason.CLAIMS, False)
    assert "restrict-form" not in client.page(HERE).html


def test_held_file_is_said_to_be_kept_on_every_page_of_its_person(enter: Any, db: Any) -> None:
    """A2.17, A11.1: what stays and why, before and after."""
    person = CandidateFactory()
    application = ApplicationFactory(candidate=person)
    HoldFactory(application_id=application.id)
    client = enter(person)
    for path in ("/me/", f"/me/applications/{application.id}"):
        assert "Gardé le temps d’un litige" in client.page(f"{path}?lang=fr").text
    assert "parce qu’un litige est en cours" in client.page("/me/erase?lang=fr").text
