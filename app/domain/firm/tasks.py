"""What the worker does for the firm."""

from datetime import timedelta

from ...core.actor import SYSTEM
from ...core.db import transaction
from ...core.queue import Task
from .notices import has_unpublished_notice, publish_notice


def publish() -> None:
    """Keeps it as a version."""
    with transaction():
        publish_notice(actor=SYSTEM)


TASKS = (Task("firm.publish_notice", timedelta(seconds=30), has_unpublished_notice, publish),)
