"""The clock of a request (A9)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.actor import SYSTEM
from app.core.clock import now, today
from app.core.db import transaction
from app.domain.mail.models import OutgoingMail
from app.domain.people.models import Candidate
from app.domain.rights.actions import end_restriction
from app.domain.rights.enums import RequestState
from app.domain.rights.rules import days_left, due_on, may_extend
from app.extensions import db as database
from tests.factories import CandidateFactory, RightsRequestFactory


@pytest.mark.parametrize(
    ("received_on", "is_extended", "waited", "due"),
    [
        (date(2026, 11, 23), False, 0, date(2026, 12, 23)),
        (date(2025, 1, 31), False, 0, date(2025, 2, 28)),
        (date(2028, 1, 31), False, 0, date(2028, 2, 29)),
        (date(2026, 8, 31), False, 0, date(2026, 9, 30)),
        (date(2026, 11, 23), True, 0, date(2027, 2, 23)),
        (date(2026, 11, 30), True, 0, date(2027, 3, 1)),
        # The end of the month is a Saturday; waiting counts first, then the weekend.
        (date(2026, 1, 31), False, 0, date(2026, 3, 2)),
        (date(2026, 11, 13), False, 0, date(2026, 12, 14)),
        (date(2026, 11, 23), False, 8, date(2026, 12, 31)),
        (date(2026, 11, 23), False, 9, date(2027, 1, 4)),
        # Christmas, 14 July, Ascension and Whit Monday.
        (date(2026, 11, 25), False, 0, date(2026, 12, 28)),
        (date(2026, 6, 14), False, 0, date(2026, 7, 15)),
        (date(2026, 4, 14), False, 0, date(2026, 5, 15)),
        (date(2026, 4, 25), False, 0, date(2026, 5, 26)),
    ],
)
def test_month_from_receipt_and_what_lengthens_it(
    db: Any,
    received_on: date,
    is_extended: bool,  # noqa: FBT001
    waited: int,
    due: date,
) -> None:
    """A9.1, A9.2, and a day on which somebody works (Regulation 1182/71)."""
    assert due_on(received_on, is_extended=is_extended, waited_days=waited) == due


def test_clock_that_stands_keeps_its_days(db: Any, clock: Any) -> None:
    request = RightsRequestFactory(state=RequestState.WAITING, waiting_since=today(), received_on=today())
    clock.shift(timedelta(days=40))
    assert days_left(request) == 30


@pytest.mark.parametrize(
    ("received_on", "days", "may"),
    [
        (date(2026, 9, 15), 29, True),
        (date(2026, 9, 15), 30, True),
        (date(2026, 9, 15), 31, False),
        (date(2026, 10, 12), 30, True),
        (date(2026, 10, 12), 31, True),
        (date(2026, 10, 12), 32, False),
        # 15 November is a Sunday.
        (date(2026, 10, 15), 32, True),
        (date(2026, 10, 15), 33, False),
    ],
)
def test_extension_is_for_the_first_month(db: Any, clock: Any, received_on: date, days: int, may: bool) -> None:  # noqa: FBT001
    """A9.1 T: on its last day, the thirtieth or thirty-first, but not the day after."""
    request = RightsRequestFactory(received_on=received_on)
    clock.move_to(datetime.combine(received_on + timedelta(days=days), time(9), UTC))
    assert may_extend(request) is may


def test_extension_is_given_once(db: Any, clock: Any) -> None:
    assert not may_extend(RightsRequestFactory(extended_at=now()))


def test_end_of_no_restriction_is_told_to_nobody(db: Any) -> None:
    person_id = CandidateFactory().id
    with transaction():
        end_restriction(actor=SYSTEM, person=database.session.get_one(Candidate, person_id))
    assert database.session.scalars(select(OutgoingMail)).all() == []
