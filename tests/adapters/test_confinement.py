"""A reader that a stranger's file has taken over can do nothing but answer, and not for long."""

import os
import platform
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.adapters import confined, confinement
from app.adapters.confinement import ReaderFailed, Reason

from ..processes import UNMEASURED
from . import hostile

ROOT = Path(__file__).resolve().parents[2]
NAMED = f"{hostile.__name__}:"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.write_bytes(b"octets")
    return path


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The parent waits for half a second."""
    monkeypatch.setattr(confined, "SECONDS", 0.5)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture(autouse=True)
def _nobody_left_behind() -> Iterator[None]:
    """No test here leaves a process, not even a dead one that nobody has waited for."""
    before = _children()
    yield
    assert _children() == before


@pytest.fixture
def targets(source: Path, listener: socket.socket) -> Callable[[str], str]:
    port = str(listener.getsockname()[1])
    return lambda name: {"connect": port, "send": port, "kill": str(os.getpid())}.get(name, str(source))


def _children() -> set[str]:
    return {child for task in Path("/proc/self/task").iterdir() for child in (task / "children").read_text().split()}


def _failure(job: str, source: Path, *arguments: str) -> Reason:
    with pytest.raises(ReaderFailed) as caught:
        confinement.run(NAMED + job, source, *arguments)
    return caught.value.reason


def test_job_gets_the_octets_and_its_arguments(source: Path) -> None:
    assert confinement.run("builtins:len", source) == 6
    assert confinement.run("builtins:str", source, "ascii") == "octets"


def test_layers_in_force_are_told() -> None:
    layers = confinement.list_layers()
    assert set(layers) - {"namespaces", "landlock", "seccomp"} == {"memory", "limits"}
    assert ("seccomp" in layers) == (platform.machine() in {"x86_64", "aarch64"})


def test_endless_loop_is_ended_in_time(source: Path) -> None:
    started = time.monotonic()
    assert _failure("loop", source) == Reason.TIME
    assert time.monotonic() - started < confined.SECONDS + 2


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("job", ["sleep", "ignore_signals"])
def test_waiting_is_ended_in_time(source: Path, job: str) -> None:
    started = time.monotonic()
    assert _failure(job, source) == Reason.TIME
    assert time.monotonic() - started < 2


def test_memory_is_limited_over_what_reading_needs(source: Path) -> None:
    assert _failure("allocate", source, str(1024**3)) == Reason.MEMORY
    assert _failure("allocate", source, str(confined.MEMORY * 9 // 8)) == Reason.MEMORY
    assert confinement.run(NAMED + "allocate", source, str(confined.MEMORY // 2)) == confined.MEMORY // 2


@pytest.mark.parametrize(
    ("job", "reason"),
    [
        ("crash", Reason.CRASHED),
        ("leave", Reason.CRASHED),
        ("no_such_job", Reason.CRASHED),
        ("fault", Reason.UNREADABLE),
        ("nest", Reason.UNREADABLE),
        ("flood", Reason.UNREADABLE),
        ("close_and_sleep", Reason.CRASHED),
    ],
)
def test_fault_of_the_child_has_a_name(source: Path, job: str, reason: Reason) -> None:
    assert _failure(job, source) == reason


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b'{"answer": 1}',
        b'{"failed": []}',
        b'{"layers": [], "answer": "cut',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b"9" * 10_000,
    ],
)
def test_nonsense_for_an_answer_is_unreadable(tmp_path: Path, said: bytes) -> None:
    path = tmp_path / "said"
    path.write_bytes(said)
    assert _failure("babble", path) == Reason.UNREADABLE


def test_source_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    assert _failure("loop", tmp_path / "nothing") == Reason.UNREADABLE
    assert _failure("loop", tmp_path) == Reason.UNREADABLE


def test_system_without_room_for_a_process_is_a_crash(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(source))
    assert _failure("loop", source) == Reason.CRASHED


def test_child_inherits_no_secret_and_no_descriptor(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "a secret")
    with source.open("rb") as file:
        os.set_inheritable(file.fileno(), True)  # noqa: FBT003  as os has it
        found = confinement.run(NAMED + "surroundings", source)
    assert "SECRET_KEY" not in found["environment"]
    assert set(found["environment"]) <= {"LC_CTYPE"}
    assert found["descriptors"] == [0, 1, 2]


@pytest.mark.parametrize("name", sorted(hostile.ATTEMPTS))
def test_confined_attempt_comes_to_nothing(source: Path, targets: Callable[[str], str], name: str) -> None:
    before = sorted(source.parent.iterdir())
    assert confinement.run(NAMED + "attempt", source, name, targets(name)) != "done"
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
def test_child_of_a_dead_parent_ends_by_itself(source: Path) -> None:
    script = "import sys, pathlib, app.adapters.confinement as c; c.run(sys.argv[1], pathlib.Path(sys.argv[2]))"
    command = [sys.executable, "-c", script, f"{NAMED}sleep", str(source)]
    with subprocess.Popen(command, cwd=ROOT, env=UNMEASURED, start_new_session=True) as parent:
        child = _wait_for(lambda: _children_of(parent.pid))[0]
        parent.send_signal(signal.SIGKILL)
    _wait_for(lambda: not Path(f"/proc/{child}").exists())


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
