"""A shorter period applies to what is there; a longer one extends nothing that was promised less (A2.11)."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from app.core.actor import OPERATOR
from app.core.clock import now
from app.core.db import reading, transaction
from app.domain.applications.models import Application
from app.domain.applications.rules import schedule_of
from app.domain.applications.tasks import TASKS
from app.domain.firm.notices import publish_notice
from app.domain.people.consents import give_consent
from app.domain.people.enums import ConsentChannel, ConsentPurpose
from app.domain.people.models import Candidate
from app.domain.policy.periods import FR
from tests.factories import ApplicationFactory, CandidateFactory, ConsentFactory, JobFactory


def _publish(app: Flask, monkeypatch: pytest.MonkeyPatch, pool_months: int | None) -> None:
    monkeypatch.setitem(app.config, "RETENTION_POOL_MONTHS", pool_months)
    with transaction():
        publish_notice(actor=OPERATOR)


def _work() -> int:
    """The worker's task, as often as it is due; says how often that was."""
    task = next(task for task in TASKS if task.name == "applications.apply_new_policy")
    for ran in range(10):
        with reading():
            if not task.is_due():
                return ran
        task.run()
    raise AssertionError


def _member(db: Any) -> Any:
    person = CandidateFactory(created_at=now(), last_contact_at=now())
    application = ApplicationFactory(candidate=person, job=JobFactory(closed=True))
    ConsentFactory(candidate=person)
    return application.id


def _erase_on(db: Any, application_id: Any) -> date:
    db.session.expire_all()
    day: date = db.session.get(Application, application_id).erase_on
    return day


def test_shorter_applies_at_once_and_longer_only_to_what_comes_after(
    app: Flask, db: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _publish(app, monkeypatch, None)
    clock.shift(timedelta(hours=1))
    old = _member(db)
    assert _work() == 1
    start = now().date()
    assert _erase_on(db, old) == FR.pool.period.end_from(start)
    clock.shift(timedelta(hours=1))
    _publish(app, monkeypatch, 6)
    assert _work() == 1
    assert _erase_on(db, old) == date(2027, 5, 23)
    clock.shift(timedelta(hours=1))
    _publish(app, monkeypatch, None)
    _work()
    assert _erase_on(db, old) == date(2027, 5, 23)
    assert "6" in schedule_of(old).words.fr
    clock.shift(timedelta(hours=1))
    young = _member(db)
    _work()
    assert _erase_on(db, young) == FR.pool.period.end_from(start)


def test_renewed_consent_is_under_what_it_was_given_for(
    app: Flask, db: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _publish(app, monkeypatch, 6)
    clock.shift(timedelta(hours=1))
    old = _member(db)
    clock.shift(timedelta(hours=1))
    _publish(app, monkeypatch, 12)
    clock.shift(timedelta(hours=1))
    person = db.session.get(Candidate, db.session.get(Application, old).candidate_id)
    with transaction():
        give_consent(
            actor=OPERATOR,
            candidate=person,
            purpose=ConsentPurpose.POOL,
            text="Gardez-moi",
            notice_hash="0" * 64,
            channel=ConsentChannel.OWN_PAGES,
        )
    _work()
    assert _erase_on(db, old) == date(2027, 11, 23)
