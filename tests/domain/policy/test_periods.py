"""The retention table and its arithmetic (A2)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.policy.periods import AT, DE, FR, PROFILES, Period, Profile, profile_for, shortest_of
from app.domain.policy.purposes import Purpose

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        (date(2026, 8, 31), Period(months=3), date(2026, 11, 30)),
        (date(2026, 11, 30), Period(months=3), date(2027, 2, 28)),
        (date(2023, 11, 30), Period(months=3), date(2024, 2, 29)),
        (date(2024, 2, 29), Period(months=24), date(2026, 2, 28)),
        (date(2024, 2, 29), Period(months=48), date(2028, 2, 29)),
        (date(2026, 12, 31), Period(months=2), date(2027, 2, 28)),
        (date(2026, 1, 31), Period(months=1, days=10), date(2026, 3, 10)),
        (date(2026, 3, 28), Period(days=1), date(2026, 3, 29)),  # the night in which the clocks change
        (date(2026, 12, 31), Period(days=1), date(2027, 1, 1)),
    ],
)
def test_a_period_ends_on_the_same_day_of_the_month_or_the_last_it_has(start: date, period: Period, end: date) -> None:
    assert period.end_from(start) == end


@given(start=DAYS, months=st.integers(1, 60))
def test_months_never_end_later_than_promised(start: date, months: int) -> None:
    """An independent count: never after the same day-number, never in the month after."""
    end = Period(months=months).end_from(start)
    year, month = start.year + (start.month - 1 + months) // 12, (start.month - 1 + months) % 12 + 1
    assert (end.year, end.month) == (year, month)
    assert end.day <= start.day
    assert end.day == start.day or (end + timedelta(days=1)).day == 1


@given(start=DAYS, months=st.integers(1, 60))
def test_a_later_start_never_ends_earlier(start: date, months: int) -> None:
    period = Period(months=months)
    assert period.end_from(start) <= period.end_from(start + timedelta(days=1))


@pytest.mark.parametrize("parts", [{}, {"months": 0}, {"months": -1}, {"days": -1}, {"months": 2, "days": -3}])
def test_an_empty_or_negative_period_is_no_period(parts: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least a day"):
        Period(**parts)


@pytest.mark.parametrize(
    ("period", "fr", "en"),
    [
        (Period(months=3), "3\u00a0mois", "3\u00a0months"),
        (Period(months=1), "1\u00a0mois", "1\u00a0month"),
        (Period(months=24), "2\u00a0ans", "2\u00a0years"),
        (Period(days=1), "1\u00a0jour", "1\u00a0day"),
        (Period(months=2, days=10), "2\u00a0mois et 10\u00a0jours", "2\u00a0months and 10\u00a0days"),
    ],
)
def test_a_period_is_told_in_both_languages(period: Period, fr: str, en: str) -> None:
    assert (period.words.fr, period.words.en) == (fr, en)


def test_the_table_is_that_of_the_rules() -> None:
    """A2.1 to A2.4, A2.6, A2.9, A2.10: the archive is the French table's alone."""
    assert {
        country: {rule.number: (rule.purpose, rule.period) for rule in profile.rules}
        for country, profile in PROFILES.items()
    } == {
        "FR": _table("A2.2", 3) | {"A2.4": (Purpose.ARCHIVE, Period(months=60))},
        "DE": _table("A2.9", 6),
        "AT": _table("A2.10", 7),
    }


def _table(feedback_number: str, feedback_months: int) -> dict[str, tuple[Purpose, Period]]:
    return {
        "A2.1": (Purpose.APPLICATION, Period(months=24)),
        feedback_number: (Purpose.FEEDBACK, Period(months=feedback_months)),
        "A2.3": (Purpose.POOL, Period(months=24)),
        "C2.1": (Purpose.CONTACT, Period(months=12)),
        "A9.1": (Purpose.REQUESTS, Period(months=12)),
        "A2.6": (Purpose.SECURITY_LOG, Period(months=12)),
    }


def test_each_rule_is_found_by_its_purpose() -> None:
    assert [FR.active.number, FR.feedback.number, FR.pool.number] == ["A2.1", "A2.2", "A2.3"]


def test_an_unknown_country_gets_the_shortest_of_each_period() -> None:
    profile = profile_for("PT")
    assert profile.country == "ZZ"
    assert {rule.purpose: rule.period for rule in profile.rules} == {
        rule.purpose: rule.period for rule in FR.rules if rule.purpose is not Purpose.ARCHIVE
    }
    assert profile_for(" de ") is DE
    assert profile_for("AT") is AT


def test_a_purpose_that_one_country_does_without_is_not_kept_where_the_law_is_unknown() -> None:
    without_pool = Profile("XX", tuple(rule for rule in FR.rules if rule.purpose is not Purpose.POOL))
    kept = {rule.purpose for rule in shortest_of((FR, without_pool)).rules}
    assert kept == {rule.purpose for rule in FR.rules} - {Purpose.POOL}


def test_archive_may_be_shorter_or_none_and_is_nobody_s_who_has_none() -> None:
    """A2.4: five years at most."""
    assert (FR.with_archive(60), DE.with_archive(60)) == (FR, DE)
    shorter, none = FR.with_archive(12), FR.with_archive(0)
    assert shorter.archive is not None
    assert (shorter.archive.period, shorter.is_adjusted) == (Period(months=12), True)
    assert (none.archive, none.is_adjusted) == (None, True)
    with pytest.raises(ValueError, match=r"61 months is longer than 5\xa0years \(A2\.4\)"):
        FR.with_archive(61)


def test_six_years_of_archive_want_a_written_reason_that_the_table_shows() -> None:
    """A2.5: off by default."""
    longer = FR.with_archive(72, " Une plainte\n est annoncée. ").archive
    assert longer is not None
    assert (longer.number, longer.period) == ("A2.5", Period(months=72))
    assert longer.source.fr.endswith("art. 8)\u202f: Une plainte est annoncée.")
    with pytest.raises(ValueError, match=r"A2\.5"):
        FR.with_archive(73, "Une plainte est annoncée.")


def test_archive_that_was_not_promised_is_not_made() -> None:
    """A2.11: what was read before there was an archive is not kept in one."""
    assert FR.bound_by([{"pool": [24, 0], "feedback": [3, 0]}]).archive is None
    assert FR.bound_by([{}, {"archive": [60, 0]}]) == FR


def test_what_was_promised_less_is_not_extended_and_what_is_shorter_now_applies() -> None:
    """A2.11."""
    bound = FR.bound_by([{"pool": [12, 0], "feedback": [6, 0], "archive": [60, 0]}, {}])
    assert (bound.pool.period, bound.feedback.period) == (Period(months=12), FR.feedback.period)
    assert bound.is_adjusted
    assert FR.bound_by([{"pool": [24, 0], "archive": [72, 0]}]) == FR


def test_settings_may_shorten_a_period_and_the_version_says_so() -> None:
    shorter = FR.with_periods({Purpose.POOL: Period(months=12)})
    assert shorter.pool.period == Period(months=12)
    assert (FR.version, shorter.version) == ("2026.2-FR", "2026.2-FR-own")
    assert FR.with_periods({}) == FR


@pytest.mark.parametrize("period", [Period(months=36), Period(months=24, days=1), Period(days=732)])
def test_raising_the_pool_beyond_two_years_is_refused(period: Period) -> None:
    """A2.11, A2.3."""
    with pytest.raises(ValueError, match=r"A2\.11"):
        FR.with_periods({Purpose.POOL: period})


def test_a_period_in_days_may_stand_for_months_when_it_never_ends_later() -> None:
    assert FR.with_periods({Purpose.FEEDBACK: Period(days=89)}).feedback.period == Period(days=89)
    with pytest.raises(ValueError, match="longer"):
        FR.with_periods({Purpose.FEEDBACK: Period(days=92)})


def test_a_purpose_without_a_rule_cannot_be_given_one() -> None:
    with pytest.raises(ValueError, match="no rule"):
        FR.with_periods({Purpose.STAFF_ACCESS: Period(months=1)})
