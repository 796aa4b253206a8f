"""Rows and files, held against each other: each must speak of the other (rule 13)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.exc import DatabaseError

from ...adapters.storage import FILES_ARE_LOST, OWNER, StorageUnavailable, WrongStore
from ...core import logging
from ...core.db import is_unmigrated, reading, transaction
from ...extensions import db
from ..audit import marks
from . import queries
from .enums import PreparationState
from .models import Document
from .personal_data import bury_rendition
from .vault import storage

# A file an hour old whose row is not committed will never have one.
CUT_OFF_SECONDS = 3600
BATCH = 500
log = logging.get(__name__)


@dataclass(frozen=True)
class Findings:
    """``missing``: documents whose file is not there. ``strays``: keys of files that no row speaks of.

    ``unmade``: documents whose own file is there, and something that was made of it is not.
    """

    missing: tuple[UUID, ...]
    unmade: tuple[UUID, ...]
    strays: tuple[str, ...]
    files: int

    @property
    def are_many(self) -> bool:
        """Whether more than one file in ten is stray: a database that is not that of this store makes them all so."""
        return len(self.strays) * 10 > self.files


def check_store() -> None:
    """Before the start: raises WrongStore, with what to do, when the store is not ours; signs one that is nobody's.

    A store or a database that is away, or has no tables yet, has nothing to say: whoever needs it will be told.
    """
    try:
        with reading():
            must_be_ours()
            ours = marks.ledger_name()
        if ours and storage().owner() is None:
            storage().sign(ours)
    except WrongStore:
        raise
    except (StorageUnavailable, DatabaseError):
        if not is_unmigrated():
            log.warning("the store could not be checked")


def must_be_ours() -> None:
    """Raises WrongStore where the store is another's, or holds nothing of what there is; StorageUnavailable.

    A disk that is not mounted leaves an empty folder, which answers like a store: every file would count as lost, and
    what is destroyed because of that would stay on the disk. In another's, their files would count as nobody's besides.
    An instance is known by the name of its ledger, which comes back with a backup.
    """
    store, ours = storage(), marks.ledger_name()
    if ours and store.owner() not in {None, ours}:
        message = (
            "the store belongs to another instance: put the right disk or bucket there. If its files are those of this "
            f"database all the same, take the file named {OWNER} out of it."
        )
        raise WrongStore(message)
    if store.is_empty() and queries.has_stored():
        message = (
            "the store is empty, and the database speaks of files: mount its disk, or restore a backup. If they will "
            f"not come back, put an empty file named {FILES_ARE_LOST} into it."
        )
        raise WrongStore(message)


def compare() -> Findings:
    """What does not agree. What is taken in or erased meanwhile is no finding."""
    store = storage()
    with reading():
        documents = queries.list_document_keys()
    files = set(store.list_keys())
    with reading():
        still = queries.list_document_keys()
    lost = sorted((documents.keys() - files) & still.keys())
    with reading():
        made = queries.list_made_keys(lost)
    missing = tuple(documents[key] for key in lost if key not in made)
    unmade = tuple(sorted({documents[key] for key in made} - set(missing)))
    strays = tuple(_unknown(list(store.list_keys(older_than_seconds=CUT_OFF_SECONDS))))
    return Findings(missing, unmade, strays, len(files))


def remake(document_ids: Collection[UUID]) -> int:
    """Has the worker make anew what was made of these documents; says of how many."""
    for document_id in document_ids:
        with transaction():
            document = db.session.get(Document, document_id, with_for_update=True)
            if document is not None:
                for rendition in queries.list_renditions(document_id):
                    bury_rendition(rendition)
                document.preparation, document.tries, document.has_ocr = PreparationState.WAITING, 0, None
    return len(document_ids)


def destroy_strays(keys: Collection[str]) -> set[str]:
    """Destroys those of ``keys`` that, at this moment, no row speaks of; says which.

    Raises WrongStore, StorageUnavailable.
    """
    store, destroyed = storage(), set()
    with reading():
        must_be_ours()
    for key in _unknown(keys):
        store.delete(key)
        log.info("file without a row destroyed")
        destroyed.add(key)
    return destroyed


def _unknown(keys: Collection[str]) -> Iterator[str]:
    ordered = sorted(keys)
    for start in range(0, len(ordered), BATCH):
        batch = ordered[start : start + BATCH]
        with reading():
            known = queries.list_known_keys(batch)
        yield from (key for key in batch if key not in known)
