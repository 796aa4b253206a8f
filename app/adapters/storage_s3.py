"""Files in a bucket of an S3-compatible service, which promises that an object is there whole or not at all."""

import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NotRequired, TypedDict
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from .storage import FILES_ARE_LOST, KEY, OWNER, FileLost, LocalStorage, Storage, StorageUnavailable

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
# A service that is dead or stuck must be known within 10 seconds: only what fails early is tried again. 10 MB in 8
# seconds is 10 Mbit/s.
_CONNECT = timedelta(seconds=3)
_REQUEST = timedelta(seconds=8)
_TRY_AGAIN_WITHIN = timedelta(seconds=1)
_RETRIES = 2


class _Credential(TypedDict):
    """What obstore asks for before it signs."""

    access_key_id: str
    secret_access_key: str
    token: NotRequired[str | None]
    expires_at: datetime | None


@dataclass(frozen=True)
class Bucket:
    """Where a bucket is, and who we are there."""

    endpoint: str
    region: str
    bucket: str
    access_key_id: str
    secret_access_key: str = field(repr=False)

    @cache  # noqa: B019  one bucket a process: its connections are kept for the next request
    def client(self) -> S3Store:
        """What speaks to it. Everything that AWS_… variables could turn against us is said here.

        It works by threads of its own: a process that has used it must not fork and go on using it in the child.
        """
        address = urlsplit(self.endpoint)
        return S3Store(
            self.bucket,
            aws_endpoint_url_s3=self.endpoint,
            region=self.region,
            credential_provider=self._credential,
            skip_signature=False,
            unsigned_payload=False,
            virtual_hosted_style_request=False,
            # One request an object: not every service knows the other way.
            disable_bulk_delete=True,
            client_options={
                "allow_http": address.scheme == "http" and address.hostname in LOOPBACK,
                "allow_invalid_certificates": False,
                "connect_timeout": _CONNECT,
                "timeout": _REQUEST,
            },
            retry_config={"max_retries": _RETRIES, "retry_timeout": _TRY_AGAIN_WITHIN},
        )

    def _credential(self) -> _Credential:
        return _Credential(
            access_key_id=self.access_key_id, secret_access_key=self.secret_access_key, token=None, expires_at=None
        )


class S3Storage:
    """Objects ``<prefix>/<2 characters>/<key>``, sealed by us before they come here; the bucket is private (5.3.1).

    An empty ``<prefix>/incoming/<key>`` is written before the object and stays until it is settled: whoever is killed
    in between, or hears no answer, leaves a mark, and perhaps an object, but never an object without a mark (R2).
    """

    def __init__(self, store: S3Store, prefix: str) -> None:
        self._store = store
        self._prefix = f"{prefix}/" if prefix else ""

    def write(self, content: bytes) -> str:
        """Mark, then object: once the service has said yes it is durable. Raises StorageUnavailable."""
        key = secrets.token_hex(16)
        with _answering():
            self._put(self._mark(key), b"")
            self._put(self._place(key), content)
        return key

    def put_back(self, key: str, content: bytes) -> None:
        """The object as the backup had it."""
        with _answering():
            self._put(self._place(key), content)

    def read(self, key: str) -> bytes:
        """The octets. Raises FileLost when the object is missing, StorageUnavailable when it does not come now."""
        place = self._place(key)
        with _answering():
            return bytes(obstore.get(self._store, place).bytes())

    def delete(self, key: str) -> None:
        """The object, then its mark; the service says yes to what is not there. Raises StorageUnavailable."""
        place = self._place(key)
        with _answering():
            obstore.delete(self._store, place)
            obstore.delete(self._store, self._mark(key))

    def list_keys(self, *, older_than_seconds: float = 0) -> Iterator[str]:
        """Asks for one page of names after the other. 0 asks for all of them, whatever the service's clock says."""
        for place, age in self._list(""):
            shard, _, key = place.partition("/")
            if KEY.fullmatch(key) and key.startswith(shard) and (not older_than_seconds or age >= older_than_seconds):
                yield key

    def is_empty(self) -> bool:
        """Asks for the first page of names alone. Raises StorageUnavailable."""
        return next(self.list_keys(), None) is None and not self._has(f"{self._prefix}{FILES_ARE_LOST}")

    def owner(self) -> str | None:
        """What the object says."""
        try:
            with _answering():
                said = obstore.get(self._store, f"{self._prefix}{OWNER}").bytes()
        except FileLost:
            return None
        return bytes(said).decode("ascii", errors="replace").strip() or None

    def sign(self, owner: str) -> None:
        """One object."""
        with _answering():
            self._put(f"{self._prefix}{OWNER}", f"{owner}\n".encode("ascii"))

    def list_unsettled(self, older_than_seconds: float) -> list[str]:
        """The keys whose mark is older than that."""
        return [key for key, age in self._list("incoming/") if KEY.fullmatch(key) and age > older_than_seconds]

    def settle(self, key: str) -> None:
        """Removes the mark; the object stays. Raises StorageUnavailable."""
        mark = self._mark(key)
        with _answering():
            obstore.delete(self._store, mark)

    def sweep_incoming(self, older_than_seconds: float) -> int:  # noqa: ARG002  there is nothing of any age
        """An object is never there by halves; what was cut off is a mark, and unsettled."""
        return 0

    def check(self) -> None:
        """Writes an empty object and destroys it. Raises StorageUnavailable."""
        with _answering():
            self._put(f"{self._prefix}incoming/check", b"")
            obstore.delete(self._store, f"{self._prefix}incoming/check")

    def _put(self, place: str, content: bytes) -> None:
        # In one request: the pieces of an upload that was cut off would stay in the bucket, where no list shows them.
        obstore.put(self._store, place, content, use_multipart=False)

    def _has(self, place: str) -> bool:
        try:
            with _answering():
                obstore.head(self._store, place)
        except FileLost:
            return False
        return True

    def _list(self, folder: str) -> Iterator[tuple[str, float]]:
        """What stands under a folder: its name from there on, and its age in seconds."""
        start = self._prefix + folder
        with _answering():
            for page in obstore.list(self._store, start or None):
                for found in page:
                    yield found["path"].removeprefix(start), time.time() - found["last_modified"].timestamp()

    def _place(self, key: str) -> str:
        """Raises ValueError for anything but a key of ours: no name ever comes from outside (5.3.2)."""
        if not KEY.fullmatch(key):
            message = "not a storage key"
            raise ValueError(message)
        return f"{self._prefix}{key[:2]}/{key}"

    def _mark(self, key: str) -> str:
        return f"{self._prefix}incoming/{self._place(key)[-len(key) :]}"


def make_storage(settings: Mapping[str, Any]) -> Storage:
    """The store that the settings name."""
    if settings["STORAGE"] == "s3":
        bucket = Bucket(**{field: settings[f"S3_{field.upper()}"] for field in Bucket.__annotations__})
        return S3Storage(bucket.client(), settings["S3_PREFIX"])
    return LocalStorage(settings["UPLOADS_DIR"], floor=settings["MIN_FREE_BYTES"])


@contextmanager
def _answering() -> Iterator[None]:
    """A service that is away, refuses us or is too slow: one word for all of it. What it lacks is another matter."""
    try:
        yield
    except FileNotFoundError as fault:
        raise FileLost from fault
    except (BaseError, OSError) as fault:
        raise StorageUnavailable from fault
