"""Notes of staff about an application."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from ....core.db import Base, Id


class Note(Base):
    """What a member of staff wrote; the person may read it (A5.1)."""

    __tablename__ = "notes"

    id: Mapped[Id]
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
