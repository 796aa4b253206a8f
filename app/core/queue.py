"""Background work. The rows are the queue: a task asks whether a row waits, and works one bounded batch of them.

There is no broker whose messages could be lost or outlive the people they speak of (docs/adr/0002).
"""

import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import db
from . import logging
from .clock import now
from .db import Base, reading, transaction

LEASE = timedelta(minutes=2)
HEARTBEAT = "worker.heartbeat"
log = logging.get(__name__)


@dataclass(frozen=True)
class Task:
    """Named ``room.verb``. Looked at each ``every``; when ``is_due`` says so, ``run`` does one bounded batch.

    ``run`` opens its own transactions and must end well within the lease: another worker may take over after it.
    """

    name: str
    every: timedelta
    is_due: Callable[[], bool]
    run: Callable[[], object]


class TaskRun(Base):
    """The lease of a task, and how its last batch ended."""

    __tablename__ = "task_runs"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    error: Mapped[str | None]


class Worker:
    """Looks at each task in its rhythm; one batch at a time, so that no long task keeps the others waiting."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self._tasks = tasks
        self._looked_at: dict[str, datetime] = {}
        self._holder = secrets.token_hex(8)

    def tick(self) -> bool:
        """Looks once at every task whose time has come; says whether any had work.

        A task that fails keeps no other from running. Raises OperationalError, once all have been looked at, when the
        database failed one of them: it may be away.
        """
        worked, away = False, None
        for task in self._tasks:
            last = self._looked_at.get(task.name)
            if last is None or not now() - task.every < last <= now():
                self._looked_at[task.name] = now()
                try:
                    worked = self._work(task) or worked
                except OperationalError as fault:
                    away = fault
        if away is not None:
            raise away
        return worked

    def _work(self, task: Task) -> bool:
        try:
            if not self._is_due(task) or not self._claim(task):
                return False
            # Another worker may have done the last batch between the look and the claim.
            if self._is_due(task):
                task.run()
        except Exception as fault:
            log.exception("task failed", task=task.name)
            with suppress(SQLAlchemyError):
                self._release(task, error=type(fault).__name__)
            if isinstance(fault, OperationalError):
                raise
            return False
        self._release(task)
        # There may be more: look again at once rather than in a full rhythm.
        if task.every < timedelta(minutes=1) and task.name != HEARTBEAT:
            self._looked_at.pop(task.name, None)
        return task.name != HEARTBEAT

    @staticmethod
    def _is_due(task: Task) -> bool:
        with reading():
            return task.is_due()

    def _claim(self, task: Task) -> bool:
        with transaction():
            if db.session.get(TaskRun, task.name) is None:
                self._add_run(task)
            free = or_(TaskRun.leased_until.is_(None), TaskRun.leased_until < now(), TaskRun.holder == self._holder)
            claimed = db.session.execute(
                update(TaskRun)
                .where(TaskRun.name == task.name, free)
                .values(holder=self._holder, leased_until=now() + LEASE, started_at=now())
                .returning(TaskRun.name)
                .execution_options(synchronize_session=False)
            )
            return claimed.first() is not None

    @staticmethod
    def _add_run(task: Task) -> None:
        """The row of a task that has never run; another worker may be adding it at this moment."""
        try:
            with db.session.begin_nested():
                db.session.add(TaskRun(name=task.name))
        except IntegrityError:
            log.info("task known to another worker", task=task.name)

    def _release(self, task: Task, error: str | None = None) -> None:
        ended = {"failed_at": now(), "error": error} if error else {"finished_at": now(), "error": None}
        with transaction():
            db.session.execute(
                update(TaskRun)
                .where(TaskRun.name == task.name, TaskRun.holder == self._holder)
                .values(leased_until=None, **ended)
                .execution_options(synchronize_session=False)
            )


def heartbeat() -> Task:
    """The task whose only trace is that it ran."""
    return Task(HEARTBEAT, timedelta(seconds=10), lambda: True, lambda: None)


def list_runs() -> Sequence[TaskRun]:
    """How the last batch of each task ended, by name."""
    return db.session.scalars(select(TaskRun).where(TaskRun.name != HEARTBEAT).order_by(TaskRun.name)).all()


def find_last_heartbeat() -> datetime | None:
    """When a worker last said that it lives."""
    return db.session.scalar(select(TaskRun.finished_at).where(TaskRun.name == HEARTBEAT))
