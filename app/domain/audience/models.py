"""Daily counts of page views. Nothing in them comes from a visitor: no address, no browser, no identifier (A15.1)."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from ...core.db import Base
from .enums import PageKind

# Stands for "about no job": nulls would never be equal to each other in the key.
NO_JOB = UUID(int=0)


class VisitCount(Base):
    """How often one page was shown on one day. Jobs live above: ``job_id`` is a bare id, and outlives its job."""

    __tablename__ = "visit_counts"
    __table_args__ = (CheckConstraint("count > 0", name="counts_something"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    page: Mapped[PageKind] = mapped_column(String(40), primary_key=True)
    job_id: Mapped[UUID] = mapped_column(primary_key=True, default=NO_JOB)
    count: Mapped[int]


class CountedFile(Base):
    """A file of noted visits that is in the counts, until it has left the disk."""

    __tablename__ = "counted_files"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
