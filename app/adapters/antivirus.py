"""What an antivirus says of a file: ClamAV's daemon, by its stream protocol (man clamd, INSTREAM)."""

import re
import socket
import struct
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

CHUNK = 64 * 1024
# An answer is one line with the name of a signature; what goes on longer is not clamd.
LONGEST_ANSWER = 4096
LONGEST_SIGNATURE = 100
# Whether it is there is known sooner than what it thinks of a file: whoever asks has other things to do.
CHECK_SECONDS = 5.0
_VERDICT = re.compile(rb"stream: (?:OK|(?P<signature>[^\0]+) FOUND)")
# Errors of the scanner's own machine: its memory, its disk, its clock. Any other one speaks of the file.
_OWN_FAULT = re.compile(rb"memory|gentempfd|[Tt]emporary|Can't (?:create|write)|TIMED OUT|timeout|read poll|VERSION")
# With AlertExceedsMax, clamd reports in this form a file that it gave up on, and did not find anything in.
_GIVEN_UP = b"Heuristics.Limits.Exceeded"


class ScannerUnavailable(Exception):  # noqa: N818  reads as a state
    """The scanner is away, refuses, takes too long or answers nonsense: nothing may pass. Another time may do."""


class ScanFailed(Exception):  # noqa: N818  reads as a finding
    """The scanner is there and cannot scan this file: neither clean nor infected, and another time will not do."""


@dataclass(frozen=True)
class Finding:
    """What was found; ``signature`` is the scanner's own name for it, at most 100 printable ASCII characters."""

    is_infected: bool
    signature: str | None = None


class Scanner(Protocol):
    """What rooms know of the antivirus."""

    def scan(self, content: bytes) -> Finding:
        """Has the octets scanned. Raises ScannerUnavailable or ScanFailed."""

    def check(self) -> None:
        """Raises ScannerUnavailable unless the scanner answers now."""


class Clamd:
    """ClamAV's daemon at ``unix:<path>`` or ``tcp:<host>:<port>``; ``timeout`` seconds for a whole conversation."""

    def __init__(self, address: str, timeout: float) -> None:
        self._address = address
        self._timeout = timeout

    def scan(self, content: bytes) -> Finding:
        """Sends the octets in one stream; only an answer that is whole, and known, counts."""
        answer = self._ask(self._timeout, b"zINSTREAM\0", *_framed(content))
        verdict = _VERDICT.fullmatch(answer)
        if verdict is None:
            raise _judged(answer)
        signature = verdict["signature"]
        if signature is None:
            return Finding(is_infected=False)
        if signature.startswith(_GIVEN_UP):
            raise ScanFailed(_cleaned(signature))
        return Finding(is_infected=True, signature=_cleaned(signature) or None)

    def check(self) -> None:
        """Says PING, wants PONG."""
        if self._ask(min(self._timeout, CHECK_SECONDS), b"zPING\0") != b"PONG":
            raise ScannerUnavailable

    def _ask(self, seconds: float, *parts: bytes) -> bytes:
        """One connection, one question, within so many seconds: the answer without its final NUL."""
        deadline = time.monotonic() + seconds
        try:
            with self._connected(seconds) as connection:
                # A daemon that has had enough answers and hangs up while we still speak: its last word can be read.
                with suppress(BrokenPipeError, ConnectionResetError):
                    for part in parts:
                        connection.settimeout(_left(deadline))
                        connection.sendall(part)
                return _read_answer(connection, deadline)
        except OSError as fault:
            raise ScannerUnavailable from fault

    def _connected(self, seconds: float) -> socket.socket:
        kind, _, place = self._address.partition(":")
        if kind == "tcp":
            host, _, port = place.rpartition(":")
            return socket.create_connection((host.strip("[]"), int(port)), seconds)
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(seconds)
            connection.connect(place)
        except BaseException:
            connection.close()
            raise
        return connection


def make_scanner(settings: Mapping[str, Any]) -> Scanner | None:
    """The scanner that the settings name. None where there is none: "not scanned" is never "clean"."""
    if settings["ANTIVIRUS"] == "clamd":
        return Clamd(settings["CLAMD_ADDRESS"], settings["CLAMD_TIMEOUT"])
    return None


def _framed(content: bytes) -> Iterator[bytes]:
    """Chunks, each after its length in 4 octets; a chunk of length 0 ends the stream."""
    for start in range(0, len(content), CHUNK):
        chunk = content[start : start + CHUNK]
        yield struct.pack("!L", len(chunk)) + chunk
    yield struct.pack("!L", 0)


def _read_answer(connection: socket.socket, deadline: float) -> bytes:
    """Everything up to the NUL. Raises ScannerUnavailable when none comes, OSError when it does not come in time."""
    said = b""
    while len(said) < LONGEST_ANSWER:
        connection.settimeout(_left(deadline))
        piece = connection.recv(LONGEST_ANSWER)
        if not piece:
            break
        said += piece
        if said.endswith(b"\0"):
            return said[:-1]
    raise ScannerUnavailable


def _left(deadline: float) -> float:
    """The seconds that are left, so that one who speaks slowly does not hold us for ever. Raises TimeoutError."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _judged(answer: bytes) -> ScanFailed | ScannerUnavailable:
    """An error that clamd reports of this file is final; one of its own, or nonsense, is for later."""
    if answer.endswith(b" ERROR") and not _OWN_FAULT.search(answer):
        return ScanFailed(_cleaned(answer))
    return ScannerUnavailable(_cleaned(answer))


def _cleaned(said: bytes) -> str:
    text = said.decode("ascii", "ignore")
    return "".join(character for character in text if character.isprintable())[:LONGEST_SIGNATURE]
