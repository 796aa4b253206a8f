"""The rows are the queue: leases, two workers, failures, the heartbeat."""

import subprocess
import sys
import textwrap
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.core.clock import now
from app.core.db import reading
from app.core.queue import LEASE, Task, TaskRun, Worker, find_last_heartbeat, heartbeat

pytestmark = pytest.mark.usefixtures("db")
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


class Work:
    """A task with ``left`` batches to do."""

    def __init__(self, left: int = 1, name: str = "test.work", every: timedelta = SECOND) -> None:
        self.left, self.done, self.looked = left, 0, 0
        self.during: Callable[[], object] = lambda: None
        self.task = Task(name, every, self._is_due, self._run)

    def _is_due(self) -> bool:
        self.looked += 1
        return self.left > 0

    def _run(self) -> None:
        self.during()
        self.left -= 1
        self.done += 1


def _raises(fault: Exception) -> Callable[[], None]:
    def act() -> None:
        raise fault

    return act


def _run_of(db: Any, name: str = "test.work") -> TaskRun:
    db.session.rollback()
    row: TaskRun = db.session.get(TaskRun, name)
    return row


def _away() -> OperationalError:
    return OperationalError("SELECT 1", {}, Exception("away"))


def test_what_waits_is_done_batch_by_batch_without_pause(db: Any, clock: Any) -> None:
    work = Work(left=3)
    worker = Worker([work.task])
    assert [worker.tick() for _ in range(4)] == [True, True, True, False]
    assert work.done == 3
    row = _run_of(db)
    assert (row.leased_until, row.started_at, row.finished_at, row.error) == (None, now(), now(), None)


def test_a_task_is_looked_at_in_its_rhythm(db: Any, clock: Any) -> None:
    work = Work(left=0)
    worker = Worker([work.task])
    for shift, looked in ((0, 1), (0.5, 1), (0.5, 2), (0, 2), (5, 3)):
        clock.shift(shift)
        worker.tick()
        assert work.looked == looked


def test_a_slow_rhythm_keeps_its_pace_even_when_there_was_work(db: Any, clock: Any) -> None:
    work = Work(left=3, every=HOUR)
    worker = Worker([work.task])
    worker.tick()
    worker.tick()
    assert work.done == 1
    clock.shift(3600)
    worker.tick()
    assert work.done == 2


def test_a_clock_that_goes_back_stops_nothing(db: Any, clock: Any) -> None:
    work = Work(left=0, every=HOUR)
    worker = Worker([work.task])
    worker.tick()
    clock.shift(-86400)
    worker.tick()
    assert work.looked == 2


def test_one_task_is_done_by_one_worker_at_a_time(db: Any, clock: Any) -> None:
    work = Work()
    other = Worker([work.task])
    seen: list[bool] = []
    work.during = lambda: seen.append(other.tick())
    assert Worker([work.task]).tick()
    assert (seen, work.done) == ([False], 1)


def test_what_another_did_between_the_look_and_the_claim_is_not_done_again(
    db: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Work()
    worker = Worker([work.task])
    claim = worker._claim

    def claim_too_late(task: Task) -> bool:
        Worker([task]).tick()
        return claim(task)

    monkeypatch.setattr(worker, "_claim", claim_too_late)
    worker.tick()
    assert (work.done, _run_of(db).leased_until) == (1, None)


def test_a_lease_of_a_dead_worker_ends(db: Any, clock: Any) -> None:
    """Killed in the middle: another takes over after the lease, not before."""
    work = Work()
    work.during = _raises(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        Worker([work.task]).tick()
    work.during = lambda: None
    other = Worker([work.task])
    clock.shift(LEASE)
    assert not other.tick()
    clock.shift(1)
    assert other.tick()
    assert work.done == 1


def test_a_worker_that_outlived_its_lease_does_not_end_that_of_the_next(db: Any, clock: Any) -> None:
    work = Work(left=2)
    first, second = Worker([work.task]), Worker([work.task])
    until = []

    def take_long() -> None:
        clock.shift(LEASE + SECOND)
        work.during = lambda: until.append(_run_of(db).holder)
        second._claim(work.task)

    work.during = take_long
    first.tick()
    assert _run_of(db).leased_until == now() + LEASE


def test_a_failure_is_written_down_and_stops_nobody_else(db: Any, clock: Any) -> None:
    failing, fine = Work(name="test.failing"), Work(name="test.fine")
    failing.during = _raises(ValueError("about a person"))
    assert Worker([failing.task, fine.task]).tick()
    row = _run_of(db, "test.failing")
    assert (row.error, row.failed_at, row.finished_at, row.leased_until) == ("ValueError", now(), None, None)
    assert fine.done == 1


def test_after_a_failure_it_is_tried_again_in_its_rhythm(db: Any, clock: Any) -> None:
    work = Work()
    work.during = _raises(ValueError())
    worker = Worker([work.task])
    worker.tick()
    work.during = lambda: None
    assert not worker.tick()
    clock.shift(1)
    assert worker.tick()
    row = _run_of(db)
    assert (row.error, row.finished_at) == (None, now())


def test_a_database_that_fails_one_task_is_told_once_all_have_been_looked_at(db: Any, clock: Any) -> None:
    failing, fine = Work(name="test.failing"), Work(name="test.fine")
    failing.during = _raises(_away())
    with pytest.raises(OperationalError):
        Worker([failing.task, fine.task]).tick()
    assert fine.done == 1
    assert _run_of(db, "test.failing").error == "OperationalError"


def test_a_failure_that_cannot_be_written_down_does_not_end_the_worker(
    db: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Work()
    worker = Worker([work.task])
    work.during = _raises(ValueError())
    monkeypatch.setattr(worker, "_release", lambda _task, **_error: _raises(_away())())
    assert not worker.tick()


def test_two_workers_may_meet_a_new_task_at_once(db: Any, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both find no row and both add it: the second sees that it is there."""
    work = Work()
    worker, other = Worker([work.task]), Worker([work.task])
    other.tick()
    work.left = 1
    monkeypatch.setattr(db.session.registry(), "get", lambda *_given, **_options: None)
    assert worker.tick()
    assert work.done == 2


def test_the_heartbeat_is_seen_by_others_and_is_no_work(db: Any, clock: Any) -> None:
    worker = Worker([heartbeat()])
    with reading():
        assert find_last_heartbeat() is None
    assert not worker.tick()
    first = now()
    clock.shift(9)
    worker.tick()
    with reading():
        assert find_last_heartbeat() == first
    clock.shift(1)
    worker.tick()
    with reading():
        assert find_last_heartbeat() == now()


def test_is_due_may_not_write(db: Any, clock: Any) -> None:
    """3.5.3: to look is to read; the database itself refuses more."""
    writing = Work()
    task = Task("test.writing", SECOND, lambda: bool(_write(db)), lambda: None)
    with pytest.raises(OperationalError) if db.engine.dialect.name == "sqlite" else nullcontext():
        Worker([task, writing.task]).tick()
    assert _run_of(db, "sneaked") is None
    assert writing.done == 1


def _write(db: Any) -> None:
    db.session.add(TaskRun(name="sneaked"))
    db.session.flush()


def test_two_processes_share_the_work_and_do_each_batch_once(app: Flask, db: Any) -> None:
    """Two real workers, thirty batches: none is lost, none is done twice."""
    script = textwrap.dedent(
        """
        import sys
        from datetime import timedelta
        from pathlib import Path
        from sqlalchemy import func, select
        from app import create_app
        from app.core.db import transaction
        from app.core.queue import Task, TaskRun, Worker
        from app.extensions import db
        folder = Path(sys.argv[2])
        folders = {"DATA_DIR": folder, "UPLOADS_DIR": folder / "uploads"}
        app = create_app({"SQLALCHEMY_DATABASE_URI": sys.argv[1], **folders})
        def count():
            return db.session.scalar(select(func.count()).where(TaskRun.name.like("batch.%")))
        def run():
            with transaction():
                number = count()
            with transaction():
                db.session.add(TaskRun(name=f"batch.{number}"))
        with app.app_context():
            worker = Worker([Task("test.shared", timedelta(milliseconds=1), lambda: count() < 30, run)])
            idle = 0
            while idle < 60:
                idle = 0 if worker.tick() else idle + 1
        """
    )
    settings = [app.config["SQLALCHEMY_DATABASE_URI"], str(app.config["DATA_DIR"])]
    workers = [
        subprocess.Popen([sys.executable, "-c", script, *settings], stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = [worker.communicate(timeout=60)[1] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0], said
    assert db.session.query(TaskRun).filter(TaskRun.name.like("batch.%")).count() == 30
    assert not any("failed" in line for line in said)


def test_the_words_of_a_fault_are_not_kept(db: Any, clock: Any) -> None:
    """16.2.5: messages of database errors quote the row."""
    work = Work()
    work.during = _raises(ValueError("camille@example.org"))
    Worker([work.task]).tick()
    assert "camille" not in str(vars(_run_of(db)))
