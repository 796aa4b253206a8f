"""Days in words."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Literal

from babel.dates import get_month_names

# Dates as Europe writes them: the day first, in English too.
_REGIONS = {"en": "en_GB"}


def region_of(language: str) -> str:
    """The way in which dates and times are written in that language here."""
    return _REGIONS.get(language, language)


def day_in_words(day: date, language: str, length: Literal["long", "medium"] = "long") -> str:
    """12 novembre 2026, and 1er mai 2026: Babel knows no ordinal for the first of a month. No line ends within it.

    Both languages write day, month and year in that order: to have Babel find it out took ten times as long.
    """
    ordinal = "er" if language == "fr" and day.day == 1 else ""
    return f"{day.day}{ordinal}\u00a0{_months(language, length)[day.month]}\u00a0{day.year}"


@cache
def _months(language: str, length: Literal["long", "medium"]) -> Mapping[int, str]:
    return get_month_names("wide" if length == "long" else "abbreviated", locale=region_of(language))
