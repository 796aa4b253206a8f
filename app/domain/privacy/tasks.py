"""What the worker does at night."""

from datetime import timedelta

from ...core.actor import SYSTEM
from ...core.db import compact, reading, transaction
from ...core.queue import Task
from ..audit import marks
from . import retention
from .security_log import find_outlived, purge_day


def run_retention() -> None:
    """One batch of the night's run."""
    retention.run_batch(actor=SYSTEM)


def empty_log() -> None:
    """The write-ahead log no longer holds what was erased until now, by whomever. Raises LogInUse: try again."""
    with reading():
        newest = marks.find_uncompacted()
    compact()
    if newest is not None:
        with transaction():
            marks.mark_compacted(newest)


TASKS = (
    Task("privacy.run_retention", timedelta(seconds=30), retention.is_night_due, run_retention),
    # An erasure is one at once, not at night; while somebody reads, the next second tries again.
    Task("privacy.empty_log", timedelta(seconds=1), lambda: marks.find_uncompacted() is not None, empty_log),
    Task("privacy.purge_log", timedelta(minutes=10), lambda: find_outlived() is not None, purge_day),
)
