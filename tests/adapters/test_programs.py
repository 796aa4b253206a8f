"""A program on a stranger's file has one folder for a world, and leaves nobody behind."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.adapters import confined_program, programs
from app.adapters.confinement import ReaderFailed, Reason
from app.adapters.programs import Limits, run

from ..processes import UNMEASURED

ROOT = Path(__file__).resolve().parents[2]
SHELL, PERL = Path("/bin/sh"), Path("/usr/bin/perl")
LIMITS = Limits(seconds=5, memory=256 * 1024 * 1024)
# A length of sleep that nobody else asks for: it is looked for among all the processes of the machine.
SLEEP = f"31.{os.getpid()}"
pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(not PERL.exists(), reason="no Perl on this machine to write the hostile programs in"),
]


@pytest.fixture(autouse=True)
def _nothing_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither a process nor a folder, among those of this test."""
    memory = Path("/dev/shm")  # noqa: S108  where the folders are made in life too
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else "/var/tmp") as base:  # noqa: S108
        monkeypatch.setattr(programs, "_IN_MEMORY", Path(base))
        yield
        assert list(Path(base).iterdir()) == []
    # The kernel takes a moment over the dead.
    deadline = time.monotonic() + 2
    while _sleepers() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _sleepers() == []


def _sleepers() -> list[str]:
    return [command for command in _commands() if SLEEP in command]


def _commands() -> list[str]:
    """Of every process of this machine, its words, each with an end of its own."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            found.append(path.read_text())
    return found


def _shell(script: str, *, limits: Limits = LIMITS, files: dict[str, bytes] | None = None) -> bytes:
    return run(SHELL, ["-c", script], files=files or {}, wanted="out", limits=limits)


def _perl(script: str, *, limits: Limits = LIMITS) -> bytes:
    return run(PERL, ["-e", script], files={}, wanted="out", limits=limits)


def _has_namespaces() -> bool:
    tried = subprocess.run(["unshare", "--user", "--mount", "--pid", "--net", "--ipc", "true"], check=False)  # noqa: S607
    return tried.returncode == 0


def _wait_for(look: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not look():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _refused(act: Callable[[], bytes]) -> Reason:
    with pytest.raises(ReaderFailed) as caught:
        act()
    return caught.value.reason


def test_program_makes_of_its_files_what_is_wanted() -> None:
    assert _shell("tr a-z A-Z < {job}/in > {job}/out", files={"in": b"camille"}) == b"CAMILLE"
    assert len(set(_shell("echo $HOME $TMPDIR $PWD > out").split())) == 1


def test_program_knows_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "a secret")
    said = _shell("env > out").decode()
    assert "a secret" not in said
    assert {line.partition("=")[0] for line in said.splitlines()} <= {
        "HOME",
        "TMPDIR",
        "LANG",
        "OMP_THREAD_LIMIT",
        "PWD",
    }


@pytest.mark.parametrize(
    "act",
    [
        "cat /etc/passwd",
        "cat /etc/shadow",
        f"cat {__file__}",
        "cat /proc/1/environ",
        "ls /root",
        "ls /home",
        "ls /var/log",
    ],
)
def test_program_reads_nothing_of_ours(act: str) -> None:
    assert _shell(f"{act} > out 2>/dev/null; echo ended >> out") == b"ended\n"


def test_program_writes_nowhere_else(tmp_path: Path) -> None:
    targets = [tmp_path / "canary", Path("/var/tmp/vivier-canary"), Path("/dev/shm/vivier-canary")]  # noqa: S108
    script = "; ".join(f"echo canary > {target}" for target in targets)
    assert _shell(f"{script}; echo canary > /tmp/canary; echo done > out") == b"done\n"
    assert [target for target in [*targets, Path("/tmp/canary")] if target.exists()] == []  # noqa: S108


def test_program_reaches_nobody() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        listener.settimeout(0.5)
        connecting = (
            f'use IO::Socket::INET; my $s = IO::Socket::INET->new("127.0.0.1:{port}"); '
            'open(my $f, ">", "out"); print $f ($s ? "reached" : "alone");'
        )
        assert _perl(connecting) == b"alone"
        with pytest.raises(TimeoutError):
            listener.accept()


@pytest.mark.parametrize("folder", ["/run", "/var/tmp", "/var/lib"])  # noqa: S108  where services listen
def test_program_reaches_no_service_of_this_machine(folder: str) -> None:
    """Landlock leaves sockets that have a path: they are not in the program's own root."""
    if not os.access(folder, os.W_OK) or not _has_namespaces():
        pytest.skip("nowhere to listen, or no namespaces")
    with tempfile.TemporaryDirectory(dir=folder) as place, socket.socket(socket.AF_UNIX) as listener:
        path = f"{place}/listener.sock"
        listener.bind(path)
        listener.listen()
        listener.settimeout(0.5)
        Path(place).chmod(0o755)
        connecting = (
            f'use IO::Socket::UNIX; my $s = IO::Socket::UNIX->new(Peer => "{path}"); '
            'open(my $f, ">", "out"); print $f ($s ? "reached" : "alone");'
        )
        assert _perl(connecting) == b"alone"
        with pytest.raises(TimeoutError):
            listener.accept()


def test_program_sees_a_root_of_its_own() -> None:
    if not _has_namespaces():
        pytest.skip("no namespaces")
    looking = "for one in /home /root /run /opt /srv /etc/passwd /var/log /var/tmp; do [ -e $one ] && echo $one"
    found = _shell(f"{{ {looking}; done; echo ended; }} > out").decode().splitlines()
    assert found == ["ended"]


def test_program_signals_nobody() -> None:
    assert _shell(f"kill -0 {os.getpid()} && echo reached > out || echo alone > out") == b"alone\n"


def test_endless_program_is_ended_in_time() -> None:
    started = time.monotonic()
    assert _refused(lambda: _shell(f"sleep {SLEEP}", limits=Limits(1, LIMITS.memory))) == Reason.TIME
    assert time.monotonic() - started < 4


def test_program_dies_with_the_worker_and_its_folder_is_swept_by_the_next(tmp_path: Path) -> None:
    base = programs._IN_MEMORY
    script = (
        "import sys; from pathlib import Path; from app.adapters import programs; "
        "programs._IN_MEMORY = Path(sys.argv[1]); limits = programs.Limits(30, 1 << 28); "
        "programs.run(Path('/bin/sh'), ['-c', sys.argv[2]], files={'cv': b'camille'}, wanted='out', limits=limits)"
    )
    command = [sys.executable, "-c", script, str(base), f"sleep {SLEEP}"]
    with subprocess.Popen(command, cwd=ROOT, env=UNMEASURED, start_new_session=True) as worker:
        # The program itself, and not yet those whose arguments name it: the worker, and what confines.
        _wait_for(lambda: f"sleep\0{SLEEP}\0" in _commands() and list(base.glob("*/cv")))
        programs.sweep()
        assert [path.read_bytes() for path in base.glob("*/cv")] == [b"camille"]
        worker.send_signal(signal.SIGKILL)
    _wait_for(lambda: not _sleepers())
    programs.sweep()
    assert list(base.iterdir()) == []


def test_program_ends_by_its_own_clock_when_nobody_ends_it() -> None:
    """A worker that is stopped, or swapped out, ends nothing: the confinement does."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(dir=programs._IN_MEMORY) as job:
        command = [sys.executable, "-I", confined_program.__file__, str(os.getpid()), job, str(1 << 28), "1"]
        with subprocess.Popen([*command, "/bin/sh", "-c", f"sleep {SLEEP}"], start_new_session=True) as one:
            assert one.wait(timeout=10) == -signal.SIGALRM
    assert time.monotonic() - started < 5


def test_sweep_leaves_what_is_no_folder_of_ours(tmp_path: Path) -> None:
    base = programs._IN_MEMORY
    (base / "vivier-job-file").write_text("no folder")
    (base / "vivier-job-link").symlink_to(tmp_path)
    (base / "another").mkdir()
    programs.sweep()
    assert sorted(path.name for path in base.iterdir()) == ["another", "vivier-job-file", "vivier-job-link"]
    for name in ("vivier-job-file", "vivier-job-link"):
        (base / name).unlink()
    (base / "another").rmdir()


def test_program_that_hides_its_children_leaves_none() -> None:
    script = f"(setsid sleep {SLEEP} >/dev/null 2>&1 &) ; (nohup sleep {SLEEP} &) ; sleep 0.2; echo done > out"
    assert _shell(script) == b"done\n"


def test_program_that_forks_for_ever_is_ended() -> None:
    assert _refused(lambda: _perl("fork while 1", limits=Limits(2, LIMITS.memory))) in {Reason.TIME, Reason.CRASHED}


def test_memory_is_limited() -> None:
    assert (
        _refused(lambda: _perl('my $x = "a" x (1 << 30); open(my $f, ">", "out"); print $f length $x'))
        == Reason.CRASHED
    )


def test_files_are_limited() -> None:
    assert _refused(lambda: _shell("head -c 200000000 /dev/zero > out")) in {Reason.CRASHED, Reason.UNREADABLE}


@pytest.mark.parametrize(
    "script", ["ln -s /etc/hostname out", "mkdir out", "mkfifo out", "true", "touch out", "exit 3"], ids=str
)
def test_only_a_plain_file_with_something_in_it_comes_back(script: str) -> None:
    assert _refused(lambda: _shell(script)) in {Reason.UNREADABLE, Reason.CRASHED}


def test_program_that_is_not_there_is_a_crash() -> None:
    assert _refused(lambda: run(Path("/nowhere"), [], files={}, wanted="out", limits=LIMITS)) == Reason.CRASHED
