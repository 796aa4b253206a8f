"""A time limit ends on a working day (Regulation 1182/71)."""

from datetime import date

import pytest

from app.domain.policy.holidays import easter, is_holiday, working_day_from


@pytest.mark.parametrize(
    "day",
    [
        date(1818, 3, 22),
        date(1943, 4, 25),
        date(2000, 4, 23),
        date(2008, 3, 23),
        date(2024, 3, 31),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),
        date(2285, 3, 22),
    ],
)
def test_easter_is_where_the_almanac_has_it(day: date) -> None:
    assert easter(day.year) == day


def _kept(country: str, year: int) -> list[str]:
    days = (
        date.fromordinal(number) for number in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
    )
    return [f"{day:%m-%d}" for day in days if is_holiday(day, country)]


@pytest.mark.parametrize(
    ("country", "kept"),
    [
        ("FR", "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25"),
        ("DE", "01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26"),
        ("AT", "01-01 01-06 04-06 05-01 05-14 05-25 06-04 08-15 10-26 11-01 12-08 12-25 12-26"),
        ("ZZ", ""),
    ],
)
def test_each_country_keeps_its_own_days(country: str, kept: str) -> None:
    assert _kept(country, 2026) == kept.split()


@pytest.mark.parametrize(
    ("country", "day", "works_on"),
    [
        ("FR", date(2026, 11, 23), date(2026, 11, 23)),
        ("FR", date(2026, 11, 29), date(2026, 11, 30)),
        ("FR", date(2026, 11, 28), date(2026, 11, 30)),
        ("FR", date(2026, 12, 25), date(2026, 12, 28)),
        ("FR", date(2026, 4, 4), date(2026, 4, 7)),
        ("FR", date(2026, 12, 26), date(2026, 12, 28)),
        ("DE", date(2025, 12, 25), date(2025, 12, 29)),
        ("FR", date(2025, 12, 25), date(2025, 12, 26)),
        ("AT", date(2027, 1, 6), date(2027, 1, 7)),
        ("ZZ", date(2026, 12, 25), date(2026, 12, 25)),
        ("ZZ", date(2026, 12, 27), date(2026, 12, 28)),
    ],
)
def test_a_day_on_which_nobody_works_gives_way_to_the_next(country: str, day: date, works_on: date) -> None:
    assert working_day_from(day, country) == works_on
