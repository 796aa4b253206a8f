"""A browser's side of HTTP, as cheap as it can be: some connections kept alive, one process, no library.

A connection is given up for a new one now and then: which of the server's processes takes one is luck, and two that
fell to the same would otherwise halve a whole measure.
"""

import selectors
import socket
import time
from collections import defaultdict
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

import brotli

PATIENCE = 60
KEPT_SECONDS = 0.2


class AnswerError(RuntimeError):
    """The server said something else than what is measured."""


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    status: int
    head: bytes
    content: bytes

    def header(self, name: bytes) -> bytes:
        """The value of a header; empty when there is none."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.lower() == name:
                return value.strip()
        return b""

    @property
    def body(self) -> bytes:
        """The content, as it was before it was compressed."""
        if self.header(b"content-encoding") == b"br":
            plain: bytes = brotli.decompress(self.content)
            return plain
        return self.content


# What one visitor does: requests go out, answers come in. Each is timed under its name, and the whole under "visit".
Visit = Generator[tuple[str, bytes], Answer, None]


@dataclass
class Timings:
    """What was seen: seconds and octets of each request, by its name."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    octets: dict[str, int] = field(default_factory=dict)
    elapsed: float = 0.0


class _Lane:
    """One connection, and the visit that is using it."""

    def __init__(self, port: int, visit: Visit, timings: Timings) -> None:
        self._port = port
        self._timings = timings
        self._open()
        self.begin(visit)

    def _open(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._opened = time.perf_counter()

    @property
    def is_old(self) -> bool:
        """Whether the connection has been kept for long enough."""
        return time.perf_counter() - self._opened > KEPT_SECONDS

    def renew(self) -> None:
        """A new connection in its place."""
        self.socket.close()
        self._open()

    def begin(self, visit: Visit) -> None:
        self._visit = visit
        self._began = time.perf_counter()
        self._send(*next(visit))

    def _send(self, name: str, request: bytes) -> None:
        self._name, self._request, self._received = name, request, bytearray()
        self._sent = time.perf_counter()
        self.socket.sendall(request)

    def read(self) -> bool:
        """Takes in what has come; says whether the visit is over."""
        try:
            chunk = self.socket.recv(262_144)
        except ConnectionResetError:
            chunk = b""
        if not chunk:
            message = f"connection closed: {bytes(self._received[:200])!r}"
            raise AnswerError(message)
        self._received += chunk
        answer = _parse(self._received)
        if answer is None:
            return False
        now = time.perf_counter()
        self._timings.seconds[self._name].append(now - self._sent)
        self._timings.octets[self._name] = len(answer.content)
        try:
            self._send(*self._visit.send(answer))
        except StopIteration:
            self._timings.seconds["visit"].append(time.perf_counter() - self._began)
            return True
        return False


def drive(port: int, visits: Iterator[Visit], connections: int, seconds: float) -> Timings:
    """Keeps so many connections busy for so long; every visit that began is finished."""
    timings = Timings()
    with selectors.DefaultSelector() as selector:
        began = time.perf_counter()
        for _ in range(connections):
            lane = _Lane(port, next(visits), timings)
            selector.register(lane.socket, selectors.EVENT_READ, lane)
        busy = connections
        while busy:
            ready = selector.select(PATIENCE)
            if not ready:
                message = "no answer"
                raise AnswerError(message)
            for key, _ in ready:
                if key.data.read():
                    if time.perf_counter() - began < seconds:
                        _go_on(selector, key.data, next(visits))
                    else:
                        selector.unregister(key.data.socket)
                        key.data.socket.close()
                        busy -= 1
        timings.elapsed = time.perf_counter() - began
    return timings


def _go_on(selector: selectors.BaseSelector, lane: _Lane, visit: Visit) -> None:
    if lane.is_old:
        selector.unregister(lane.socket)
        lane.renew()
        selector.register(lane.socket, selectors.EVENT_READ, lane)
    lane.begin(visit)


def fetch(port: int, request: bytes) -> Answer:
    """One request on a connection of its own."""
    received = bytearray()
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(request)
        while (answer := _parse(received)) is None:
            chunk = connection.recv(262_144)
            if not chunk:
                message = f"connection closed: {bytes(received[:200])!r}"
                raise AnswerError(message)
            received += chunk
    return answer


def _parse(received: bytearray) -> Answer | None:
    """The answer, once it is whole. Only answers that say their length are understood, as ours do."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = bytes(received[:end])
    status = int(head[9:12])
    answer = Answer(status, head, b"")
    length = 0 if status == 304 else int(answer.header(b"content-length"))
    if len(received) < end + 4 + length:
        return None
    return Answer(status, head, bytes(received[end + 4 : end + 4 + length]))
