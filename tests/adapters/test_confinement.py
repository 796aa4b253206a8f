"""A reader that a stranger's file has taken over can do nothing but answer, and not for long."""

import os
import platform
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from app.adapters import confined, confinement
from app.adapters.confinement import Answer, ReaderFailed, Reason

from ..processes import UNMEASURED
from . import hostile

ROOT = Path(__file__).resolve().parents[2]
NAMED = f"{hostile.__name__}:"
CONTENT = b"octets"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock gives half a second."""
    monkeypatch.setattr(confined, "LATEST", 0.5)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture(autouse=True)
def _nobody_left_behind() -> Iterator[None]:
    """No test here leaves a reader, not even a dead one that nobody has waited for; their server stays one."""
    confinement.list_layers()
    before = _children()
    yield
    confinement.list_layers()
    assert len(_children()) == len(before)
    assert [_children_of(server) for server in _children() if _is_server(server)] == [[]]


@pytest.fixture
def targets(source: Path, listener: socket.socket) -> Callable[[str], str]:
    port = str(listener.getsockname()[1])
    return lambda name: {"connect": port, "send": port, "kill": str(os.getpid())}.get(name, str(source))


def _children() -> list[int]:
    return _children_of(os.getpid())


def _is_server(process: int) -> bool:
    return confined.__file__ in Path(f"/proc/{process}/cmdline").read_text()


def _failure(job: str, *arguments: str, content: bytes = CONTENT) -> Reason:
    with pytest.raises(ReaderFailed) as caught:
        confinement.run(NAMED + job, content, *arguments)
    return caught.value.reason


def test_job_gets_the_octets_and_its_arguments_and_gives_a_value_and_files() -> None:
    answer = confinement.run(NAMED + "echo", CONTENT, "é", "")
    assert answer == Answer(["octets", "é", ""], [CONTENT, b"", CONTENT * 2])


def test_large_file_goes_in_and_comes_out_whole() -> None:
    content = os.urandom(12 * 1024 * 1024)
    assert confinement.run(NAMED + "give_back", content).files == [content]


def test_readers_work_beside_each_other_and_none_gets_anothers_answer() -> None:
    with ThreadPoolExecutor(12) as pool:
        contents = [os.urandom(1000 * number) for number in range(60)]
        answers = list(pool.map(lambda content: confinement.run(NAMED + "give_back", content).files[0], contents))
    assert answers == contents


@pytest.mark.usefixtures("hurried")
def test_late_reader_keeps_nobody_else_waiting_for_ever() -> None:
    with ThreadPoolExecutor(confined.MOST * 2) as pool:
        sleepers = [pool.submit(_failure, "sleep") for _ in range(confined.MOST)]
        assert confinement.run(NAMED + "give_back", CONTENT).files == [CONTENT]
        assert {sleeper.result() for sleeper in sleepers} == {Reason.TIME}


def test_server_that_was_killed_is_started_again() -> None:
    server = next(child for child in _children() if _is_server(child))
    os.kill(server, signal.SIGKILL)
    assert confinement.run(NAMED + "give_back", CONTENT).files == [CONTENT]


def test_server_that_nobody_asks_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = socket.socketpair()
    monkeypatch.setattr(confined, "IDLE", 0.05)
    server = os.fork()
    if not server:
        has_ended = False
        try:
            confined.Server(theirs, []).serve()
            has_ended = True
        finally:
            os._exit(0 if has_ended else 1)
    # Both ends are open here: it was not the other side's going.
    assert os.waitstatus_to_exitcode(os.waitpid(server, 0)[1]) == 0
    ours.close()
    theirs.close()


def test_process_that_forks_has_a_server_of_its_own() -> None:
    child = os.fork()
    if not child:
        is_right = False
        try:
            is_right = confinement.run(NAMED + "give_back", CONTENT).files == [CONTENT]
            confinement.stop()
        finally:
            os._exit(0 if is_right else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert confinement.run(NAMED + "give_back", CONTENT).files == [CONTENT]


def test_layers_in_force_are_told() -> None:
    layers = confinement.list_layers()
    assert set(layers) - {"namespaces", "landlock", "seccomp"} == {"memory", "limits"}
    assert ("seccomp" in layers) == (platform.machine() in {"x86_64", "aarch64"})


def test_endless_loop_is_ended_in_time() -> None:
    started = time.monotonic()
    assert _failure("loop") == Reason.TIME
    assert time.monotonic() - started < 2 * confined.LATEST + 2


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("job", ["sleep", "ignore_signals", "close_and_sleep"])
def test_waiting_is_ended_in_time(job: str) -> None:
    started = time.monotonic()
    assert _failure(job) == Reason.TIME
    assert time.monotonic() - started < 3


def test_reader_that_a_busy_machine_holds_up_answers_in_its_own_time() -> None:
    """The limit is of the processor: six seconds on the clock are not too many."""
    assert confinement.run(NAMED + "rest", CONTENT, "6").files == [CONTENT]


def test_reader_that_was_late_is_asked_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "LATEST", 1)
    assert confinement.run(NAMED + "sleep_until", CONTENT, str(time.monotonic() + 0.8)).files == [CONTENT]


@pytest.mark.parametrize(
    ("end", "is_late"), [(b"late", True), (b"-14", True), (b"-24", False), (b"-9", False), (b"0", False)]
)
def test_only_the_clock_gives_a_second_try(end: bytes, *, is_late: bool) -> None:
    """Who took all its time of the processor (-24) is a bomb on any machine."""
    assert isinstance(confinement._failure(end, 0), confinement.Late) == is_late


def test_reader_that_is_to_be_alone_is() -> None:
    def stamp(is_alone: bool) -> tuple[float, float, bool]:  # noqa: FBT001  what the pool gives
        start, end = confinement._ask(NAMED + "stamp", CONTENT, (), is_alone=is_alone)[1].value
        return start, end, is_alone

    with ThreadPoolExecutor(8) as pool:
        stamps = sorted(pool.map(stamp, [False, True, False, False, True, False, False, False]))
    beside = [(one, other) for one, other in pairwise(stamps) if other[0] < one[1]]
    assert [pair for pair in beside if pair[0][2] or pair[1][2]] == []
    assert beside


def test_memory_is_limited_over_what_reading_needs() -> None:
    assert _failure("allocate", str(1024**3)) == Reason.MEMORY
    assert _failure("allocate", str(confined.MEMORY * 9 // 8)) == Reason.MEMORY
    assert confinement.run(NAMED + "allocate", CONTENT, str(confined.MEMORY // 2)).value == confined.MEMORY // 2


@pytest.mark.parametrize(
    ("job", "reason"),
    [
        ("crash", Reason.CRASHED),
        ("leave", Reason.CRASHED),
        ("no_such_job", Reason.CRASHED),
        ("fault", Reason.UNREADABLE),
        ("nest", Reason.UNREADABLE),
        ("flood", Reason.UNREADABLE),
    ],
)
def test_fault_of_the_child_has_a_name(job: str, reason: Reason) -> None:
    assert _failure(job) == reason


def _head(raw: bytes) -> bytes:
    return struct.pack("!I", len(raw)) + raw


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\x00",
        *map(
            _head,
            [
                b"[]",
                b"null",
                b"{}",
                b'{"value": 1}',
                b'{"failed": []}',
                b'{"layers": [], "value": "cut',
                b'{"layers": [], "value": 1, "files": [1]}',
                b'{"layers": [], "value": 1, "files": [-1]}',
                b'{"layers": [], "value": 1, "files": ["1"]}',
                b'{"layers": [], "value": 1, "files": [], "more": 1}',
                b"\xff\xfe\x00",
                b"[" * 100_000,
                b"9" * 10_000,
            ],
        ),
        _head(b'{"layers": [], "value": 1, "files": []}') + b"and more",
    ],
)
def test_nonsense_for_an_answer_is_unreadable(said: bytes) -> None:
    assert _failure("babble", content=said) == Reason.UNREADABLE


def test_system_without_room_for_a_process_is_a_crash(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    confinement.stop()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", str(source))
        assert _failure("loop") == Reason.CRASHED


def test_child_inherits_no_secret_and_no_descriptor(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "a secret")
    with source.open("rb") as file:
        os.set_inheritable(file.fileno(), True)  # noqa: FBT003  as os has it
        confinement.stop()
        found = confinement.run(NAMED + "surroundings", CONTENT).value
    assert "SECRET_KEY" not in found["environment"]
    assert set(found["environment"]) <= {"LC_CTYPE"}
    assert found["descriptors"] == [0, 1, 2]


@pytest.mark.parametrize("name", sorted(hostile.ATTEMPTS))
def test_confined_attempt_comes_to_nothing(source: Path, targets: Callable[[str], str], name: str) -> None:
    before = sorted(source.parent.iterdir())
    assert confinement.run(NAMED + "attempt", CONTENT, name, targets(name)).value != "done"
    assert sorted(source.parent.iterdir()) == before
    assert source.read_bytes() == b"octets"


@pytest.mark.parametrize("name", sorted(set(hostile.ATTEMPTS) - {"execute"}))
def test_unconfined_attempt_would_succeed(targets: Callable[[str], str], name: str) -> None:
    assert _alone("-", name, targets(name)) == "False done"


@pytest.mark.parametrize(
    ("layer", "name"),
    [
        ("leave_network", "connect"),
        ("leave_network", "send"),
        ("leave_files", "read"),
        ("leave_files", "write"),
        ("leave_files", "remove"),
        ("leave_files", "move"),
        ("leave_files", "make_folder"),
        ("leave_files", "list"),
        ("limit", "read"),
        ("limit", "write"),
        ("limit", "connect"),
        *(("leave_system", name) for name in sorted(hostile.ATTEMPTS)),
    ],
)
def test_layer_that_says_it_is_in_force_stops_it_alone(targets: Callable[[str], str], layer: str, name: str) -> None:
    """Each layer holds without the others. Where the kernel lacks one, the layer says so."""
    is_in_force, outcome = _alone(layer, name, targets(name)).split()
    assert (is_in_force == "True") == (outcome != "done")


@pytest.mark.once
def test_server_and_reader_of_a_dead_parent_end_by_themselves() -> None:
    script = "import sys, app.adapters.confinement as c; c.run(sys.argv[1], b'')"
    command = [sys.executable, "-c", script, f"{NAMED}sleep"]
    with subprocess.Popen(command, cwd=ROOT, env=UNMEASURED, start_new_session=True) as parent:
        server = _wait_for(lambda: _children_of(parent.pid))[0]
        reader = _wait_for(lambda: _children_of(server))[0]
        parent.send_signal(signal.SIGKILL)
    _wait_for(lambda: not Path(f"/proc/{server}").exists())
    _wait_for(lambda: not Path(f"/proc/{reader}").exists())


def _alone(layer: str, name: str, target: str) -> str:
    environment = {**UNMEASURED, "PYTHONPATH": str(Path(confined.__file__).parent)}
    command = [sys.executable, hostile.__file__, layer, name, target]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=20).stdout


def _children_of(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def _wait_for(look: Callable[[], Any]) -> Any:
    for _ in range(200):
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError
