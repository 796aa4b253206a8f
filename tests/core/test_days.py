"""Days as people write them."""

from datetime import date
from typing import Literal

import pytest
from babel.dates import format_date

from app.core.days import day_in_words, region_of


@pytest.mark.parametrize(
    ("day", "language", "long", "medium"),
    [
        (date(2027, 5, 1), "fr", "1er\u00a0mai\u00a02027", "1er\u00a0mai\u00a02027"),
        (date(2026, 12, 1), "fr", "1er\u00a0décembre\u00a02026", "1er\u00a0déc.\u00a02026"),
        (date(2026, 11, 12), "fr", "12\u00a0novembre\u00a02026", "12\u00a0nov.\u00a02026"),
        (date(2026, 11, 11), "fr", "11\u00a0novembre\u00a02026", "11\u00a0nov.\u00a02026"),
        (date(2027, 5, 1), "en", "1\u00a0May\u00a02027", "1\u00a0May\u00a02027"),
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
        usual = format_date(day, length, locale=region_of(language))
        assert day_in_words(day, language, length) == usual.replace(" ", "\u00a0")
