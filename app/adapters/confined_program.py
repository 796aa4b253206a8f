"""The confined side of running a program on a stranger's file: locks itself in, then becomes the program.

A program like LibreOffice needs files, threads and processes of its own, so this confinement is wider than that of the
readers (confined.py): one folder to write in, the system's own files to read, no network, and no process left behind.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from contextlib import suppress

_NEW_MOUNTS, _NEW_IPC, _NEW_USER, _NEW_PID, _NEW_NET = 0x20000, 0x08000000, 0x10000000, 0x20000000, 0x40000000
_BOUND, _RECURSIVELY, _PRIVATELY, _DETACHED = 1 << 12, 1 << 14, 1 << 18, 2
_DEATH_SIGNAL, _NO_NEW_PRIVS, _SECCOMP, _FILTER = 1, 38, 22, 2
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_EXECUTE, _WRITE, _READ, _READ_FOLDER, _TRUNCATE = 1, 1 << 1, 1 << 2, 1 << 3, 1 << 14
_DEVICES = 1 << 6 | 1 << 11
# Where the new root is put together; in it, the job's folder stands here.
_ROOT = "/tmp"  # noqa: S108  in a namespace of mounts of its own
# What programs of the system are made of, and nothing of ours: no home, no database, no uploads.
READABLE = (
    *("/usr", "/lib", "/lib64", "/bin", "/sbin", "/proc", "/var/cache/fontconfig", "/var/lib/libreoffice"),
    "/var/spool/libreoffice",
    *("/etc/fonts", "/etc/libreoffice", "/etc/alternatives", "/etc/ld.so.cache", "/etc/localtime"),
    *("/dev/urandom", "/dev/random", "/dev/zero"),
)
# System calls that reach into other processes, the kernel or the shape of the system, by architecture.
# fmt: off
_REFUSED = {
    "x86_64": (
        101, 155, 161, 163, 164, 165, 166, 167, 168, 169, 170, 171, 172, 173, 175, 176, 179, 227, 246, 248,
        249, 250, 256, 272, 279, 298, 303, 304, 305, 308, 310, 311, 312, 313, 317, 320, 321, 323, 425, 426,
        427, 428, 429, 430, 431, 432, 433, 438, 440, 442,
    ),
    "aarch64": (
        39, 40, 41, 51, 97, 104, 105, 106, 112, 117, 142, 161, 162, 170, 171, 217, 218, 219, 224, 225, 238,
        239, 241, 264, 265, 266, 268, 270, 271, 272, 273, 277, 280, 282, 294, 425, 426, 427, 428, 429, 430,
        431, 432, 433, 438, 440, 442,
    ),
}
# fmt: on
# Of one column for each architecture: its audit number, and the calls that the filter or this file names.
_SOCKET, _CLONE, _PIVOT_ROOT = (
    {"x86_64": 41, "aarch64": 198},
    {"x86_64": 56, "aarch64": 220},
    {"x86_64": 155, "aarch64": 41},
)
_CLONE3, _ANOTHER_ABI, _NEW_ANYTHING = 435, 0x40000000, 0x7E020000
_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_KILL, _REFUSE, _UNKNOWN, _ALLOW = 0x80000000, 0x00050001, 0x00050026, 0x7FFF0000


def main(parent: str, folder: str, memory: str, seconds: str, *command: str) -> None:
    """Runs ``command`` with ``folder`` as its whole world; ends as it ends, in time, and no later than ``parent``."""
    # Should the parent be gone or asleep: a second after it would have ended this.
    signal.alarm(int(seconds) + 1)
    libc = ctypes.CDLL(None)
    has_own_processes = leave_machine(libc, folder)
    # Only now: whoever changes its namespace of users loses its death signal.
    _die_with(libc, int(parent))
    waiting = os.getpid()
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        os._exit(max(0, min(255, abs(os.waitstatus_to_exitcode(status)))))
    # The first of a namespace of processes: when it dies, all of them do. There it does not see who waits for it.
    _die_with(libc, 0 if has_own_processes else waiting)
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    leave_files(libc, folder)
    leave_system(libc)
    limit(int(memory), int(seconds))
    os.chdir(folder)
    os.execv(command[0], command)  # noqa: S606  a program of the system, by its path, without a shell


def _die_with(libc: ctypes.CDLL, parent: int) -> None:
    libc.prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def leave_machine(libc: ctypes.CDLL, folder: str) -> bool:
    """A network, processes and a root of its own, where the temporary folder is the job's: LibreOffice insists on one.

    False where the kernel has none of that.
    """
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEW_USER | _NEW_NET | _NEW_IPC | _NEW_PID | _NEW_MOUNTS):
        return False
    for name, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with suppress(OSError), open(f"/proc/self/{name}", "w") as file:
            file.write(line)
    libc.mount(b"none", b"/", None, _RECURSIVELY | _PRIVATELY, None)
    if not leave_root(libc, folder):
        libc.mount(folder.encode(), _ROOT.encode(), None, _BOUND, None)
    return True


def leave_root(libc: ctypes.CDLL, folder: str) -> bool:
    """A root that holds ``READABLE`` and the folder, and no socket of the machine's services: Landlock leaves those.

    False where the kernel lets nobody change it; the file system is as it was then.
    """
    if libc.mount(b"none", _ROOT.encode(), b"tmpfs", 0, b"size=1m,mode=755"):
        return False
    number = _PIVOT_ROOT.get(platform.machine(), 0)
    same = ((path, path) for path in (*READABLE, "/dev/null", folder))
    is_whole = all(_bring(libc, path, name) for path, name in (*same, (folder, _ROOT)))
    os.chdir(_ROOT)
    if not number or not is_whole or libc.syscall(number, b".", b"."):
        os.chdir("/")
        libc.umount2(_ROOT.encode(), _DETACHED)
        return False
    # The old root lies over the new one now.
    libc.umount2(b".", _DETACHED)
    os.chdir("/")
    return True


def _bring(libc: ctypes.CDLL, path: str, name: str) -> bool:
    """``path`` of the machine as ``name`` in the new root; what this machine does not have is left out."""
    place = _ROOT + name
    os.makedirs(place.rpartition("/")[0], exist_ok=True)
    if os.path.islink(path):
        os.symlink(os.readlink(path), place)
        return True
    if not os.path.exists(path):
        return True
    if os.path.isdir(path):
        os.makedirs(place, exist_ok=True)
    else:
        os.close(os.open(place, os.O_CREAT | os.O_WRONLY))
    return bool(libc.mount(path.encode(), place.encode(), None, _BOUND | _RECURSIVELY, None) == 0)


def limit(memory: int, seconds: int) -> None:
    """Time, memory that is written to, files, and no core dump."""
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_FSIZE, 100 * 1024 * 1024),
        (resource.RLIMIT_NOFILE, 512),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 100),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def leave_files(libc: ctypes.CDLL, folder: str) -> bool:
    """Landlock: the system's files to read, one folder to write in. False where the kernel has none."""
    version = libc.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return False
    files = (1 << (13 + (version >= 2) + (version >= 3) + (version >= 5))) - 1
    fields = [files] + [3] * (version >= 4) + [3] * (version >= 6)
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    rules = libc.syscall(_LANDLOCK_CREATE, attributes, ctypes.c_size_t(len(attributes)), 0)
    for path in READABLE:
        _permit(libc, rules, path, _EXECUTE | _READ | _READ_FOLDER)
    _permit(libc, rules, "/dev/null", _READ | _WRITE | (_TRUNCATE & files))
    _permit(libc, rules, folder, files & ~_DEVICES)
    return bool(libc.syscall(_LANDLOCK_RESTRICT, rules, 0) == 0)


def _permit(libc: ctypes.CDLL, rules: int, path: str, access: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    if not os.path.isdir(path):
        access &= _EXECUTE | _READ | _WRITE | _TRUNCATE
    libc.syscall(_LANDLOCK_ADD, rules, 1, struct.pack("=Qi", access, descriptor), 0)
    os.close(descriptor)


def leave_system(libc: ctypes.CDLL) -> bool:
    """A filter on system calls: ``_REFUSED``, new namespaces, and every socket but those within the machine."""
    machine = platform.machine()
    if machine not in _ARCHITECTURE:
        return False
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, _ARCHITECTURE[machine]), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0)]
    # A condition and what is answered where it holds: it says how many steps on the next condition is.
    for number in _REFUSED[machine]:
        steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE)]
    # The numbers of another ABI reach the same calls; what clone3 is asked for stands in memory, where no filter looks.
    steps += [(_AT_LEAST, 0, 1, _ANOTHER_ABI), (_RETURN, 0, 0, _REFUSE)]
    steps += [(_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _UNKNOWN)]
    # The first argument decides: flags of clone, the family of a socket; it is loaded last, over the number.
    steps += [
        (_EQUAL, 0, 3, _CLONE[machine]),
        (_LOAD, 0, 0, 16),
        (_ANY_BIT, 4, 0, _NEW_ANYTHING),
        (_RETURN, 0, 0, _ALLOW),
    ]
    steps += [(_EQUAL, 0, 3, _SOCKET[machine]), (_LOAD, 0, 0, 16), (_EQUAL, 1, 0, 1)]
    steps += [(_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = struct.pack("@HP", len(steps), ctypes.addressof(code))
    return bool(libc.prctl(_SECCOMP, _FILTER, program, 0, 0) == 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
