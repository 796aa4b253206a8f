"""How we came by a person who did not apply."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ....core.db import Base, enum_type
from ..enums import SourceKind


class Sourcing(Base):
    """The source of an application that the team entered, and whether its person was told (Art. 14, A1.3).

    ``obtained_on`` starts the month; while ``informed_at`` is empty after it, the row itself locks the application:
    nothing has to run for that. ``alerted_at``: when whoever entered it was warned, once. ``applied_at``: when its
    person applied themselves.
    """

    __tablename__ = "sourcings"
    __table_args__ = (
        Index(None, "informed_at", "obtained_on"),
        CheckConstraint("detail <> ''", name="source_is_named"),
        CheckConstraint("applied_at IS NULL OR informed_at IS NOT NULL", name="who_applies_is_told"),
    )

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    kind: Mapped[SourceKind] = mapped_column(enum_type(SourceKind))
    detail: Mapped[str] = mapped_column(String(160))
    obtained_on: Mapped[date]
    entered_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    alerted_at: Mapped[datetime | None]
    informed_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]


class FormerDetails(Base):
    """What stood in an application before its person applied themselves.

    An address typed into a public form proves nothing: it stays beside what was sent, until whoever reads that mailbox
    has it destroyed.
    """

    __tablename__ = "former_details"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str | None] = mapped_column(String(40))
    current_position: Mapped[str | None] = mapped_column(String(160))
    cv_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"), index=True)
