"""What people write through the contact form."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ...core.db import Base, Id, enum_type
from .enums import MessageState


class ContactMessage(Base):
    """One message and its answer. Never a candidate: nothing ties it to one but what the person wrote (C2.1).

    ``form_key`` makes sending twice harmless (R3); ``erase_on`` is what the policy says of it.
    """

    __tablename__ = "contact_messages"
    __table_args__ = (
        Index(None, "state", "received_at"),
        Index(None, "erase_on"),
        CheckConstraint(
            "(state = 'answered') = (answered_at IS NOT NULL) AND (answered_at IS NULL) = (answer IS NULL)",
            name="answered_by_words",
        ),
    )

    id: Mapped[Id]
    form_key: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[MessageState] = mapped_column(enum_type(MessageState), default=MessageState.OPEN)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    phone: Mapped[str | None] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(160))
    body: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(5))
    notice_hash: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    erase_on: Mapped[date]
