"""The store when the disk fails or the process dies: nothing by halves (R1, R2, R12)."""

import errno
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from app.adapters.storage import LocalStorage, StorageUnavailable
from tests.processes import UNMEASURED


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(root: Path) -> LocalStorage:
    return LocalStorage(root)


def _files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EIO])
@pytest.mark.parametrize("at", range(5))
def test_a_disk_that_fails_at_any_step_keeps_nothing(
    store: LocalStorage, root: Path, monkeypatch: pytest.MonkeyPatch, code: int, at: int
) -> None:
    """R12: full, read-only or broken, at each sync and at the rename."""
    store.write(b"kept")
    for shard in range(256):
        (root / f"{shard:02x}").mkdir(exist_ok=True)
    before = _files(root)
    left = [at]
    real_sync, real_rename = os.fsync, Path.rename

    def count_down() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(code, os.strerror(code))

    def failing_sync(descriptor: int) -> None:
        count_down()
        real_sync(descriptor)

    def failing_rename(path: Path, target: Path) -> Path:
        count_down()
        return real_rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing_sync)
        patch.setattr(Path, "rename", failing_rename)
        with pytest.raises(StorageUnavailable):
            store.write(b"lost")
    assert _files(root) == before


def test_a_really_full_disk_keeps_nothing(store: LocalStorage, root: Path) -> None:
    """R12: the kernel itself refuses the octets (a limit on the size of files, in a process of its own)."""
    script = textwrap.dedent(
        """
        import resource, signal, sys
        from pathlib import Path
        from app.adapters.storage import LocalStorage, StorageUnavailable
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            LocalStorage(Path(sys.argv[1])).write(bytes(200_000))
        except StorageUnavailable:
            print("unavailable")
        """
    )
    said = subprocess.run(
        [sys.executable, "-c", script, str(root)], capture_output=True, text=True, check=True, env=UNMEASURED
    )
    assert said.stdout == "unavailable\n"
    assert _files(root) == []


def test_a_process_killed_at_any_step_leaves_no_half_file(tmp_path: Path) -> None:
    """R1, R2: kill -9 before each sync and before the rename; what has a name is whole, what is not whole is found."""
    script = textwrap.dedent(
        """
        import os, signal, sys
        from pathlib import Path
        from app.adapters.storage import LocalStorage

        def dying(real, left):
            def step(*given):
                left[0] -= 1
                if not left[0]:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*given)
            return step

        for at in range(1, 6):
            root = Path(sys.argv[1]) / str(at)
            LocalStorage(root).check()
            for shard in range(256):
                (root / f"{shard:02x}").mkdir()
            child = os.fork()
            if not child:
                left = [at]
                os.fsync, Path.rename = dying(os.fsync, left), dying(Path.rename, left)
                LocalStorage(root).write(b"w" * 100_000)
                os._exit(0)
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """
    )
    said = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True, env=UNMEASURED
    )
    assert said.stdout.split() == [str(-signal.SIGKILL)] * 5
    named = {}
    for at in range(1, 6):
        root = tmp_path / str(at)
        store = LocalStorage(root)
        named[at] = [len(store.read(key)) for key in store.list_keys()]
        store.sweep_incoming(-1)
        for key in store.list_unsettled(-1):
            store.delete(key)
        assert _files(root) == []
    assert named == {1: [], 2: [], 3: [], 4: [100_000], 5: [100_000]}


def test_file_of_a_backup_that_finds_no_room_is_told(store: LocalStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    """R12."""

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageUnavailable):
        store.put_back("0" * 32, b"kept")


def test_restore_that_was_cut_off_is_done_again(
    store: LocalStorage, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R8, R12: the disk was full, room was made: the same command goes on, and leaves nothing half done."""
    real_sync = os.fsync

    def full(descriptor: int) -> None:
        if Path(f"/proc/self/fd/{descriptor}").readlink().suffix == ".part":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real_sync(descriptor)

    key = "0" * 32
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageUnavailable):
        store.put_back(key, b"kept")
    monkeypatch.setattr(os, "fsync", real_sync)
    store.put_back(key, b"kept")
    assert store.read(key) == b"kept"
    assert _files(root) == [f"00/{key}"]
