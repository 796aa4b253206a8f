"""Which application a file belongs to, and what stood there before its person applied."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from ....extensions import db
from ...documents.models import Document
from ..models import Application, FormerDetails, Sourcing


@dataclass(frozen=True)
class Former:
    """What stood there, and its file."""

    details: FormerDetails
    cv: Document


def has_file(document_id: UUID) -> ColumnElement[bool]:
    """Of an application, for queries: as its CV, its letter, or what stood there before its person applied."""
    former = select(FormerDetails.application_id).where(FormerDetails.cv_id == document_id)
    return or_(Application.cv_id == document_id, Application.cover_letter_id == document_id, Application.id.in_(former))


def find_former(sourcing: Sourcing | None) -> Former | None:
    """What stood there, unless its person did not apply, or had it destroyed."""
    if sourcing is None or sourcing.applied_at is None:
        return None
    both = select(FormerDetails, Document).join(Document, Document.id == FormerDetails.cv_id)
    row = db.session.execute(both.where(FormerDetails.application_id == sourcing.application_id)).one_or_none()
    return None if row is None else Former(row.FormerDetails, row.Document)
