"""Mail out: written as a row in the transaction that causes it."""

import re
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID, uuid4

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from ...core.actor import Actor
from ...core.clock import now
from ...core.errors import Missing
from ...core.text import clean_line, clean_text
from ...extensions import db
from ..audit.record import record
from ..audit.tags import Tag
from ..firm.queries import current_firm
from ..people.leaving import is_member_at, leaving_link
from ..policy.texts import Text
from .enums import MailKind, MailState
from .models import OutgoingMail

MAX_SUBJECT = 300
# Under every letter to a member of the pool (C5.5).
_LEAVE = Text(
    "Vous êtes dans notre vivier\u202f; pour en sortir, sans vous connecter\u202f:\n{link}",
    "You are in our talent pool; to leave it, without signing in:\n{link}",
)
FROZEN = "frozen by a restore"
_BLANK_LINES = re.compile(r"\n{3,}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def queue_mail(  # noqa: PLR0913  whom it is to, and what it is about: one of several
    *,
    kind: MailKind,
    locale: str,
    to_address: str,
    context: Mapping[str, object],
    is_on_paper: bool = False,
    candidate_id: UUID | None = None,
    account_id: UUID | None = None,
    application_id: UUID | None = None,
    contact_message_id: UUID | None = None,
    request_id: UUID | None = None,
    disclosure_id: UUID | None = None,
) -> OutgoingMail:
    """Writes one letter of ``kind`` in the person's language and adds it to the outbox, in the running transaction.

    If that is rolled back, no mail leaves (R5). ``is_on_paper``: to a postal address; somebody prints and posts it.
    """
    subject, body = _write(kind, locale, context)
    mail_id = uuid4()
    mail = OutgoingMail(
        id=mail_id,
        kind=kind,
        candidate_id=candidate_id,
        account_id=account_id,
        application_id=application_id,
        contact_message_id=contact_message_id,
        request_id=request_id,
        disclosure_id=disclosure_id,
        to_address=(clean_text if is_on_paper else clean_line)(to_address),
        locale=locale,
        subject=subject,
        body=body + _way_out(candidate_id, to_address, locale),
        message_id=f"<{mail_id.hex}@{current_app.config['MAIL_FROM'].partition('@')[2]}>",
        state=MailState.TO_POST if is_on_paper else MailState.QUEUED,
        next_try_at=now(),
        created_at=now(),
    )
    db.session.add(mail)
    return mail


def _way_out(candidate_id: UUID | None, to_address: str, locale: str) -> str:
    """Out of the talent pool, under each letter to a member."""
    if candidate_id is None or not is_member_at(candidate_id, to_address):
        return ""
    return f"\n{_LEAVE.filled(link=f'{leaving_link(candidate_id)}?lang={locale}').in_language(locale)}\n"


def _write(kind: MailKind, locale: str, context: Mapping[str, object]) -> tuple[str, str]:
    """The subject and the body of a letter."""
    firm = current_firm()
    with force_locale(locale):
        own_pages = f"{current_app.config['PUBLIC_URL']}/me/?lang={locale}"
        # Without what Flask adds for pages: a letter has no frame.
        template = current_app.jinja_env.get_template(f"mail/{locale}/{kind.value}.txt")
        text = template.render(firm=firm, own_pages=own_pages, **context)
    subject, _, body = _CONTROL.sub("", text).partition("\n")
    return clean_line(subject.removeprefix("Subject:"))[:MAX_SUBJECT], _BLANK_LINES.sub("\n\n", body.strip()) + "\n"


def has_recent_mail(kind: MailKind, application_id: UUID, *, hours: int) -> bool:
    """Whether such a letter about this application was written within the last ``hours``."""
    since = now() - timedelta(hours=hours)
    recent = select(OutgoingMail.id).where(
        OutgoingMail.application_id == application_id, OutgoingMail.kind == kind, OutgoingMail.created_at > since
    )
    return db.session.scalar(recent.limit(1)) is not None


def retry_mail(*, actor: Actor, mail_id: UUID, to_address: str | None = None) -> None:
    """Puts a failed letter back in the queue, perhaps to another address.

    Raises Missing when there is no failed letter of that id.
    """
    mail = db.session.get(OutgoingMail, mail_id, with_for_update=True)
    if mail is None or mail.state is not MailState.FAILED:
        raise Missing("")
    mail.to_address = to_address or mail.to_address
    mail.state, mail.tries, mail.next_try_at, mail.last_error = MailState.QUEUED, 0, now(), None
    record(actor, Tag.MAIL_RETRIED, mail.id)


def freeze_waiting(connection: Connection) -> None:
    """After a restore no letter leaves by itself: an administrator sends each again, or none (R8)."""
    waiting = update(OutgoingMail).where(OutgoingMail.state == MailState.QUEUED)
    connection.execute(waiting.values(state=MailState.FAILED, last_error=FROZEN))
