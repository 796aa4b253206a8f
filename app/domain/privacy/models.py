"""The proof that the policy is carried out, which holds no personal data (A2.15); what a copy does not give."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ...core.db import Base, Id, enum_type
from .enums import SweepOutcome


class SweepRun(Base):
    """One retention night: the day it judged by, and how many files it erased."""

    __tablename__ = "sweep_runs"
    __table_args__ = (
        Index(None, "started_at"),
        CheckConstraint("(outcome = 'running') = (finished_at IS NULL)", name="ended_has_finished_at"),
    )

    id: Mapped[Id]
    day_on: Mapped[date]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[SweepOutcome] = mapped_column(enum_type(SweepOutcome))
    erased: Mapped[int] = mapped_column(default=0)


class ErasureReceipt(Base):
    """One erased file: which, when, by which rule of which version of the policy. Ids and codes, no free text.

    ``archived_until``: until when its strict minimum stays in the archive; None when nothing stays.
    """

    __tablename__ = "erasure_receipts"

    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    run_id: Mapped[UUID | None] = mapped_column(ForeignKey("sweep_runs.id"), index=True)
    erased_at: Mapped[datetime]
    due_on: Mapped[date]
    because: Mapped[str] = mapped_column(String(40))
    policy_version: Mapped[str] = mapped_column(String(20))
    documents: Mapped[int]
    archived_until: Mapped[date | None]


class BackupProof(Base):
    """A backup that was restored to a scratch place and found whole: when it was made, and when it was proved (R9)."""

    __tablename__ = "backup_proofs"

    id: Mapped[Id]
    made_at: Mapped[datetime]
    proved_at: Mapped[datetime] = mapped_column(index=True)


class Passage(Base):
    """Words about somebody else that no copy of this person's gives, and why (A8.2): the desk has marked them."""

    __tablename__ = "masks"
    __table_args__ = (UniqueConstraint("candidate_id", "words"),)

    id: Mapped[Id]
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidates.id"))
    words: Mapped[str] = mapped_column(String(500))
    reason: Mapped[str] = mapped_column(String(500))
    made_at: Mapped[datetime]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
