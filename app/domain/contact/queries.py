"""Reads of messages, for those who answer them."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from ...core.actor import Actor
from ...core.errors import Missing, Restricted
from ...core.paging import Page, paginate
from ...core.permissions import Permission
from ...core.rows import read_rows
from ...extensions import db
from ..people.restrictions import is_set_apart, kept_addresses
from .enums import MessageState
from .models import ContactMessage


def list_messages(*, page: int, per_page: int = 50) -> Page[ContactMessage]:
    """Those that wait first, oldest first; then the answered ones, newest first."""
    answered_last = ContactMessage.state == MessageState.ANSWERED
    messages = select(ContactMessage).where(~_is_apart())
    in_order = messages.order_by(
        answered_last, ContactMessage.answered_at.desc(), ContactMessage.received_at, ContactMessage.id
    )
    return paginate(in_order, page, per_page)


def count_open() -> int:
    """How many wait for an answer."""
    return read_rows(_open()).scalar_one()


@cache
def _open() -> Select[int]:
    return select(func.count(ContactMessage.id)).where(ContactMessage.state == MessageState.OPEN, ~_is_apart())


def get_message(actor: Actor, message_id: UUID, *, lock: bool = False) -> ContactMessage:
    """The message, for who may answer it. Raises Missing, and Restricted while its sender's data is set apart."""
    message = db.session.get(ContactMessage, message_id, with_for_update=lock or None, populate_existing=lock)
    if message is None or not actor.may(Permission.MESSAGES_ANSWER):
        raise Missing("")
    if db.session.scalar(select(ContactMessage.id).where(ContactMessage.id == message_id, _is_apart())):
        raise Restricted("")
    return message


def _is_apart() -> ColumnElement[bool]:
    """What was written before its sender had their data set apart: the team neither reads nor changes it (A10.1)."""
    return is_set_apart(ContactMessage.email_key, ContactMessage.received_at)


def list_messages_from(email_key: str) -> Sequence[UUID]:
    """What an address has sent."""
    return db.session.scalars(select(ContactMessage.id).where(ContactMessage.email_key == email_key)).all()


def list_due(until: date, limit: int) -> Sequence[UUID]:
    """Those whose day has come and that nothing keeps, held until the end of the transaction."""
    due = select(ContactMessage.id).where(ContactMessage.erase_on <= until, is_free()).order_by(ContactMessage.erase_on)
    return db.session.scalars(due.limit(limit).with_for_update(skip_locked=True)).all()


def is_free() -> ColumnElement[bool]:
    """Those whose person does not need them kept (Art. 18(1)(b) and (c)): for queries."""
    return ContactMessage.email_key.not_in(kept_addresses())
