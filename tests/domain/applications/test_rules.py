"""The table of moves, waiting times, and the schedule of a file."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import now
from app.core.errors import Missing
from app.domain.applications import rules
from app.domain.applications.enums import ApplicationState
from app.domain.applications.rules import Act
from app.domain.people.enums import ConsentPurpose
from app.domain.policy.periods import Period
from app.domain.policy.schedule import Outcome, State
from tests.factories import ApplicationFactory, CandidateFactory, ConsentFactory, JobFactory

ACTS = st.lists(st.sampled_from(Act), max_size=30)


@given(ACTS)
def test_only_moves_of_the_table_happen_and_active_is_always_reachable(acts: list[Act]) -> None:
    """R6, rule 7: whatever is tried in whatever order, a state is one of the four, and none is a dead end."""
    state = ApplicationState.ACTIVE
    for act in acts:
        state = rules.state_after(state, act) or state
        assert state in set(ApplicationState)
        assert rules.state_after(state, Act.REOPEN) is (
            None if state is ApplicationState.ACTIVE else ApplicationState.ACTIVE
        )


def test_every_state_can_be_reached_and_every_act_is_used() -> None:
    reached, frontier = {ApplicationState.ACTIVE}, [ApplicationState.ACTIVE]
    while frontier:
        state = frontier.pop()
        for act in Act:
            following = rules.state_after(state, act)
            if following is not None and following not in reached:
                reached.add(following)
                frontier.append(following)
    assert reached == set(ApplicationState)
    assert {act for _state, act in rules.MOVES} == set(Act)


def test_a_decided_application_cannot_be_decided_again_without_being_opened() -> None:
    """By the team, or by its person, whom the team had added and who then applies; a hire stands."""
    for state in (ApplicationState.REJECTED, ApplicationState.WITHDRAWN):
        assert [act for act in Act if rules.state_after(state, act)] == [Act.REOPEN, Act.APPLY]
    assert [act for act in Act if rules.state_after(ApplicationState.HIRED, act)] == [Act.REOPEN]


def test_days_are_whole_and_an_overdue_mark_comes_after_the_limit(clock: time_machine.Traveller) -> None:
    entered_at = now() - timedelta(days=5)
    assert rules.days_in_stage(entered_at) == 5
    assert rules.days_in_stage(now() + timedelta(seconds=3)) == 0
    assert not rules.is_overdue(entered_at, 5)
    clock.shift(timedelta(seconds=1))
    assert rules.is_overdue(entered_at, 5)
    assert not rules.is_overdue(entered_at, None)


def test_the_profile_in_force_is_the_country_s_shortened_by_the_settings(
    app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A2.11."""
    assert rules.current_profile().version == "2026.2-FR"
    monkeypatch.setitem(app.config, "RETENTION_POOL_MONTHS", 12)
    assert rules.current_profile().pool.period == Period(months=12)
    monkeypatch.setitem(app.config, "RETENTION_FEEDBACK_MONTHS", 4)
    with pytest.raises(ValueError, match=r"A2\.11"):
        rules.current_profile()


def test_the_facts_are_calendar_days_where_the_firm_is(db: Any, clock: time_machine.Traveller) -> None:
    """23:30 in London on the 30th is the 1st in Paris."""
    clock.move_to("2026-06-30T22:30:00+00:00")
    application = ApplicationFactory()
    clock.move_to("2026-11-23T09:30:00+00:00")
    schedule = rules.schedule_of(application.id)
    assert schedule.erase_on == date(2028, 7, 1)
    assert schedule.state is State.ACTIVE


def test_the_end_of_the_recruitment_is_the_decision_or_the_closing_of_the_job(
    db: Any, clock: time_machine.Traveller
) -> None:
    """A2.2: for those nobody decided on, the job's closing."""
    undecided = ApplicationFactory(job=JobFactory(closed=True))
    assert rules.schedule_of(undecided.id).erase_on == date(2027, 2, 23)


def test_a_live_consent_counts_and_a_withdrawn_one_does_not(db: Any, clock: time_machine.Traveller) -> None:
    """C5.5."""
    application = ApplicationFactory(job=JobFactory(closed=True))
    consent = ConsentFactory(candidate_id=application.candidate_id)
    assert rules.schedule_of(application.id).erase_on == date(2028, 11, 23)
    consent.withdrawn_at = now()
    db.session.commit()
    assert rules.schedule_of(application.id).erase_on == date(2027, 2, 23)


def test_another_s_consent_or_one_to_something_else_keeps_nothing(db: Any, clock: time_machine.Traveller) -> None:
    """A2.3: the pool is for who agreed to the pool."""
    application = ApplicationFactory(job=JobFactory(closed=True))
    ConsentFactory(candidate=CandidateFactory())
    ConsentFactory(candidate_id=application.candidate_id, purpose=ConsentPurpose.SHARING, recipient="Banque Morel")
    assert rules.schedule_of(application.id).erase_on == date(2027, 2, 23)


def test_an_unknown_application_has_no_schedule(db: Any) -> None:
    with pytest.raises(Missing):
        rules.schedule_of(uuid4())


def test_every_state_has_an_outcome_for_the_policy() -> None:
    assert set(rules.OUTCOMES) == set(ApplicationState)
    assert set(rules.OUTCOMES.values()) == set(Outcome)
