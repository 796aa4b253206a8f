"""The security log has its end (A2.6, C1.4)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.core.actor import SYSTEM
from app.core.clock import today
from app.core.db import reading, transaction
from app.domain.audit.chain import seal_batch
from app.domain.audit.models import Alert, AuditEvent
from app.domain.audit.record import record
from app.domain.audit.tags import Tag
from app.domain.firm.queries import current_profile
from app.domain.policy.purposes import Purpose
from app.domain.privacy.security_log import find_outlived, purge_day
from app.domain.privacy.tasks import TASKS
from tests.factories import AccountFactory, AlertFactory


def _events(db: Any) -> int:
    return int(db.session.scalar(select(func.count()).select_from(AuditEvent)))


@pytest.mark.promise("C1.4")
def test_nothing_of_the_log_is_older_than_its_period(db: Any, clock: Any) -> None:
    """C1.4 T: 366 days later, not one row older than the limit."""
    with transaction():
        record(SYSTEM, Tag.RETENTION_RAN, None)
    AlertFactory(account_id=AccountFactory().id)
    clock.shift(timedelta(days=200))
    with transaction():
        record(SYSTEM, Tag.RETENTION_RAN, None)
    with reading():
        assert find_outlived() is None
    with transaction():
        seal_batch()
    purge_day()
    assert _events(db) == 2
    clock.shift(timedelta(days=166))
    task = next(task for task in TASKS if task.name == "privacy.purge_log")
    with reading():
        assert task.is_due()
    with transaction():
        seal_batch()
    task.run()
    with reading():
        assert not task.is_due()
    # The younger one, and that the older was cut off.
    tags = select(AuditEvent.tag).order_by(AuditEvent.id)
    assert db.session.scalars(tags).all() == [Tag.RETENTION_RAN, Tag.AUDIT_CUT]
    assert db.session.scalars(select(Alert)).all() == []


def test_a_day_of_the_log_goes_on_the_very_day_on_which_its_period_ends(db: Any, clock: Any) -> None:
    """A2.6."""
    with transaction():
        record(SYSTEM, Tag.RETENTION_RAN, None)
    end = current_profile().rule(Purpose.SECURITY_LOG).period.end_from(today())
    clock.shift(end - timedelta(days=1) - today())
    with reading():
        assert find_outlived() is None
    clock.shift(timedelta(days=1))
    with reading():
        assert find_outlived() is not None


def test_empty_log_has_nothing_to_lose(db: Any) -> None:
    purge_day()
    assert _events(db) == 0
