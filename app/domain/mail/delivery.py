"""Delivery: at least once, under one Message-ID, for days if need be (R5)."""

import re
from datetime import date, timedelta
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import Policy
from email.policy import default as rules_of_mail
from email.utils import format_datetime
from uuid import UUID

from flask import current_app
from sqlalchemy import update

from ...adapters.mailer import Mailer, MailRefused, MailUnavailable
from ...core import logging
from ...core.actor import Actor
from ...core.clock import now, start_of
from ...core.db import reading, transaction
from ...extensions import db
from ..accountability.enums import ProcessorKind
from ..accountability.queries import is_refused
from ..audit.record import record
from ..audit.tags import Tag
from ..firm.enums import Words
from ..firm.queries import current_firm, firm_words
from ..people.leaving import leaving_link
from .enums import MailKind, MailState
from .models import OutgoingMail
from .queries import lock_due_mail

# Doubling from a minute to six hours: a server that is away for a day loses nothing, and a person looks after four.
FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=6)
MAX_TRIES = 26
# While a message is being handed over nobody else may take it; after a crash it comes back.
LEASE = timedelta(minutes=10)
# How soon letters that may not leave are looked at again.
HOLD = timedelta(minutes=1)
NO_PROCESSOR = "no_processor"
# What these letters carry opens an account: once they have left, their words are not kept.
SECRETS = {MailKind.ACCOUNT_INVITED, MailKind.CANDIDATE_CODE}
# Whom these are to was erased: once they have left, nothing of them says who that was.
LAST = {MailKind.REQUEST_ERASED}
# Letters about the talent pool: a mail program offers to leave it with one click (RFC 8058, A14.2).
ABOUT_POOL = {MailKind.POOL_RENEWAL}
_ONE_ADDRESS = re.compile(r"""[^\s@,;:<>()\[\]\\"]+@[^\s@,;:<>()\[\]\\"]+""")
log = logging.get(__name__)


class _OneLine(UnstructuredHeader, BaseHeader):
    """An address is told as it is: Python would hide one that is longer than a line in encoded words."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _OneLine)
_LETTER = rules_of_mail.clone(header_factory=_HEADERS)


def hold_refused() -> bool:
    """Whether no letter may leave: the server is another's, who does not stand in the list of processors (C3.4).

    What is due then waits a minute more and says why; no try is counted, so that nothing is given up on.
    """
    with reading():
        if not is_refused(ProcessorKind.MAIL_RELAY):
            return False
    with transaction():
        db.session.execute(
            update(OutgoingMail)
            .where(OutgoingMail.state == MailState.QUEUED, OutgoingMail.next_try_at <= now())
            .values(next_try_at=now() + HOLD, last_error=NO_PROCESSOR)
        )
    log.warning("mail held", error=NO_PROCESSOR)
    return True


def deliver_next(mailer: Mailer) -> MailState | None:
    """Hands one due message over and says how that ended: sent, failed, or queued again; None when none is due.

    No transaction is open while the server is spoken to.
    """
    with transaction():
        mail = lock_due_mail(now())
        if mail is None:
            return None
        mail.next_try_at = now() + LEASE
        mail.tries += 1
        mail_id = mail.id
    try:
        with reading():
            message = _compose(db.session.get_one(OutgoingMail, mail_id))
        if message is None:
            return _mark(mail_id, MailState.FAILED, "bad_address")
        mailer.send(message)
    except MailRefused as refusal:
        return _mark(mail_id, MailState.FAILED, f"smtp_{refusal.code}")
    except MailUnavailable as absence:
        return _mark(mail_id, MailState.QUEUED, absence.reason)
    except Exception as fault:  # noqa: BLE001  whatever it is, this letter waits and no other waits for it
        return _mark(mail_id, MailState.QUEUED, type(fault).__name__.lower()[:60])
    return _mark(mail_id, MailState.SENT, None)


def mark_posted(*, actor: Actor, mail: OutgoingMail, posted_on: date) -> None:
    """A letter on paper left on that day."""
    mail.state, mail.sent_at = MailState.SENT, start_of(posted_on)
    if mail.kind in LAST:
        mail.body = mail.to_address = ""
    record(actor, Tag.MAIL_POSTED, mail.id, {"posted_on": posted_on})


def _mark(mail_id: UUID, state: MailState, error: str | None) -> MailState:
    """Writes down how it went; the row may have been erased with its person meanwhile."""
    with transaction():
        mail = db.session.get(OutgoingMail, mail_id, with_for_update=True)
        if mail is None:
            return state
        if state is MailState.QUEUED and mail.tries >= MAX_TRIES:
            state = MailState.FAILED
        mail.state, mail.last_error = state, error
        mail.sent_at = now() if state is MailState.SENT else None
        if state is MailState.SENT and mail.kind in SECRETS:
            mail.body = ""
        if state is MailState.SENT and mail.kind in LAST:
            mail.body = mail.to_address = ""
        if state is MailState.QUEUED:
            mail.next_try_at = now() + min(FIRST_DELAY * 2 ** min(mail.tries - 1, 20), LONGEST_DELAY)
    if error:
        log.warning("mail not delivered", mail=str(mail_id), state=state.value, error=error)
    return state


def _signed(mail: OutgoingMail) -> str:
    """The letter, and the firm's footer in its language."""
    footer = firm_words(Words.MAIL_FOOTER, mail.locale)
    return f"{mail.body.rstrip()}\n\n-- \n{footer}\n" if footer else mail.body


def _compose(mail: OutgoingMail) -> EmailMessage | None:
    """Plain text, from our own address, to one person (1.3.11); None when the address is not exactly one address."""
    if not _ONE_ADDRESS.fullmatch(mail.to_address):
        return None
    name, _, domain = mail.to_address.rpartition("@")
    message = EmailMessage(policy=_LETTER)
    # First: it clears every header that begins with "Content-".
    message.set_content(_signed(mail))
    message["From"] = Address(current_firm().name, addr_spec=current_app.config["MAIL_FROM"])
    message["To"] = Address(username=name, domain=domain)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = mail.locale
    if mail.kind in ABOUT_POOL and mail.candidate_id is not None:
        message["List-Unsubscribe"] = f"<{leaving_link(mail.candidate_id)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message
