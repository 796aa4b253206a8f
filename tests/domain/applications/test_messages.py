"""What the person and the team write to each other leaves once, however often the button is pressed (R3)."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.actor import Actor, candidate, staff
from app.core.db import transaction
from app.core.permissions import Role
from app.core.twice import MOMENT_AGO
from app.domain.applications.actions.messages import write_to_candidate, write_to_team
from app.domain.applications.models import Message
from app.domain.mail.models import OutgoingMail
from tests.concurrency import in_parallel
from tests.factories import AccountFactory, ApplicationFactory


@pytest.fixture
def application_id(db: Any) -> UUID:
    return ApplicationFactory().id


def _recruiter() -> Actor:
    return staff(AccountFactory(role=Role.RECRUITER).id, Role.RECRUITER)


def _write(actor: Actor, application_id: UUID, body: str = "Bonjour") -> UUID:
    with transaction():
        return write_to_candidate(actor=actor, application_id=application_id, body=body).id


def _bodies(db: Any) -> list[str]:
    return list(db.session.scalars(select(Message.body).order_by(Message.written_at)))


def test_the_same_words_at_one_moment_are_one_letter(app: Flask, db: Any, application_id: UUID) -> None:
    actor = _recruiter()
    assert len(set(in_parallel(app, [lambda: _write(actor, application_id)] * 5))) == 1
    assert (_bodies(db), len(db.session.scalars(select(OutgoingMail)).all())) == (["Bonjour"], 1)


def test_other_words_another_person_or_another_time_are_another_letter(
    db: Any, clock: Any, application_id: UUID
) -> None:
    actor = _recruiter()
    _write(actor, application_id)
    _write(actor, application_id, "Bonsoir")
    _write(_recruiter(), application_id)
    clock.shift(MOMENT_AGO)
    _write(actor, application_id)
    assert sorted(_bodies(db)) == ["Bonjour", "Bonjour", "Bonjour", "Bonsoir"]
    assert len(db.session.scalars(select(OutgoingMail)).all()) == 4


def test_what_the_person_writes_twice_stands_once(db: Any) -> None:
    application = ApplicationFactory()
    for _ in range(2):
        with transaction():
            write_to_team(actor=candidate(application.candidate_id), application_id=application.id, body="Merci")
    assert _bodies(db) == ["Merci"]
