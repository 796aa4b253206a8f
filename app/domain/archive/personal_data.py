"""What this room holds about people, and how it lets go of it."""

from uuid import UUID

from sqlalchemy import delete

from ...extensions import db
from ..policy.catalogue import PersonalColumn, Subject
from ..policy.purposes import Purpose
from ..policy.texts import Text
from .models import ArchivedFile, ArchiveOpening

_COLUMNS = (
    (
        "archived_files",
        "application_id package_id person_key reference_key archived_on refused_on erase_on policy_version",
        Text("pouvoir répondre d’un refus s’il est contesté", "to be able to answer for a refusal if it is disputed"),
    ),
    (
        "archived_files",
        "hold_reason hold_review_on held_by",
        Text("garder la preuve le temps d’un litige", "to keep the evidence while a dispute lasts"),
    ),
    (
        "archive_openings",
        "id application_id account_id reason opened_at",
        Text("savoir qui a ouvert l’archive, et pourquoi", "to know who opened the archive, and why"),
    ),
)
CATALOGUE = tuple(
    PersonalColumn(f"{table}.{name}", Subject.CANDIDATE, (Purpose.ARCHIVE,), is_mandatory=False, why=why)
    for table, names, why in _COLUMNS
    for name in names.split()
)


def erase_file(application_id: UUID) -> UUID:
    """Deletes the file's rows, in the running transaction; gives the id of the package that goes with them."""
    file = db.session.get_one(ArchivedFile, application_id)
    package_id = file.package_id
    db.session.execute(delete(ArchiveOpening).where(ArchiveOpening.application_id == application_id))
    db.session.delete(file)
    db.session.flush()
    return package_id
