"""What the worker does with mail."""

from datetime import timedelta

from flask import current_app

from ...adapters.mailer import mailer_for
from ...core.clock import now
from ...core.db import transaction
from ...core.queue import Task
from ..people import codes
from .codes import write_code_letter
from .delivery import deliver_next, hold_refused
from .enums import MailState
from .queries import is_mail_due

BATCH = 5


def deliver_due() -> None:
    """Hands one batch of due messages over.

    Stops at the first that must wait: a silent server is asked once, and the other tasks get their turn.
    """
    if hold_refused():
        return
    mailer = mailer_for(current_app.config)
    for _ in range(BATCH):
        if deliver_next(mailer) in {None, MailState.QUEUED}:
            return


def write_due_codes() -> None:
    """Each address in a transaction of its own."""
    for _ in range(BATCH):
        with transaction():
            write_code_letter()


def delete_old_codes() -> None:
    """What is past all use goes."""
    with transaction():
        codes.delete_old_codes()


TASKS = (
    # First: a person waits for it before the page.
    Task("mail.write_codes", timedelta(seconds=1), codes.is_letter_due, write_due_codes),
    Task("mail.deliver_due", timedelta(seconds=1), lambda: is_mail_due(now()), deliver_due),
    Task("mail.delete_old_codes", timedelta(hours=1), codes.has_old_codes, delete_old_codes),
)
