"""What the worker does for the firm."""

from datetime import timedelta

from ...core.actor import SYSTEM
from ...core.db import transaction
from ...core.queue import Task
from ..policy.notices import notice_hash
from .notices import current_document, find_latest_notice, publish_notice


def has_unpublished_notice() -> bool:
    """Whether the notice says something else than its latest version: a new release, another setting."""
    latest = find_latest_notice()
    hashes = (latest.fr_hash, latest.en_hash) if latest else ("", "")
    return hashes != tuple(notice_hash(current_document(locale).text) for locale in ("fr", "en"))


def publish() -> None:
    """Keeps it as a version."""
    with transaction():
        publish_notice(actor=SYSTEM)


TASKS = (Task("firm.publish_notice", timedelta(seconds=30), has_unpublished_notice, publish),)
