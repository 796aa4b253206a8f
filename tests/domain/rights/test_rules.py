"""The clock of a request (A9)."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.core.clock import today
from app.domain.rights.enums import RequestState
from app.domain.rights.rules import days_left, due_on, may_extend
from tests.factories import RightsRequestFactory


@pytest.mark.parametrize(
    ("received_on", "is_extended", "waited", "due"),
    [
        (date(2026, 11, 23), False, 0, date(2026, 12, 23)),
        (date(2026, 1, 31), False, 0, date(2026, 2, 28)),
        (date(2026, 11, 23), True, 0, date(2027, 2, 23)),
        (date(2026, 11, 23), False, 9, date(2027, 1, 1)),
    ],
)
def test_month_from_receipt_and_what_lengthens_it(received_on: date, is_extended: bool, waited: int, due: date) -> None:  # noqa: FBT001
    """A9.1, A9.2."""
    assert due_on(received_on, is_extended=is_extended, waited_days=waited) == due


def test_clock_that_stands_keeps_its_days(db: Any, clock: Any) -> None:
    request = RightsRequestFactory(state=RequestState.WAITING, waiting_since=today(), received_on=today())
    clock.shift(timedelta(days=40))
    assert days_left(request) == 30


def test_extension_is_for_the_first_month_and_once(db: Any, clock: Any) -> None:
    """A9.1 T: on day 32 it is refused."""
    request = RightsRequestFactory()
    assert may_extend(request)
    clock.shift(timedelta(days=32))
    assert not may_extend(request)
