"""Archived files, and who opened them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ...core.db import Base, Id


class ArchivedFile(Base):
    """The strict minimum of one refused application. What it says is in its package, sealed; no name stands here.

    ``person_key`` and ``reference_key`` are keyed digests of the address and of the reference: whoever has been told
    one finds the file by it, and nobody can list who is here. ``application_id`` names an application that is erased.
    """

    __tablename__ = "archived_files"
    __table_args__ = (
        CheckConstraint("(hold_reason IS NULL) = (hold_review_on IS NULL)", name="hold_has_reason_and_review"),
        CheckConstraint("(hold_reason IS NULL) = (held_by IS NULL)", name="hold_has_an_owner"),
    )

    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    package_id: Mapped[UUID] = mapped_column(ForeignKey("packages.id"), unique=True)
    person_key: Mapped[str] = mapped_column(String(64), index=True)
    reference_key: Mapped[str] = mapped_column(String(64), unique=True)
    archived_on: Mapped[date]
    refused_on: Mapped[date]
    erase_on: Mapped[date] = mapped_column(index=True)
    policy_version: Mapped[str] = mapped_column(String(20))
    hold_reason: Mapped[str | None] = mapped_column(Text)
    hold_review_on: Mapped[date | None]
    held_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))


class ArchiveOpening(Base):
    """Somebody opened an archived file, and wrote down why."""

    __tablename__ = "archive_openings"

    id: Mapped[Id]
    application_id: Mapped[UUID] = mapped_column(ForeignKey("archived_files.application_id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime]
