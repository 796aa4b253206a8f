"""The child's side of the confinement. Run as a script, it loads its job, locks itself in, and only then reads.

Everything that it needs is imported first. From ``confine`` on it has its input, its answer and its memory, and nothing
else: it opens no file and no socket, starts no process, and dies by its own alarm should its parent die first.
"""

import ctypes
import importlib
import json
import os
import platform
import resource
import signal
import struct
import sys
import types
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

MEMORY = 200 * 1024 * 1024
SECONDS = 5

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


def main(job: str, *arguments: str) -> None:
    """Does ``job`` ("module:function") on the octets of standard input and answers in JSON on standard output."""
    function = _load(job)
    layers = confine()
    try:
        answer = json.dumps({"layers": layers, "answer": function(sys.stdin.buffer.read(), *arguments)}).encode()
    except MemoryError:
        answer = b'{"failed": "memory"}'
    except Exception:  # noqa: BLE001  a parser raises whatever it stumbles on
        answer = b'{"failed": "unreadable"}'
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    # No tidying: what a hostile file has left in a library's memory is not walked through once more.
    os._exit(0)


def confine() -> list[str]:
    """Gives up, for good, all that reading needs not; says which layers this machine has. The limits hold anywhere."""
    signal.alarm(SECONDS + 1)
    # Each may need what the next one takes away: the use of memory is read from a file, Landlock's rules are one.
    layers = {
        "namespaces": leave_network,
        "memory": limit_memory,
        "landlock": leave_files,
        "limits": limit,
        "seccomp": leave_system,
    }
    return [name for name, take in layers.items() if take()]


def limit() -> bool:
    """Time, and no new file, process or core dump."""
    # The signal that names its reason comes a second before the one that does not.
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    for what in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC):
        resource.setrlimit(what, (0, 0))
    return True


def limit_memory() -> bool:
    """So much over the address space that is in use now, which only Linux tells."""
    if sys.platform != "linux":
        return False
    most = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize() + MEMORY
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
    if sys.platform != "linux" or platform.machine() not in _ARCHITECTURES:
        return False
    libc = _libc()
    libc.prctl(_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    architecture, column = _ARCHITECTURES[platform.machine()]
    allowed = [numbers[column] for numbers in _CALLS.values()]
    steps = [(_LOAD, 0, 0, 4), (_JUMP_IF_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0)]
    steps += [(_JUMP_IF_EQUAL, len(allowed) - at, 0, number) for at, number in enumerate(allowed)]
    steps += [(_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    # struct sock_fprog: a length, and a pointer at its natural place.
    program = struct.pack("@HP", len(steps), ctypes.addressof(code))
    return bool(libc.prctl(_SET_SECCOMP, _SECCOMP_MODE_FILTER, program, 0, 0) == 0)


def _load(job: str) -> Callable[..., Any]:
    """The job's function. ``app`` becomes a bare package: its door would bring in the whole application."""
    root = Path(__file__).resolve().parents[2]
    bare = types.ModuleType("app")
    bare.__path__ = [str(root / "app")]
    sys.modules["app"] = bare
    sys.path.insert(0, str(root))
    module, _, name = job.partition(":")
    function: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return function


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None)


if __name__ == "__main__":
    main(*sys.argv[1:])
