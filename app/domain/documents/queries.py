"""Reads of documents."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from ...extensions import db
from .enums import DocumentKind, DocumentState
from .models import Document, Tombstone


def lock_staged(document_id: UUID, kind: DocumentKind) -> Document | None:
    """The staged document of that id and kind, held until the end of the transaction: the sweep may want it too."""
    return db.session.scalar(_staged(document_id, kind).with_for_update())


def find_staged(document_id: UUID, kind: DocumentKind) -> Document | None:
    """The staged document of that id and kind, to look at."""
    return db.session.scalar(_staged(document_id, kind))


def find_document(document_id: UUID) -> Document | None:
    """The kept document of that id; whether an actor may see it is for the room that holds it."""
    return db.session.scalar(select(Document).where(Document.id == document_id, Document.state == DocumentState.KEPT))


def list_documents(ids: Iterable[UUID]) -> dict[UUID, Document]:
    """The documents of those ids, by id."""
    return {
        document.id: document for document in db.session.scalars(select(Document).where(Document.id.in_(list(ids))))
    }


def has_abandoned(before: datetime) -> bool:
    """Whether any staged document is older than ``before``."""
    return db.session.scalar(_abandoned(before).limit(1)) is not None


def lock_abandoned(before: datetime, limit: int) -> Sequence[UUID]:
    """Staged documents older than ``before``, held until the end of the transaction; skips those just being kept."""
    oldest = _abandoned(before).order_by(Document.created_at).limit(limit)
    return db.session.scalars(oldest.with_for_update(skip_locked=True)).all()


def list_known_keys(keys: Collection[str]) -> set[str]:
    """Those of ``keys`` of which a row speaks: a document or a tombstone."""
    documents = db.session.scalars(select(Document.storage_key).where(Document.storage_key.in_(keys)))
    tombstones = db.session.scalars(select(Tombstone.storage_key).where(Tombstone.storage_key.in_(keys)))
    return {*documents, *tombstones}


def list_document_keys() -> dict[str, UUID]:
    """The document of each storage key."""
    return {key: document_id for document_id, key in db.session.execute(select(Document.id, Document.storage_key))}


def list_tombstones(limit: int) -> Sequence[str]:
    """The storage keys of files that must still be destroyed, oldest first."""
    return db.session.scalars(select(Tombstone.storage_key).order_by(Tombstone.created_at).limit(limit)).all()


def _staged(document_id: UUID, kind: DocumentKind) -> Select[Document]:
    return select(Document).where(
        Document.id == document_id, Document.state == DocumentState.STAGED, Document.kind == kind
    )


def _abandoned(before: datetime) -> Select[UUID]:
    return select(Document.id).where(Document.state == DocumentState.STAGED, Document.created_at < before)
