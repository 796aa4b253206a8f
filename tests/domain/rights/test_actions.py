"""What is written down of a request, and how many may wait (A9)."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.core.actor import SYSTEM, candidate, staff
from app.core.clock import today
from app.core.db import transaction
from app.core.errors import Invalid, Refused
from app.core.permissions import Role
from app.domain.audit.queries import list_events_about
from app.domain.audit.tags import Tag
from app.domain.mail.queries import list_letters_to_post
from app.domain.people.models import Candidate
from app.domain.rights import actions
from app.domain.rights.enums import RequestChannel, RequestKind, RequestState
from app.domain.rights.models import RightsRequest
from app.extensions import db as database
from tests.factories import AccountFactory, CandidateFactory, RightsRequestFactory


def _register(received_on: date, email: str = "lea@example.org", postal: str = "") -> RightsRequest:
    asked = actions.Asked(
        RequestKind.ACCESS, RequestChannel.MAIL, "Léa", email, "Une copie.", received_on, "fr", postal
    )
    with transaction():
        return actions.register_request(actor=SYSTEM, asked=asked)


def _ask(person: Candidate, body: str = "Une copie.") -> None:
    with transaction():
        actions.ask(
            actor=candidate(person.id),
            person=database.session.get_one(Candidate, person.id),
            kind=RequestKind.ACCESS,
            body=body,
            locale="fr",
        )


def test_receipt_is_written_down_and_no_later_than_a_year(db: Any, clock: Any) -> None:
    """A9.1, C5.6: a day of more than a year ago, or one to come, is a mistake."""
    oldest = today() - timedelta(days=366)
    for received_on in (oldest, today()):
        request = _register(received_on)
        assert [(event.tag, event.details) for event in list_events_about(request.id)] == [
            (Tag.REQUEST_RECEIVED, {"kind": "access", "received_on": received_on.isoformat()})
        ]
    for received_on in (oldest - timedelta(days=1), today() + timedelta(days=1)):
        with pytest.raises(Invalid) as refused:
            _register(received_on)
        assert list(refused.value.fields) == ["received_on"]


def test_five_wait_at_most_and_those_that_are_over_count_no_more(db: Any) -> None:
    person = CandidateFactory()
    theirs = {"email": person.email, "email_key": person.email_key}
    for state in (RequestState.ANSWERED, RequestState.REFUSED):
        RightsRequestFactory(**theirs, state=state, answered_at=person.created_at, answer="Voici.")
    RightsRequestFactory(**theirs, state=RequestState.WAITING, waiting_since=today())
    RightsRequestFactory()
    for number in range(4):
        _ask(person, f"Une copie, {number}.")
    with pytest.raises(Refused):
        _ask(person, "Une copie encore.")


def test_postal_address_has_an_end(db: Any) -> None:
    with pytest.raises(Invalid) as refused:
        _register(today(), email="", postal="x" * (actions.MAX_ADDRESS + 1))
    assert list(refused.value.fields) == ["postal_address"]
    assert _register(today(), email="", postal="x" * actions.MAX_ADDRESS).email == ""


def test_letter_that_answers_nothing_moves_no_clock_when_it_is_posted(db: Any) -> None:
    """A9.1: two months more are told on paper; the request stands as it stood."""
    officer = staff(AccountFactory(role=Role.PRIVACY_OFFICER).id, Role.PRIVACY_OFFICER)
    request_id = _register(today(), email="", postal="12 rue des Lilas").id
    with transaction():
        actions.extend(actor=officer, request_id=request_id, words="Beaucoup à chercher.")
        letter_id = list_letters_to_post([request_id])[0].id
    with transaction():
        actions.post_letter(actor=officer, request_id=request_id, mail_id=letter_id, posted_on=today())
    request = database.session.get_one(RightsRequest, request_id)
    assert (request.state, request.waiting_since, request.answered_at) == (RequestState.OPEN, None, None)
    assert list_letters_to_post([request_id]) == []


def test_each_step_of_a_request_is_written_down(db: Any, clock: Any) -> None:
    """A9.1, C2.4."""
    officer = staff(AccountFactory(role=Role.PRIVACY_OFFICER).id, Role.PRIVACY_OFFICER)
    request_id = _register(today()).id
    with transaction():
        actions.wait_for_proof(actor=officer, request_id=request_id, words="Qui êtes-vous ?")
    with transaction():
        actions.resume(actor=officer, request_id=request_id)
    with transaction():
        actions.extend(actor=officer, request_id=request_id, words="Beaucoup à chercher.")
    due = database.session.get_one(RightsRequest, request_id).due_on
    clock.shift(timedelta(days=1))
    with transaction():
        actions.answer(actor=officer, request_id=request_id, words="Voici.", is_granted=True)
    assert [(event.tag, event.details) for event in list_events_about(request_id)][1:] == [
        (Tag.REQUEST_PAUSED, {}),
        (Tag.REQUEST_RESUMED, {}),
        (Tag.REQUEST_EXTENDED, {"due_on": due.isoformat()}),
        (Tag.REQUEST_ANSWERED, {"granted": True, "late": False}),
    ]


def test_person_confirms_the_one_request_that_they_mean(db: Any) -> None:
    """A9.2."""
    person = CandidateFactory()
    theirs = {"email": person.email, "email_key": person.email_key}
    waiting = {"state": RequestState.WAITING, "waiting_since": today()}
    ids = [RightsRequestFactory(**theirs, **waiting).id for _ in range(3)]
    for confirmed in (ids[1], ids[2]):
        with transaction():
            own = database.session.get_one(Candidate, person.id)
            actions.confirm_own(actor=candidate(person.id), person=own, request_id=confirmed)
    states = [database.session.get_one(RightsRequest, each).state for each in ids]
    assert states == [RequestState.WAITING, RequestState.OPEN, RequestState.OPEN]
