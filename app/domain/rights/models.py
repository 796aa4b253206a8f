"""Requests about data."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ...core.db import Base, Id, enum_type
from .enums import RequestChannel, RequestKind, RequestState


class RightsRequest(Base):
    """One request, from its receipt to its answer.

    ``received_on`` starts the clock, whenever it was registered (C5.6). ``due_on`` is what the rules make of it, the
    extension and the days spent waiting. ``erase_on`` is set at its end. ``email`` is empty for who gives none; whoever
    has a ``postal_address`` is answered on paper. Of an erased person, the words and the
    address go and the dates stay.
    """

    __tablename__ = "rights_requests"
    __table_args__ = (
        Index(None, "state", "due_on"),
        Index(None, "erase_on"),
        CheckConstraint("(state IN ('answered', 'refused')) = (answered_at IS NOT NULL)", name="ended_has_answered_at"),
        CheckConstraint("(state = 'waiting') = (waiting_since IS NOT NULL)", name="waits_since_some_day"),
        CheckConstraint("waited_days >= 0", name="waited_no_negative_days"),
    )

    id: Mapped[Id]
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[RequestKind] = mapped_column(enum_type(RequestKind))
    channel: Mapped[RequestChannel] = mapped_column(enum_type(RequestChannel))
    state: Mapped[RequestState] = mapped_column(enum_type(RequestState), default=RequestState.OPEN)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    postal_address: Mapped[str | None] = mapped_column(String(254))
    body: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(5))
    received_on: Mapped[date]
    registered_at: Mapped[datetime]
    registered_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    due_on: Mapped[date]
    extended_at: Mapped[datetime | None]
    extension_reason: Mapped[str | None] = mapped_column(Text)
    waiting_since: Mapped[date | None]
    waited_days: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    erase_on: Mapped[date | None]
