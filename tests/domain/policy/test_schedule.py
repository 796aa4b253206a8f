"""What happens to a file, on which day, and why (A2.1 to A2.3, A2.8, A2.12)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.policy.periods import FR, PROFILES, Profile
from app.domain.policy.purposes import Purpose
from app.domain.policy.schedule import Facts, Outcome, Reason, Schedule, State, Step, schedule

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    submitted_on = draw(DAYS)
    ended_on = draw(st.none() | st.integers(0, 900).map(lambda n: submitted_on + timedelta(days=n)))
    outcome = Outcome.UNDECIDED if ended_on is None else draw(st.sampled_from(Outcome))
    return Facts(
        submitted_on=submitted_on,
        last_contact_on=submitted_on + timedelta(days=draw(st.integers(0, 600))),
        ended_on=ended_on,
        outcome=outcome,
        pool_consent_on=draw(st.none() | st.integers(0, 600).map(lambda n: submitted_on + timedelta(days=n))),
    )


def _scheduled(today: date = TODAY, **given: object) -> Schedule:
    values = {"submitted_on": date(2026, 9, 1), "last_contact_on": date(2026, 9, 1), **given}
    return schedule(Facts(**values), FR, today)  # type: ignore[arg-type]


def test_an_undecided_file_waits_for_the_decision_and_goes_at_the_cap() -> None:
    planned = _scheduled()
    assert (planned.state, planned.next_step, planned.erase_on) == (State.ACTIVE, Step.ERASE, date(2028, 9, 1))
    assert planned.because is Reason.UNDECIDED
    assert [(clock.purpose, clock.until) for clock in planned.clocks] == [
        (Purpose.APPLICATION, None),
        (Purpose.FEEDBACK, None),
        (Purpose.ARCHIVE, None),
    ]


@pytest.mark.parametrize("outcome", Outcome)
def test_what_its_person_wanted_erased_waits_for_the_dispute_and_for_nothing_else(outcome: Outcome) -> None:
    """A2.17, Art. 17: neither for a decision, nor for what explains it; a refusal leaves its minimum (A11.1)."""
    given = {"ended_on": None if outcome is Outcome.UNDECIDED else TODAY, "outcome": outcome, "erasure_asked_on": TODAY}
    held = _scheduled(**given, hold_review_on=date(2027, 2, 1))
    assert (held.state, held.because, held.erase_on) == (State.HELD, Reason.HELD, TODAY)
    free = _scheduled(**given, pool_consent_on=TODAY)
    leaves = Step.ARCHIVE if outcome is Outcome.REJECTED else Step.ERASE
    assert (free.state, free.because, free.next_step, free.erase_on) == (State.DUE, Reason.ASKED, leaves, TODAY)


def test_an_undecided_file_that_its_person_wanted_erased_is_not_said_to_wait_for_the_decision() -> None:
    """Nor that we explain it from then on: what is left of its day is the dispute's."""
    held = _scheduled(erasure_asked_on=TODAY, hold_review_on=date(2027, 2, 1))
    assert [(clock.purpose, clock.until, clock.because) for clock in held.clocks] == [
        (Purpose.APPLICATION, TODAY, Reason.ASKED),
        (Purpose.ARCHIVE, None, Reason.ARCHIVE),
        (Purpose.DISPUTE, date(2027, 2, 1), Reason.HELD),
    ]


@pytest.mark.parametrize("outcome", [Outcome.REJECTED, Outcome.WITHDRAWN, Outcome.HIRED, Outcome.UNDECIDED])
def test_a_file_goes_three_months_after_its_end(outcome: Outcome) -> None:
    """A2.2; a hire too (A2.8); UNDECIDED with an end is a job that closed."""
    planned = _scheduled(ended_on=date(2026, 11, 30), outcome=outcome, today=date(2026, 12, 1))
    assert planned.erase_on == planned.on == date(2027, 2, 28)
    assert planned.state is State.FEEDBACK
    assert planned.because is (Reason.HIRED if outcome is Outcome.HIRED else Reason.FEEDBACK)


def test_a_live_consent_keeps_a_file_in_the_pool_two_years_after_the_last_contact() -> None:
    """A2.3, A2.12."""
    given = {"ended_on": date(2026, 10, 1), "outcome": Outcome.REJECTED, "pool_consent_on": date(2026, 9, 1)}
    planned = _scheduled(**given)
    assert (planned.state, planned.next_step, planned.on) == (State.FEEDBACK, Step.POOL, date(2027, 1, 1))
    assert (planned.erase_on, planned.because) == (date(2028, 9, 1), Reason.POOL)
    pooled = _scheduled(today=date(2027, 1, 1), **given)
    assert (pooled.state, pooled.next_step, pooled.on) == (State.POOL, Step.ARCHIVE, date(2028, 9, 1))
    assert _scheduled(today=date(2028, 9, 1), **given).state is State.DUE


def test_a_refusal_leaves_its_minimum_in_the_archive_five_years_after_it() -> None:
    """A2.4, from the refusal; of who withdrew or was hired, or under a table without an archive, nothing stays."""
    given = {"ended_on": date(2026, 10, 1), "outcome": Outcome.REJECTED}
    refused = _scheduled(**given)
    assert (refused.next_step, refused.on, refused.erase_on) == (Step.ARCHIVE, date(2027, 1, 1), date(2027, 1, 1))
    assert refused.archive_until == date(2031, 10, 1)
    assert [(clock.purpose, clock.until) for clock in refused.clocks][2:] == [(Purpose.ARCHIVE, date(2031, 10, 1))]
    for outcome in (Outcome.HIRED, Outcome.WITHDRAWN, Outcome.UNDECIDED):
        other = _scheduled(ended_on=date(2026, 10, 1), outcome=outcome)
        assert (other.next_step, other.archive_until) == (Step.ERASE, None)
    facts = Facts(submitted_on=date(2026, 9, 1), last_contact_on=date(2026, 9, 1), **given)  # type: ignore[arg-type]
    german = schedule(facts, PROFILES["DE"], TODAY)
    assert (german.next_step, german.archive_until) == (Step.ERASE, None)


def test_a_pool_that_outlives_the_archive_leaves_nothing_in_it() -> None:
    facts = Facts(
        submitted_on=date(2026, 9, 1),
        last_contact_on=date(2026, 9, 1),
        ended_on=date(2026, 10, 1),
        outcome=Outcome.REJECTED,
        pool_consent_on=date(2026, 9, 1),
    )
    planned = schedule(facts, FR.with_archive(12), date(2027, 2, 1))
    assert (planned.erase_on, planned.next_step) == (date(2028, 9, 1), Step.ERASE)
    assert planned.archive_until == date(2027, 10, 1)
    assert Purpose.ARCHIVE not in {clock.purpose for clock in planned.clocks}


def test_a_hired_person_is_in_no_pool() -> None:
    given = {"ended_on": date(2026, 10, 1), "outcome": Outcome.HIRED, "pool_consent_on": date(2026, 9, 1)}
    assert _scheduled(**given).erase_on == date(2027, 1, 1)


def test_a_later_contact_counts_anew() -> None:
    """A2.12: a message from the person, an interview, a renewed consent."""
    given = {"ended_on": date(2026, 10, 1), "outcome": Outcome.REJECTED, "pool_consent_on": date(2026, 9, 1)}
    assert _scheduled(last_contact_on=date(2026, 11, 2), **given).erase_on == date(2028, 11, 2)


def test_what_the_team_adds_of_a_member_of_the_pool_joins_no_pool() -> None:
    """A1.3, A2.12: as the notice says; it goes as anybody's would, at once when they say no (Art. 21)."""
    given = {"pool_consent_on": date(2025, 3, 1), "last_contact_on": date(2025, 4, 2), "at_their_request": False}
    added = _scheduled(ended_on=date(2026, 10, 1), outcome=Outcome.REJECTED, **given)
    assert (added.erase_on, added.because) == (date(2027, 1, 1), Reason.FEEDBACK)
    assert Purpose.POOL not in {clock.purpose for clock in added.clocks}
    refused = _scheduled(ended_on=date(2026, 10, 1), outcome=Outcome.WITHDRAWN, **given)
    assert (refused.erase_on, refused.because) == (date(2026, 10, 1), Reason.OBJECTED)
    answered = given | {"at_their_request": True, "last_contact_on": date(2026, 9, 2)}
    assert _scheduled(ended_on=date(2026, 10, 1), outcome=Outcome.REJECTED, **answered).erase_on == date(2028, 9, 2)


def test_an_end_that_comes_after_the_cap_lengthens_nothing() -> None:
    planned = _scheduled(ended_on=date(2029, 1, 1), outcome=Outcome.REJECTED)
    assert planned.erase_on == date(2028, 9, 1)


def test_an_end_on_the_very_day_of_the_cap_still_has_its_time_of_feedback() -> None:
    planned = _scheduled(ended_on=date(2028, 9, 1), outcome=Outcome.WITHDRAWN)
    assert planned.erase_on == date(2028, 12, 1)


def test_an_archive_that_ends_with_the_file_keeps_nothing_of_it() -> None:
    """A2.4."""
    three = FR.with_archive(3)
    given = {"ended_on": date(2026, 10, 1), "outcome": Outcome.REJECTED}
    refused = Facts(submitted_on=date(2026, 9, 1), last_contact_on=date(2026, 9, 1), **given)  # type: ignore[arg-type]
    planned = schedule(refused, three, TODAY)
    assert (planned.erase_on, planned.archive_until) == (date(2027, 1, 1), date(2027, 1, 1))
    assert planned.next_step is Step.ERASE
    assert Purpose.ARCHIVE not in {clock.purpose for clock in planned.clocks}


def test_a_decided_file_without_its_day_is_refused() -> None:
    with pytest.raises(ValueError, match="ended on some day"):
        Facts(submitted_on=TODAY, last_contact_on=TODAY, outcome=Outcome.REJECTED)


@given(facts=facts(), profile=st.sampled_from(list(PROFILES.values())), today=DAYS)
def test_nothing_is_kept_beyond_what_the_table_promises(facts: Facts, profile: Profile, today: date) -> None:
    """Counted another way: in whole months from each start that the table names, whichever is last."""
    planned = schedule(facts, profile, today)
    contact = max(facts.submitted_on, facts.last_contact_on, facts.pool_consent_on or facts.submitted_on)
    latest = {profile.active.period.end_from(contact)}
    if facts.ended_on is not None and facts.ended_on <= max(latest):
        latest = {profile.feedback.period.end_from(max(facts.ended_on, facts.submitted_on))}
    if facts.pool_consent_on is not None and facts.outcome is not Outcome.HIRED:
        latest.add(profile.pool.period.end_from(contact))
    assert planned.erase_on == max(latest)


@given(facts=facts(), today=DAYS)
def test_the_state_follows_from_the_day(facts: Facts, today: date) -> None:
    planned = schedule(facts, FR, today)
    assert (planned.state is State.DUE) == (today >= planned.erase_on)
    assert planned.on <= planned.erase_on
    assert (planned.next_step is Step.POOL) == (planned.on < planned.erase_on)
    ends = {clock.purpose: clock.until for clock in planned.clocks}
    assert ends.pop(Purpose.ARCHIVE, None) == (
        planned.archive_until if planned.next_step is Step.ARCHIVE else None
    ) or (planned.next_step is Step.POOL)
    assert all(until is None or until <= planned.erase_on for until in ends.values())
    for text in (planned.words, *(clock.words for clock in planned.clocks)):
        assert text.fr
        assert text.en


@given(facts=facts(), today=DAYS)
def test_withdrawing_consent_never_keeps_a_file_longer(facts: Facts, today: date) -> None:
    """C5.5; and giving it never makes a file go earlier."""
    without = Facts(
        submitted_on=facts.submitted_on,
        last_contact_on=facts.last_contact_on,
        ended_on=facts.ended_on,
        outcome=facts.outcome,
    )
    assert schedule(without, FR, today).erase_on <= schedule(facts, FR, today).erase_on


@given(facts=facts(), later=st.integers(0, 400), today=DAYS)
def test_a_later_contact_never_makes_an_undecided_file_go_earlier(facts: Facts, later: int, today: date) -> None:
    moved = Facts(submitted_on=facts.submitted_on, last_contact_on=facts.last_contact_on + timedelta(days=later))
    before = Facts(submitted_on=facts.submitted_on, last_contact_on=facts.last_contact_on)
    assert schedule(before, FR, today).erase_on <= schedule(moved, FR, today).erase_on


@given(facts=facts(), today=DAYS, profile=st.sampled_from(list(PROFILES.values())))
def test_hold_is_above_all_and_moves_no_day(facts: Facts, today: date, profile: Profile) -> None:
    """A2.17: nothing happens before it is looked at again; the day that the policy says is still told."""
    held = schedule(replace(facts, hold_review_on=today + timedelta(days=30)), profile, today)
    free = schedule(facts, profile, today)
    assert (held.state, held.next_step, held.on) == (State.HELD, Step.REVIEW, today + timedelta(days=30))
    assert held.erase_on == free.erase_on
    assert held.clocks[:-1] == free.clocks
    assert (held.clocks[-1].purpose, held.clocks[-1].until) == (Purpose.DISPUTE, held.on)


def test_somebody_who_never_applied_and_says_no_goes_at_once() -> None:
    """Art. 21 and 17(1)(c): a withdrawal is then the objection that the letter offers (A1.3)."""
    given = {"ended_on": date(2026, 11, 20), "outcome": Outcome.WITHDRAWN, "today": date(2026, 11, 20)}
    planned = _scheduled(**given, at_their_request=False)
    assert (planned.state, planned.erase_on, planned.because) == (State.DUE, date(2026, 11, 20), Reason.OBJECTED)
    assert planned.words.en == "The person had not applied, and would rather not"
    assert [clock.purpose for clock in planned.clocks] == [Purpose.SOURCING, Purpose.FEEDBACK]
    assert _scheduled(**given).erase_on == date(2027, 2, 20)


@pytest.mark.parametrize("outcome", [Outcome.REJECTED, Outcome.HIRED, Outcome.UNDECIDED])
def test_any_other_end_of_theirs_has_its_time_of_feedback(outcome: Outcome) -> None:
    planned = _scheduled(ended_on=date(2026, 11, 20), outcome=outcome, at_their_request=False)
    assert planned.erase_on == date(2027, 2, 20)
