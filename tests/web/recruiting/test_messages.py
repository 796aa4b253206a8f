"""Messages of the contact page, read and answered by those who may."""

from typing import Any

import pytest
from sqlalchemy import select

from app.core.clock import today
from app.core.permissions import Role
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.contact.models import ContactMessage
from app.domain.mail.enums import MailKind
from app.domain.mail.models import OutgoingMail
from app.domain.policy.periods import FR
from app.domain.policy.purposes import Purpose
from tests.factories import ContactMessageFactory


def test_message_is_listed_read_and_answered_by_mail(sign_in: Any, db: Any) -> None:
    message = ContactMessageFactory(subject="Une question", erase_on=today())
    client = sign_in(Role.RECRUITER)
    listed = client.page("/staff/messages")
    assert "à répondre" in listed.text
    assert "Messages 1" in listed.text
    page = client.page(f"/staff/messages/{message.id}")
    assert message.body in page.text
    client.submit(page, "answer-form", {"answer": " Oui,  en avril. "})
    db.session.expire_all()
    answered = db.session.get(ContactMessage, message.id)
    assert (answered.state.value, answered.answer, answered.answered_by) == (
        "answered",
        "Oui, en avril.",
        client.account.id,
    )
    assert answered.erase_on == FR.rule(Purpose.CONTACT).period.end_from(today())
    mail = db.session.scalars(select(OutgoingMail)).one()
    assert (mail.kind, mail.to_address) == (MailKind.CONTACT_ANSWERED, message.email)
    assert "Oui, en avril." in mail.body
    assert "Oui, en avril." in client.page(f"/staff/messages/{message.id}").text
    tags = db.session.scalars(select(AuditEvent.tag).order_by(AuditEvent.id)).all()
    assert tags == [Tag.CONTACT_OPENED, Tag.CONTACT_ANSWERED, Tag.CONTACT_OPENED]


def test_second_answer_conflicts_and_sends_nothing(sign_in: Any, db: Any) -> None:
    message = ContactMessageFactory()
    client = sign_in(Role.RECRUITER)
    page = client.page(f"/staff/messages/{message.id}")
    client.submit(page, "answer-form", {"answer": "La première."})
    late = client.submit(page, "answer-form", {"answer": "La seconde."}, status=409)
    assert late.form("answer-form").values["answer"] == "La seconde."
    assert len(db.session.scalars(select(OutgoingMail)).all()) == 1


@pytest.mark.parametrize("answer", ["", "\u200b", "x" * 6000])
def test_answer_without_words_or_too_long_is_refused(sign_in: Any, db: Any, answer: str) -> None:
    message = ContactMessageFactory()
    client = sign_in(Role.RECRUITER)
    client.submit(client.page(f"/staff/messages/{message.id}"), "answer-form", {"answer": answer}, status=422)
    assert db.session.scalars(select(OutgoingMail)).all() == []


def test_message_of_nobody_does_not_exist(sign_in: Any, db: Any) -> None:
    client = sign_in(Role.RECRUITER)
    assert "Aucun message" in client.page("/staff/messages").text
    assert client.get(f"/staff/messages/{client.account.id}").status_code == 404
