"""The process that runs background work."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app import worker
from app.core.queue import Task, Worker
from app.domain.mail.enums import MailState
from app.domain.mail.models import OutgoingMail
from tests.factories import CandidateFactory, OutgoingMailFactory


def test_every_room_that_has_tasks_is_served() -> None:
    """Rule 14: a task that nobody lists never runs."""
    rooms = {path.parent.name for path in (Path(worker.__file__).parent / "domain").glob("*/tasks.py")}
    names = [task.name for task in worker.TASKS]
    assert {name.partition(".")[0] for name in names} == {*rooms, "worker"}
    assert len(names) == len(set(names))


class _Away(Worker):
    """A worker whose database comes back at the third look."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__(())
        self.looks, self._stop = 0, stop
        self.fault = OperationalError("SELECT 1", {}, Exception())

    def tick(self) -> bool:
        self.looks += 1
        if self.looks < 3:
            raise self.fault
        self._stop.set()
        return True


def test_a_database_that_is_away_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """R12."""
    monkeypatch.setattr(worker, "AWAY_SECONDS", 0.01)
    stop = threading.Event()
    away = _Away(stop)
    worker.work(away, stop)
    assert away.looks == 3


def test_a_worker_with_nothing_to_do_rests(app: Flask, db: Any) -> None:
    stop = threading.Event()
    looks: list[float] = []

    def look() -> bool:
        looks.append(time.monotonic())
        if len(looks) == 2:
            stop.set()
        return False

    task = Task("test.idle", timedelta(0), look, lambda: None)
    worker.work(Worker([task]), stop)
    assert looks[1] - looks[0] >= worker.IDLE_SECONDS


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_the_process_delivers_and_ends_cleanly(app: Flask, db: Any, sign: signal.Signals) -> None:
    """A real process, from the command line to its last word."""
    mail_id = OutgoingMailFactory(candidate_id=CandidateFactory().id).id
    environ = {
        **os.environ,
        "VIVIER_ENV": "development",
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "DATA_DIR": str(app.config["DATA_DIR"]),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "worker"], env=environ, stderr=subprocess.PIPE, text=True
    )
    try:
        for _ in range(300):
            db.session.rollback()
            if db.session.get(OutgoingMail, mail_id).state is MailState.SENT:
                break
            time.sleep(0.1)
    finally:
        process.send_signal(sign)
        said = process.communicate(timeout=30)[1]
    assert db.session.get(OutgoingMail, mail_id).state is MailState.SENT
    assert process.returncode == 0, said
    assert said.rstrip().endswith("worker stopped")
    assert "Traceback" not in said
