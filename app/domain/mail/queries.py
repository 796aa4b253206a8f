"""Reads of the outbox. The administrator sees everything of a letter but whom it is to and what it says (B3.3)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import Select, func, select

from ...core.errors import Missing
from ...core.paging import Page, paginate
from ...core.rows import read_rows
from ...extensions import db
from .enums import MailKind, MailState
from .models import OutgoingMail


@dataclass(frozen=True)
class OutboxLine:
    """One letter as the administrator sees it; the address is masked."""

    id: UUID
    kind: MailKind
    state: MailState
    to: str
    tries: int
    last_error: str | None
    created_at: datetime
    next_try_at: datetime
    sent_at: datetime | None


def lock_due_mail(at: datetime) -> OutgoingMail | None:
    """The oldest message that is due, held until the end of the transaction; skips what another worker holds."""
    return db.session.scalar(
        select(OutgoingMail)
        .where(OutgoingMail.state == MailState.QUEUED, OutgoingMail.next_try_at <= at)
        .order_by(OutgoingMail.next_try_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def is_mail_due(at: datetime) -> bool:
    """Whether any message waits to be sent."""
    due = select(OutgoingMail.id).where(OutgoingMail.state == MailState.QUEUED, OutgoingMail.next_try_at <= at)
    return db.session.scalar(due.limit(1)) is not None


def list_outbox(*, state: MailState | None, page: int, per_page: int = 50) -> Page[OutboxLine]:
    """Letters, newest first."""
    letters = select(OutgoingMail).order_by(OutgoingMail.created_at.desc(), OutgoingMail.id)
    if state is not None:
        letters = letters.where(OutgoingMail.state == state)
    found = paginate(letters, page, per_page)
    return Page([_line(mail) for mail in found.items], found.number, found.per_page, found.total)


def count_by_state() -> dict[MailState, int]:
    """How many letters are in each state."""
    rows = db.session.execute(select(OutgoingMail.state, func.count()).group_by(OutgoingMail.state)).all()
    counted: dict[MailState, int] = {row[0]: row[1] for row in rows}
    return dict.fromkeys(MailState, 0) | counted


def list_notices(disclosure_ids: Collection[UUID]) -> Sequence[OutgoingMail]:
    """The letters to recipients of disclosures, oldest first."""
    about = select(OutgoingMail).where(OutgoingMail.disclosure_id.in_(disclosure_ids))
    return db.session.scalars(about.order_by(OutgoingMail.created_at, OutgoingMail.id)).all()


def count_failed_notices() -> int:
    """How many letters to recipients of disclosures could not be delivered (A10.3)."""
    return read_rows(_failed_notices()).scalar_one()


@cache
def _failed_notices() -> Select[int]:
    mail = OutgoingMail.__table__.c
    return select(func.count()).where(mail.disclosure_id.is_not(None), mail.state == MailState.FAILED)


def list_letters_to_post(request_ids: Collection[UUID] | None = None) -> Sequence[OutgoingMail]:
    """What is written on paper and has not left, oldest first: about these requests, or all of it."""
    letters = select(OutgoingMail).where(OutgoingMail.state == MailState.TO_POST)
    if request_ids is not None:
        letters = letters.where(OutgoingMail.request_id.in_(request_ids))
    return db.session.scalars(letters.order_by(OutgoingMail.created_at, OutgoingMail.id)).all()


def get_letter_to_post(request_id: UUID, mail_id: UUID, *, lock: bool = False) -> OutgoingMail:
    """One of them, about that request. Raises Missing."""
    letter = db.session.get(OutgoingMail, mail_id, with_for_update=lock or None, populate_existing=lock)
    if letter is None or letter.request_id != request_id or letter.state is not MailState.TO_POST:
        raise Missing("")
    return letter


def _line(mail: OutgoingMail) -> OutboxLine:
    return OutboxLine(
        mail.id,
        mail.kind,
        mail.state,
        mask(mail.to_address),
        mail.tries,
        mail.last_error,
        mail.created_at,
        mail.next_try_at,
        mail.sent_at,
    )


def mask(address: str) -> str:
    """``c•••@example.org``: enough to tell two domains apart, not two people. Of a postal address nothing."""
    if "@" not in address:
        return "•••"
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}•••@{domain}"
