"""What every store promises, on the disk of this machine and in a bucket."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

import pytest

from app.adapters.storage import FILES_ARE_LOST, OWNER, FileLost, LocalStorage, Storage
from app.adapters.storage_s3 import make_storage

from . import object_store
from .object_store import Service


class _Ground(Protocol):
    """Where a store keeps its files, seen from outside."""

    def list_objects(self) -> list[str]: ...

    def age(self, name: str, seconds: float) -> None: ...

    def lose(self, name: str) -> None: ...

    def damage(self, name: str) -> None: ...

    def put(self, name: str) -> None: ...


class _Folder:
    def __init__(self, root: Path) -> None:
        self.root = root

    def list_objects(self) -> list[str]:
        return sorted(str(path.relative_to(self.root)) for path in self.root.rglob("*") if path.is_file())

    def age(self, name: str, seconds: float) -> None:
        at = time.time() - seconds
        os.utime(self.root / name, (at, at))

    def lose(self, name: str) -> None:
        (self.root / name).unlink()

    def damage(self, name: str) -> None:
        (self.root / name).write_bytes(b"")

    def put(self, name: str) -> None:
        (self.root / name).touch()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with object_store.running(tmp_path_factory.mktemp("s3")) as started:
        yield started


@pytest.fixture
def bench(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> tuple[Storage, _Ground]:
    if kind == "disk":
        return LocalStorage(tmp_path / "store"), _Folder(tmp_path / "store")
    service: Service = request.getfixturevalue("service")
    service.empty()
    return make_storage(service.settings), service


@pytest.fixture(params=["disk", "bucket"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store(bench: tuple[Storage, _Ground]) -> Storage:
    return bench[0]


@pytest.fixture
def ground(bench: tuple[Storage, _Ground]) -> _Ground:
    return bench[1]


@pytest.mark.parametrize("size", [0, 1, 200_017, 10 * 1024 * 1024])
def test_what_is_written_is_read_back(store: Storage, size: int) -> None:
    content = os.urandom(size)
    assert store.read(store.write(content)) == content


def test_file_of_a_backup_has_its_old_key_again(store: Storage, ground: _Ground) -> None:
    """R8: once, twice; settled, since a row speaks of it."""
    key = store.write(b"kept")
    store.settle(key)
    store.delete(key)
    for _ in range(2):
        store.put_back(key, b"kept")
    assert store.read(key) == b"kept"
    assert ground.list_objects() == [f"{key[:2]}/{key}"]


def test_file_of_a_backup_takes_the_place_of_a_damaged_one(store: Storage, ground: _Ground) -> None:
    """R8: a disk that has lost a part of a file is why somebody restores."""
    key = store.write(b"kept")
    ground.damage(f"{key[:2]}/{key}")
    assert store.read(key) != b"kept"
    store.put_back(key, b"kept")
    assert store.read(key) == b"kept"


def test_the_place_says_nothing(store: Storage, ground: _Ground) -> None:
    """5.3.1, 5.3.2: a random key; nothing of the name or the person."""
    key = store.write(b"x")
    assert ground.list_objects() == sorted([f"{key[:2]}/{key}", f"incoming/{key}"])
    assert list(store.list_keys()) == [key]


def test_a_store_that_works_says_so_and_leaves_no_trace(store: Storage, ground: _Ground) -> None:
    store.check()
    assert ground.list_objects() == []


def test_a_file_is_destroyed_once_and_again(store: Storage, ground: _Ground) -> None:
    kept, gone = store.write(b"kept"), store.write(b"gone")
    store.delete(gone)
    store.delete(gone)
    assert list(store.list_keys()) == [kept]
    assert ground.list_objects() == sorted([f"{kept[:2]}/{kept}", f"incoming/{kept}"])
    with pytest.raises(FileLost):
        store.read(gone)


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
def test_only_our_own_keys_name_a_file(store: Storage, key: str) -> None:
    """5.3.2, 5.3.3: no path ever comes from outside."""
    for act in (store.read, store.delete, store.settle, lambda bad: store.put_back(bad, b"")):
        with pytest.raises(ValueError, match="not a storage key"):
            act(key)


def test_a_file_is_unsettled_until_a_row_is_known_to_speak_of_it(store: Storage, ground: _Ground) -> None:
    """R2: what a request that died left behind can be told from what has long been settled."""
    old, young = store.write(b"old"), store.write(b"young")
    ground.age(f"incoming/{old}", 3601)
    assert store.list_unsettled(3600) == [old]
    store.settle(old)
    store.settle(old)
    assert store.list_unsettled(3600) == []
    assert store.list_unsettled(-1) == [young]
    assert store.read(old) == b"old"


def test_a_mark_without_its_file_is_found_and_goes(store: Storage, ground: _Ground) -> None:
    """R2: what a write leaves that was killed before its file had a name."""
    key = store.write(b"x")
    ground.lose(f"{key[:2]}/{key}")
    assert (list(store.list_keys()), store.list_unsettled(-1)) == ([], [key])
    store.delete(key)
    assert ground.list_objects() == []


def test_only_files_of_an_age_are_listed_when_asked(store: Storage, ground: _Ground) -> None:
    old, young = store.write(b"old"), store.write(b"young")
    ground.age(f"{old[:2]}/{old}", 3601)
    assert list(store.list_keys(older_than_seconds=3600)) == [old]
    assert sorted(store.list_keys()) == sorted([old, young])


def test_an_empty_store_has_nothing_to_list(store: Storage) -> None:
    store.delete("0" * 32)
    assert (list(store.list_keys()), store.list_unsettled(0), store.sweep_incoming(0)) == ([], [], 0)


def test_a_store_is_empty_until_it_holds_a_file_or_somebody_says_that_they_are_lost(
    store: Storage, ground: _Ground
) -> None:
    assert store.is_empty()
    key = store.write(b"some")
    assert not store.is_empty()
    store.delete(key)
    assert store.is_empty()
    ground.put(FILES_ARE_LOST)
    assert not store.is_empty()


def test_a_store_says_whose_it_is_once_it_is_signed(store: Storage, ground: _Ground) -> None:
    assert store.owner() is None
    store.sign("0" * 32)
    store.sign("1" * 32)
    assert store.owner() == "1" * 32
    assert (store.is_empty(), list(store.list_keys()), store.list_unsettled(-1)) == (True, [], [])
    ground.lose(OWNER)
    assert store.owner() is None


def test_many_write_at_once(store: Storage) -> None:
    contents = [os.urandom(50_000) for _ in range(40)]
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(store.write, contents))
        assert list(pool.map(store.read, keys)) == contents
    assert sorted(store.list_keys()) == sorted(keys)
