"""Jobs on strangers' files, each in a child process that can do nothing but answer (B4)."""

import atexit
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from signal import SIGALRM, SIGXCPU
from typing import IO, Any

from . import confined

# A value is text of ours in JSON, files are pages of a document: longer than this they are not.
MAX_ANSWER = 64 * 1024 * 1024
# Behind a full queue a reader starts late; a server that is silent for so long is broken.
PATIENCE = 60
_CHUNK = 1024 * 1024


class Reason(StrEnum):
    """Why there is no answer. ``unreadable`` covers a job that gave up and an answer that makes no sense."""

    TIME = "time"
    MEMORY = "memory"
    CRASHED = "crashed"
    UNREADABLE = "unreadable"


class ReaderFailed(Exception):  # noqa: N818  a finding about the file, not a fault of ours
    """The child gave no answer; ``reason`` says why, ``peak`` how many kibibytes it used at most."""

    def __init__(self, reason: Reason, peak: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.peak = peak


class Late(ReaderFailed):
    """It was ended by the clock, and not for the time that it took of the processor."""


@dataclass(frozen=True)
class Answer:
    """What a job says: a value as JSON has it, and the octets of the files that it made.

    It comes from a process that a hostile file may have taken over: whoever uses it believes its shape only.
    ``peak`` is the most memory that the process used, in kibibytes.
    """

    value: Any
    files: list[bytes]
    peak: int = field(default=0, compare=False)


def run(job: str, content: bytes, *arguments: str) -> Answer:
    """The answer of ``job`` ("module:function") to the octets of a stranger's file.

    The function takes the octets and ``arguments``; it gives a value that JSON can carry, and files. Raises
    ReaderFailed, and nothing else, whatever the file does to it. The child is gone when this returns. One that was
    late on the clock, with time of the processor left, has met a busy machine: it is asked once more, alone.
    """
    try:
        return _ask(job, content, arguments)[1]
    except Late:
        return _ask(job, content, arguments, is_alone=True)[1]


def list_layers() -> list[str]:
    """The layers in force on this machine: of namespaces, memory, landlock, limits, seccomp. Raises ReaderFailed."""
    return _ask("app.adapters.confined:measure", b"", ())[0]


def stop() -> None:
    """Ends this process's server of readers; the next job starts another."""
    _server.stop()


class _Server:
    """The process that forks the readers of this one; started with the first job, and again when it is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def send(self, request: list[Any], descriptors: list[int]) -> None:
        """Hands a job over. Raises ReaderFailed when no server can be started."""
        raw = json.dumps(request).encode()
        with self._lock:
            for _ in range(2):
                try:
                    control = self._connect()
                    socket.send_fds(control, [raw], descriptors)
                    if control.recv(1):
                        return
                except OSError:
                    pass
                self._end()
        raise ReaderFailed(Reason.CRASHED)

    def stop(self) -> None:
        """Ends the server, and with it the readers."""
        with self._lock:
            self._end()

    def _connect(self) -> socket.socket:
        # A process forked from this one has no child of ours to wait for: it starts its own.
        if self._owner != os.getpid():
            self._process = self._control = None
        if self._control is None:
            self._owner = os.getpid()
            self._control, theirs = socket.socketpair()
            self._control.settimeout(PATIENCE)
            with theirs:
                self._process = subprocess.Popen(  # noqa: S603  this program's own file
                    [sys.executable, "-I", confined.__file__],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    cwd="/",
                    env={},
                    umask=0o077,
                    start_new_session=True,
                )
        return self._control

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None and self._owner == os.getpid():
            self._process.kill()
            self._process.wait()
        self._process = self._control = None


_server = _Server()
atexit.register(stop)


def _ask(job: str, content: bytes, arguments: tuple[str, ...], *, is_alone: bool = False) -> tuple[list[str], Answer]:
    """The layers and the answer of a reader that answered."""
    raw, said = _run([confined.LATEST, is_alone, job, *arguments], content)
    end, _, used = said.partition(b" ")
    peak = int(used or 0)
    size = int.from_bytes(raw[:4], "big")
    try:
        head = json.loads(raw[4 : 4 + size])
    except (ValueError, RecursionError):
        raise _failure(end, peak) from None
    if head == {"failed": "memory"}:
        raise ReaderFailed(Reason.MEMORY, peak)
    match head:
        case {"layers": list(layers), "value": value, "files": list(sizes)} if len(head) == 3:
            return [str(layer) for layer in layers], Answer(value, _cut(raw[4 + size :], sizes), peak)
    raise ReaderFailed(Reason.UNREADABLE, peak)


def _cut(raw: bytes, sizes: list[Any]) -> list[bytes]:
    """The files, one after the other, which together are the whole."""
    files, at = [], 0
    for size in sizes:
        if not isinstance(size, int) or size < 0:
            raise ReaderFailed(Reason.UNREADABLE)
        files.append(raw[at : at + size])
        at += size
    if at != len(raw):
        raise ReaderFailed(Reason.UNREADABLE)
    return files


def _run(request: list[Any], content: bytes) -> tuple[bytes, bytes]:
    """What the reader wrote, and how it ended."""
    with _as_file(content) as source, _pipe() as (answer, answer_end), _pipe() as (status, status_end):
        _server.send(request, [file.fileno() for file in (source, answer_end, status_end)])
        answer_end.close()
        status_end.close()
        deadline = time.monotonic() + PATIENCE
        try:
            raw = _collect(answer, MAX_ANSWER, deadline)
        finally:
            # Who says too much is ended by it.
            answer.close()
            end = _collect(status, 32, deadline)
        return raw, end


def _collect(pipe: IO[bytes], most: int, deadline: float) -> bytes:
    """All that is written, as long as it is neither too late nor too much."""
    answer = bytearray()
    while select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
        chunk = pipe.read(_CHUNK)
        answer += chunk
        if not chunk:
            return bytes(answer)
        if len(answer) > most:
            raise ReaderFailed(Reason.UNREADABLE)
    _server.stop()
    raise ReaderFailed(Reason.TIME)


@contextmanager
def _as_file(content: bytes) -> Iterator[IO[bytes]]:
    """The octets behind a descriptor: in memory where the system can, for no readable octet is to reach a disk."""
    has_memory = hasattr(os, "memfd_create")
    with os.fdopen(os.memfd_create("source"), "w+b") if has_memory else tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        yield file


@contextmanager
def _pipe() -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    ours, theirs = os.pipe()
    with os.fdopen(ours, "rb", buffering=0) as reading, os.fdopen(theirs, "wb", buffering=0) as writing:
        yield reading, writing


def _failure(end: bytes, peak: int) -> ReaderFailed:
    """What became of a reader whose answer is not whole."""
    if end in {b"late", b"-%d" % SIGALRM}:
        return Late(Reason.TIME, peak)
    if end == b"-%d" % SIGXCPU:
        return ReaderFailed(Reason.TIME, peak)
    return ReaderFailed(Reason.UNREADABLE if end == b"0" else Reason.CRASHED, peak)
