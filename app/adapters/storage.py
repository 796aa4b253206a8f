"""Where files live. A file exists whole and durable, or not at all."""

import errno
import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

PART = ".part"
KEY = re.compile(r"[0-9a-f]{32}")
# Folders, and which they are, that are known to be in their parent for good.
_settled_folders: set[tuple[Path, int]] = set()


# An empty file of that name in the store says that what the database speaks of will not come back.
FILES_ARE_LOST = "files-are-lost"
# A file of that name says whose the others are.
OWNER = "instance"


class StorageUnavailable(Exception):  # noqa: N818  reads as a state
    """The store cannot take or give files now: full, read-only or away (R12). Nothing was kept by halves."""


class FileLost(StorageUnavailable):
    """The store answers, and has not got the file, or it is no longer what was stored: another time will not do."""


class WrongStore(StorageUnavailable):
    """It answers, and is not ours: without anything that the database speaks of, or signed by another instance."""


class Storage(Protocol):
    """What rooms know of the store."""

    def write(self, content: bytes) -> str:
        """Takes the octets in, durably, unsettled; gives their random key. Raises StorageUnavailable."""

    def put_back(self, key: str, content: bytes) -> None:
        """A file of a backup, under the key that it had, in the place of any other. Raises StorageUnavailable."""

    def read(self, key: str) -> bytes:
        """The octets of that key. Raises FileLost when there are none, StorageUnavailable when they do not come now."""

    def delete(self, key: str) -> None:
        """Destroys the file; to destroy it again is harmless."""

    def list_keys(self, *, older_than_seconds: float = 0) -> Iterator[str]:
        """Every key that was stored longer ago than that, in no order."""

    def is_empty(self) -> bool:
        """Whether it holds no file at all, and nobody has said by ``FILES_ARE_LOST`` in it that this is so."""

    def owner(self) -> str | None:
        """The name of the instance whose files these are; None where nobody has signed. Raises StorageUnavailable."""

    def sign(self, owner: str) -> None:
        """Writes down whose files these are, in the place of any other name. Raises StorageUnavailable."""

    def list_unsettled(self, older_than_seconds: float) -> list[str]:
        """The keys written longer ago than that, and not known to have been followed by a commit."""

    def settle(self, key: str) -> None:
        """Notes that a row speaks of the file."""

    def sweep_incoming(self, older_than_seconds: float) -> int:
        """Removes what interrupted writes left behind; says how many (R2)."""

    def check(self) -> None:
        """Raises StorageUnavailable unless a file could be taken now."""


class LocalStorage:
    """A folder of this machine, never served by the web server: ``<root>/<2 characters>/<key>``, mode 0600 (5.3.1).

    ``<root>/incoming`` holds ``<key>.part`` while a file is coming in, and an empty ``<key>`` until it is settled. A
    request that dies between the write and its commit leaves a file that no row speaks of: its mark is how it is found
    again (R2), without ever putting the files that have long been settled in question. Below ``floor`` free octets
    nothing is taken: what is left of the disk is for the database (R12).
    """

    def __init__(self, root: Path, *, floor: int = 0) -> None:
        self._root = root
        self._floor = floor
        self._incoming = root / "incoming"

    def write(self, content: bytes) -> str:
        """Mark, temporary file, fsync, rename, fsync of the folders: durable before anyone may say so (R1)."""
        key = secrets.token_hex(16)
        try:
            self._write(key, content)
        except BaseException as fault:
            for path in (self._part(key), self.path_of(key), self._mark(key)):
                with suppress(OSError):
                    path.unlink()
            if isinstance(fault, OSError):
                raise StorageUnavailable from fault
            raise
        return key

    def put_back(self, key: str, content: bytes) -> None:
        """As ``write`` does it, under a known key: over a damaged file, and what a restore that was cut off left."""
        if self._holds(key, content):
            return
        try:
            for rest in (self._part(key), self._mark(key)):
                rest.unlink(missing_ok=True)
            self._write(key, content)
            self._mark(key).unlink()
        except OSError as fault:
            raise StorageUnavailable from fault

    def read(self, key: str) -> bytes:
        """Raises FileLost when the file is missing or is not a plain one: a link is never followed."""
        try:
            descriptor = os.open(self.path_of(key), os.O_RDONLY | os.O_NOFOLLOW)
            with os.fdopen(descriptor, "rb") as file:
                return file.read()
        except OSError as fault:
            is_lost = fault.errno in {errno.ENOENT, errno.ELOOP}
            raise (FileLost if is_lost else StorageUnavailable) from fault

    def delete(self, key: str) -> None:
        """Unlinks the file and syncs its folder. Raises StorageUnavailable when the disk refuses."""
        path = self.path_of(key)
        try:
            path.unlink(missing_ok=True)
            if path.parent.is_dir():
                _sync_folder(path.parent)
            self._mark(key).unlink(missing_ok=True)
        except OSError as fault:
            raise StorageUnavailable from fault

    def list_keys(self, *, older_than_seconds: float = 0) -> Iterator[str]:
        """Walks the folders; temporary files do not count, nor what another process destroys meanwhile."""
        limit = time.time() - older_than_seconds
        for path in self._root.glob("??/*"):
            if KEY.fullmatch(path.name):
                with suppress(FileNotFoundError):
                    if path.lstat().st_mtime <= limit:
                        yield path.name

    def is_empty(self) -> bool:
        """Looks no further than the first file."""
        return next(self.list_keys(), None) is None and not (self._root / FILES_ARE_LOST).exists()

    def owner(self) -> str | None:
        """One line; one that a crash has left empty says nothing."""
        try:
            return (self._root / OWNER).read_text(encoding="ascii", errors="replace").strip() or None
        except FileNotFoundError:
            return None
        except OSError as fault:
            raise StorageUnavailable from fault

    def sign(self, owner: str) -> None:
        """By a rename, durably: the name is there whole or not at all."""
        part = self._incoming / f"{OWNER}{PART}"
        try:
            self._folder(self._incoming)
            part.unlink(missing_ok=True)
            _write_new(part, f"{owner}\n".encode("ascii"))
            part.rename(self._root / OWNER)
            _sync_folder(self._root)
        except OSError as fault:
            raise StorageUnavailable from fault

    def list_unsettled(self, older_than_seconds: float) -> list[str]:
        """The keys whose mark is older than that."""
        return [path.name for path in self._older(older_than_seconds) if KEY.fullmatch(path.name)]

    def settle(self, key: str) -> None:
        """Removes the mark; the file stays."""
        self._mark(key).unlink(missing_ok=True)

    def sweep_incoming(self, older_than_seconds: float) -> int:
        """Removes the temporary files of writes that were cut off; says how many."""
        parts = [path for path in self._older(older_than_seconds) if path.suffix == PART]
        for path in parts:
            path.unlink(missing_ok=True)
        return len(parts)

    def check(self) -> None:
        """Writes a file without a name, and forgets it."""
        try:
            self._folder(self._incoming)
            self._must_have_room()
            with tempfile.TemporaryFile(dir=self._incoming) as file:
                file.write(b".")
        except OSError as fault:
            raise StorageUnavailable from fault

    def path_of(self, key: str) -> Path:
        """The place of ``key``. Raises ValueError for anything but a key of ours: no path ever comes from outside."""
        if not KEY.fullmatch(key):
            message = "not a storage key"
            raise ValueError(message)
        return self._root / key[:2] / key

    def _write(self, key: str, content: bytes) -> None:
        target = self.path_of(key)
        self._folder(self._incoming)
        self._must_have_room()
        self._folder(target.parent)
        self._mark(key).touch(mode=0o600, exist_ok=False)
        _write_new(self._part(key), content)
        _sync_folder(self._incoming)
        self._part(key).rename(target)
        _sync_folder(target.parent)
        self._settle_folder(target.parent)

    def _holds(self, key: str, content: bytes) -> bool:
        try:
            return self.read(key) == content
        except StorageUnavailable:
            return False

    def _settle_folder(self, folder: Path) -> None:
        """Another process may have made the folder a moment ago and not synced its parent yet: once is enough."""
        known = folder, folder.stat().st_ino
        if known not in _settled_folders:
            _sync_folder(self._root)
            _settled_folders.add(known)

    def _must_have_room(self) -> None:
        if shutil.disk_usage(self._root).free < self._floor:
            raise OSError(errno.ENOSPC, "below the floor of free space")

    def _mark(self, key: str) -> Path:
        return self._incoming / self.path_of(key).name

    def _part(self, key: str) -> Path:
        return self._incoming / f"{key}{PART}"

    def _older(self, seconds: float) -> Iterator[Path]:
        limit = time.time() - seconds
        for path in self._incoming.glob("*"):
            # Another worker may have been quicker.
            with suppress(FileNotFoundError):
                if path.lstat().st_mtime < limit:
                    yield path

    @staticmethod
    def _folder(folder: Path) -> None:
        if folder.is_dir():
            return
        missing = [parent for parent in (folder, *folder.parents) if not parent.is_dir()]
        for parent in reversed(missing):
            parent.mkdir(mode=0o700, exist_ok=True)
            _sync_folder(parent.parent)


def _write_new(target: Path, content: bytes) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
