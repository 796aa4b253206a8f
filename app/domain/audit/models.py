"""The audit log."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ...core.actor import ActorKind
from ...core.db import Base, enum_type
from .tags import Tag


class AuditEvent(Base):
    """One act. Rows are only ever added."""

    __tablename__ = "audit_events"
    __table_args__ = (Index(None, "subject_id", "id"), Index(None, "at"))

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    tag: Mapped[Tag] = mapped_column(String(60))
    actor_kind: Mapped[ActorKind] = mapped_column(enum_type(ActorKind))
    actor_id: Mapped[UUID | None]
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID | None]
    details: Mapped[dict[str, Any]]
