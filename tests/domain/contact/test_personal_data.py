"""Messages of the contact page go on their day, with their letters (C2.1, A2.14)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.actor import SYSTEM
from app.core.clock import today
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.contact.models import ContactMessage
from app.domain.mail.models import OutgoingMail
from app.domain.privacy import retention
from app.domain.privacy.enums import SweepOutcome
from tests.factories import ContactMessageFactory, OutgoingMailFactory


@pytest.mark.promise("C2.1")
def test_message_goes_on_its_day_and_no_sooner(db: Any, clock: Any) -> None:
    due, stays = ContactMessageFactory(erase_on=today()), ContactMessageFactory(erase_on=today() + timedelta(days=1))
    for message in (due, stays):
        OutgoingMailFactory(candidate_id=None, contact_message_id=message.id, to_address=message.email)
    run = retention.run_batch(actor=SYSTEM, accept_clock=True)
    db.session.expire_all()
    assert (run.outcome, run.erased) == (SweepOutcome.FINISHED, 1)
    assert db.session.scalars(select(ContactMessage.id)).all() == [stays.id]
    assert db.session.scalars(select(OutgoingMail.contact_message_id)).all() == [stays.id]
    assert Tag.CONTACT_ERASED in db.session.scalars(select(AuditEvent.tag)).all()


def test_more_than_a_batch_goes_in_several(db: Any, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(3):
        ContactMessageFactory(erase_on=today())
    outcomes = [retention.run_batch(actor=SYSTEM, accept_clock=True).outcome for _ in range(2)]
    assert outcomes == [SweepOutcome.RUNNING, SweepOutcome.FINISHED]
    assert db.session.scalars(select(ContactMessage)).all() == []
