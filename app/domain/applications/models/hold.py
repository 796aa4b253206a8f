"""A dispute about an application."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ....core.db import Base, Id, enum_type
from ...disclosures.enums import Correction


class Hold(Base):
    """While it lives, nothing destroys the application, neither the night nor a request (A2.17).

    ``review_on``: the day on which its owner must say again why; at most a year ahead.
    """

    __tablename__ = "holds"
    __table_args__ = (
        Index(
            "uq_holds_one_live_per_application",
            "application_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint("ended_at IS NOT NULL OR ended_by IS NULL", name="ended_by_at_its_end"),
    )

    id: Mapped[Id]
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    placed_at: Mapped[datetime]
    placed_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    review_on: Mapped[date]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))


class FormerWords(Base):
    """What stood where a person corrected a held application: kept for the dispute, and gone with it (A2.17).

    ``question`` is the one that an answer was given to, as it was shown.
    """

    __tablename__ = "former_words"

    id: Mapped[Id]
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), index=True)
    what: Mapped[Correction] = mapped_column(enum_type(Correction))
    question: Mapped[str | None] = mapped_column(String(300))
    words: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime]
