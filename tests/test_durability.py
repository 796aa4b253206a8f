"""The server is killed again and again while people apply (R1, R2).

Every receipt that was seen stands for an application with its file; no application lacks its file.
"""

import hashlib
import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.domain.applications.models import Application
from app.domain.documents.models import Document
from app.domain.documents.vault import read_content
from app.extensions import db
from tests.adapters import samples
from tests.conftest import test_settings
from tests.databases import database_url
from tests.factories import JobFactory
from tests.processes import UNMEASURED

ROUNDS = 5
SENDERS = 4
ROOT = Path(__file__).parents[1]


@dataclass
class Town:
    """The people who apply, and the receipts that they have seen."""

    port: int
    slug: str
    receipts: list[str] = field(default_factory=list)
    is_over: bool = False

    def send_for_ever(self, name: str) -> None:
        number = 0
        while not self.is_over:
            number += 1
            try:
                self._apply(f"{name}.{number}@example.org")
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)

    def _apply(self, address: str) -> None:
        page = self._ask("GET", f"/jobs/{self.slug}/apply")[1]
        token = re.search(r'name="form_token" value="([^"]+)"', page)
        assert token, page[:500]
        body, kind = _multipart({"form_token": token[1], "name": "Camille", "email": address}, samples.pdf(address))
        status, location = self._ask("POST", f"/jobs/{self.slug}/apply", body, {"Content-Type": kind})
        assert status == 303, location
        receipt = self._ask("GET", location)[1]
        reference = re.search(r"reference\">([A-Z2-7]{5}-[A-Z2-7]{5})<", receipt)
        assert reference, receipt[:500]
        self.receipts.append(reference[1])

    def _ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """The status, and the page, or where it leads."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            page = answer.read().decode()
            return answer.status, unquote(answer.headers["Location"]) if answer.headers["Location"] else page
        finally:
            connection.close()


def _multipart(fields: dict[str, str], cv: bytes) -> tuple[bytes, str]:
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    ]
    head = '--b\r\nContent-Disposition: form-data; name="cv"; filename="cv.pdf"\r\n\r\n'
    return "".join([*parts, head]).encode() + cv + b"\r\n--b--\r\n", "multipart/form-data; boundary=b"


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Flask]:
    with database_url(tmp_path) as url:
        app = create_app(test_settings(tmp_path, url))
        with app.app_context():
            flask_migrate.upgrade()
            yield app
            db.session.remove()
            db.engine.dispose()


def serve(app: Flask, port: int) -> "subprocess.Popen[bytes]":
    environment = {
        **UNMEASURED,
        "VIVIER_ENV": "testing",
        "DATA_DIR": str(app.config["DATA_DIR"]),
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "APPLY_RATE": "",
        "APPLY_ATTEMPT_RATE": "",
        "UPLOAD_QUOTA": "",
    }
    command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "-w", "2", "--threads", "4", "--log-level", "error"]
    return subprocess.Popen(
        [*command, "--no-control-socket", "-b", f"127.0.0.1:{port}", "wsgi:application"],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.once  # PostgreSQL keeps what it committed by itself; the files are the same
def test_no_receipt_is_ever_shown_for_what_could_be_lost(instance: Flask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    town = Town(port, JobFactory().slug)
    db.session.remove()
    people = [threading.Thread(target=town.send_for_ever, args=(f"camille{n}",)) for n in range(SENDERS)]
    draw = random.Random(7)  # noqa: S311  a repeatable bad day
    for number in range(ROUNDS):
        served = serve(instance, port)
        if number == 0:
            for person in people:
                person.start()
        wait_until_served(port)
        time.sleep(draw.uniform(0.4, 1.8))
        os.killpg(served.pid, signal.SIGKILL)
        served.wait(timeout=10)
    town.is_over = True
    for person in people:
        person.join(timeout=20)
    assert len(town.receipts) >= ROUNDS
    _assert_whole(instance, town.receipts)


def wait_until_served(port: int) -> None:
    """Until the application answers: the port is open long before it is loaded."""
    for _ in range(300):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()
    pytest.fail("the server did not come back")


def _assert_whole(app: Flask, receipts: list[str]) -> None:
    rows: Any = db.session.execute(
        select(Application.reference, Document).join(Document, Document.id == Application.cv_id)
    ).all()
    assert set(receipts) - {reference for reference, _document in rows} == set()
    for _reference, document in rows:
        content = read_content(document)
        assert hashlib.sha256(content).hexdigest() == document.sha256
