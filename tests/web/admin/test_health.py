"""What a supervisor asks."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app
from app.core.queue import Worker, heartbeat
from app.extensions import db as database
from tests.page_client import PageClient

READY = {"status": "ok", "database": "ok", "storage": "ok", "worker": "ok"}


def _answer(client: PageClient, path: str) -> tuple[int, dict[str, str]]:
    response = client.open(path)
    return response.status_code, response.get_json()


def test_an_instance_that_lives_says_so(client: PageClient) -> None:
    assert _answer(client, "/healthz") == (200, {"status": "ok"})


def test_an_instance_is_ready_when_database_storage_and_worker_are(client: PageClient, clock: Any) -> None:
    Worker([heartbeat()]).tick()
    assert _answer(client, "/readyz") == (200, READY)
    clock.shift(59)
    assert _answer(client, "/readyz") == (200, READY)


def test_a_worker_that_fell_silent_is_named(client: PageClient, clock: Any) -> None:
    away = {**READY, "status": "away", "worker": "away"}
    assert _answer(client, "/readyz") == (503, away)
    Worker([heartbeat()]).tick()
    clock.shift(timedelta(seconds=60))
    assert _answer(client, "/readyz") == (503, away)


def test_a_store_that_takes_nothing_is_named(app: Flask, client: PageClient, clock: Any) -> None:
    """R12."""
    Worker([heartbeat()]).tick()
    folder: Path = app.config["UPLOADS_DIR"]
    shutil.rmtree(folder)
    folder.write_text("in the way")
    try:
        answer = _answer(client, "/readyz")
    finally:
        folder.unlink()
        folder.mkdir()
    assert answer == (503, {**READY, "status": "away", "storage": "away"})


@pytest.fixture
def without_database(tmp_path: Path) -> Any:
    """An instance whose database cannot be reached."""
    application = create_app(
        {
            "DATA_DIR": tmp_path,
            "UPLOADS_DIR": tmp_path / "uploads",
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/no/such/folder/vivier.db",
        }
    )
    yield application
    with application.app_context():
        database.engine.dispose()


def test_without_its_database_an_instance_lives_and_is_not_ready(without_database: Flask) -> None:
    """The two questions are two: a supervisor restarts what is dead, and waits for what is not ready."""
    client = without_database.test_client()
    alive, ready = client.get("/healthz"), client.get("/readyz")
    assert (alive.status_code, alive.get_json()) == (200, {"status": "ok"})
    assert ready.status_code == 503
    assert ready.get_json() == {"status": "away", "database": "away", "storage": "ok", "worker": "away"}
    assert str(without_database.config["DATA_DIR"]) not in ready.get_data(as_text=True)


def test_probes_are_never_kept_and_set_no_cookie(client: PageClient) -> None:
    """B6.6."""
    for path in ("/healthz", "/readyz"):
        headers = client.open(path).headers
        assert (headers["Cache-Control"], "Set-Cookie" in headers) == ("no-store", False)
