"""Seals what was stored before there were keys, and seals keys anew when the master key changes."""

from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from ...adapters.sealing import sealer_of
from ...core import logging
from ...core.clock import now
from ...core.db import is_unmigrated, reading, transaction
from ...extensions import db
from . import vault
from .enums import DocumentState
from .models import CandidateKey, Document, Package, Tombstone

BATCH = 50
log = logging.get(__name__)


class WrongMasterKey(RuntimeError):  # noqa: N818  a finding at start
    """The configured master key is not the one that sealed this instance's files."""


def is_sealing_due() -> bool:
    """Whether a file is still readable in the store."""
    return db.session.scalar(select(Document.id).where(Document.sealed_key.is_(None)).limit(1)) is not None


def seal_batch() -> int:
    """Seals one batch of readable files; the readable octets are buried. Says how many."""
    with transaction():
        bare = select(Document).where(Document.sealed_key.is_(None)).limit(BATCH).with_for_update(skip_locked=True)
        documents = db.session.scalars(bare).all()
        for document in documents:
            content, owner, old = vault.read_content(document), document.candidate_id, document.storage_key
            document.storage_key, document.sealed_key = vault.put_staged(document.id, content)
            db.session.add(Tombstone(storage_key=old, created_at=now()))
            if owner is not None:
                vault.seal_for(document, owner)
    return len(documents)


def rotate_keys() -> int:
    """Seals every candidate's key, every package's and every staged file's by the current master key; says how many.

    In batches, each whole: a rotation that was cut off goes on where it stopped. Raises UnknownMasterKey when a key was
    sealed by a master key that the configuration no longer knows.
    """
    rotated = 0
    while batch := _rotate_candidates() + _rotate_packages():
        rotated += batch
    return rotated + _rotate_staged()


def check_master_key() -> None:
    """Raises WrongMasterKey, naming the missing keys, when files are sealed by a key that the configuration lacks.

    A database that is away, or has no tables yet, has nothing to say: whoever needs it will be told.
    """
    try:
        with reading():
            sealers = set(db.session.scalars(select(CandidateKey.sealed_by).union(select(Package.sealed_by))))
    except DatabaseError:
        if not is_unmigrated():
            log.warning("the master key could not be checked")
        return
    if missing := sorted(sealers - vault.master_keys().names):
        message = (
            f"MASTER_KEY is not the key that sealed the files of this instance ({', '.join(missing)}). "
            "Set the right one, or add it to MASTER_KEYS_RETIRED."
        )
        raise WrongMasterKey(message)


def _rotate_candidates() -> int:
    current = vault.master_keys().current
    with transaction():
        old = select(CandidateKey).where(CandidateKey.sealed_by != current).limit(BATCH).with_for_update()
        rows = db.session.scalars(old).all()
        for row in rows:
            vault.reseal(row)
    return len(rows)


def _rotate_packages() -> int:
    with transaction():
        old = select(Package).where(Package.sealed_by != vault.master_keys().current).limit(BATCH).with_for_update()
        packages = db.session.scalars(old).all()
        for package in packages:
            vault.reseal_package(package)
    return len(packages)


def _rotate_staged() -> int:
    """Staged files live for a day: there are few."""
    current = vault.master_keys().current
    with transaction():
        staged = select(Document).where(Document.state == DocumentState.STAGED, Document.sealed_key.is_not(None))
        old = [
            one for one in db.session.scalars(staged.with_for_update()) if sealer_of(one.sealed_key or b"") != current
        ]
        for document in old:
            vault.reseal_staged(document)
    return len(old)
