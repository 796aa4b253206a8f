"""What a person answers to what was written about them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from ....core.db import Base


class Statement(Base):
    """The person's own side, kept beside the notes about one application for as long as they are (C5.2)."""

    __tablename__ = "statements"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
