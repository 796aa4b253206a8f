"""Reads of documents."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from ...extensions import db
from .enums import DocumentKind, DocumentState
from .models import Document, Tombstone


def find_staged(document_id: UUID, kind: DocumentKind) -> Document | None:
    """The staged document of that id and kind."""
    return db.session.scalar(
        select(Document).where(
            Document.id == document_id, Document.state == DocumentState.STAGED, Document.kind == kind
        )
    )


def find_document(document_id: UUID) -> Document | None:
    """The kept document of that id; whether an actor may see it is for the room that holds it."""
    return db.session.scalar(
        select(Document).where(Document.id == document_id, Document.state == DocumentState.KEPT)
    )


def list_documents(ids: Iterable[UUID]) -> dict[UUID, Document]:
    """The documents of those ids, by id."""
    return {document.id: document for document in db.session.scalars(select(Document).where(Document.id.in_(list(ids))))}


def list_abandoned(before: datetime, limit: int) -> Sequence[UUID]:
    """Staged documents older than ``before``: nobody came back for them."""
    return db.session.scalars(
        select(Document.id)
        .where(Document.state == DocumentState.STAGED, Document.created_at < before)
        .order_by(Document.created_at)
        .limit(limit)
    ).all()


def list_tombstones(limit: int) -> Sequence[str]:
    """The storage keys of files that must still be destroyed, oldest first."""
    return db.session.scalars(select(Tombstone.storage_key).order_by(Tombstone.created_at).limit(limit)).all()
