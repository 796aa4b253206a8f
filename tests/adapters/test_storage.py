"""The store: whole and durable, or not at all."""

import errno
import hashlib
import os
import resource
import time
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from app.adapters.storage import CHUNK, LocalStorage, StorageUnavailable, TooLarge

MEBIBYTE = 1024 * 1024


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(root: Path) -> LocalStorage:
    return LocalStorage(root)


def _files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


class _Endless:
    """A body of ``size`` octets that is never in memory as a whole."""

    def __init__(self, size: int) -> None:
        self.left = size
        self.largest_read = 0

    def read(self, count: int = -1) -> bytes:
        self.largest_read = max(self.largest_read, count)
        given = self.left if count < 0 else min(count, self.left)
        self.left -= given
        return bytes(given)


def test_what_is_written_is_read_back_with_its_size_and_digest(store: LocalStorage) -> None:
    content = os.urandom(3 * CHUNK + 17)
    stored = store.write(BytesIO(content), len(content))
    assert (stored.size, stored.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert store.path(stored.key).read_bytes() == content


def test_the_place_says_nothing_and_nobody_else_may_read_it(store: LocalStorage, root: Path) -> None:
    """5.3.1, 5.3.2: a random key, 0600 in 0700."""
    stored = store.write(BytesIO(b"x"), 10)
    path = store.path(stored.key)
    assert path == root / stored.key[:2] / stored.key
    assert path.stat().st_mode & 0o777 == 0o600
    assert {folder.stat().st_mode & 0o777 for folder in (root, path.parent, root / "incoming")} == {0o700}
    assert list(store.list_keys()) == [stored.key]


def test_the_limit_holds_to_the_octet_and_nothing_is_left_of_what_exceeds_it(store: LocalStorage, root: Path) -> None:
    """5.2.1."""
    assert store.write(BytesIO(bytes(1000)), 1000).size == 1000
    before = _files(root)
    with pytest.raises(TooLarge):
        store.write(BytesIO(bytes(1001)), 1000)
    assert _files(root) == before


def test_a_body_of_a_gibibyte_is_cut_off_at_the_limit(store: LocalStorage) -> None:
    """5.2.1: what lies beyond the limit is never even asked for."""
    body = _Endless(1024 * MEBIBYTE)
    with pytest.raises(TooLarge):
        store.write(cast("BinaryIO", body), 10 * MEBIBYTE)
    assert 1024 * MEBIBYTE - body.left <= 10 * MEBIBYTE + CHUNK


def test_memory_stays_flat_while_a_large_file_is_taken_in(store: LocalStorage) -> None:
    """5.2.1: 256 MiB in, read in pieces of 64 KiB."""
    body = _Endless(256 * MEBIBYTE)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    stored = store.write(cast("BinaryIO", body), 256 * MEBIBYTE)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    store.delete(stored.key)
    assert (stored.size, body.largest_read) == (256 * MEBIBYTE, CHUNK)
    assert grown < 16 * 1024


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
    """R1: the order on which durability rests."""
    store.write(BytesIO(b"first"), 10)
    recorder = _Recorder(monkeypatch)
    for shard in range(256):
        (root / f"{shard:02x}").mkdir(exist_ok=True)
    key = store.write(BytesIO(b"second"), 10).key
    assert recorder.calls == ["sync .part", "sync incoming", "rename", f"sync {key[:2]}", "sync store"]


def test_new_folders_are_made_durable_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R1: a file in a folder that the disk has forgotten is lost."""
    recorder = _Recorder(monkeypatch)
    LocalStorage(tmp_path / "deep" / "store").write(BytesIO(b"x"), 10)
    assert recorder.calls[:4] == [f"sync {tmp_path.name}", "sync deep", "sync store", "sync store"]


def test_a_store_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = LocalStorage(tmp_path / "file" / "store")
    with pytest.raises(StorageUnavailable):
        store.write(BytesIO(b"x"), 10)
    with pytest.raises(StorageUnavailable):
        store.check()


def test_a_store_that_works_says_so_and_leaves_no_trace(store: LocalStorage, root: Path) -> None:
    store.check()
    assert _files(root) == []


def test_a_file_is_destroyed_once_and_again(store: LocalStorage, root: Path) -> None:
    kept, gone = store.write(BytesIO(b"kept"), 10), store.write(BytesIO(b"gone"), 10)
    store.delete(gone.key)
    store.delete(gone.key)
    assert list(store.list_keys()) == [kept.key]
    assert set(_files(root)) == {f"{kept.key[:2]}/{kept.key}", f"incoming/{kept.key}"}
    with pytest.raises(StorageUnavailable):
        store.path(gone.key)


def test_a_disk_that_does_not_let_go_says_so(store: LocalStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = store.write(BytesIO(b"x"), 10)

    def refuse(path: Path, *, missing_ok: bool = False) -> None:
        raise OSError(errno.EROFS, "read-only")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(StorageUnavailable):
        store.delete(stored.key)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "x",
        "../../etc/passwd",
        "/etc/passwd",
        "0" * 31,
        "0" * 33,
        "G" * 32,
        "0" * 31 + "/",
        "A" * 32,
        "0" * 32 + "\n",
    ],
)
def test_only_our_own_keys_name_a_file(store: LocalStorage, key: str) -> None:
    """5.3.2, 5.3.3: no path ever comes from outside."""
    for act in (store.path, store.delete, store.settle):
        with pytest.raises(ValueError, match="not a storage key"):
            act(key)


def test_a_link_is_not_followed(store: LocalStorage, root: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("not yours")
    key = "0" * 32
    (root / "00").mkdir(parents=True)
    (root / "00" / key).symlink_to(secret)
    with pytest.raises(StorageUnavailable):
        store.path(key)
    store.delete(key)
    assert secret.read_text() == "not yours"


def _age(path: Path, seconds: float) -> None:
    at = time.time() - seconds
    os.utime(path, (at, at))


def test_a_file_is_unsettled_until_a_row_is_known_to_speak_of_it(store: LocalStorage, root: Path) -> None:
    """R2: what a request that died left behind can be told from what has long been settled."""
    old, young = store.write(BytesIO(b"old"), 10), store.write(BytesIO(b"young"), 10)
    _age(root / "incoming" / old.key, 3601)
    assert store.list_unsettled(3600) == [old.key]
    store.settle(old.key)
    store.settle(old.key)
    assert store.list_unsettled(3600) == []
    assert store.list_unsettled(-1) == [young.key]
    assert store.path(old.key).read_bytes() == b"old"


def test_only_what_was_cut_off_long_ago_is_swept(store: LocalStorage, root: Path) -> None:
    """R2."""
    stored = store.write(BytesIO(b"whole"), 10)
    for name, seconds in (("a", 3601), ("b", 3599)):
        part = root / "incoming" / f"{name * 32}.part"
        part.write_bytes(b"half")
        _age(part, seconds)
    _age(root / "incoming" / stored.key, 7200)
    assert store.sweep_incoming(3600) == 1
    assert set(_files(root)) == {
        f"{stored.key[:2]}/{stored.key}",
        f"incoming/{stored.key}",
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


def test_an_empty_store_has_nothing_to_list(store: LocalStorage, root: Path) -> None:
    store.delete("0" * 32)
    (root / "no").mkdir(parents=True)
    (root / "no" / "lost+found").touch()
    assert (list(store.list_keys()), store.list_unsettled(0), store.sweep_incoming(0)) == ([], [], 0)
