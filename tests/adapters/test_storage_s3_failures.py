"""The store in a bucket when the service is away, slow, or not what it should be: nothing by halves (R1, R2, R12)."""

import json
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from app.adapters.storage import FileLost, Storage, StorageUnavailable
from app.adapters.storage_s3 import make_storage
from tests.processes import UNMEASURED

from . import object_store
from .object_store import Service

KEY = "0123456789abcdef" * 2
DEAD_WITHIN = 10
ACTS: dict[str, Callable[[Storage], object]] = {
    "write": lambda store: store.write(b"x"),
    "read": lambda store: store.read(KEY),
    "delete": lambda store: store.delete(KEY),
    "list_keys": lambda store: list(store.list_keys()),
    "list_unsettled": lambda store: store.list_unsettled(0),
    "settle": lambda store: store.settle(KEY),
    "check": lambda store: store.check(),
    "is_empty": lambda store: store.is_empty(),
    "owner": lambda store: store.owner(),
    "sign": lambda store: store.sign("0" * 32),
}

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def shared_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with object_store.running(tmp_path_factory.mktemp("s3")) as started:
        yield started


@pytest.fixture
def service(shared_service: Service) -> Service:
    """With an empty bucket."""
    shared_service.empty()
    return shared_service


@pytest.fixture
def own_service(tmp_path: Path) -> Iterator[Service]:
    """One that a test may stop."""
    with object_store.running(tmp_path) as started:
        yield started


def _refused(act: Callable[[Storage], object], store: Storage) -> bool:
    try:
        act(store)
    except StorageUnavailable:
        return True
    return False


def test_a_service_that_is_away_says_so_soon_whatever_is_asked(own_service: Service) -> None:
    """R12."""
    store = make_storage(own_service.settings)
    store.check()
    own_service.stop()
    started = time.monotonic()
    assert {name for name, act in ACTS.items() if _refused(act, store)} | {"owner"} == set(ACTS)
    assert time.monotonic() - started < DEAD_WITHIN
    own_service.start()
    store.check()


def test_a_service_that_never_answers_is_not_waited_for(service: Service) -> None:
    """R12: it takes the connection, and that is all."""
    with socket.create_server(("127.0.0.1", 0)) as stuck:
        store = make_storage({**service.settings, "S3_ENDPOINT": f"http://127.0.0.1:{stuck.getsockname()[1]}"})
        started = time.monotonic()
        with ThreadPoolExecutor(len(ACTS)) as pool:
            assert list(pool.map(lambda act: _refused(act, store), ACTS.values())) == [True] * len(ACTS)
        assert time.monotonic() - started < DEAD_WITHIN


@pytest.mark.parametrize(
    "changes",
    [
        {"S3_SECRET_ACCESS_KEY": "another-secret"},
        {"S3_ACCESS_KEY_ID": "nobody"},
        {"S3_BUCKET": "missing"},
    ],
)
def test_settings_that_do_not_fit_take_and_destroy_nothing(service: Service, changes: dict[str, str]) -> None:
    """To destroy in a bucket that is not there is not to have destroyed; that nobody has signed it is true."""
    make_storage(service.settings).write(b"kept")
    before = service.list_objects()
    store = make_storage({**service.settings, **changes})
    assert {name for name, act in ACTS.items() if _refused(act, store)} | {"owner"} == set(ACTS)
    assert service.list_objects() == before


def test_a_fault_does_not_tell_the_secret(service: Service) -> None:
    secret = "another-secret"
    with pytest.raises(StorageUnavailable) as refusal:
        make_storage({**service.settings, "S3_SECRET_ACCESS_KEY": secret}).check()
    told = repr(refusal.value.__cause__)
    assert "SignatureDoesNotMatch" in told
    assert secret not in told


def test_a_service_lost_between_mark_and_file_leaves_a_mark(own_service: Service) -> None:
    """R2: whatever the answer that never came would have been, the mark is there to be found."""
    heard: list[str] = []

    def lose_it(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        heard.append(handler.path)
        if len(heard) == 1:
            (own_service.objects / "incoming").mkdir(parents=True)
            (own_service.objects / "incoming" / handler.path.rpartition("/")[2]).write_bytes(body)
            handler.send_response(200)
            handler.send_header("ETag", '"x"')
            handler.send_header("Content-Length", "0")
            handler.end_headers()
        else:
            handler.connection.shutdown(socket.SHUT_RDWR)
            handler.close_connection = True

    with object_store.answering(lose_it) as endpoint, pytest.raises(StorageUnavailable):
        make_storage({**own_service.settings, "S3_ENDPOINT": endpoint}).write(b"lost")
    key = heard[0].rpartition("/")[2]
    assert heard[1].endswith(f"/{key[:2]}/{key}")
    store = make_storage(own_service.settings)
    assert (list(store.list_keys()), store.list_unsettled(-1)) == ([], [key])


def test_a_process_killed_at_any_step_leaves_no_file_without_a_mark(service: Service) -> None:
    """R1, R2: kill -9 before the mark, between mark and file, and after the file."""
    script = textwrap.dedent(
        """
        import json, os, signal, sys
        import obstore
        from app.adapters.storage_s3 import make_storage

        real, left = obstore.put, [int(sys.argv[2])]
        def dying(*given, **named):
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1
            return real(*given, **named)
        obstore.put = dying
        make_storage(json.loads(sys.argv[1])).write(b"w" * 100_000)
        os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    told = [{**service.settings, "S3_PREFIX": str(left)} for left in range(3)]
    runs = [
        subprocess.Popen([sys.executable, "-c", script, json.dumps(settings), settings["S3_PREFIX"]], env=UNMEASURED)
        for settings in told
    ]
    assert [run.wait() for run in runs] == [-signal.SIGKILL] * 3
    found = []
    for store in map(make_storage, told):
        found.append(([len(store.read(key)) for key in store.list_keys()], len(store.list_unsettled(-1))))
        for key in store.list_unsettled(-1):
            store.delete(key)
        assert (list(store.list_keys()), store.list_unsettled(-1)) == ([], [])
    assert found == [([], 0), ([], 1), ([100_000], 1)]


def test_a_service_that_stumbles_once_is_asked_again(service: Service) -> None:
    asked: list[str] = []

    def stumble(handler: BaseHTTPRequestHandler, _body: bytes) -> None:
        asked.append(handler.command)
        handler.send_response(503 if len(asked) == 1 else 200)
        handler.send_header("ETag", '"x"')
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    with object_store.answering(stumble) as endpoint:
        make_storage({**service.settings, "S3_ENDPOINT": endpoint}).check()
    assert asked == ["PUT", "PUT", "DELETE"]


def test_a_slow_service_is_still_one(service: Service) -> None:
    def dawdle(handler: BaseHTTPRequestHandler, _body: bytes) -> None:
        handler.send_response(200)
        handler.send_header("ETag", '"x"')
        handler.send_header("Last-Modified", "Mon, 23 Nov 2026 09:30:00 GMT")
        handler.send_header("Content-Length", "4")
        handler.end_headers()
        for octet in b"slow":
            time.sleep(0.3)
            handler.wfile.write(bytes([octet]))

    with object_store.answering(dawdle) as endpoint:
        assert make_storage({**service.settings, "S3_ENDPOINT": endpoint}).read(KEY) == b"slow"


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, {"Content-Length": "400"}, b"half"),
        (500, {"Content-Length": "0"}, b""),
        (301, {"Content-Length": "0", "Location": "http://127.0.0.1:1/"}, b""),
        (403, {"Content-Length": "4"}, b"<<<<"),
    ],
)
def test_an_answer_that_is_not_a_whole_file_is_none(
    service: Service, status: int, headers: dict[str, str], body: bytes
) -> None:
    """Cut off, a fault, a detour, nonsense; none of them says that there is no such file."""

    def answer(handler: BaseHTTPRequestHandler, _body: bytes) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = True

    with object_store.answering(answer) as endpoint, pytest.raises(StorageUnavailable) as told:
        make_storage({**service.settings, "S3_ENDPOINT": endpoint}).read(KEY)
    assert not isinstance(told.value, FileLost)
