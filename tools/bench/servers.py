"""Processes under measure: web servers and the worker, started as production starts them."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from .client import AnswerError, fetch
from .instance import ROOT, Instance
from .visits import request

STARTED_WITHIN = 60
LOOKED_AROUND_AFTER = 1
OURS = "wsgi:application"
HELLO = "tools.bench.calibrators:application"
BARE = "tools.bench.bare:application"
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Running:
    """A server that answers; ``cold_start`` is how long its first answer took from nothing.

    ``worker`` is the process of the background worker that was started with it, and rests until it is woken.
    """

    port: int
    process: subprocess.Popen[bytes]
    cold_start: float
    worker: int | None = None

    def wake(self) -> None:
        """Has the worker begin."""
        if self.worker is not None:
            os.kill(self.worker, signal.SIGCONT)

    @property
    def memory(self) -> float:
        """Megabytes of the process and all that it has started, shared pages counted once."""
        return sum(map(_megabytes, _family(self.process.pid)))


@contextmanager
def web(kind: str, target: str, environment: Mapping[str, str], path: str) -> Iterator[Running]:
    """``target`` under the server of that kind, from its start until ``path`` was answered and to its end."""
    port = free_port()
    with _started(command_of(kind, target, port), environment) as (process, began):
        yield Running(port, process, _first_answer(process, port, path) - began)


@contextmanager
def whole(instance: Instance, path: str) -> Iterator[Running]:
    """``flask serve`` as production runs it, whose worker rests once it has looked around: pages alone are measured."""
    port = free_port()
    command = [sys.executable, "-m", "flask", "serve"]
    environment = {**instance.environment(production=True), "PORT": str(port)}
    with _started(command, environment) as (process, began):
        cold_start = _first_answer(process, port, path) - began
        _web, worker = sorted(_children(process.pid))
        time.sleep(LOOKED_AROUND_AFTER)
        _rest(worker, instance.database)
        running = Running(port, process, cold_start, worker)
        try:
            yield running
        finally:
            running.wake()


def _rest(worker: int, database: Path) -> None:
    """Stops the worker, but never while it writes: nobody else could until it is woken."""
    with closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as rows:
        while True:
            os.kill(worker, signal.SIGSTOP)
            try:
                rows.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                os.kill(worker, signal.SIGCONT)
                time.sleep(0.01)
            else:
                rows.execute("ROLLBACK")
                return


def command_of(kind: str, target: str, port: int) -> list[str]:
    """As docs/operations.md starts the web alone; granian as near to it as can be, from where GRANIAN says it is."""
    if kind == "granian":
        granian = os.environ.get("GRANIAN", str(BIN / "granian"))
        address = ["--host", "127.0.0.1", "--port", str(port)]
        return [granian, "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", *address, target]
    workers = ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload", "--no-control-socket"]
    return [str(BIN / "gunicorn"), *workers, "--bind", f"127.0.0.1:{port}", "--log-level", "warning", target]


def free_port() -> int:
    """One that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@contextmanager
def _started(command: list[str], environment: Mapping[str, str]) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process, began
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _first_answer(process: subprocess.Popen[bytes], port: int, path: str) -> float:
    """When the first whole answer was there."""
    deadline = time.perf_counter() + STARTED_WITHIN
    while process.poll() is None and time.perf_counter() < deadline:
        try:
            answer = fetch(port, request("GET", path))
        except OSError:
            time.sleep(0.005)
            continue
        if answer.status == 200:
            return time.perf_counter()
        message = f"{path} answers {answer.status}"
        raise AnswerError(message)
    message = f"{process.args!r} does not answer"
    raise AnswerError(message)


def _family(pid: int) -> list[int]:
    """The process and its descendants."""
    return [pid, *(member for child in _children(pid) for member in _family(child))]


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for path in tasks for child in path.read_text().split()]


def _megabytes(pid: int) -> float:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024
