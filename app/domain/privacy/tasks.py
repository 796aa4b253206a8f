"""What the worker does at night."""

from datetime import timedelta

from ...core.actor import SYSTEM
from ...core.db import compact
from ...core.queue import Task
from . import retention
from .security_log import find_outlived, purge_day


def run_retention() -> None:
    """One batch of the night's run; after it, the write-ahead log no longer holds what was erased."""
    retention.run_batch(actor=SYSTEM)
    compact()


TASKS = (
    Task("privacy.run_retention", timedelta(seconds=30), retention.is_night_due, run_retention),
    Task("privacy.purge_log", timedelta(minutes=10), lambda: find_outlived() is not None, purge_day),
)
