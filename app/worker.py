"""Task name to function, and the process that runs them: ``flask worker``."""

import signal
import threading

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError

from .core import logging
from .core.queue import Worker, heartbeat
from .domain.accountability import tasks as accountability
from .domain.applications import tasks as applications
from .domain.audience import tasks as audience
from .domain.audit import tasks as audit
from .domain.documents import tasks as documents
from .domain.firm import tasks as firm
from .domain.mail import tasks as mail
from .domain.privacy import tasks as privacy

TASKS = (
    heartbeat(),
    *mail.TASKS,
    *documents.TASKS,
    *applications.TASKS,
    *privacy.TASKS,
    *audit.TASKS,
    *firm.TASKS,
    *accountability.TASKS,
    *audience.TASKS,
)
IDLE_SECONDS = 0.5
AWAY_SECONDS = 5
log = logging.get(__name__)


@click.command("worker")
@with_appcontext
def command() -> None:
    """Run background work until SIGTERM or Ctrl-C; the batch under way is finished first."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    work(Worker(TASKS), stop)


def work(worker: Worker, stop: threading.Event) -> None:
    """Ticks until ``stop`` is set; a database that is away is waited for."""
    log.info("worker started")
    while not stop.is_set():
        try:
            pause = 0 if worker.tick() else IDLE_SECONDS
        except OperationalError:
            log.warning("database unavailable")
            pause = AWAY_SECONDS
        stop.wait(pause)
    log.info("worker stopped")
