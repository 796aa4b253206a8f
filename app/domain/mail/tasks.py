"""What the worker does with mail."""

from datetime import timedelta

from flask import current_app

from ...adapters.mailer import mailer_for
from ...core.clock import now
from ...core.queue import Task
from .delivery import deliver_next
from .enums import MailState
from .queries import is_mail_due

BATCH = 5


def deliver_due() -> None:
    """Hands one batch of due messages over.

    Stops at the first that must wait: a silent server is asked once, and the other tasks get their turn.
    """
    mailer = mailer_for(current_app.config)
    for _ in range(BATCH):
        if deliver_next(mailer) in {None, MailState.QUEUED}:
            return


TASKS = (Task("mail.deliver_due", timedelta(seconds=1), lambda: is_mail_due(now()), deliver_due),)
