"""A message comes in once, is answered once, and floods nobody (C2.1, R3)."""

from typing import Any

import pytest
from sqlalchemy import func, select

from app.core.actor import VISITOR, staff
from app.core.errors import Conflict, Invalid, Missing
from app.core.permissions import Role
from app.domain.contact.actions import MAX_ANSWER, MAX_LETTERS, Words, answer_message, send_message
from app.domain.contact.enums import MessageState
from app.domain.contact.models import ContactMessage
from app.domain.firm.notices import current_version
from app.domain.mail.enums import MailKind
from app.domain.mail.models import OutgoingMail
from tests.factories import AccountFactory, ContactMessageFactory

WORDS = Words("Camille Durand", "camille@example.org", None, "Un rendez-vous", "Bonjour")


def _send(key: str) -> None:
    shown = current_version("fr").hash
    send_message(actor=VISITOR, form_key=key, words=WORDS, locale="fr", notice_hash=shown)


def _letters(db: Any, kind: MailKind) -> int:
    return int(db.session.scalar(select(func.count()).where(OutgoingMail.kind == kind)))


def test_a_form_that_is_sent_twice_is_one_message(db: Any) -> None:
    """R3."""
    _send("a")
    _send("a")
    assert db.session.scalar(select(func.count()).select_from(ContactMessage)) == 1
    assert _letters(db, MailKind.CONTACT_RECEIVED) == 1


def test_an_address_that_somebody_types_all_day_gets_few_letters(db: Any) -> None:
    for number in range(MAX_LETTERS + 2):
        _send(str(number))
    assert db.session.scalar(select(func.count()).select_from(ContactMessage)) == MAX_LETTERS + 2
    assert _letters(db, MailKind.CONTACT_RECEIVED) == MAX_LETTERS


def test_a_message_is_answered_once(db: Any) -> None:
    message, actor = ContactMessageFactory(), staff(AccountFactory(role=Role.RECRUITER).id, Role.RECRUITER)
    answer_message(actor=actor, message_id=message.id, answer=" Volontiers ")
    assert (message.state, message.answer, message.answered_by) == (
        MessageState.ANSWERED,
        "Volontiers",
        actor.account_id,
    )
    with pytest.raises(Conflict):
        answer_message(actor=actor, message_id=message.id, answer="Encore")
    assert _letters(db, MailKind.CONTACT_ANSWERED) == 1


@pytest.mark.parametrize("answer", ["", " \u200b", "x" * (MAX_ANSWER + 1)])
def test_an_answer_has_words_and_an_end(db: Any, answer: str) -> None:
    message, actor = ContactMessageFactory(), staff(AccountFactory(role=Role.RECRUITER).id, Role.RECRUITER)
    with pytest.raises(Invalid) as refused:
        answer_message(actor=actor, message_id=message.id, answer=answer)
    assert list(refused.value.fields) == ["answer"]


def test_who_may_not_answer_finds_no_message(db: Any) -> None:
    """B3.2."""
    message = ContactMessageFactory()
    with pytest.raises(Missing):
        answer_message(actor=VISITOR, message_id=message.id, answer="Bonjour")
