"""Where files live. A file exists whole and durable, or not at all."""

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

CHUNK = 64 * 1024
KEY = re.compile(r"[0-9a-f]{32}")


class TooLarge(Exception):  # noqa: N818  a finding, not a fault
    """The stream is longer than its limit; nothing of it was kept."""


class StorageUnavailable(Exception):  # noqa: N818  reads as a state
    """The store cannot take or give files now: full, read-only or away (R12). Nothing was kept by halves."""


@dataclass(frozen=True)
class Stored:
    """A stored file: its random key, its size in octets, its SHA-256 in hexadecimal."""

    key: str
    size: int
    sha256: str


class Storage(Protocol):
    """What rooms know of the store."""

    def write(self, stream: BinaryIO, limit: int) -> Stored:
        """Takes the stream in, durably. Raises TooLarge beyond ``limit`` octets, StorageUnavailable."""

    def path(self, key: str) -> Path:
        """Where the file can be read. Raises StorageUnavailable when there is none of that key."""

    def delete(self, key: str) -> None:
        """Destroys the file; to destroy it again is harmless."""

    def list_keys(self) -> Iterator[str]:
        """Every stored key, in no order."""


class LocalStorage:
    """A folder of this machine, never served by the web server: ``<root>/<2 characters>/<key>``, mode 0600 (5.3.1)."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / "incoming"

    def write(self, stream: BinaryIO, limit: int) -> Stored:
        """Temporary file, fsync, rename, fsync of both folders: the file is durable before anyone may say so (R1)."""
        key = secrets.token_hex(16)
        temporary = self._incoming / key
        try:
            self._folder(self._incoming)
            size, digest = _copy(stream, temporary, limit)
            target = self.path_of(key)
            self._folder(target.parent)
            temporary.rename(target)
            _sync_folder(target.parent)
            _sync_folder(self._incoming)
        except OSError as fault:
            raise StorageUnavailable from fault
        finally:
            temporary.unlink(missing_ok=True)
        return Stored(key, size, digest)

    def path(self, key: str) -> Path:
        """The file of ``key``. Raises StorageUnavailable when it is missing or is not a plain file."""
        path = self.path_of(key)
        if path.is_symlink() or not path.is_file():
            raise StorageUnavailable
        return path

    def delete(self, key: str) -> None:
        """Unlinks the file and syncs its folder."""
        path = self.path_of(key)
        try:
            path.unlink(missing_ok=True)
            if path.parent.is_dir():
                _sync_folder(path.parent)
        except OSError as fault:
            raise StorageUnavailable from fault

    def list_keys(self) -> Iterator[str]:
        """Walks the folders; temporary files do not count."""
        for path in self._root.glob("??/*"):
            if KEY.fullmatch(path.name):
                yield path.name

    def sweep_incoming(self, older_than_seconds: float) -> int:
        """Removes what interrupted writes left behind; says how many (R2)."""
        limit = time.time() - older_than_seconds
        stale = [path for path in self._incoming.glob("*") if path.stat().st_mtime < limit]
        for path in stale:
            path.unlink(missing_ok=True)
        return len(stale)

    def path_of(self, key: str) -> Path:
        """The place of ``key``. Raises ValueError for anything but a key of ours: no path ever comes from outside."""
        if not KEY.fullmatch(key):
            message = "not a storage key"
            raise ValueError(message)
        return self._root / key[:2] / key

    @staticmethod
    def _folder(folder: Path) -> None:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync_folder(folder.parent)


def _copy(stream: BinaryIO, target: Path, limit: int) -> tuple[int, str]:
    """Streams with the limit enforced while reading (5.2.1), so that a huge body never fills memory or disk."""
    size, digest = 0, hashlib.sha256()
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > limit:
                raise TooLarge
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
