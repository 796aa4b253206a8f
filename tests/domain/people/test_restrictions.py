"""Data set apart: at once, and the person hears of its end before it comes (Art. 18, A10.1)."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.core.actor import SYSTEM, candidate
from app.core.clock import now
from app.core.db import reading, transaction
from app.domain.mail.enums import MailKind
from app.domain.mail.models import OutgoingMail
from app.domain.people.enums import RestrictionReason
from app.domain.people.queries import get_candidate
from app.domain.people.restrictions import (
    NOTICE,
    find_restriction,
    lift_restriction,
    list_restrictions,
    restrict_candidate,
)
from app.domain.rights.actions import end_restriction
from app.extensions import db as database
from tests.factories import CandidateFactory


def _restrict(person_id: Any, reason: RestrictionReason = RestrictionReason.ACCURACY) -> None:
    with transaction():
        restrict_candidate(actor=SYSTEM, candidate_id=person_id, reason=reason)


def test_asked_twice_is_asked_once(db: Any) -> None:
    person_id = CandidateFactory().id
    _restrict(person_id)
    _restrict(person_id, RestrictionReason.CLAIMS)
    with reading():
        assert [(each.reason, who.id) for each, who in list_restrictions().items] == [
            (RestrictionReason.ACCURACY, person_id)
        ]


def test_desk_announces_the_end_and_the_person_may_ask_again(db: Any, clock: Any) -> None:
    """Art. 18(3)."""
    person_id = CandidateFactory().id
    _restrict(person_id)
    with transaction():
        assert lift_restriction(actor=SYSTEM, candidate_id=person_id) == now() + NOTICE
    _restrict(person_id, RestrictionReason.OBJECTION)
    clock.shift(NOTICE + timedelta(seconds=1))
    with reading():
        assert [each.reason for each, _who in list_restrictions().items] == [RestrictionReason.OBJECTION]


def test_end_that_was_announced_is_not_put_off_by_another_press(db: Any, clock: Any) -> None:
    """Art. 18(3): the person was told a day, and hears of no other one."""
    person_id = CandidateFactory().id
    _restrict(person_id)
    for _press in range(2):
        with transaction():
            end_restriction(actor=SYSTEM, person=get_candidate(person_id))
        letters = database.session.scalars(select(OutgoingMail.kind)).all()
        assert letters == [MailKind.RESTRICTION_LIFTED]
        clock.shift(timedelta(days=1))
    clock.shift(NOTICE - timedelta(days=2) + timedelta(seconds=1))
    with reading():
        assert find_restriction(person_id) is None


def test_person_lifts_it_at_once(db: Any) -> None:
    person_id = CandidateFactory().id
    _restrict(person_id)
    with transaction():
        lift_restriction(actor=candidate(person_id), candidate_id=person_id)
    with transaction():
        assert find_restriction(person_id) is None
        assert lift_restriction(actor=SYSTEM, candidate_id=person_id) is None
