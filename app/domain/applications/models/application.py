"""An application and its answers."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ....core.db import Base, Id, enum_type
from ..enums import ApplicationState, RejectionReason


class Application(Base):
    """One person, one job, but for what they had erased: what they sent, where it stands, and the day on which it goes.

    ``form_key`` is the idempotency key of the form that made it (R3). ``erase_on`` is what the policy's schedule says
    of the facts; every change of a fact sets it again, and the sweep asks the schedule once more before it erases.
    ``notice_number`` is the version of the policy that said so: a new one is asked again (A2.11).
    ``erasure_asked_on``: when its person had everything erased but what a dispute kept; it goes once that is over.
    ``version`` counts the changes that staff make (R6). ``revealed_at``: since when the team of a job that is read
    without names sees whose it is (A4.5).
    """

    __tablename__ = "applications"
    __table_args__ = (
        Index(
            "uq_applications_one_per_person_and_job",
            "job_id",
            "candidate_id",
            unique=True,
            sqlite_where=text("erasure_asked_on IS NULL"),
            postgresql_where=text("erasure_asked_on IS NULL"),
        ),
        Index(None, "job_id", "state", "stage_id", "stage_entered_at"),
        Index(None, "job_id", "stage_entered_at"),
        # Reports count from it alone.
        Index("ix_applications_counted", "job_id", "submitted_at", "source", "campaign", "state"),
        Index(None, "job_id", "name_key"),
        Index(None, "erase_on", "candidate_id"),
        Index(None, "source", "campaign", "candidate_id"),
        Index(None, "job_id", "erase_on"),
        CheckConstraint("(state = 'active') = (decided_at IS NULL)", name="outcome_needs_decided_at"),
        CheckConstraint("(state = 'rejected') = (rejection_reason IS NOT NULL)", name="rejection_needs_reason"),
        CheckConstraint("state <> 'rejected' OR decided_by IS NOT NULL", name="rejection_needs_a_person"),
    )

    id: Mapped[Id]
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    form_key: Mapped[str] = mapped_column(String(64), unique=True)
    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"))
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidates.id"), index=True)
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stages.id"), index=True)
    state: Mapped[ApplicationState] = mapped_column(enum_type(ApplicationState), default=ApplicationState.ACTIVE)
    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(String(160))
    phone: Mapped[str | None] = mapped_column(String(40))
    current_position: Mapped[str | None] = mapped_column(String(160))
    message: Mapped[str | None] = mapped_column(Text)
    accommodation: Mapped[str | None] = mapped_column(Text)
    cv_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"), index=True)
    cover_letter_id: Mapped[UUID | None] = mapped_column(ForeignKey("documents.id"), index=True)
    source: Mapped[str | None] = mapped_column(String(60))
    medium: Mapped[str | None] = mapped_column(String(60))
    campaign: Mapped[str | None] = mapped_column(String(60))
    locale: Mapped[str] = mapped_column(String(5))
    notice_hash: Mapped[str] = mapped_column(String(64))
    submitted_at: Mapped[datetime]
    stage_entered_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    rejection_reason: Mapped[RejectionReason | None] = mapped_column(enum_type(RejectionReason))
    erase_on: Mapped[date]
    erasure_asked_on: Mapped[date | None]
    revealed_at: Mapped[datetime | None]
    notice_number: Mapped[int] = mapped_column(default=0, server_default="0", index=True)
    version: Mapped[int] = mapped_column(default=1)


class Answer(Base):
    """The answer to one question. The label is kept as it was shown: the question may change later.

    ``corrected_at``: when its person last put it right.
    """

    __tablename__ = "answers"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id"), primary_key=True, index=True)
    label: Mapped[str] = mapped_column(String(300))
    value: Mapped[str] = mapped_column(Text)
    corrected_at: Mapped[datetime | None]
