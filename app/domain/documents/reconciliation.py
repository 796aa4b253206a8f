"""Rows and files, held against each other: each must speak of the other (rule 13)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from ...core import logging
from ...core.db import reading
from . import queries
from .vault import storage

# A file an hour old whose row is not committed will never have one.
CUT_OFF_SECONDS = 3600
BATCH = 500
log = logging.get(__name__)


@dataclass(frozen=True)
class Findings:
    """``missing``: documents whose file is not there. ``strays``: keys of files that no row speaks of."""

    missing: tuple[UUID, ...]
    strays: tuple[str, ...]
    files: int

    @property
    def are_many(self) -> bool:
        """Whether more than one file in ten is stray: a database that is not that of this store makes them all so."""
        return len(self.strays) * 10 > self.files


def compare() -> Findings:
    """What does not agree. What is taken in or erased meanwhile is no finding."""
    store = storage()
    with reading():
        documents = queries.list_document_keys()
    files = set(store.list_keys())
    with reading():
        still = queries.list_document_keys()
    missing = tuple(documents[key] for key in sorted((documents.keys() - files) & still.keys()))
    strays = tuple(_unknown(list(store.list_keys(older_than_seconds=CUT_OFF_SECONDS))))
    return Findings(missing, strays, len(files))


def destroy_strays(keys: Collection[str]) -> set[str]:
    """Destroys those of ``keys`` that, at this moment, no row speaks of; says which. Raises StorageUnavailable."""
    store, destroyed = storage(), set()
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
