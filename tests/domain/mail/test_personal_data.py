"""How the room lets go of what it holds (C1.2)."""

import uuid
from typing import Any

from sqlalchemy import select

from app.core.clock import now
from app.core.db import transaction
from app.domain.mail.enums import MailState
from app.domain.mail.models import OutgoingMail
from app.domain.mail.personal_data import erase_mail_about, erase_mail_to
from tests.factories import CandidateFactory, OutgoingMailFactory


def test_letters_about_an_application_go_sent_or_not(db: Any) -> None:
    candidate_id, about = CandidateFactory().id, uuid.uuid4()
    OutgoingMailFactory(candidate_id=candidate_id, application_id=about)
    OutgoingMailFactory(candidate_id=candidate_id, application_id=about, state=MailState.SENT, sent_at=now())
    kept = OutgoingMailFactory(candidate_id=candidate_id, application_id=uuid.uuid4()).id
    with transaction():
        erase_mail_about(about)
    assert db.session.scalars(select(OutgoingMail.id)).all() == [kept]


def test_letters_to_a_candidate_go_whatever_they_are_about(db: Any) -> None:
    gone, other = CandidateFactory().id, CandidateFactory().id
    OutgoingMailFactory(candidate_id=gone)
    OutgoingMailFactory(candidate_id=gone, application_id=uuid.uuid4(), state=MailState.FAILED)
    kept = OutgoingMailFactory(candidate_id=other).id
    with transaction():
        erase_mail_to(gone)
    assert db.session.scalars(select(OutgoingMail.id)).all() == [kept]
