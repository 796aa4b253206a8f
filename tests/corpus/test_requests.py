"""Family 13: requests that are no requests. A real server answers each, and goes on (B4.13)."""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import flask_migrate
import pytest

from app import create_app
from app.extensions import db
from tests.adapters import samples
from tests.conftest import test_settings
from tests.databases import database_url
from tests.factories import JobFactory
from tests.test_durability import serve, wait_until_served

pytestmark = pytest.mark.once
_TYPE = "Content-Type: multipart/form-data; boundary=b"
_FILE = b'--b\r\nContent-Disposition: form-data; name="cv"; filename="cv.pdf"\r\n\r\n'


@pytest.fixture(scope="module")
def address(served: tuple[int, str, int]) -> tuple[int, str]:
    return served[:2]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, str, int]]:
    """The port of a running server, the path of an application form, and the number of its process."""
    folder = tmp_path_factory.mktemp("requests")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with database_url(folder) as url:
        app = create_app(test_settings(folder, url))
        with app.app_context():
            flask_migrate.upgrade()
            path = f"/jobs/{JobFactory().slug}/apply"
            db.session.remove()
            db.engine.dispose()
            server = serve(app, port)
            try:
                wait_until_served(port)
                yield port, path, server.pid
            finally:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait(timeout=10)


def _ask(address: tuple[int, str], head: list[str], body: bytes) -> int:
    """The status of the answer; 0 when the server closed without one."""
    port, path = address
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *head, "", ""]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as one:
        one.sendall("\r\n".join(lines).encode("latin-1") + body)
        # The server may have answered and gone already: that is an answer too.
        with suppress(OSError):
            one.shutdown(socket.SHUT_WR)
        answer = b""
        try:
            while b"\r\n" not in answer and (chunk := one.recv(4096)):
                answer += chunk
        except ConnectionResetError:
            return 0
    return int(answer.split(b" ")[1]) if answer else 0


def _form(*parts: bytes) -> bytes:
    return b"\r\n".join(parts) + b"\r\n--b--\r\n"


def _field(name: bytes) -> bytes:
    return b'--b\r\nContent-Disposition: form-data; name="%b"\r\n\r\na\x00b' % name


def _chunked(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)


_WHOLE = _form(_FILE + samples.pdf())
_LENGTH = f"Content-Length: {len(_WHOLE)}"
REQUESTS: dict[str, tuple[list[str], bytes]] = {
    "length too small": ([_TYPE, "Content-Length: 10"], _WHOLE),
    "length too large": ([_TYPE, f"Content-Length: {len(_WHOLE) + 1000}"], _WHOLE),
    "length that is no number": ([_TYPE, "Content-Length: many"], _WHOLE),
    "length below nothing": ([_TYPE, "Content-Length: -1"], _WHOLE),
    "two lengths": ([_TYPE, _LENGTH, "Content-Length: 1"], _WHOLE),
    "no length": ([_TYPE], _WHOLE),
    "in chunks": ([_TYPE, "Transfer-Encoding: chunked"], _chunked(_WHOLE)),
    "chunks that lie": ([_TYPE, "Transfer-Encoding: chunked"], b"ffffff\r\n" + _WHOLE),
    "no boundary": (["Content-Type: multipart/form-data", _LENGTH], _WHOLE),
    "another boundary": (["Content-Type: multipart/form-data; boundary=c", _LENGTH], _WHOLE),
    "a charset of nowhere": ([_TYPE + "; charset=x-nowhere", _LENGTH], _WHOLE),
    "a body that says that it is JSON": (["Content-Type: application/json", _LENGTH], _WHOLE),
    "a gigabyte, as it says": ([_TYPE, "Content-Length: 1073741824"], _WHOLE),
}
BODIES = {
    "the same part twice": _form(_FILE + samples.pdf(), _FILE + samples.pdf()),
    "ten thousand parts": _form(*[b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\ny'] * 10_000),
    "a part without a name": _form(b"--b\r\nContent-Disposition: form-data\r\n\r\ny"),
    "a part without a head": _form(b"--b\r\n\r\ny"),
    "a part that never ends": _FILE + samples.pdf(),
    "a head of a megabyte": _form(b"--b\r\nContent-Disposition: form-data; name=" + b"a" * 1_000_000 + b"\r\n\r\ny"),
    "names in no charset": _form(b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\n\xff\xfe\xff'),
    "octets of nothing": os.urandom(2000),
    "a NUL in each field": _form(*map(_field, (b"name", b"email", b"message"))),
}
REQUESTS |= {name: ([_TYPE, f"Content-Length: {len(body)}"], body) for name, body in BODIES.items()}


@pytest.mark.parametrize("name", REQUESTS)
def test_broken_request_is_answered_calmly(address: tuple[int, str], name: str) -> None:
    head, body = REQUESTS[name]
    assert _ask(address, head, body) in {0, 400, 411, 413, 422, 501}
    wait_until_served(address[0])


def _peak(server: int) -> int:
    """The most memory that its hungriest process has had, in kibibytes."""
    tasks = Path(f"/proc/{server}/task").iterdir()
    children = [child for task in tasks for child in (task / "children").read_text().split()]
    states = [Path(f"/proc/{child}/status").read_text() for child in children]
    return max(int(state.partition("VmHWM:")[2].split()[0]) for state in states)


@pytest.mark.parametrize("says_its_length", [True, False], ids=["length", "chunks"])
def test_a_gigabyte_is_cut_off_and_memory_stays_flat(served: tuple[int, str, int], *, says_its_length: bool) -> None:
    """5.2.1: no more of it is read than a form may have, whether it says its length or not."""
    port, path, server = served
    before = _peak(server)
    length = "Content-Length: 1073741824" if says_its_length else "Transfer-Encoding: chunked"
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{_TYPE}\r\n{length}\r\n\r\n".encode()
    block = b"x" * 1024 * 1024
    piece = block if says_its_length else b"%x\r\n%b\r\n" % (len(block), block)
    first = _FILE if says_its_length else b"%x\r\n%b\r\n" % (len(_FILE), _FILE)
    sent = 0
    with socket.create_connection(("127.0.0.1", port), timeout=20) as one, suppress(ConnectionError):
        one.sendall(head + first)
        while sent < 1024:
            one.sendall(piece)
            sent += 1
    assert sent < 200
    assert _peak(server) - before < 200 * 1024
    wait_until_served(port)


def test_nothing_of_it_was_kept(address: tuple[int, str], tmp_path: Path) -> None:
    """After all of them the form still takes its file."""
    assert _ask(address, [_TYPE, _LENGTH], _WHOLE) == 422
