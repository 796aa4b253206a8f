"""A real S3 service on this machine: nanio, which checks each signature and keeps each object as a plain file."""

import json
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.processes import UNMEASURED

from .postbox import free_port

BUCKET = "vivier"
PREFIX = "firm/files"
_SECRET = "invented-secret-of-a-bucket"
_START_SECONDS = 20


@dataclass
class Service:
    """The service, its settings for us, and the folder where the objects are."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def settings(self) -> dict[str, Any]:
        return {
            "STORAGE": "s3",
            "S3_ENDPOINT": f"http://127.0.0.1:{self.port}",
            "S3_REGION": "us-east-1",
            "S3_BUCKET": BUCKET,
            "S3_PREFIX": PREFIX,
            "S3_ACCESS_KEY_ID": "vivier",
            "S3_SECRET_ACCESS_KEY": _SECRET,
        }

    @property
    def objects(self) -> Path:
        return self.folder / BUCKET / PREFIX

    def start(self) -> None:
        (self.folder / BUCKET).mkdir(exist_ok=True)
        command = [sys.executable, "-m", "nanio", "serve", "--data-dir", str(self.folder), "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--no-access-log"]
        credentials = {"NANIO_ACCESS_KEY": "vivier", "NANIO_SECRET_KEY": _SECRET}
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, env={**UNMEASURED, **credentials}, stdout=log, stderr=log)
        self._wait()

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def empty(self) -> None:
        shutil.rmtree(self.folder / BUCKET)
        (self.folder / BUCKET).mkdir()

    def list_objects(self) -> list[str]:
        """Every object under our prefix, as the disk has them."""
        files = [path for path in self.objects.rglob("*") if path.is_file()]
        return sorted(str(path.relative_to(self.objects)) for path in files)

    def age(self, name: str, seconds: float) -> None:
        """Makes an object so much older."""
        notes = self.folder / BUCKET / ".nanio-meta" / PREFIX / f"{name}.json"
        known = json.loads(notes.read_text())
        known["last_modified"] = (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat()
        notes.write_text(json.dumps(known))

    def lose(self, name: str) -> None:
        """Takes an object away behind everybody's back."""
        (self.objects / name).unlink()

    def damage(self, name: str) -> None:
        """Another object of the same size stands there."""
        place = self.objects / name
        place.write_bytes(bytes(place.stat().st_size))

    def put(self, name: str) -> None:
        """An empty object, by somebody else."""
        self.objects.mkdir(parents=True, exist_ok=True)
        (self.objects / name).touch()

    def _wait(self) -> None:
        give_up = time.monotonic() + _START_SECONDS
        while time.monotonic() < give_up:
            with suppress(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            time.sleep(0.05)
        message = "the S3 service did not start"
        raise AssertionError(message)


@contextmanager
def running(folder: Path) -> Iterator[Service]:
    """A service with one empty bucket, until the end of the block."""
    service = Service(folder, free_port())
    service.start()
    try:
        yield service
    finally:
        service.stop()


@contextmanager
def answering(answer: Callable[[BaseHTTPRequestHandler, bytes], None]) -> Iterator[str]:
    """The address of an HTTP server that lets ``answer`` deal with each request."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            answer(self, self.rfile.read(int(self.headers.get("Content-Length", 0))))

        do_GET = do_PUT = do_DELETE = _answer  # noqa: N815  names of the library

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
