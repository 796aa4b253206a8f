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
    nothing has to run for that. ``alerted_at``: when whoever entered it was warned, once.
    """

    __tablename__ = "sourcings"
    __table_args__ = (
        Index(None, "informed_at", "obtained_on"),
        CheckConstraint("detail <> ''", name="source_is_named"),
    )

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    kind: Mapped[SourceKind] = mapped_column(enum_type(SourceKind))
    detail: Mapped[str] = mapped_column(String(160))
    obtained_on: Mapped[date]
    entered_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    alerted_at: Mapped[datetime | None]
    informed_at: Mapped[datetime | None]
