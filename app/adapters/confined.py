"""The confined side of reading. Run as a script it is a server that forks one reader for each file.

The server has imported what the readers need, holds nothing that is worth stealing, and never looks at a file. Each
reader locks itself in before it reads: from ``confine`` on it has its input, its answer and its memory, and nothing
else. It opens no file and no socket, starts no process, and dies by its own alarm should the server die first.
"""

import codecs
import ctypes
import importlib
import json
import os
import platform
import resource
import select
import signal
import socket
import struct
import sys
import time
import types
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

MEMORY = 200 * 1024 * 1024
# Of the processor; and on the clock, for a busy machine gives a reader less than the whole of it.
SECONDS = 5
LATEST = 15
# Readers compute: more of them at a time than there are processors would only make each slower.
MOST = max(2, os.cpu_count() or 1)
MAX_REQUEST = 64 * 1024
# A server that nobody has asked for so long ends: its memory is of use to others, and the next job starts another.
IDLE = 60

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_SET_DUMPABLE, _SET_SECCOMP, _SET_NO_NEW_PRIVS, _SECCOMP_MODE_FILTER = 4, 22, 38, 2
# The numbers of Landlock's system calls are the same on every architecture.
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT = 444, 446
# Each architecture's audit number, and its column in the table of the calls that remain: those on open files, memory,
# signals, clocks, and the end.
_ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
_CALLS = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "readv": (19, 65),
    "writev": (20, 66),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "nanosleep": (35, 101),
    "getpid": (39, 172),
    "exit": (60, 93),
    "gettimeofday": (96, 169),
    "sigaltstack": (131, 132),
    "gettid": (186, 178),
    "futex": (202, 98),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "exit_group": (231, 94),
    "getrandom": (318, 278),
}
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_KILL, _REFUSE, _ALLOW = 0x80000000, 0x00050001, 0x7FFF0000


class Reader:
    """A reader at work: until when, and where its end is told. No dataclass: what makes those weighs a megabyte."""

    def __init__(self, deadline: float, status: int, *, is_alone: bool) -> None:
        self.deadline, self.status = deadline, status
        self.is_alone, self.is_late = is_alone, False


class Server:
    """Forks readers, at most ``MOST`` at a time, ends those that are late, and tells how each ended.

    A request is JSON, ``[seconds, whether it wants to be alone, job, *arguments]``, with three descriptors: the file,
    where the answer goes, and where the end is told: the exit code, minus the number of a signal, or ``late``; and the
    kibibytes used at most.
    """

    def __init__(self, control: socket.socket, layers: list[str]) -> None:
        self._control = control
        self._layers = layers
        self._readers: dict[int, Reader] = {}
        self._waiting: deque[tuple[list[Any], list[int]]] = deque()
        # A child's end interrupts the wait for the next request.
        self._bell, ring = os.pipe()
        for descriptor in (self._bell, ring):
            os.set_blocking(descriptor, False)
        signal.set_wakeup_fd(ring, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def serve(self) -> None:
        """Until the other side closes, or asks nothing for a while."""
        while True:
            ready, _, _ = select.select([self._control.fileno(), self._bell], [], [], self._patience())
            if not ready and not self._readers:
                return
            if self._bell in ready:
                os.read(self._bell, 1024)
            if self._control.fileno() in ready and not self._take():
                return
            self._end_late()
            self._reap()
            while self._waiting and self._has_room():
                self._fork(*self._waiting.popleft())

    def _has_room(self) -> bool:
        """Whether the next may start: one that wants to be alone waits for the others, and they for it."""
        (_, is_alone, *_), _ = self._waiting[0]
        at_work = self._readers.values()
        return not at_work if is_alone else len(at_work) < MOST and not any(reader.is_alone for reader in at_work)

    def _take(self) -> bool:
        """One request. It is acknowledged at once, so that two of them never meet in the socket."""
        line, descriptors, _, _ = socket.recv_fds(self._control, MAX_REQUEST, 3)
        if not line:
            return False
        self._control.send(b"+")
        self._waiting.append((json.loads(line), descriptors))
        return True

    def _fork(self, request: list[Any], descriptors: list[int]) -> None:
        seconds, is_alone, job, *arguments = request
        source, answer, status = descriptors
        try:
            # Imported here, once, and not in each reader.
            function = _load(job)
            pid = os.fork()
        except (ImportError, AttributeError, OSError):
            self._tell(status, "1 0")
        else:
            if not pid:
                become_reader(function, arguments, self._layers, source, answer)
            self._readers[pid] = Reader(time.monotonic() + seconds, status, is_alone=is_alone)
        os.close(source)
        os.close(answer)

    def _patience(self) -> float:
        deadlines = [reader.deadline for reader in self._readers.values() if not reader.is_late]
        return max(0.0, min(deadlines) - time.monotonic()) if deadlines else IDLE

    def _end_late(self) -> None:
        for pid, reader in self._readers.items():
            if not reader.is_late and reader.deadline <= time.monotonic():
                reader.is_late = True
                os.kill(pid, signal.SIGKILL)

    def _reap(self) -> None:
        while self._readers:
            pid, status, used = os.wait4(-1, os.WNOHANG)
            if not pid:
                return
            reader = self._readers.pop(pid)
            code = "late" if reader.is_late else str(os.waitstatus_to_exitcode(status))
            self._tell(reader.status, f"{code} {used.ru_maxrss}")

    @staticmethod
    def _tell(status: int, end: str) -> None:
        with suppress(BrokenPipeError):
            os.write(status, end.encode())
        os.close(status)


# A reader opens no file, not even to learn a charset: those of files, of ZIP and of PDFium are learnt by the server.
_CHARSETS = (
    *(f"cp125{number}" for number in range(9)),
    *("cp437", "cp850", "cp932", "cp936", "cp949", "cp950", "latin-1", "mac-roman", "utf-8-sig", "utf-16", "utf-16-le"),
)


def main() -> None:
    """The server, on the socket that is standard input."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE):
        signal.signal(name, signal.SIG_IGN)
    root = Path(__file__).resolve().parents[2]
    # ``app`` becomes a bare package: its door would bring in the whole application.
    bare = types.ModuleType("app")
    bare.__path__ = [str(root / "app")]
    sys.modules["app"] = bare
    sys.path.insert(0, str(root))
    for charset in _CHARSETS:
        codecs.lookup(charset)
    # What each reader would otherwise make again.
    system_filter()
    # The readers inherit it; a namespace for each would cost more than reading a page.
    layers = ["namespaces"] if leave_network() else []
    Server(socket.socket(fileno=0), layers).serve()


def become_reader(
    function: Callable[..., Any], arguments: list[str], layers: list[str], source: int, answer: int
) -> NoReturn:
    """In a forked process: keeps three descriptors, reads, and ends; nothing ever returns to the server's loop."""
    try:
        for own, given in ((0, source), (1, answer), (2, os.open(os.devnull, os.O_WRONLY))):
            os.dup2(given, own)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        signal.set_wakeup_fd(-1)
        for name in (signal.SIGCHLD, signal.SIGPIPE):
            signal.signal(name, signal.SIG_DFL)
        read(function, arguments, layers)
    finally:
        os._exit(1)


def read(function: Callable[..., Any], arguments: list[str], layers: list[str]) -> NoReturn:
    """Locks itself in, does the job on the octets of standard input, answers on standard output, and ends.

    The answer is the length of a head in JSON, the head, and the octets of the files that the job made.
    """
    layers = [*layers, *confine()]
    files: list[bytes] = []
    head: dict[str, Any]
    try:
        value, files = function(sys.stdin.buffer.read(), *arguments)
        head = {"layers": layers, "value": value, "files": [len(file) for file in files]}
        raw = json.dumps(head).encode()
    except MemoryError:
        raw, files = b'{"failed": "memory"}', []
    except Exception:  # noqa: BLE001  a parser raises whatever it stumbles on
        raw, files = b'{"failed": "unreadable"}', []
    for part in (struct.pack("!I", len(raw)), raw, *files):
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()
    # No tidying: what a hostile file has left in a library's memory is not walked through once more.
    os._exit(0)


def measure(_raw: bytes) -> tuple[None, list[bytes]]:
    """A job that does nothing: what it answers is how it is confined."""
    return None, []


def confine() -> list[str]:
    """Gives up, for good, all that reading needs not; says which layers this machine has. The limits hold anywhere."""
    signal.alarm(LATEST + 1)
    # Each may need what the next one takes away: the use of memory is read from a file, Landlock's rules are one.
    layers = {
        "memory": limit_memory,
        "landlock": leave_files,
        "limits": limit,
        "seccomp": leave_system,
    }
    return [name for name, take in layers.items() if take()]


def limit() -> bool:
    """Time of the processor, and no new file, process or core dump."""
    # The signal that names its reason comes a second before the one that does not.
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    for what in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC):
        resource.setrlimit(what, (0, 0))
    return True


def limit_memory() -> bool:
    """So much over the address space that is in use now, which only Linux tells."""
    if sys.platform != "linux":
        return False
    # Past Python's own files: what they take along is half of what a reader costs.
    statm = os.open("/proc/self/statm", os.O_RDONLY)
    most = int(os.read(statm, 256).split()[0]) * resource.getpagesize() + MEMORY
    os.close(statm)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    return True


def leave_network() -> bool:
    """A network namespace of its own, where not even the loopback is up."""
    return sys.platform == "linux" and bool(_libc().unshare(_NEW_USER | _NEW_NET) == 0)


def leave_files() -> bool:
    """Landlock without a single rule: no path can be opened, made, moved, cut or removed; no TCP, no signal outside."""
    if sys.platform != "linux":
        return False
    libc = _libc()
    version = libc.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return False
    files = (1 << (13 + (version >= 2) + (version >= 3) + (version >= 5))) - 1
    fields = [files] + [3] * (version >= 4) + [3] * (version >= 6)
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    rules = libc.syscall(_LANDLOCK_CREATE, attributes, ctypes.c_size_t(len(attributes)), 0)
    libc.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    is_in_force = bool(libc.syscall(_LANDLOCK_RESTRICT, rules, 0) == 0)
    with suppress(OSError):
        os.close(rules)
    return is_in_force


def leave_system() -> bool:
    """A filter on system calls: those of ``_CALLS``, the others are refused; those of a foreign architecture kill."""
    if (code := system_filter()) is None:
        return False
    libc = _libc()
    libc.prctl(_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # struct sock_fprog: a length, and a pointer at its natural place.
    program = struct.pack("@HP", ctypes.sizeof(code) // struct.calcsize("=HBBI"), ctypes.addressof(code))
    return bool(libc.prctl(_SET_SECCOMP, _SECCOMP_MODE_FILTER, program, 0, 0) == 0)


@cache
def system_filter() -> "ctypes.Array[ctypes.c_char] | None":
    """The filter's program; None for a machine whose calls are not known here."""
    if sys.platform != "linux" or platform.machine() not in _ARCHITECTURES:
        return None
    architecture, column = _ARCHITECTURES[platform.machine()]
    allowed = [numbers[column] for numbers in _CALLS.values()]
    steps = [(_LOAD, 0, 0, 4), (_JUMP_IF_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0)]
    steps += [(_JUMP_IF_EQUAL, len(allowed) - at, 0, number) for at, number in enumerate(allowed)]
    steps += [(_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)]
    raw = b"".join(struct.pack("=HBBI", *step) for step in steps)
    return ctypes.create_string_buffer(raw, len(raw))


@cache
def _load(job: str) -> Callable[..., Any]:
    """The job's function, "module:function"."""
    module, _, name = job.partition(":")
    function: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return function


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None)


if __name__ == "__main__":
    main()
