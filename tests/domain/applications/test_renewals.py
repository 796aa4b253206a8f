"""Members of the pool are asked once, thirty days before they go (A2.16)."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.actor import SYSTEM, candidate
from app.core.clock import now, today
from app.core.db import transaction
from app.domain.applications.actions.messages import write_to_team
from app.domain.applications.actions.own import join_pool, object_to
from app.domain.applications.actions.renewals import ask_renewals
from app.domain.applications.actions.reschedule import reschedule_candidate
from app.domain.applications.enums import ApplicationState
from app.domain.applications.models import Application
from app.domain.firm.notices import current_version
from app.domain.mail.enums import MailKind
from app.domain.mail.models import OutgoingMail
from app.domain.people.consents import withdraw_consent
from app.domain.people.enums import ConsentPurpose, ObjectionPurpose
from app.domain.people.models import Candidate, Consent
from app.domain.people.objections import list_objections
from app.domain.privacy import retention
from app.extensions import db as database
from tests.concurrency import in_parallel
from tests.factories import ApplicationFactory, CandidateFactory, ConsentFactory, JobFactory, RestrictionFactory

ALMOST = timedelta(days=24 * 30 - 10)


def _member(**given: Any) -> Candidate:
    at = now() - ALMOST
    person = CandidateFactory(created_at=at, last_contact_at=at)
    ApplicationFactory(candidate=person, submitted_at=at, job=JobFactory(closed=True, closed_at=at))
    ConsentFactory(candidate=person, given_at=at)
    with transaction():
        reschedule_candidate(person.id)
    return person


def _ask() -> int:
    with transaction():
        return ask_renewals(actor=SYSTEM)


def test_member_is_asked_once_by_the_night(db: Any, clock: Any) -> None:
    person = _member()
    address = person.email
    retention.run_batch(actor=SYSTEM)
    letter = db.session.scalars(select(OutgoingMail)).one()
    assert (letter.kind, letter.to_address) == (MailKind.POOL_RENEWAL, address)
    assert "/me/?lang=fr" in letter.body
    clock.shift(timedelta(days=1))
    retention.run_batch(actor=SYSTEM)
    assert len(db.session.scalars(select(OutgoingMail)).all()) == 1


def test_letters_that_cannot_be_written_bring_nothing_back_and_wait_for_the_next_night(
    db: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R7: what was due is gone, and the run has ended."""
    _member()
    due = ApplicationFactory(
        submitted_at=now() - timedelta(days=800),
        job=JobFactory(closed=True, closed_at=now() - timedelta(days=800)),
        erase_on=today(),
    )

    def fail(**_given: object) -> int:
        raise ZeroDivisionError

    with monkeypatch.context() as night:
        night.setattr(retention, "ask_renewals", fail)
        with pytest.raises(ZeroDivisionError):
            retention.run_batch(actor=SYSTEM)
    assert (db.session.get(Application, due.id), retention.is_night_due()) == (None, False)
    clock.shift(timedelta(days=1))
    retention.run_batch(actor=SYSTEM)
    assert [letter.kind for letter in db.session.scalars(select(OutgoingMail))] == [MailKind.POOL_RENEWAL]


def test_who_is_set_apart_has_left_or_goes_for_another_reason_is_not_asked(db: Any, clock: Any) -> None:
    RestrictionFactory(candidate_id=_member().id)
    gone = _member()
    with transaction():
        withdraw_consent(actor=SYSTEM, candidate=db.session.get(Candidate, gone.id), purpose=ConsentPurpose.POOL)
    undecided = CandidateFactory(created_at=now(), last_contact_at=now())
    ApplicationFactory(candidate=undecided, erase_on=today() + timedelta(days=5))
    ConsentFactory(candidate=undecided)
    assert _ask() == 0


def test_member_of_whom_another_file_goes_soon_is_asked_in_their_time(db: Any, clock: Any) -> None:
    """A2.16: hired for one position, in the pool through another; who is asked once is not asked two years early."""
    person = _member()
    person.last_contact_at, hired_at = now(), now() - timedelta(days=80)
    hire = {"state": ApplicationState.HIRED, "decided_at": hired_at, "submitted_at": hired_at}
    hired_id = ApplicationFactory(candidate=person, **hire).id
    with transaction():
        reschedule_candidate(person.id)
    assert db.session.get(Application, hired_id).erase_on <= today() + timedelta(days=30)
    assert _ask() == 0
    clock.shift(ALMOST)
    assert _ask() == 1


def test_who_goes_today_is_not_asked_any_more(db: Any, clock: Any) -> None:
    person = _member()
    clock.move_to(now() + (_goes_on(person) - today()))
    assert _goes_on(person) == today()
    assert _ask() == 0
    clock.shift(-timedelta(days=1))
    assert _ask() == 1


def _goes_on(person: Candidate) -> date:
    return database.session.scalars(select(Application.erase_on).where(Application.candidate_id == person.id)).one()


@pytest.mark.promise("C5.4")
def test_who_objects_to_contact_gets_no_letter_of_the_night(db: Any, clock: Any) -> None:
    """C5.4 T: object, and the next mailing excludes."""
    person, other = _member(), _member()
    address = other.email
    with transaction():
        object_to(actor=candidate(person.id), purpose=ObjectionPurpose.POOL_CONTACT, reason=None)
    retention.run_batch(actor=SYSTEM)
    letters = db.session.scalars(select(OutgoingMail)).all()
    assert [(letter.kind, letter.to_address) for letter in letters] == [(MailKind.POOL_RENEWAL, address)]


def test_consent_that_was_withdrawn_or_renewed_is_not_asked_for(db: Any, clock: Any) -> None:
    """Only the one in force: who has given it twice is written to once."""
    person = _member()
    before = now() - ALMOST - timedelta(days=30)
    ConsentFactory(candidate=db.session.get(Candidate, person.id), given_at=before, withdrawn_at=now() - ALMOST)
    assert _ask() == 1
    assert len(db.session.scalars(select(OutgoingMail)).all()) == 1


def test_who_has_written_since_they_were_asked_is_asked_before_their_new_day(db: Any, clock: Any) -> None:
    """A2.16: what a member writes moves their day by two years (A2.12); nobody goes without having been asked."""
    person = _member()
    assert _ask() == 1
    clock.shift(timedelta(days=1))
    application_id = db.session.scalar(select(Application.id))
    with transaction():
        write_to_team(actor=candidate(person.id), application_id=application_id, body="Merci, pas pour le moment.")
    assert _ask() == 0
    clock.move_to(now() + ALMOST)
    assert _ask() == 1
    assert _ask() == 0


@pytest.mark.parametrize("purpose", [None, *ObjectionPurpose])
def test_a_button_that_is_pressed_twice_at_one_moment_acts_once(
    app: Flask, db: Any, purpose: ObjectionPurpose | None
) -> None:
    """15.4.2: the second press is the one whose answer is seen, and no fault of ours is in it."""
    actor = candidate(_member().id)
    shown = current_version("fr")

    def press() -> None:
        with transaction():
            if purpose is None:
                join_pool(actor=actor, text=shown.document.consent, notice_hash=shown.hash)
            else:
                object_to(actor=actor, purpose=purpose, reason=None)

    in_parallel(app, [press] * 6)
    assert len(db.session.scalars(select(Consent).where(Consent.withdrawn_at.is_(None))).all()) == (
        purpose is not ObjectionPurpose.POOL_CONTACT
    )
    assert [each.purpose for each in list_objections(actor.candidate_id)] == ([purpose] if purpose else [])
