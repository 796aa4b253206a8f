"""What time it is, and what day where the firm is."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.core import clock as clocks


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Any:
    with app.app_context():
        yield


def test_now_is_aware_and_in_utc(clock: Any) -> None:
    clock.move_to(datetime(2026, 7, 1, 12, tzinfo=UTC))
    assert clocks.now() == datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert clocks.now().tzinfo is UTC


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 1, 31, 22, 59, tzinfo=UTC), date(2026, 1, 31)),
        (datetime(2026, 1, 31, 23, 0, tzinfo=UTC), date(2026, 2, 1)),
        (datetime(2026, 7, 31, 21, 59, tzinfo=UTC), date(2026, 7, 31)),
        (datetime(2026, 7, 31, 22, 0, tzinfo=UTC), date(2026, 8, 1)),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2028, 2, 28, 23, 0, tzinfo=UTC), date(2028, 2, 29)),
    ],
)
def test_the_policy_counts_in_the_days_of_the_firm(instant: datetime, day: date, clock: Any) -> None:
    """A2.11: midnight in Paris, summer and winter, month ends, 29 February."""
    clock.move_to(instant)
    assert clocks.local_date(instant) == clocks.today() == day


def test_the_firm_may_be_elsewhere(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "TIMEZONE", "America/New_York")
    assert clocks.local_date(datetime(2026, 1, 1, 4, 59, tzinfo=UTC)) == date(2025, 12, 31)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2028, 2, 29)])
def test_a_day_begins_with_its_first_instant_there(day: date) -> None:
    """A2.11: also the days on which the clocks change."""
    begins = clocks.start_of(day)
    assert (clocks.local_date(begins), clocks.local_time(begins).hour) == (day, 0)
    assert clocks.local_date(begins - timedelta(seconds=1)) == day - timedelta(days=1)
