"""Files that a person should look at, among those of the applications that the actor sees."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, or_, select, union_all

from ....core.actor import Actor
from ....core.paging import Page, paginate
from ...documents.enums import DocumentState, ScanState
from ...documents.models import TO_LOOK_AT, Document
from ...documents.vault import has_scanner
from ..models import Application
from .visibility import applications_visible_to, unnamed


@dataclass(frozen=True)
class Finding:
    """A file, and the application that holds it; unnamed while its job is read without names."""

    document: Document
    application: Application
    is_unnamed: bool


def list_documents_to_look_at(actor: Actor, *, page: int = 1, per_page: int = 50) -> Page[Finding]:
    """Held or awaited by the antivirus, not readable, without a text layer, or with text that is not to be seen.

    Newest first.
    """
    found = (
        applications_visible_to(actor)
        .add_columns(Document, unnamed())
        .join(Document, or_(Document.id == Application.cv_id, Document.id == Application.cover_letter_id))
        .where(Document.id.in_(_to_look_at()))
        .order_by(Document.created_at.desc(), Document.id)
    )
    rows = paginate(found, page, per_page, scalars=False)
    findings = [Finding(document, application, bool(hidden)) for application, document, hidden in rows.items]
    return Page(findings, rows.number, rows.per_page, rows.total)


def _to_look_at() -> Select[UUID] | CompoundSelect[UUID]:
    found = select(Document.id).where(TO_LOOK_AT)
    if not has_scanner():
        return found
    awaited = select(Document.id).where(Document.state == DocumentState.KEPT, Document.scan == ScanState.UNSCANNED)
    return union_all(found, awaited)
