"""What the worker does with files: forgets the abandoned, destroys the buried, tidies after interrupted writes."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete

from ...core.clock import now
from ...core.db import reading, transaction
from ...core.queue import Task
from ...extensions import db
from .intake import storage
from .models import Tombstone
from .personal_data import erase_documents
from .queries import list_abandoned, list_tombstones

BATCH = 100
INCOMING_SECONDS = 3600


def sweep_staged() -> None:
    """Buries one batch of staged files for which nobody came back in time."""
    with transaction():
        erase_documents(list_abandoned(_abandoned_before(), BATCH))


def shred() -> int:
    """Destroys one batch of buried files: the file first, then its tombstone, so that a kill only repeats (rule 13)."""
    with reading():
        keys = list_tombstones(BATCH)
    store = storage()
    for key in keys:
        store.delete(key)
    with transaction():
        db.session.execute(delete(Tombstone).where(Tombstone.storage_key.in_(keys)))
    return len(keys)


def shred_all() -> int:
    """Destroys every buried file; says how many."""
    destroyed = 0
    while batch := shred():
        destroyed += batch
    return destroyed


def sweep_incoming() -> None:
    """Removes what interrupted writes left behind more than an hour ago (R2)."""
    storage().sweep_incoming(INCOMING_SECONDS)


def _abandoned_before() -> datetime:
    return now() - timedelta(hours=current_app.config["STAGED_UPLOAD_HOURS"])


TASKS = (
    Task("documents.sweep_staged", timedelta(minutes=10), lambda: bool(list_abandoned(_abandoned_before(), 1)), sweep_staged),
    Task("documents.shred", timedelta(seconds=5), lambda: bool(list_tombstones(1)), shred),
    Task("documents.sweep_incoming", timedelta(hours=1), lambda: True, sweep_incoming),
)
