"""A message comes in once, is answered once, and floods nobody (C2.1, R3)."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.actor import VISITOR, staff
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Conflict, Invalid, Missing, Restricted
from app.core.permissions import Role
from app.domain.contact import queries
from app.domain.contact.actions import MAX_ANSWER, MAX_LETTERS, Words, answer_message, send_message
from app.domain.contact.enums import MessageState
from app.domain.contact.models import ContactMessage
from app.domain.firm.notices import current_version
from app.domain.mail.enums import MailKind
from app.domain.mail.models import OutgoingMail
from tests.concurrency import in_parallel
from tests.factories import AccountFactory, CandidateFactory, ContactMessageFactory, RestrictionFactory

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


def test_of_twenty_at_once_one_message_comes_and_nobody_sees_a_fault(app: Flask, db: Any) -> None:
    """R3: a second press of the button before the first was answered."""
    shown = current_version("fr").hash

    def send() -> None:
        with transaction():
            send_message(actor=VISITOR, form_key="a", words=WORDS, locale="fr", notice_hash=shown)

    in_parallel(app, [send] * 20)
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
    colleague = staff(AccountFactory(role=Role.RECRUITER).id, Role.RECRUITER)
    with pytest.raises(Conflict):
        answer_message(actor=colleague, message_id=message.id, answer="Volontiers")
    assert _letters(db, MailKind.CONTACT_ANSWERED) == 1


def test_who_sends_an_answer_twice_is_not_told_that_nothing_of_theirs_was_sent(db: Any) -> None:
    """R3: a second press of the button."""
    message, actor = ContactMessageFactory(), staff(AccountFactory(role=Role.RECRUITER).id, Role.RECRUITER)
    for _ in range(2):
        answer_message(actor=actor, message_id=message.id, answer=" Volontiers ")
    assert _letters(db, MailKind.CONTACT_ANSWERED) == 1


@pytest.mark.parametrize("answer", ["", " \u200b", "x" * (MAX_ANSWER + 1)])
def test_an_answer_has_words_and_an_end(db: Any, answer: str) -> None:
    message, actor = ContactMessageFactory(), staff(AccountFactory(role=Role.RECRUITER).id, Role.RECRUITER)
    with pytest.raises(Invalid) as refused:
        answer_message(actor=actor, message_id=message.id, answer=answer)
    assert list(refused.value.fields) == ["answer"]


def test_who_waits_stands_first_and_is_counted_and_the_last_answer_follows(db: Any, clock: Any) -> None:
    actor = staff(AccountFactory(role=Role.RECRUITER).id, Role.RECRUITER)
    written = []
    for _ in range(4):
        written.append(ContactMessageFactory())
        clock.shift(60)
    for answered in (written[2], written[0]):
        answer_message(actor=actor, message_id=answered.id, answer="Volontiers")
        clock.shift(60)
    listed = [each.id for each in queries.list_messages(page=1).items]
    assert listed == [written[number].id for number in (1, 3, 0, 2)]
    assert queries.count_open() == 2


def test_what_was_written_before_its_sender_had_it_set_apart_is_out_of_reach(db: Any, clock: Any) -> None:
    """A10.1: neither found, read nor answered until that ends; what they write afterwards is."""
    person, actor = CandidateFactory(), staff(AccountFactory(role=Role.RECRUITER).id, Role.RECRUITER)
    theirs = {"email": person.email, "email_key": person.email_key}
    known = CandidateFactory()
    before, other = ContactMessageFactory(**theirs), ContactMessageFactory(email=known.email, email_key=known.email_key)
    clock.shift(60)
    restriction = RestrictionFactory(candidate_id=person.id)
    clock.shift(60)
    after = ContactMessageFactory(**theirs)
    assert [each.id for each in queries.list_messages(page=1).items] == [other.id, after.id]
    assert queries.count_open() == 2
    with pytest.raises(Restricted):
        answer_message(actor=actor, message_id=before.id, answer="Bonjour")
    answer_message(actor=actor, message_id=after.id, answer="Bonjour")
    restriction.lifted_at = now()
    db.session.commit()
    clock.shift(60)
    answer_message(actor=actor, message_id=before.id, answer="Bonjour")


def test_who_may_not_answer_finds_no_message(db: Any) -> None:
    """B3.2."""
    message = ContactMessageFactory()
    with pytest.raises(Missing):
        answer_message(actor=VISITOR, message_id=message.id, answer="Bonjour")
