"""Files, and the files that must still be destroyed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ...core.db import Base, Id, enum_type
from .enums import DocumentKind, DocumentState, MediaType


class Document(Base):
    """One stored file. ``storage_key`` is random: nothing about the person is in a path (5.3.2)."""

    __tablename__ = "documents"
    __table_args__ = (
        Index(None, "state", "created_at"),
        CheckConstraint("(state = 'kept') = (candidate_id IS NOT NULL)", name="kept_has_candidate"),
        CheckConstraint("size > 0", name="size_positive"),
    )

    id: Mapped[Id]
    candidate_id: Mapped[UUID | None] = mapped_column(ForeignKey("candidates.id"), index=True)
    kind: Mapped[DocumentKind] = mapped_column(enum_type(DocumentKind))
    state: Mapped[DocumentState] = mapped_column(enum_type(DocumentState))
    filename: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[MediaType] = mapped_column(enum_type(MediaType))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    storage_key: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]


class Tombstone(Base):
    """A stored file whose row is gone: the worker destroys the file after the commit, then this row (rule 13)."""

    __tablename__ = "tombstones"

    storage_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[datetime]
