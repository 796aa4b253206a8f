"""What the person and the team write to each other about an application."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from ....core.db import Base, Id


class Message(Base):
    """One message; ``account_id`` is empty when it is the person's own, else who answered."""

    __tablename__ = "messages"

    id: Mapped[Id]
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), index=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
