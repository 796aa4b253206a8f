"""Reads of documents."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select

from ...core.rows import AnyRow, read_rows
from ...extensions import db
from .enums import DocumentKind, DocumentState, PreparationState, RenditionKind, ScanState
from .models import Document, Package, Rendition, Tombstone

# Every column that speaks of a file which has to be there.
STORED = (Document.storage_key, Rendition.storage_key, Package.storage_key)


def lock_staged(document_id: UUID, kind: DocumentKind) -> Document | None:
    """The staged document of that id and kind, held until the end of the transaction: the sweep may want it too."""
    return db.session.scalar(_staged(document_id, kind).with_for_update())


def find_staged(document_id: UUID, kind: DocumentKind) -> Document | None:
    """The staged document of that id and kind, to look at."""
    return db.session.scalar(_staged(document_id, kind))


def count_staged_by(form: str) -> int:
    """How many files wait that this form has sent."""
    return db.session.scalar(_waiting(), {"form": form}) or 0


@cache
def _waiting() -> Select[int]:
    return select(func.count()).where(Document.staged_by == bindparam("form"), Document.state == DocumentState.STAGED)


def find_document(document_id: UUID) -> Document | None:
    """The kept document of that id; whether an actor may see it is for the room that holds it."""
    return db.session.scalar(select(Document).where(Document.id == document_id, Document.state == DocumentState.KEPT))


def list_documents(ids: Iterable[UUID]) -> dict[UUID, AnyRow]:
    """The documents of those ids, by id, to be read."""
    return {document.id: document for document in read_rows(_documents(), ids=list(ids))}


def has_stored() -> bool:
    """Whether the database speaks of any file that has to be there."""
    return any(db.session.scalar(select(column).limit(1)) is not None for column in STORED)


def has_abandoned(before: datetime) -> bool:
    """Whether any staged document is older than ``before``."""
    return db.session.scalar(_abandoned(before).limit(1)) is not None


def lock_abandoned(before: datetime, limit: int) -> Sequence[UUID]:
    """Staged documents older than ``before``, held until the end of the transaction; skips those just being kept."""
    oldest = _abandoned(before).order_by(Document.created_at).limit(limit)
    return db.session.scalars(oldest.with_for_update(skip_locked=True)).all()


def count_kept() -> dict[tuple[ScanState, PreparationState], int]:
    """How many files of applications stand where, with the antivirus and with preparation."""
    kept = select(Document.scan, Document.preparation, func.count()).where(Document.state == DocumentState.KEPT)
    rows = db.session.execute(kept.group_by(Document.scan, Document.preparation))
    return {(scan, preparation): count for scan, preparation, count in rows}


def list_known_keys(keys: Collection[str]) -> set[str]:
    """Those of ``keys`` of which a row speaks: a document, what was made of one, a package, or a tombstone."""
    columns = (*STORED, Tombstone.storage_key)
    return {key for column in columns for key in db.session.scalars(select(column).where(column.in_(keys)))}


def list_document_keys() -> dict[str, UUID]:
    """The document, or the package, of each storage key, that of a document's renditions included."""
    files = select(Document.storage_key, Document.id)
    renditions = select(Rendition.storage_key, Rendition.document_id)
    packages = select(Package.storage_key, Package.id)
    rows = db.session.execute(files.union_all(renditions, packages))
    return {key: document_id for key, document_id in rows}  # noqa: C416  rows are no pairs to the type checker


def list_made_keys(keys: Collection[str]) -> set[str]:
    """Those of ``keys`` that belong to something made of a document, which can be made again."""
    return set(db.session.scalars(select(Rendition.storage_key).where(Rendition.storage_key.in_(keys))))


def list_tombstones(limit: int) -> Sequence[str]:
    """The storage keys of files that must still be destroyed, oldest first."""
    return db.session.scalars(select(Tombstone.storage_key).order_by(Tombstone.created_at).limit(limit)).all()


def find_rendition(document_id: UUID, kind: RenditionKind, number: int = 0) -> Rendition | None:
    """What was made of a document, if it was."""
    one = _renditions().where(Rendition.kind == kind, Rendition.number == number)
    return db.session.scalar(one, {"document_id": document_id})


def list_renditions(document_id: UUID) -> Sequence[Rendition]:
    """All that was made of a document, pages in their order."""
    return db.session.scalars(_renditions(), {"document_id": document_id}).all()


def list_shown(document_ids: Iterable[UUID]) -> Sequence[AnyRow]:
    """What a page shows of these documents: of each thing made of them its kind, number and place in the store."""
    return read_rows(_shown(), ids=list(document_ids)).all()


# Asked with every dossier, and built once: that took longer than to ask them.
@cache
def _documents() -> Select[*tuple[Any, ...]]:
    return select(*Document.__table__.c).where(Document.id.in_(bindparam("ids", expanding=True)))


@cache
def _renditions() -> Select[Rendition]:
    theirs = select(Rendition).where(Rendition.document_id == bindparam("document_id"))
    return theirs.order_by(Rendition.kind, Rendition.number)


@cache
def _shown() -> Select[*tuple[Any, ...]]:
    made = Rendition.__table__.c
    theirs = select(made.document_id, made.kind, made.number, made.storage_key)
    return theirs.where(made.document_id.in_(bindparam("ids", expanding=True)))


def _staged(document_id: UUID, kind: DocumentKind) -> Select[Document]:
    return select(Document).where(
        Document.id == document_id, Document.state == DocumentState.STAGED, Document.kind == kind
    )


def _abandoned(before: datetime) -> Select[UUID]:
    return select(Document.id).where(Document.state == DocumentState.STAGED, Document.created_at < before)
