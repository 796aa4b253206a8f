"""What is left of erased applications: how many there were (A11.4)."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ....core.db import Base, enum_type
from ..enums import ApplicationState


class ErasedCount(Base):
    """How many applications of a month, to a job, through an ad, with an outcome were erased. Of nobody any more.

    ``month_on`` is its first day: no day of anybody's is kept. An ad's words stay only where five people or more came
    through it: they were in an address that anybody could write. ``is_rare``: they were not kept.
    """

    __tablename__ = "erased_counts"
    __table_args__ = (CheckConstraint("count > 0", name="counts_something"),)

    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"), primary_key=True)
    month_on: Mapped[date] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(60), primary_key=True)
    campaign: Mapped[str] = mapped_column(String(60), primary_key=True)
    is_rare: Mapped[bool] = mapped_column(primary_key=True)
    state: Mapped[ApplicationState] = mapped_column(enum_type(ApplicationState), primary_key=True)
    count: Mapped[int]
