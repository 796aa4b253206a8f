"""On which days a legal time limit may end (Regulation 1182/71): never a Saturday, Sunday or public holiday. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta

_SATURDAY = 5
# Days after Easter Sunday.
_GOOD_FRIDAY, _EASTER_MONDAY, _ASCENSION, _WHIT_MONDAY, _CORPUS_CHRISTI = -2, 1, 39, 50, 60
_MOVING: Mapping[str, tuple[int, ...]] = {
    "FR": (_EASTER_MONDAY, _ASCENSION, _WHIT_MONDAY),
    "DE": (_GOOD_FRIDAY, _EASTER_MONDAY, _ASCENSION, _WHIT_MONDAY),
    "AT": (_EASTER_MONDAY, _ASCENSION, _WHIT_MONDAY, _CORPUS_CHRISTI),
}
# Month and day of those that the whole country keeps: French Labour Code, L. 3133-1; the German states' laws and the
# Unity Treaty; Austrian Arbeitsruhegesetz, § 7.
_FIXED: Mapping[str, tuple[tuple[int, int], ...]] = {
    "FR": ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)),
    "DE": ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26)),
    "AT": ((1, 1), (1, 6), (5, 1), (8, 15), (10, 26), (11, 1), (12, 8), (12, 25), (12, 26)),
}


def working_day_from(day: date, country: str) -> date:
    """That day, or the next on which the country works. Of a country that is not known, weekends alone are."""
    while day.weekday() >= _SATURDAY or is_holiday(day, country):
        day += timedelta(days=1)
    return day


def is_holiday(day: date, country: str) -> bool:
    """Whether the whole country keeps that day."""
    if (day.month, day.day) in _FIXED.get(country, ()):
        return True
    return (day - easter(day.year)).days in _MOVING.get(country, ())


def easter(year: int) -> date:
    """Easter Sunday, by the Gregorian computus (Meeus, Jones, Butcher)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    correction = century - century // 4 - (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
