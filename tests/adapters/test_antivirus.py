"""The antivirus: a real clamd finds what it should, and nothing passes without its word."""

import os
import shutil
import signal
import socket
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path

import docx
import pikepdf
import pytest

from app.adapters import antivirus
from app.adapters.antivirus import Clamd, Finding, ScanFailed, ScannerUnavailable, make_scanner

from . import clamd
from .clamd import EICAR, SIGNATURE, STREAM_LIMIT, Daemon

CLEAN = Finding(is_infected=False)
INFECTED = Finding(is_infected=True, signature=SIGNATURE)
MEBIBYTE = 1024 * 1024

pytestmark = pytest.mark.once
with_clamd = pytest.mark.skipif(clamd.CLAMD is None, reason=clamd.MISSING)


@pytest.fixture(scope="session")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    with clamd.running(tmp_path_factory.mktemp("clamd")) as started:
        yield started


@pytest.fixture
def own_daemon(tmp_path: Path) -> Iterator[Daemon]:
    """One that a test may break."""
    with clamd.running(tmp_path) as started:
        yield started


@pytest.fixture(params=["unix", "tcp"])
def scanner(request: pytest.FixtureRequest, daemon: Daemon) -> Clamd:
    return Clamd(getattr(daemon, request.param), 20)


def _zipped(content: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("cv.txt", content)
    return made.getvalue()


def _docx(*, embedded: bytes) -> bytes:
    document, made = docx.Document(), BytesIO()
    document.add_paragraph("Ariane Exemple, ingénieure")
    document.save(made)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/embeddings/oleObject1.bin", embedded)
    return made.getvalue()


def _pdf(*, attached: bytes) -> bytes:
    """The attachment is not compressed: ClamAV 1.4 does not unpack one that is (Cisco-Talos/clamav#1773)."""
    document, made = pikepdf.new(), BytesIO()
    document.add_blank_page()
    document.attachments["notes.txt"] = pikepdf.AttachedFileSpec(document, attached)
    document.save(made, compress_streams=False)
    return made.getvalue()


WRAPPINGS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "in the middle": lambda content: b"\0" * 100_000 + content + b"\0" * 100_000,
    "zipped": _zipped,
    "zipped twice": lambda content: _zipped(_zipped(content)),
    "in a DOCX": lambda content: _docx(embedded=content),
    "attached to a PDF": lambda content: _pdf(attached=content),
}


@with_clamd
@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_the_test_virus_is_found_wherever_it_hides(scanner: Clamd, wrapping: str) -> None:
    """5.4.3."""
    assert scanner.scan(WRAPPINGS[wrapping](EICAR)) == INFECTED


@with_clamd
@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_the_same_file_without_it_is_clean(scanner: Clamd, wrapping: str) -> None:
    assert scanner.scan(WRAPPINGS[wrapping](EICAR[:-1])) == CLEAN


@with_clamd
@pytest.mark.parametrize("size", [0, 1, 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, 10 * MEBIBYTE, STREAM_LIMIT])
def test_a_file_of_any_size_up_to_the_limit_is_scanned_to_its_end(scanner: Clamd, size: int) -> None:
    assert scanner.scan(bytes(size)) == CLEAN
    assert scanner.scan(bytes(max(0, size - len(EICAR))) + EICAR) == INFECTED


@with_clamd
@pytest.mark.parametrize("excess", [1, 20 * MEBIBYTE])
def test_a_file_beyond_the_limit_of_the_scanner_was_not_scanned(scanner: Clamd, excess: int) -> None:
    """The daemon says so and hangs up in the middle; its word is heard each time all the same."""
    for _ in range(10):
        with pytest.raises(ScanFailed, match=r"^INSTREAM size limit exceeded\. ERROR$"):
            scanner.scan(bytes(STREAM_LIMIT + excess))


@with_clamd
def test_a_file_that_the_scanner_gave_up_on_is_neither_clean_nor_infected(scanner: Clamd) -> None:
    """5.2.3: 20 MiB in a small archive, more than the daemon unpacks."""
    with pytest.raises(ScanFailed, match=r"^Heuristics\.Limits\.Exceeded"):
        scanner.scan(_zipped(bytes(20 * MEBIBYTE)))


@with_clamd
def test_many_files_are_scanned_at_once_and_each_gets_its_own_answer(scanner: Clamd) -> None:
    contents = [os.urandom(200_000) + (EICAR if number % 3 == 0 else b"") for number in range(20)]
    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(scanner.scan, contents))
    assert found == [INFECTED if number % 3 == 0 else CLEAN for number in range(20)]


@with_clamd
def test_a_scanner_that_is_there_says_so(scanner: Clamd) -> None:
    scanner.check()


@with_clamd
def test_a_daemon_that_was_stopped_lets_nothing_pass(own_daemon: Daemon) -> None:
    own_daemon.process.terminate()
    own_daemon.process.wait()
    for address in (own_daemon.unix, own_daemon.tcp):
        scanner = Clamd(address, 5)
        with pytest.raises(ScannerUnavailable):
            scanner.scan(EICAR)
        with pytest.raises(ScannerUnavailable):
            scanner.check()


@with_clamd
def test_a_daemon_killed_in_the_middle_lets_nothing_pass(own_daemon: Daemon) -> None:
    """It has the file, or half of it, and dies before it answers."""
    own_daemon.process.send_signal(signal.SIGSTOP)
    dying = threading.Timer(0.5, own_daemon.process.kill)
    dying.start()
    with pytest.raises(ScannerUnavailable):
        Clamd(own_daemon.unix, 20).scan(EICAR)
    dying.join()


@with_clamd
def test_a_daemon_that_hangs_is_not_waited_for(own_daemon: Daemon) -> None:
    own_daemon.process.send_signal(signal.SIGSTOP)
    for content in (b"", bytes(10 * MEBIBYTE)):
        started = time.monotonic()
        with pytest.raises(ScannerUnavailable):
            Clamd(own_daemon.unix, 0.5).scan(content)
        assert time.monotonic() - started < 2


@with_clamd
def test_whether_a_daemon_hangs_is_known_before_a_scan_would_be_over(
    own_daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker asks before each batch: half a minute for that, and its letters wait as long."""
    monkeypatch.setattr(antivirus, "CHECK_SECONDS", 0.5)
    own_daemon.process.send_signal(signal.SIGSTOP)
    started = time.monotonic()
    with pytest.raises(ScannerUnavailable):
        Clamd(own_daemon.unix, 30).check()
    assert time.monotonic() - started < 2


@with_clamd
def test_a_scanner_without_room_of_its_own_says_nothing_of_the_file(own_daemon: Daemon) -> None:
    """A fault of its machine, not of the file: another time may do."""
    shutil.rmtree(own_daemon.temporary)
    with pytest.raises(ScannerUnavailable):
        Clamd(own_daemon.unix, 5).scan(b"clean")


@contextmanager
def _answering(*pieces: bytes, every: float = 0) -> Iterator[str]:
    """The address of a server that reads what it is sent, says ``pieces`` and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError), server.accept()[0] as connection:
                connection.recv(1024)
                for piece in pieces:
                    connection.sendall(piece)
                    time.sleep(every)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"tcp:127.0.0.1:{server.getsockname()[1]}"
        thread.join()


@pytest.mark.parametrize(
    "pieces",
    [
        (),
        (b"\0",),
        (b"stream: OK",),
        (b"OK\0",),
        (b"stream: OK \0",),
        (b" stream: OK\0",),
        (b"stream: ok\0",),
        (b"stream: OK\n\0",),
        (b"stream: OK\0stream: Other FOUND\0",),
        (b"1: stream: OK\0",),
        (b"stream: FOUND\0",),
        (b"PONG\0",),
        (b"UNKNOWN COMMAND\0",),
        (b"COMMAND READ TIMED OUT ERROR\0",),
        (b"stream: Can't allocate memory ERROR\0",),
        (b"cli_gentempfd() failed. ERROR\0",),
        (b"HTTP/1.1 200 OK\r\n\r\nstream: OK\0",),
        (b"\xff" * 10_000,),
        (bytes(range(1, 256)) + b"\0",),
    ],
)
def test_an_answer_that_is_not_whole_and_known_is_none(pieces: tuple[bytes, ...]) -> None:
    with _answering(*pieces) as address, pytest.raises(ScannerUnavailable):
        Clamd(address, 5).scan(b"x")


def test_an_answer_in_pieces_is_one_answer() -> None:
    with _answering(b"str", b"eam: ", b"OK", b"\0", every=0.05) as address:
        assert Clamd(address, 5).scan(b"x") == CLEAN


def test_one_who_speaks_for_ever_is_not_listened_to_for_ever() -> None:
    """The time is that of the whole conversation: a word now and then does not lengthen it."""
    started = time.monotonic()
    with _answering(*[b"."] * 30, every=0.1) as address:
        with pytest.raises(ScannerUnavailable):
            Clamd(address, 1).scan(b"x")
        assert time.monotonic() - started < 2


def test_one_who_never_answers_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(ScannerUnavailable):
        Clamd(f"tcp:127.0.0.1:{server.getsockname()[1]}", 0.3).scan(bytes(10 * MEBIBYTE))


def test_no_time_at_all_is_no_answer(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        server.listen()
        with pytest.raises(ScannerUnavailable):
            Clamd(f"unix:{tmp_path / 'socket'}", 0).scan(b"x")


def test_one_who_does_not_say_pong_is_no_scanner() -> None:
    with _answering(b"PING\0") as address, pytest.raises(ScannerUnavailable):
        Clamd(address, 5).check()


@pytest.mark.parametrize(
    ("said", "signature"),
    [
        (b"\xff", None),
        (b"Win.Test.EICAR_HDB-1", "Win.Test.EICAR_HDB-1"),
        (b"A\x1b[31m\r\nB\x7f\xc3\xa9<b>", "A[31mB<b>"),
        (b"X" * 500, "X" * 100),
        (b"Odd FOUND", "Odd FOUND"),
    ],
)
def test_the_name_of_a_finding_is_short_and_printable(said: bytes, signature: str | None) -> None:
    with _answering(b"stream: " + said + b" FOUND\0") as address:
        assert Clamd(address, 5).scan(b"x") == Finding(is_infected=True, signature=signature)


def test_what_the_scanner_cannot_scan_is_told_from_what_it_cannot_do_now() -> None:
    with _answering(b"stream: Time limit reached ERROR\0") as address, pytest.raises(ScanFailed):
        Clamd(address, 5).scan(b"x")


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd.ctl", "unix:" + "x" * 200, "tcp:127.0.0.1:1", "tcp:[::1]:1"])
def test_a_scanner_that_is_not_there_is_away(address: str) -> None:
    with pytest.raises(ScannerUnavailable):
        Clamd(address, 5).scan(b"x")


def test_no_scanner_is_not_one_that_finds_nothing() -> None:
    assert make_scanner({"ANTIVIRUS": "none"}) is None


@with_clamd
def test_the_scanner_of_the_settings_is_the_daemon(daemon: Daemon) -> None:
    made = make_scanner({"ANTIVIRUS": "clamd", "CLAMD_ADDRESS": daemon.unix, "CLAMD_TIMEOUT": 20})
    assert made is not None
    assert made.scan(EICAR) == INFECTED
