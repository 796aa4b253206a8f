"""Reads of requests, for the desk."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, select

from ...core.actor import Actor
from ...core.clock import today
from ...core.errors import Missing
from ...core.paging import Page, paginate
from ...core.permissions import Permission
from ...core.rows import read_rows
from ...extensions import db
from ..people.restrictions import kept_addresses
from .models import RightsRequest
from .rules import ENDED


def list_requests(*, page: int, per_page: int = 50) -> Page[RightsRequest]:
    """Those that wait first, the soonest day first; then the ended ones, newest first."""
    has_ended = RightsRequest.state.in_(ENDED)
    ended_at = case((has_ended, func.coalesce(RightsRequest.answered_at, RightsRequest.registered_at)))
    found = select(RightsRequest).order_by(has_ended, ended_at.desc(), RightsRequest.due_on, RightsRequest.id)
    return paginate(found, page, per_page)


def count_open() -> int:
    """How many wait for an answer."""
    return read_rows(_open()).scalar_one()


@cache
def _open() -> Select[int]:
    return select(func.count()).where(RightsRequest.__table__.c.state.not_in(ENDED))


def count_late() -> int:
    """How many should have been answered before today."""
    late = select(func.count()).where(RightsRequest.state.not_in(ENDED), RightsRequest.due_on < today())
    return db.session.scalar(late.where(RightsRequest.waiting_since.is_(None))) or 0


def get_request(actor: Actor, request_id: UUID, *, lock: bool = False) -> RightsRequest:
    """The request, for who may answer it. Raises Missing."""
    found = db.session.get(RightsRequest, request_id, with_for_update=lock or None, populate_existing=lock)
    if found is None or not actor.may(Permission.REQUESTS_MANAGE):
        raise Missing("")
    return found


def list_requests_from(email_key: str) -> Sequence[RightsRequest]:
    """What an address has asked, newest first."""
    theirs = select(RightsRequest).where(RightsRequest.email_key == email_key)
    return db.session.scalars(theirs.order_by(RightsRequest.registered_at.desc(), RightsRequest.id)).all()


def list_due(until: date, limit: int) -> Sequence[UUID]:
    """Those whose day has come and that nothing keeps, held until the end of the transaction."""
    due = select(RightsRequest.id).where(RightsRequest.erase_on <= until, is_free()).order_by(RightsRequest.erase_on)
    return db.session.scalars(due.limit(limit).with_for_update(skip_locked=True)).all()


def is_free() -> ColumnElement[bool]:
    """Those whose person does not need them kept (Art. 18(1)(b) and (c)): for queries."""
    return RightsRequest.email_key.not_in(kept_addresses())
