"""What the worker does with mail."""

from datetime import timedelta

from flask import current_app

from ...adapters.mailer import mailer_for
from ...core.clock import now
from ...core.queue import Task
from .delivery import deliver_next
from .queries import is_mail_due

# Three slow servers' worth of waiting still ends within the task's lease.
BATCH = 5


def deliver_due() -> None:
    """Hands one batch of due messages over."""
    mailer = mailer_for(current_app.config)
    for _ in range(BATCH):
        if not deliver_next(mailer):
            return


TASKS = (Task("mail.deliver_due", timedelta(seconds=1), lambda: is_mail_due(now()), deliver_due),)
