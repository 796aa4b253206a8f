"""Jobs on strangers' files, each in a child process that can do nothing but answer (B4)."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Any

from . import confined

# An answer is text of ours in JSON: longer than this it is not.
MAX_ANSWER = 4 * 1024 * 1024
_CHUNK = 64 * 1024


class Reason(StrEnum):
    """Why there is no answer. ``unreadable`` covers a job that gave up and an answer that makes no sense."""

    TIME = "time"
    MEMORY = "memory"
    CRASHED = "crashed"
    UNREADABLE = "unreadable"


class ReaderFailed(Exception):  # noqa: N818  a finding about the file, not a fault of ours
    """The child gave no answer; ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def run(job: str, source: Path, *arguments: str) -> Any:  # noqa: ANN401  what the job answers, as JSON has it
    """The answer of ``job`` ("module:function") to the octets of ``source``.

    The function takes the octets and ``arguments``, and answers what JSON can carry. Raises ReaderFailed, and nothing
    else, whatever the file does to it. The child is gone when this returns.
    """
    return _ask(job, source, arguments)["answer"]


def list_layers() -> list[str]:
    """The layers in force on this machine: of namespaces, memory, landlock, limits, seccomp. Raises ReaderFailed."""
    return [str(layer) for layer in _ask("builtins:len", Path(os.devnull), ())["layers"]]


def _ask(job: str, source: Path, arguments: tuple[str, ...]) -> dict[str, Any]:
    """The whole envelope of a child that answered."""
    raw, code = _run(job, source, arguments)
    try:
        envelope = json.loads(raw)
    except (ValueError, RecursionError):
        raise ReaderFailed(_why(code)) from None
    if envelope == {"failed": "memory"}:
        raise ReaderFailed(Reason.MEMORY)
    if not isinstance(envelope, dict) or not {"layers", "answer"} <= envelope.keys():
        raise ReaderFailed(Reason.UNREADABLE)
    return envelope


def _run(job: str, source: Path, arguments: tuple[str, ...]) -> tuple[bytes, int]:
    """What the child wrote in time, and how it ended."""
    deadline = time.monotonic() + confined.SECONDS
    try:
        file = source.open("rb")
    except OSError:
        raise ReaderFailed(Reason.UNREADABLE) from None
    with file:
        child = _start(job, file.fileno(), arguments)
    try:
        answer = _collect(child, deadline)
    finally:
        code = _end(child)
    return answer, code


def _start(job: str, stdin: int, arguments: tuple[str, ...]) -> subprocess.Popen[bytes]:
    """A fresh process: no environment, no descriptor but its three, a session of its own."""
    try:
        return subprocess.Popen(  # noqa: S603  this program's own file, with names of ours
            [sys.executable, "-I", confined.__file__, job, *arguments],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},
            umask=0o077,
            start_new_session=True,
        )
    except OSError:
        raise ReaderFailed(Reason.CRASHED) from None


def _collect(child: subprocess.Popen[bytes], deadline: float) -> bytes:
    """All that the child writes, as long as it is neither too late nor too much."""
    pipe = child.stdout
    assert pipe is not None  # noqa: S101  asked for at the start
    answer = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while selector.select(max(0.0, deadline - time.monotonic())):
            chunk = os.read(pipe.fileno(), _CHUNK)
            answer += chunk
            if not chunk:
                return bytes(answer)
            if len(answer) > MAX_ANSWER:
                raise ReaderFailed(Reason.UNREADABLE)
    raise ReaderFailed(Reason.TIME)


def _end(child: subprocess.Popen[bytes]) -> int:
    """Kills the child's whole group and takes its remains away; says how it ended.

    Before it is waited for, so that its number is still its own. A child that was ending by itself, with its pipe
    closed, keeps the code that it ended with.
    """
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    if child.stdout is not None:
        child.stdout.close()
    return child.returncode


def _why(code: int) -> Reason:
    """What became of a child whose answer is not whole."""
    if -code in {signal.SIGXCPU, signal.SIGALRM}:
        return Reason.TIME
    return Reason.CRASHED if code else Reason.UNREADABLE
