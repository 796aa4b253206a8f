"""Vacancies, their texts, stages, questions and hiring teams. Texts by language are ``{"fr": …, "en": …}``."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from ...core.db import Base, Id, enum_type
from .enums import Contract, JobState, PayPeriod, QuestionKind, RemotePolicy, StageKind


class Job(Base):
    """A vacancy. ``published_at`` is the date of the ad (A4.6, L.5332-1); ``closes_on`` its last day, if any.

    ``is_blind``: its applications are read without names, each until somebody shows it whole (A4.5).
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index(None, "state", "published_at"),
        CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published_has_date"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_closed_at"),
        CheckConstraint("pay_min IS NULL OR pay_max IS NULL OR pay_min <= pay_max", name="pay_range_in_order"),
    )

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(100), unique=True)
    state: Mapped[JobState] = mapped_column(enum_type(JobState), default=JobState.DRAFT)
    is_spontaneous: Mapped[bool] = mapped_column(default=False)
    is_blind: Mapped[bool] = mapped_column(default=False, server_default=false())
    place: Mapped[str] = mapped_column(String(120))
    street: Mapped[str | None] = mapped_column(String(160))
    postal_code: Mapped[str | None] = mapped_column(String(12))
    country: Mapped[str] = mapped_column(String(2))
    remote_policy: Mapped[RemotePolicy] = mapped_column(enum_type(RemotePolicy))
    contract: Mapped[Contract] = mapped_column(enum_type(Contract))
    department: Mapped[str] = mapped_column(String(120))
    pay_min: Mapped[int | None]
    pay_max: Mapped[int | None]
    pay_currency: Mapped[str] = mapped_column(String(3), default="EUR")
    pay_period: Mapped[PayPeriod] = mapped_column(enum_type(PayPeriod), default=PayPeriod.YEAR)
    pay_exception: Mapped[str | None] = mapped_column(String(500))
    answer_days: Mapped[int] = mapped_column(default=15)
    closes_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class JobText(Base):
    """The ad in one language; ``search_text`` is its folded text, for the public filter.

    ``words_kept``: what somebody was told to read again, and kept (A4.6).
    """

    __tablename__ = "job_texts"

    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    locale: Mapped[str] = mapped_column(String(5), primary_key=True)
    title: Mapped[str] = mapped_column(String(160))
    description: Mapped[str] = mapped_column(Text)
    search_text: Mapped[str] = mapped_column(Text)
    words_kept: Mapped[list[str]] = mapped_column(default=list)


class Stage(Base):
    """A named step of one job's pipeline. ``limit_days`` is how long a file may stay before it is overdue.

    ``method``: how candidates are assessed in it, by language, as the ad tells it; ``announced_at``: since when (A3.4).
    ``version`` counts the changes of what it says, its place apart (R6).
    """

    __tablename__ = "stages"
    __table_args__ = (UniqueConstraint("job_id", "position"), CheckConstraint("limit_days > 0", name="limit_positive"))

    id: Mapped[Id]
    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    names: Mapped[dict[str, Any]]
    kind: Mapped[StageKind] = mapped_column(enum_type(StageKind))
    limit_days: Mapped[int | None]
    method: Mapped[dict[str, Any] | None]
    announced_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class PipelineTemplate(Base):
    """Stages to copy into a new job: ``[{"names", "kind", "limit_days"}, …]``, some with a ``method``."""

    __tablename__ = "pipeline_templates"

    id: Mapped[Id]
    names: Mapped[dict[str, Any]]
    position: Mapped[int]
    stages: Mapped[list[dict[str, Any]]]


class Question(Base):
    """A question of one job's form. ``reasons`` says why it is asked, and the candidate reads it (A4.1).

    ``retired_at``: since when it is asked no more; the answers that were given to it stay.
    """

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("job_id", "position"),)

    id: Mapped[Id]
    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(enum_type(QuestionKind))
    labels: Mapped[dict[str, Any]]
    reasons: Mapped[dict[str, Any]]
    options: Mapped[list[dict[str, Any]]]
    is_required: Mapped[bool] = mapped_column(default=False)
    override_reason: Mapped[str | None] = mapped_column(String(500))
    overridden_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    retired_at: Mapped[datetime | None]


class TeamMember(Base):
    """An account on a job's hiring team."""

    __tablename__ = "team_members"

    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True, index=True)
