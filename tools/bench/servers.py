"""Processes under measure: web servers and the worker, started as production starts them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .client import AnswerError, fetch
from .instance import ROOT, Instance
from .visits import request

STARTED_WITHIN = 60
OURS = "wsgi:application"
HELLO = "tools.bench.calibrators:application"
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Running:
    """A server that answers; ``cold_start`` is how long its first answer took from nothing."""

    port: int
    process: subprocess.Popen[bytes]
    cold_start: float

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
def worker(instance: Instance) -> Iterator[Running]:
    """The background worker."""
    command = [sys.executable, "-m", "flask", "worker"]
    with _started(command, instance.environment(production=True)) as (process, _):
        yield Running(0, process, 0.0)


def command_of(kind: str, target: str, port: int) -> list[str]:
    """How docs/operations.md starts it; granian as near to that as it can be, from where GRANIAN says it is."""
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
    children: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        children += [int(child) for child in path.read_text().split()]
    return [pid, *(member for child in children for member in _family(child))]


def _megabytes(pid: int) -> float:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024
