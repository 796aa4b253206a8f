"""The store on the disk of this machine: its places, its order of syncs, its links."""

import errno
import os
import secrets
import time
from pathlib import Path
from uuid import uuid4

import pytest

from app.adapters.storage import LocalStorage, StorageUnavailable


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(root: Path) -> LocalStorage:
    return LocalStorage(root)


def _files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_nobody_else_may_read_a_file(store: LocalStorage, root: Path) -> None:
    """5.3.1: 0600 in 0700."""
    stored = store.write(b"x")
    path = store.path_of(stored)
    assert path == root / stored[:2] / stored
    assert path.stat().st_mode & 0o777 == 0o600
    assert {folder.stat().st_mode & 0o777 for folder in (root, path.parent, root / "incoming")} == {0o700}
    assert list(store.list_keys()) == [stored]


class _Recorder:
    """What is asked of the disk, in its order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[str] = []
        self._fsync, self._rename = os.fsync, Path.rename
        monkeypatch.setattr(os, "fsync", self._synced)
        monkeypatch.setattr(Path, "rename", lambda path, target: self._renamed(path, target))  # noqa: PLW0108  a method must bind

    def _synced(self, descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        self.calls.append(f"sync {path.suffix or path.name}")
        self._fsync(descriptor)

    def _renamed(self, path: Path, target: Path) -> Path:
        self.calls.append("rename")
        return self._rename(path, target)


def test_the_file_is_synced_before_it_has_its_name_and_the_folders_after(
    store: LocalStorage, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R1: the order on which durability rests. A folder that somebody else has made is synced too."""
    store.check()
    recorder = _Recorder(monkeypatch)
    for shard in range(256):
        (root / f"{shard:02x}").mkdir(exist_ok=True)
    key = store.write(b"second")
    assert recorder.calls == ["sync .part", "sync incoming", "rename", f"sync {key[:2]}", "sync store"]


def test_a_folder_known_to_last_is_not_synced_again(
    store: LocalStorage, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R1: three syncs a file; a fourth where the folder is another one than that known by its name."""
    monkeypatch.setattr(secrets, "token_hex", lambda _octets: f"ab{uuid4().hex[2:]}")
    store.write(b"first")
    recorder = _Recorder(monkeypatch)
    LocalStorage(root).write(b"second")
    assert recorder.calls == ["sync .part", "sync incoming", "rename", "sync ab"]
    (root / "ab").rename(root / "away")
    (root / "ab").mkdir()
    LocalStorage(root).write(b"third")
    assert recorder.calls[5:] == ["sync .part", "sync incoming", "rename", "sync ab", "sync store"]


def test_new_folders_are_made_durable_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R1: a file in a folder that the disk has forgotten is lost."""
    recorder = _Recorder(monkeypatch)
    LocalStorage(tmp_path / "deep" / "store").write(b"x")
    assert recorder.calls[:4] == [f"sync {tmp_path.name}", "sync deep", "sync store", "sync store"]


def test_a_store_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = LocalStorage(tmp_path / "file" / "store")
    with pytest.raises(StorageUnavailable):
        store.write(b"x")
    with pytest.raises(StorageUnavailable):
        store.check()


def test_a_disk_that_does_not_let_go_says_so(store: LocalStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = store.write(b"x")

    def refuse(path: Path, *, missing_ok: bool = False) -> None:
        raise OSError(errno.EROFS, "read-only")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(StorageUnavailable):
        store.delete(stored)


def test_a_link_is_not_followed(store: LocalStorage, root: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("not yours")
    key = "0" * 32
    (root / "00").mkdir(parents=True)
    (root / "00" / key).symlink_to(secret)
    with pytest.raises(StorageUnavailable):
        store.read(key)
    store.delete(key)
    assert secret.read_text() == "not yours"


def _age(path: Path, seconds: float) -> None:
    at = time.time() - seconds
    os.utime(path, (at, at))


def test_only_what_was_cut_off_long_ago_is_swept(store: LocalStorage, root: Path) -> None:
    """R2."""
    stored = store.write(b"whole")
    for name, seconds in (("a", 3601), ("b", 3599)):
        part = root / "incoming" / f"{name * 32}.part"
        part.write_bytes(b"half")
        _age(part, seconds)
    _age(root / "incoming" / stored, 7200)
    assert store.sweep_incoming(3600) == 1
    assert set(_files(root)) == {
        f"{stored[:2]}/{stored}",
        f"incoming/{stored}",
        f"incoming/{'b' * 32}.part",
    }


def test_a_file_that_vanishes_while_one_looks_is_no_fault(
    store: LocalStorage, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two workers sweep at once."""
    (root / "incoming").mkdir(parents=True)
    there = root / "incoming" / ("b" * 32 + ".part")
    there.write_bytes(b"half")
    listed = [root / "incoming" / ("c" * 32 + ".part"), there]
    monkeypatch.setattr(Path, "glob", lambda _path, _pattern: iter(listed))
    assert store.sweep_incoming(-1) == 1


def test_what_is_not_ours_is_not_listed(store: LocalStorage, root: Path) -> None:
    (root / "no").mkdir(parents=True)
    (root / "no" / "lost+found").touch()
    assert list(store.list_keys()) == []
