"""What a candidate asks of a person, and the setting apart of their data (A9, A10.1)."""

from typing import Any

import pytest
from sqlalchemy import select

from app.core.clock import now
from app.domain.mail.models import OutgoingMail
from app.domain.people.models import Restriction
from app.domain.people.restrictions import NOTICE
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


def test_person_may_ask_again_once_the_end_is_announced(enter: Any, db: Any) -> None:
    person = CandidateFactory()
    RestrictionFactory(candidate_id=person.id, lifted_at=now() + NOTICE)
    client = enter(person)
    client.submit(client.page(HERE), "/me/restriction", {"reason": "objection"})
    assert len(db.session.scalars(select(Restriction)).all()) == 2


def test_held_file_is_said_to_be_kept_on_every_page_of_its_person(enter: Any, db: Any) -> None:
    """A2.17, A11.1: what stays and why, before and after."""
    person = CandidateFactory()
    application = ApplicationFactory(candidate=person)
    HoldFactory(application_id=application.id)
    client = enter(person)
    for path in ("/me/", f"/me/applications/{application.id}"):
        assert "Gardé le temps d’un litige" in client.page(f"{path}?lang=fr").text
    assert "parce qu’un litige est en cours" in client.page("/me/erase?lang=fr").text
