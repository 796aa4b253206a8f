"""Files, the keys that open them, what is made of them for reading, and what must still be destroyed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ...core.db import Base, Id, enum_type
from ...core.rows import AnyRow
from .enums import DocumentKind, DocumentState, MediaType, PreparationState, RenditionKind, ScanState

# What a person should look at: held by the antivirus, not readable, without a text layer, or with text that is not to
# be seen. Few are, and they have an index of their own; a query goes by it that says these very words, which is why
# they hold no parameter.
TO_LOOK_AT = text(
    "scan IN ('infected', 'failed') OR preparation = 'failed' OR has_text IS FALSE OR has_hidden_text IS TRUE"
)
UNSEALED = text("sealed_key IS NULL")


class Document(Base):
    """One stored file. ``storage_key`` is random: nothing about the person is in a path (5.3.2).

    ``staged_by`` tells a form by its keyed digest, while the file waits. ``sealed_key`` opens it (see vault.py); a file
    stored before there were keys has none yet. ``tries`` counts the preparations begun, so that a file which takes the
    worker down with it is not tried for ever; until it was scanned, the scans that came to nothing, so that a file
    which takes the scanner down with it keeps no other waiting.
    """

    __tablename__ = "documents"
    __table_args__ = (
        Index(None, "state", "created_at"),
        Index(None, "state", "scan", "preparation"),
        # What the worker looks for every few seconds, mostly in vain.
        Index(None, "preparation", "state", "created_at"),
        Index(None, "has_text", "has_ocr"),
        Index("ix_documents_unsealed", "id", sqlite_where=UNSEALED, postgresql_where=UNSEALED),
        Index("ix_documents_to_look_at", "created_at", sqlite_where=TO_LOOK_AT, postgresql_where=TO_LOOK_AT),
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
    sealed_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    staged_by: Mapped[str | None] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime]
    scan: Mapped[ScanState] = mapped_column(enum_type(ScanState), default=ScanState.UNSCANNED)
    signature: Mapped[str | None] = mapped_column(String(100))
    preparation: Mapped[PreparationState] = mapped_column(enum_type(PreparationState), default=PreparationState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str | None] = mapped_column(String(40))
    pages: Mapped[int | None]
    has_text: Mapped[bool | None]
    has_hidden_text: Mapped[bool | None]
    has_ocr: Mapped[bool | None]
    removed: Mapped[list[str] | None] = mapped_column(JSON)


# A document, or its columns as they are only read.
AnyDocument = Document | AnyRow


class CandidateKey(Base):
    """The key of one person's files, itself sealed by a master key. Who destroys it has destroyed them all."""

    __tablename__ = "candidate_keys"

    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidates.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_by: Mapped[str] = mapped_column(String(16), index=True)
    created_at: Mapped[datetime]


class Rendition(Base):
    """Something made of a document for reading; stored like it, under its key. ``number`` counts pages from 1."""

    __tablename__ = "renditions"
    __table_args__ = (UniqueConstraint("document_id", "kind", "number"),)

    id: Mapped[Id]
    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"))
    kind: Mapped[RenditionKind] = mapped_column(enum_type(RenditionKind))
    number: Mapped[int] = mapped_column(default=0)
    media_type: Mapped[str] = mapped_column(String(100))
    storage_key: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int]


class Package(Base):
    """Octets that a higher room keeps apart: sealed by a key of their own, which only a master key opens (A2.13).

    No candidate's key does: it goes with the candidate, and what is kept here outlives them.
    """

    __tablename__ = "packages"

    id: Mapped[Id]
    storage_key: Mapped[str] = mapped_column(String(64), unique=True)
    sealed_key: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_by: Mapped[str] = mapped_column(String(16), index=True)


class Tombstone(Base):
    """A stored file whose row is gone: the worker destroys the file after the commit, then this row (rule 13)."""

    __tablename__ = "tombstones"

    storage_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[datetime]
