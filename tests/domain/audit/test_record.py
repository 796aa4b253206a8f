"""The audit log takes ids, numbers, dates and words of ours, and nothing that could be about a person."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.core.actor import SYSTEM, staff
from app.core.db import transaction
from app.core.permissions import Role
from app.domain.audit.models import AuditEvent
from app.domain.audit.record import Value, record
from app.domain.audit.tags import Tag


def test_an_event_says_who_did_what_to_what(db: Any) -> None:
    actor, subject = staff(uuid4(), Role.RECRUITER), uuid4()
    details = {"job": subject, "on": date(2026, 11, 23), "at": datetime(2026, 11, 23, tzinfo=UTC), "to": "offer"}
    with transaction():
        record(actor, Tag.APPLICATION_MOVED, subject, {**details, "version": 2, "none": None})
        record(SYSTEM, Tag.RETENTION_RAN, None)
    moved, ran = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert (moved.tag, moved.actor_id, moved.subject_type, moved.subject_id) == (
        Tag.APPLICATION_MOVED,
        actor.account_id,
        "application",
        subject,
    )
    assert moved.details == {
        "job": str(subject),
        "on": "2026-11-23",
        "at": "2026-11-23T00:00:00+00:00",
        "to": "offer",
        "version": 2,
        "none": None,
    }
    assert (ran.actor_kind, ran.actor_id, ran.details) == ("system", None, {})


@pytest.mark.parametrize("value", ["Camille Durand", "camille@example.org", "", "é", "x" * 61, "a b", "A"])
def test_anything_that_could_be_about_a_person_is_refused(db: Any, value: Value) -> None:
    """ASVS 16.2.5: nothing personal in audit values."""
    with pytest.raises(ValueError, match="audit detail"), transaction():
        record(SYSTEM, Tag.APPLICATION_OPENED, None, {"name": value})
