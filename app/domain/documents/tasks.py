"""What the worker does with files: scans and prepares the new, forgets the abandoned, destroys the buried, tidies."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete

from ...adapters import confinement, programs
from ...adapters.storage import Storage, StorageUnavailable
from ...core import logging
from ...core.clock import now
from ...core.db import reading, transaction
from ...core.queue import Task
from ...extensions import db
from .keys import is_sealing_due, seal_batch
from .models import Tombstone
from .personal_data import erase_documents
from .queries import has_abandoned, list_tombstones, lock_abandoned
from .readying import is_preparation_due, is_recognition_due, prepare_batch, recognise_one
from .reconciliation import CUT_OFF_SECONDS, destroy_strays, must_be_ours
from .scanning import is_scan_due, scan_batch
from .vault import storage

BATCH = 100
log = logging.get(__name__)


def make_ready() -> None:
    """One batch. With the last file its server of readers goes: what that has loaded weighs twenty megabytes."""
    prepare_batch()
    with reading():
        is_last = not is_preparation_due()
    if is_last:
        confinement.stop()


def sweep_staged() -> None:
    """Buries one batch of staged files for which nobody came back in time."""
    with transaction():
        erase_documents(lock_abandoned(_abandoned_before(), BATCH))


def shred() -> int:
    """Destroys one batch of buried files; says how many.

    The file goes first, then its tombstone, so that a kill only repeats (rule 13). A file that the disk holds on to
    keeps its tombstone, and no other waits for it. Raises StorageUnavailable at the end when there is such a file.
    """
    with reading():
        keys = list_tombstones(BATCH)
        if keys:
            must_be_ours()
    store = storage()
    destroyed = [key for key in keys if _is_destroyed(store, key)]
    with transaction():
        db.session.execute(delete(Tombstone).where(Tombstone.storage_key.in_(destroyed)))
    if len(destroyed) < len(keys):
        raise StorageUnavailable
    return len(destroyed)


def shred_all() -> int:
    """Destroys every buried file; says how many."""
    destroyed = 0
    while batch := shred():
        destroyed += batch
    return destroyed


def sweep_incoming() -> None:
    """Removes what was cut off more than an hour ago: temporary files, and files whose row was never committed (R2).

    What a killed worker had in clear goes at once: the worker's first round calls this.
    """
    programs.sweep()
    store = storage()
    store.sweep_incoming(CUT_OFF_SECONDS)
    unsettled = store.list_unsettled(CUT_OFF_SECONDS)
    for key in set(unsettled) - destroy_strays(unsettled):
        store.settle(key)


def _is_destroyed(store: Storage, key: str) -> bool:
    try:
        store.delete(key)
    except StorageUnavailable:
        log.warning("file not destroyed", key=key)
        return False
    return True


def _abandoned_before() -> datetime:
    return now() - timedelta(hours=current_app.config["STAGED_UPLOAD_HOURS"])


TASKS = (
    Task("documents.scan", timedelta(seconds=1), is_scan_due, scan_batch),
    Task("documents.prepare", timedelta(seconds=1), is_preparation_due, make_ready),
    Task("documents.recognise", timedelta(seconds=5), is_recognition_due, recognise_one),
    Task("documents.seal", timedelta(minutes=1), is_sealing_due, seal_batch),
    Task("documents.sweep_staged", timedelta(minutes=10), lambda: has_abandoned(_abandoned_before()), sweep_staged),
    Task("documents.shred", timedelta(seconds=5), lambda: bool(list_tombstones(1)), shred),
    Task("documents.sweep_incoming", timedelta(hours=1), lambda: True, sweep_incoming),
)
