"""What the worker does for the registers."""

from datetime import timedelta

from ...core.actor import SYSTEM
from ...core.db import transaction
from ...core.queue import Task
from . import stating


def is_unstated() -> bool:
    """Whether the notice is behind the list: a release before it named them, a backup."""
    return not stating.is_stated()


def state() -> None:
    """Has it name them."""
    with transaction():
        stating.state(actor=SYSTEM)


TASKS = (Task("accountability.state_processors", timedelta(seconds=30), is_unstated, state),)
