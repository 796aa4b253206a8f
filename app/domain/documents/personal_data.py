"""What this room holds about people, and how it lets go of it."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select

from ...core.clock import now
from ...extensions import db
from ..policy.catalogue import PersonalColumn, Subject
from ..policy.purposes import Purpose
from ..policy.texts import Text
from .models import CandidateKey, Document, Package, Rendition, Tombstone

_FILE = Text("le fichier que la personne a envoyé", "the file that the person sent")
_USES = (Purpose.APPLICATION, Purpose.FEEDBACK, Purpose.POOL)


def _column(name: str, why: Text = _FILE) -> PersonalColumn:
    return PersonalColumn(f"documents.{name}", Subject.CANDIDATE, _USES, is_mandatory=True, why=why)


_CONTENT = Text("ce que le fichier dit, pour le lire", "what the file says, to read it")

CATALOGUE = (
    _column("id", Text("le fichier d’une candidature", "which file an application has")),
    _column("filename"),
    _column("storage_key"),
    _column("sha256", Text("l’empreinte du fichier", "the file's fingerprint")),
    _column("size", Text("la taille du fichier", "the file's size")),
    _column("media_type", Text("le type du fichier", "the file's type")),
    _column("candidate_id", Text("à qui est le fichier", "whose file it is")),
    PersonalColumn("renditions.storage_key", Subject.CANDIDATE, _USES, is_mandatory=True, why=_CONTENT),
    PersonalColumn("renditions.size", Subject.CANDIDATE, _USES, is_mandatory=True, why=_CONTENT),
    PersonalColumn(
        "candidate_keys.candidate_id",
        Subject.CANDIDATE,
        _USES,
        is_mandatory=True,
        why=Text("la clé qui ouvre les fichiers de la personne", "the key that opens the person's files"),
    ),
)


def erase_documents(document_ids: Collection[UUID]) -> int:
    """Deletes the rows and leaves a tombstone for each stored file, in the running transaction; says how many files.

    With its row goes the document's own key: from the commit on, what the store still holds of it cannot be opened.
    """
    files = db.session.scalars(select(Document.storage_key).where(Document.id.in_(document_ids))).all()
    made = db.session.scalars(select(Rendition.storage_key).where(Rendition.document_id.in_(document_ids))).all()
    db.session.add_all(Tombstone(storage_key=key, created_at=now()) for key in (*files, *made))
    db.session.execute(delete(Rendition).where(Rendition.document_id.in_(document_ids)))
    db.session.execute(delete(Document).where(Document.id.in_(document_ids)))
    return len(files)


def bury_rendition(rendition: Rendition) -> None:
    """Takes away something that was made of a document; its octets are left to a tombstone."""
    db.session.add(Tombstone(storage_key=rendition.storage_key, created_at=now()))
    db.session.delete(rendition)
    db.session.flush()


def erase_package(package_id: UUID) -> None:
    """Deletes the row, and with it the key; the stored octets are left to a tombstone, in the running transaction."""
    package = db.session.get_one(Package, package_id)
    db.session.add(Tombstone(storage_key=package.storage_key, created_at=now()))
    db.session.delete(package)


def destroy_key(candidate_id: UUID) -> None:
    """Destroys the key of all the person's files: what any backup of the store holds of them is noise (A11.2)."""
    db.session.execute(delete(CandidateKey).where(CandidateKey.candidate_id == candidate_id))
