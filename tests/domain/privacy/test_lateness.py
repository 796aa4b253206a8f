"""What leaves, what is late, and why it is still there (rule 12)."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from app.core.actor import SYSTEM
from app.core.clock import now, today
from app.core.db import reading, transaction
from app.core.queue import HEARTBEAT, TaskRun
from app.domain.documents.models import Tombstone
from app.domain.privacy.enums import Delay, Leaver, SweepOutcome
from app.domain.privacy.lateness import count_stuck_files, list_late, list_leaving
from app.domain.privacy.models import SweepRun
from app.domain.privacy.retention import run_batch
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    CandidateFactory,
    ContactMessageFactory,
    HoldFactory,
    RightsRequestFactory,
)


def _causes() -> list[Delay]:
    with reading():
        return [each.because for each in list_late().items]


def _beat(db: Any) -> None:
    db.session.add(TaskRun(name=HEARTBEAT, started_at=now(), finished_at=now()))
    db.session.commit()


def _night(db: Any, outcome: SweepOutcome, ago: timedelta = timedelta(0)) -> None:
    at = now() - ago
    ended_at = None if outcome is SweepOutcome.RUNNING else at
    db.session.add(SweepRun(day_on=at.date(), started_at=at, finished_at=ended_at, outcome=outcome, erased=0))
    db.session.commit()


def _leave(day: date) -> list[tuple[Leaver, str | None, date]]:
    """One of each kind that goes on that day."""
    application = ApplicationFactory(erase_on=day)
    ContactMessageFactory(erase_on=day)
    request = RightsRequestFactory(erase_on=day)
    return [
        (Leaver.APPLICATION, application.reference, day),
        (Leaver.CONTACT_MESSAGE, None, day),
        (Leaver.REQUEST, request.reference, day),
    ]


def test_everything_that_leaves_is_listed_by_its_day(db: Any, clock: time_machine.Traveller) -> None:
    late, soon = _leave(today() - timedelta(days=1)), _leave(today() + timedelta(days=30))
    now_due = _leave(today())
    _leave(today() + timedelta(days=31))
    RightsRequestFactory(erase_on=None)
    with reading():
        page = list_leaving(until=today() + timedelta(days=30))
        found = [(each.kind, each.reference, each.erase_on) for each in page.items]
        told = [(each.what.kind, each.what.reference, each.what.erase_on) for each in list_late().items]
    assert (found, page.total, told) == ([*now_due, *soon], 6, late)


def test_what_a_dispute_keeps_is_neither_late_nor_leaving(db: Any) -> None:
    """A2.17."""
    for day in (today() - timedelta(days=3), today() + timedelta(days=3)):
        HoldFactory(application_id=ApplicationFactory(erase_on=day).id, placed_by=AccountFactory().id)
    with reading():
        assert (list_late().total, list_leaving(until=today() + timedelta(days=30)).total) == (0, 0)


def test_why_something_is_late(db: Any, clock: time_machine.Traveller) -> None:
    ApplicationFactory(erase_on=today() - timedelta(days=2))
    assert _causes() == [Delay.WORKER_AWAY]
    _beat(db)
    assert _causes() == [Delay.NOT_YET]
    _night(db, SweepOutcome.FINISHED, timedelta(days=3))
    assert _causes() == [Delay.NOT_YET]
    _night(db, SweepOutcome.RUNNING, timedelta(hours=1))
    assert _causes() == [Delay.UNDER_WAY]
    _night(db, SweepOutcome.STOPPED)
    assert _causes() == [Delay.CLOCK]
    clock.shift(timedelta(minutes=1))
    _night(db, SweepOutcome.FINISHED)
    assert _causes() == [Delay.PASSED_OVER]


def test_night_of_the_very_day_has_passed_it_over(db: Any, clock: time_machine.Traveller) -> None:
    ApplicationFactory(erase_on=today() - timedelta(days=2))
    _beat(db)
    _night(db, SweepOutcome.FINISHED, timedelta(days=2))
    assert _causes() == [Delay.PASSED_OVER]


def test_a_worker_that_fell_silent_is_away(db: Any, clock: time_machine.Traveller) -> None:
    ApplicationFactory(erase_on=today() - timedelta(days=2))
    _beat(db)
    clock.shift(timedelta(minutes=3))
    assert _causes() == [Delay.WORKER_AWAY]


@pytest.mark.parametrize("days", [0, 1])
def test_after_the_night_nothing_is_late(db: Any, days: int) -> None:
    long_ago = now() - timedelta(days=800)
    person = CandidateFactory(created_at=long_ago, last_contact_at=long_ago)
    ApplicationFactory(candidate=person, submitted_at=long_ago, erase_on=today() - timedelta(days=days))
    run_batch(actor=SYSTEM, accept_clock=True)
    with reading():
        assert list_late().total == 0


def test_a_file_that_the_store_holds_on_to_is_counted_after_a_day(db: Any) -> None:
    with transaction():
        for number, hours in enumerate((1, 25, 49)):
            db.session.add(Tombstone(storage_key=f"key {number}", created_at=now() - timedelta(hours=hours)))
    with reading():
        assert count_stuck_files() == 2
