"""The outbox."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ...core.db import Base, Id, enum_type
from .enums import MailKind, MailState


class OutgoingMail(Base):
    """One message. The row is the truth: it is sent when ``state`` says so, at least once, under one Message-ID (R5).

    ``application_id``, ``contact_message_id``, ``request_id`` and ``disclosure_id`` name what it is about without a
    foreign key: those live above this room.
    """

    __tablename__ = "outgoing_mails"
    __table_args__ = (
        Index(None, "state", "next_try_at"),
        Index(None, "created_at"),
        Index(None, "state", "created_at"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_sent_at"),
        CheckConstraint(
            "candidate_id IS NOT NULL OR account_id IS NOT NULL OR contact_message_id IS NOT NULL "
            "OR request_id IS NOT NULL OR disclosure_id IS NOT NULL",
            name="has_a_recipient",
        ),
    )

    id: Mapped[Id]
    kind: Mapped[MailKind] = mapped_column(enum_type(MailKind))
    candidate_id: Mapped[UUID | None] = mapped_column(ForeignKey("candidates.id"), index=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    application_id: Mapped[UUID | None] = mapped_column(index=True)
    contact_message_id: Mapped[UUID | None] = mapped_column(index=True)
    request_id: Mapped[UUID | None] = mapped_column(index=True)
    disclosure_id: Mapped[UUID | None] = mapped_column(index=True)
    to_address: Mapped[str] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(5))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    state: Mapped[MailState] = mapped_column(enum_type(MailState), default=MailState.QUEUED)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    last_error: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
