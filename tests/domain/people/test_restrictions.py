"""Data set apart: at once, and the person hears of its end before it comes (Art. 18, A10.1)."""

from datetime import timedelta
from typing import Any

from app.core.actor import SYSTEM, candidate
from app.core.clock import now, today
from app.core.db import reading, transaction
from app.domain.audit.queries import list_events_about
from app.domain.audit.tags import Tag
from app.domain.people.enums import RestrictionReason
from app.domain.people.restrictions import (
    NOTICE,
    find_restriction,
    kept_candidates,
    lift_restriction,
    list_restrictions,
    restrict_candidate,
)
from app.domain.people.rules import LONGEST_HOLD
from app.extensions import db as database
from tests.factories import CandidateFactory


def _restrict(person_id: Any, reason: RestrictionReason = RestrictionReason.ACCURACY) -> None:
    with transaction():
        restrict_candidate(actor=SYSTEM, candidate_id=person_id, reason=reason)


def test_asked_twice_is_asked_once(db: Any) -> None:
    person_id = CandidateFactory().id
    _restrict(person_id)
    _restrict(person_id, RestrictionReason.OBJECTION)
    with reading():
        assert [(each.reason, who.id) for each, who in list_restrictions().items] == [
            (RestrictionReason.ACCURACY, person_id)
        ]


def test_who_needs_it_kept_as_well_has_it_kept(db: Any, clock: Any) -> None:
    """Art. 18(1)(c): the person and the desk at the same moment, or a page that was open since; never the other way."""
    person_id, review_on = CandidateFactory().id, LONGEST_HOLD.end_from(today() + timedelta(days=1))
    for reason in (RestrictionReason.ACCURACY, RestrictionReason.CLAIMS, RestrictionReason.UNLAWFUL):
        _restrict(person_id, reason)
        clock.shift(timedelta(days=1))
    _restrict(person_id, RestrictionReason.ACCURACY)
    with reading():
        assert [(each.reason, each.review_on) for each, _who in list_restrictions().items] == [
            (RestrictionReason.CLAIMS, review_on)
        ]
        assert database.session.scalars(kept_candidates()).all() == [person_id]


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


def test_desk_announces_the_end_once(db: Any, clock: Any) -> None:
    """Pressed again, or by a second officer: the day that the person was told stands."""
    person_id = CandidateFactory().id
    _restrict(person_id)
    with transaction():
        told = lift_restriction(actor=SYSTEM, candidate_id=person_id)
    clock.shift(timedelta(days=1))
    with transaction():
        assert lift_restriction(actor=SYSTEM, candidate_id=person_id) is None
    with reading():
        assert [each.lifted_at for each, _who in list_restrictions().items] == [told]


def test_person_lifts_what_the_desk_had_announced_too(db: Any, clock: Any) -> None:
    """Set apart anew within the three days, and given back: the team reads at once, as the person is told."""
    person_id = CandidateFactory().id
    _restrict(person_id)
    with transaction():
        lift_restriction(actor=SYSTEM, candidate_id=person_id)
    _restrict(person_id)
    with transaction():
        lift_restriction(actor=candidate(person_id), candidate_id=person_id)
    clock.shift(timedelta(seconds=1))
    with reading():
        assert list_restrictions().items == []


def test_person_lifts_it_at_once(db: Any) -> None:
    """And nobody else's."""
    person_id, other_id = CandidateFactory().id, CandidateFactory().id
    _restrict(person_id)
    _restrict(other_id)
    with transaction():
        lift_restriction(actor=candidate(person_id), candidate_id=person_id)
    with transaction():
        assert find_restriction(person_id) is None
        assert find_restriction(other_id) is not None
        assert lift_restriction(actor=SYSTEM, candidate_id=person_id) is None
    with reading():
        assert [(event.tag, event.details) for event in list_events_about(person_id)] == [
            (Tag.CANDIDATE_RESTRICTED, {"reason": "accuracy"}),
            (Tag.CANDIDATE_UNRESTRICTED, {}),
        ]


def test_person_lifts_at_once_what_they_asked_for_and_what_the_desk_had_announced_the_end_of(
    db: Any, clock: Any
) -> None:
    """Their page says that the team can read again: it can."""
    person_id = CandidateFactory().id
    _restrict(person_id)
    with transaction():
        announced = lift_restriction(actor=SYSTEM, candidate_id=person_id)
    clock.shift(timedelta(days=1))
    _restrict(person_id, RestrictionReason.CLAIMS)
    with transaction():
        lift_restriction(actor=candidate(person_id), candidate_id=person_id)
    clock.shift(timedelta(seconds=1))
    assert now() < announced
    with reading():
        assert find_restriction(person_id) is None
