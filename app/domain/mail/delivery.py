"""Delivery: at least once, under one Message-ID, for days if need be (R5)."""

from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from uuid import UUID

from flask import current_app

from ...adapters.mailer import Mailer, MailRefused, MailUnavailable
from ...core import logging
from ...core.clock import now
from ...core.db import transaction
from ...extensions import db
from ..people.firm import current_firm
from .enums import MailState
from .models import OutgoingMail
from .queries import lock_due_mail

# Doubling from a minute to six hours: a server that is away for a day loses nothing, and after about five days a person looks.
FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=6)
MAX_TRIES = 26
# While a message is being handed over nobody else may take it; after a crash it comes back.
LEASE = timedelta(minutes=2)
log = logging.get(__name__)


def deliver_next(mailer: Mailer) -> bool:
    """Hands one due message over; says whether there was one. No transaction is open while the server is spoken to."""
    with transaction():
        mail = lock_due_mail(now())
        if mail is None:
            return False
        mail.next_try_at = now() + LEASE
        mail.tries += 1
        mail_id, message = mail.id, _compose(mail)
    try:
        mailer.send(message)
    except MailRefused as refusal:
        _mark(mail_id, MailState.FAILED, f"smtp_{refusal.code}")
    except MailUnavailable as absence:
        _mark(mail_id, MailState.QUEUED, absence.reason)
    else:
        _mark(mail_id, MailState.SENT, None)
    return True


def _mark(mail_id: UUID, state: MailState, error: str | None) -> None:
    """Writes down how it went; the row may have been erased with its person meanwhile."""
    with transaction():
        mail = db.session.get(OutgoingMail, mail_id, with_for_update=True)
        if mail is None:
            return
        if state is MailState.QUEUED and mail.tries >= MAX_TRIES:
            state = MailState.FAILED
        mail.state, mail.last_error = state, error
        mail.sent_at = now() if state is MailState.SENT else None
        if state is MailState.QUEUED:
            mail.next_try_at = now() + min(FIRST_DELAY * 2 ** min(mail.tries - 1, 20), LONGEST_DELAY)
    if error:
        log.warning("mail not delivered", mail=str(mail_id), state=state.value, error=error)


def _compose(mail: OutgoingMail) -> EmailMessage:
    """Plain text, from our own address, to one person; the library refuses a header with a line break (1.3.11)."""
    message = EmailMessage()
    message["From"] = formataddr((current_firm().name, current_app.config["MAIL_FROM"]))
    message["To"] = mail.to_address
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = mail.locale
    message.set_content(mail.body)
    return message
