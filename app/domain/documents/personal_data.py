"""What this room holds about people, and how it lets go of it."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select

from ...core.clock import now
from ...extensions import db
from ..policy.catalogue import PersonalColumn, Subject
from ..policy.purposes import Purpose
from ..policy.texts import Text
from .models import Document, Tombstone

_FILE = Text("le fichier que la personne a envoyé", "the file that the person sent")
_USES = (Purpose.APPLICATION, Purpose.FEEDBACK, Purpose.POOL)


def _column(name: str, why: Text = _FILE) -> PersonalColumn:
    return PersonalColumn(f"documents.{name}", Subject.CANDIDATE, _USES, is_mandatory=True, why=why)


CATALOGUE = (
    _column("filename"),
    _column("storage_key"),
    _column("sha256", Text("l’empreinte du fichier", "the file's fingerprint")),
    _column("size", Text("la taille du fichier", "the file's size")),
    _column("media_type", Text("le type du fichier", "the file's type")),
    _column("candidate_id", Text("à qui est le fichier", "whose file it is")),
)


def erase_documents(document_ids: Collection[UUID]) -> int:
    """Deletes the rows and leaves a tombstone for each file, in the running transaction; says how many."""
    keys = db.session.scalars(select(Document.storage_key).where(Document.id.in_(document_ids))).all()
    db.session.add_all(Tombstone(storage_key=key, created_at=now()) for key in keys)
    db.session.execute(delete(Document).where(Document.id.in_(document_ids)))
    return len(keys)
