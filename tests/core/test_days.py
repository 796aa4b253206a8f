"""Days as people write them."""

from datetime import date
from typing import Literal

import pytest
from babel.dates import format_date

from app.core.days import day_in_words, region_of


@pytest.mark.parametrize(
    ("day", "language", "long", "medium"),
    [
        (date(2027, 5, 1), "fr", "1er mai 2027", "1er mai 2027"),
        (date(2026, 12, 1), "fr", "1er décembre 2026", "1er déc. 2026"),
        (date(2026, 11, 12), "fr", "12 novembre 2026", "12 nov. 2026"),
        (date(2026, 11, 11), "fr", "11 novembre 2026", "11 nov. 2026"),
        (date(2027, 5, 1), "en", "1 May 2027", "1 May 2027"),
    ],
)
def test_day_in_words(day: date, language: str, long: str, medium: str) -> None:
    assert (day_in_words(day, language), day_in_words(day, language, "medium")) == (long, medium)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("length", ["long", "medium"])
def test_but_for_the_first_of_a_month_days_read_as_babel_writes_them(
    language: str, length: Literal["long", "medium"]
) -> None:
    for month in range(1, 13):
        day = date(987 if month == 12 else 2026, month, month + 1)
        assert day_in_words(day, language, length) == format_date(day, length, locale=region_of(language))
