"""A message comes in; somebody answers it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ...core.actor import Actor
from ...core.clock import now, today
from ...core.db import take_turn
from ...core.errors import Conflict, Invalid
from ...core.text import clean_line, clean_prose, clean_text
from ...extensions import db
from ..audit.record import record
from ..audit.tags import Tag
from ..firm.notices import get_shown
from ..firm.queries import current_profile
from ..mail.enums import MailKind
from ..mail.outbox import queue_mail
from ..people.rules import clean_email, email_key
from ..policy.purposes import Purpose
from .enums import MessageState
from .models import ContactMessage
from .queries import get_message

MAX_ANSWER = 5000
# Confirmations that one address gets in a day; they repeat nothing that was typed.
MAX_LETTERS = 3


@dataclass(frozen=True)
class Words:
    """What a person wrote in the form."""

    name: str
    email: str
    phone: str | None
    subject: str
    body: str


def send_message(*, actor: Actor, form_key: str, words: Words, locale: str, notice_hash: str) -> None:
    """Takes a message in, once for each form (R3), under the notice that it showed (C7.2), and confirms it by mail.

    Raises Invalid for an address, Conflict when nothing has kept that notice.
    """
    address = clean_email(words.email)
    # A second press of the button waits for what the first has written, and so does the count of letters.
    take_turn(f"contact {email_key(address)}")
    if db.session.scalar(select(ContactMessage.id).where(ContactMessage.form_key == form_key)) is not None:
        return
    get_shown(actor=actor, shown_hash=notice_hash)
    message = ContactMessage(
        form_key=form_key,
        state=MessageState.OPEN,
        name=clean_line(words.name)[:120],
        email=address,
        email_key=email_key(address),
        phone=clean_line(words.phone)[:40] or None,
        subject=clean_line(words.subject)[:160],
        body=clean_text(words.body),
        locale=locale,
        notice_hash=notice_hash,
        received_at=now(),
    )
    _count_anew(message)
    db.session.add(message)
    db.session.flush()
    if _count_today(message.email_key) <= MAX_LETTERS:
        _tell(message, MailKind.CONTACT_RECEIVED)
    record(actor, Tag.CONTACT_RECEIVED, message.id)


def answer_message(*, actor: Actor, message_id: UUID, answer: str) -> None:
    """Answers by mail, once; the same answer of the same person again changes nothing (R3).

    Raises Conflict when somebody else was faster, Invalid without words, Missing, and Restricted as ``get_message``.
    """
    message = get_message(actor, message_id, lock=True)
    text = clean_prose(answer)
    if message.state is MessageState.ANSWERED:
        if (message.answered_by, message.answer) == (actor.account_id, text):
            return
        raise Conflict(_l("Somebody has answered this message meanwhile. Nothing of yours was sent."))
    if not text or len(text) > MAX_ANSWER:
        words = _l("Write an answer of at most %(number)s characters.", number=MAX_ANSWER)
        raise Invalid(words, {"answer": words})
    message.state, message.answer = MessageState.ANSWERED, text
    message.answered_at, message.answered_by = now(), actor.account_id
    _count_anew(message)
    _tell(message, MailKind.CONTACT_ANSWERED)
    record(actor, Tag.CONTACT_ANSWERED, message.id)


def _count_anew(message: ContactMessage) -> None:
    """The period counts from the last exchange."""
    message.erase_on = current_profile().rule(Purpose.CONTACT).period.end_from(today())


def _count_today(key: str) -> int:
    """An address typed into a public form proves nothing: nobody is flooded with our letters by somebody else."""
    since = now() - timedelta(days=1)
    recent = select(func.count()).where(ContactMessage.email_key == key, ContactMessage.received_at > since)
    return db.session.scalar(recent) or 0


def _tell(message: ContactMessage, kind: MailKind) -> None:
    queue_mail(
        kind=kind,
        locale=message.locale,
        to_address=message.email,
        contact_message_id=message.id,
        context={
            "name": message.name,
            "subject": message.subject,
            "body": message.body,
            "answer": message.answer,
            "period": current_profile().rule(Purpose.CONTACT).period.words.in_language(message.locale),
        },
    )
