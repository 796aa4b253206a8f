"""Programs of the system on strangers' files, each confined to a folder of its own."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from . import confined_program, scratch
from .confinement import ReaderFailed, Reason

# A folder in memory, where there is one: what a stranger sent is not to reach the disk in clear.
_IN_MEMORY = Path("/dev/shm")  # noqa: S108  the folder made in it is random and 0700
# Not the usual one, which the program sees its own folder in place of.
_ON_DISK = Path("/var/tmp")  # noqa: S108  as above
_PREFIX = "vivier-job-"
MAX_RESULT = 50 * 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Seconds on the clock, and octets of memory written to."""

    seconds: int
    memory: int


def run(program: Path, arguments: Sequence[str], *, files: Mapping[str, bytes], wanted: str, limits: Limits) -> bytes:
    """The octets of the file ``wanted`` that the program has made of ``files``.

    ``{job}`` in an argument stands for the folder. Whatever happens, the folder and every process of the job are gone
    when this returns. Raises ReaderFailed.
    """
    with _job_folder() as folder:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        _run(folder, [str(program), *(word.replace("{job}", str(folder)) for word in arguments)], limits)
        return _read(folder / wanted)


def _run(folder: Path, command: list[str], limits: Limits) -> None:
    confinement = [sys.executable, "-I", confined_program.__file__]
    environment = {"HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}
    try:
        child = subprocess.Popen(  # noqa: S603  programs of the system by their paths, without a shell
            [*confinement, str(os.getpid()), str(folder), str(limits.memory), str(limits.seconds), *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=environment,
            umask=0o077,
            start_new_session=True,
        )
    except OSError:
        raise ReaderFailed(Reason.CRASHED) from None
    try:
        code = child.wait(limits.seconds)
    except subprocess.TimeoutExpired:
        raise ReaderFailed(Reason.TIME) from None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    if code:
        raise ReaderFailed(Reason.CRASHED)


def _read(path: Path) -> bytes:
    """A plain file, not a link to one, and not too much of it."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        raise ReaderFailed(Reason.UNREADABLE) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ReaderFailed(Reason.UNREADABLE)
    with os.fdopen(descriptor, "rb") as file:
        content = file.read(MAX_RESULT + 1)
    if not content or len(content) > MAX_RESULT:
        raise ReaderFailed(Reason.UNREADABLE)
    return content


@contextmanager
def _job_folder() -> Iterator[Path]:
    in_memory = _IN_MEMORY.is_dir() and os.access(_IN_MEMORY, os.W_OK)
    with scratch.folder(_IN_MEMORY if in_memory else _ON_DISK, _PREFIX) as folder:
        yield folder


def sweep() -> None:
    """Destroys the folders of jobs whose worker was killed."""
    for base in (_IN_MEMORY, _ON_DISK):
        scratch.sweep(base, _PREFIX)
