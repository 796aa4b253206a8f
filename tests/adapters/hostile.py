"""What a file that has taken over its reader might try. Imported by the child too: the standard library only."""

import ctypes
import errno
import os
import resource
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any


def echo(raw: bytes, *arguments: str) -> tuple[list[str], list[bytes]]:
    return [raw.decode(), *arguments], [raw, b"", raw * 2]


def give_back(raw: bytes) -> tuple[None, list[bytes]]:
    return None, [raw]


def loop(raw: bytes) -> None:
    while True:
        pass


def sleep(raw: bytes) -> None:
    time.sleep(60)


def rest(raw: bytes, seconds: str) -> tuple[None, list[bytes]]:
    time.sleep(float(seconds))
    return None, [raw]


def sleep_until(raw: bytes, awake_from: str) -> tuple[None, list[bytes]]:
    if time.monotonic() < float(awake_from):
        time.sleep(60)
    return None, [raw]


def stamp(raw: bytes) -> tuple[list[float], list[bytes]]:
    start = time.monotonic()
    time.sleep(0.3)
    return [start, time.monotonic()], []


def ignore_signals(raw: bytes) -> None:
    for number in (signal.SIGTERM, signal.SIGALRM, signal.SIGXCPU, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    time.sleep(60)


def close_and_sleep(raw: bytes) -> None:
    os.close(1)
    time.sleep(60)


def allocate(raw: bytes, size: str) -> tuple[int, list[bytes]]:
    return len(bytearray(int(size))), []


def crash(raw: bytes) -> None:
    ctypes.string_at(0)


def leave(raw: bytes) -> None:
    os._exit(3)


def fault(raw: bytes) -> None:
    raise LookupError(raw)


def nest(raw: bytes) -> tuple[Any, list[bytes]]:
    answer: list[Any] = []
    for _ in range(100_000):
        answer = [answer]
    return answer, []


def babble(raw: bytes) -> None:
    os.write(1, raw)
    os._exit(0)


def babble_kind(raw: bytes, _media_type: str) -> None:
    babble(raw)


def flood(raw: bytes) -> None:
    while True:
        os.write(1, b"a" * 65536)


def surroundings(raw: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The child's environment, arguments and open descriptors."""
    found = {"environment": dict(os.environ), "descriptors": [number for number in range(64) if _is_open(number)]}
    return found, []


def attempt(raw: bytes, name: str, target: str) -> tuple[str, list[bytes]]:
    """``done``, or the name of the error that stopped it."""
    try:
        ATTEMPTS[name](target)
    except (OSError, ValueError) as refusal:
        return type(refusal).__name__, []
    return "done", []


def _is_open(number: int) -> bool:
    """To seek is allowed: what is open cannot be sought in, or can."""
    try:
        os.lseek(number, 0, os.SEEK_CUR)
    except OSError as fault:
        return fault.errno != errno.EBADF
    return True


def _connect(port: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as one:
        one.connect(("127.0.0.1", int(port)))


def _send(port: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.sendto(b"secret", ("127.0.0.1", int(port)))


def _fork(_target: str) -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _kill(process: str) -> None:
    os.kill(int(process), 0)


def _raise_limits(_target: str) -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))


ATTEMPTS = {
    "read": lambda target: Path(target).read_bytes(),
    "write": lambda target: Path(target).write_bytes(b"a"),
    "remove": lambda target: Path(target).unlink(),
    "move": lambda target: Path(target).rename(target + "-moved"),
    "make_folder": lambda target: Path(target + "-folder").mkdir(),
    "list": lambda target: list(Path(target).parent.iterdir()),
    "connect": _connect,
    "send": _send,
    "fork": _fork,
    "execute": lambda _target: os.execv("/bin/true", ["true"]),  # noqa: S606
    "kill": _kill,
    "raise_limits": _raise_limits,
}

if __name__ == "__main__":
    # Unconfined, or behind one layer alone: python hostile.py <layer or -> <attempt> <target>
    layer, name, target = sys.argv[1:]
    is_in_force = False
    if layer != "-":
        import confined

        is_in_force = getattr(confined, layer)()
    sys.stdout.write(f"{is_in_force} {attempt(b'', name, target)[0]}")
