"""Files that a person should look at, among those of the applications that the actor sees."""

from dataclasses import dataclass

from sqlalchemy import or_

from ....core.actor import Actor
from ....core.paging import Page, paginate
from ...documents.enums import PreparationState, ScanState
from ...documents.models import Document
from ...documents.vault import has_scanner
from ..models import Application
from .visibility import applications_visible_to


@dataclass(frozen=True)
class Finding:
    """A file, and the application that holds it."""

    document: Document
    application: Application


def list_documents_to_look_at(actor: Actor, *, page: int = 1, per_page: int = 50) -> Page[Finding]:
    """Held or awaited by the antivirus, not readable, without a text layer, or with text that is not to be seen.

    Newest first.
    """
    waits = (
        (Document.scan == ScanState.UNSCANNED) if has_scanner() else (Document.preparation == PreparationState.FAILED)
    )
    found = (
        applications_visible_to(actor)
        .add_columns(Document)
        .join(Document, or_(Document.id == Application.cv_id, Document.id == Application.cover_letter_id))
        .where(
            or_(
                Document.scan.in_([ScanState.INFECTED, ScanState.FAILED]),
                Document.preparation == PreparationState.FAILED,
                Document.has_text.is_(False),
                Document.has_hidden_text.is_(True),
                waits,
            )
        )
        .order_by(Document.created_at.desc(), Document.id)
    )
    rows = paginate(found, page, per_page, scalars=False)
    return Page(
        [Finding(document, application) for application, document in rows.items], rows.number, rows.per_page, rows.total
    )
