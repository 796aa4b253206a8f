"""Days in words."""

from datetime import date
from typing import Literal

from babel.dates import format_date

# Dates as Europe writes them: the day first, in English too.
_REGIONS = {"en": "en_GB"}


def region_of(language: str) -> str:
    """The way in which dates and times are written in that language here."""
    return _REGIONS.get(language, language)


def day_in_words(day: date, language: str, length: Literal["long", "medium"] = "long") -> str:
    """12 novembre 2026, and 1er mai 2026: Babel knows no ordinal for the first of a month."""
    words = format_date(day, length, locale=region_of(language))
    return f"1er{words[1:]}" if language == "fr" and day.day == 1 else words
