"""What the worker does with the audit log: watches for unusual volume, seals, anchors, and writes the ledger."""

from datetime import timedelta

from flask import current_app

from ...core.actor import SYSTEM
from ...core.db import transaction
from ...core.queue import Task
from . import chain, marks
from .alerts import raise_alerts
from .queries import list_busy_accounts


def _limit() -> int:
    limit: int = current_app.config["ALERT_FILES_PER_HOUR"]
    return limit


def is_unusual() -> bool:
    """Whether an account opened so many files that their hours are worth a look; never where the watch is off."""
    return _limit() > 0 and bool(list_busy_accounts(_limit()))


def watch() -> None:
    """Looks at the hours of the busy accounts."""
    with transaction():
        raise_alerts(actor=SYSTEM, limit=_limit())


def seal() -> None:
    """One batch of links."""
    with transaction():
        chain.seal_batch()


def anchor() -> None:
    """Where the chain stands now."""
    with transaction():
        chain.add_anchor()


def write_ledger() -> None:
    """What was erased, into the file apart from the database."""
    with transaction():
        marks.write_marks()


TASKS = (
    # A13.4 asks for five minutes.
    Task("audit.watch", timedelta(minutes=1), is_unusual, watch),
    Task("audit.seal", timedelta(seconds=1), chain.has_unsealed, seal),
    Task("audit.write_ledger", timedelta(seconds=1), marks.has_unwritten, write_ledger),
    Task("audit.anchor", timedelta(minutes=5), chain.has_anchor_due, anchor),
)
