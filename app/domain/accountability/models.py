"""Who works for the firm, and what went wrong. Neither names a person."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ...core.db import Base, Id, enum_type
from .enums import ProcessorKind, Risk


class Processor(Base):
    """Somebody who handles personal data on the firm's behalf, under contract (Art. 28; A12.3).

    ``country`` is an ISO 3166 code; ``safeguard`` is what Art. 46 asks for outside the EEA. One that has ended stays.
    """

    __tablename__ = "processors"
    __table_args__ = (
        Index(None, "kind", "ended_on"),
        CheckConstraint("ended_on IS NULL OR ended_on >= contract_on", name="ends_after_it_began"),
    )

    id: Mapped[Id]
    kind: Mapped[ProcessorKind] = mapped_column(enum_type(ProcessorKind))
    name: Mapped[str] = mapped_column(String(120))
    service: Mapped[str] = mapped_column(String(500))
    country: Mapped[str] = mapped_column(String(2))
    contract_on: Mapped[date]
    subprocessors: Mapped[str] = mapped_column(Text, default="")
    safeguard: Mapped[str] = mapped_column(Text, default="")
    ended_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class Breach(Base):
    """A personal data breach, kept for good whatever its risk (Art. 33(5); A12.2). Counts may be unknown at first.

    What is written here describes categories of people and of data, never a person.
    """

    __tablename__ = "breaches"
    __table_args__ = (
        Index(None, "aware_at"),
        CheckConstraint("people_count >= 0 AND records_count >= 0", name="counts_are_not_negative"),
        CheckConstraint("closed_at IS NULL OR risk = 'none' OR told_authority_at IS NOT NULL", name="closed_once_told"),
    )

    id: Mapped[Id]
    title: Mapped[str] = mapped_column(String(160))
    aware_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    facts: Mapped[str] = mapped_column(Text, default="")
    people_categories: Mapped[str] = mapped_column(Text, default="")
    people_count: Mapped[int | None]
    records_categories: Mapped[str] = mapped_column(Text, default="")
    records_count: Mapped[int | None]
    effects: Mapped[str] = mapped_column(Text, default="")
    measures: Mapped[str] = mapped_column(Text, default="")
    contact_point: Mapped[str] = mapped_column(String(300), default="")
    risk: Mapped[Risk] = mapped_column(enum_type(Risk), default=Risk.LIKELY)
    delay_reason: Mapped[str] = mapped_column(Text, default="")
    told_authority_at: Mapped[datetime | None]
    told_people_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
