"""Fixtures: a real application on a real database, emptied after each test; a clock that moves; no way out."""

import os

os.environ["VIVIER_ENV"] = "testing"

import shutil
import socket
import sys
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
import time_machine
from flask import Flask
from hypothesis import settings

from app import create_app
from app.adapters.storage import FILES_ARE_LOST
from app.core.clock import now
from app.core.permissions import Role
from app.domain.people.enums import CodePurpose
from app.domain.people.models import Candidate, CandidateCode
from app.extensions import db as database
from app.extensions import limiter

from .databases import ENGINE, database_url, empty_tables, keep_migrated
from .factories import AccountFactory
from .page_client import PageClient

# A slow moment of the machine is no counter-example. The suite draws the same examples each time, so that a commit
# which passed passes again; `make explore` draws many new ones.
settings.register_profile("suite", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The promises that a test proves go into the account that pytest writes (tools/promises.py).

    Adapters know no database, and the shape of the house is the same on each: once is enough for them.
    """
    for item in items:
        if ONCE.intersection(item.path.parents):
            item.add_marker(pytest.mark.once)
        numbers = {number for mark in item.iter_markers("promise") for number in mark.args}
        item.user_properties += [("promise", number) for number in sorted(numbers)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """What is reached on SQLite is not measured again on PostgreSQL, but for code that asks which of them there is.

    It would take a fifth of the time. pytest-cov's own ``no_cover`` does nothing in a worker of xdist.
    """
    measuring = sys.gettrace()
    if ENGINE == "postgresql" and not ASKS_FOR_ENGINE.intersection(item.path.parents):
        sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(measuring)


TESTS = Path(__file__).parent
ONCE = {TESTS / "adapters", TESTS / "architecture"}
ASKS_FOR_ENGINE = {TESTS / "core", TESTS / "domain" / "audit", TESTS / "domain" / "privacy"}
FILLED_BY_MIGRATIONS = {"pipeline_templates"}
START = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One migrated application for the whole run."""
    memory = Path("/dev/shm")  # noqa: S108  rows that need no disk; the durability tests use real files
    folder = tmp_path_factory.mktemp("instance")
    if ENGINE == "sqlite" and memory.is_dir():
        folder = memory / f"vivier-tests-{os.getpid()}"
        folder.mkdir()
    try:
        with database_url(folder) as url:
            application = create_app(test_settings(folder, url))
            with application.app_context():
                flask_migrate.upgrade()
                database.engine.dispose()
            keep_migrated(url)
            accept_rows_without_files(application)
            yield application
            with application.app_context():
                database.engine.dispose()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_settings(folder: Path, url: str) -> dict[str, Any]:
    """What a test's application differs in from a development one."""
    return {
        "TESTING": True,
        "DATA_DIR": folder,
        "UPLOADS_DIR": folder / "uploads",
        "ERASURE_LEDGER": folder / "ledger" / "erasures.log",
        "SQLALCHEMY_DATABASE_URI": url,
        "PUBLIC_URL": "http://localhost",
        "APPLY_RATE": "1000 per hour",
        "APPLY_ATTEMPT_RATE": "",
        "CONTACT_RATE": "1000 per hour",
        "UPLOAD_QUOTA": "",
        "LOGIN_RATE": "1000 per hour",
    }


test_settings.__test__ = False  # type: ignore[attr-defined]


@pytest.fixture
def db(app: Flask) -> Iterator[Any]:
    """The database inside an application context; every row and file is gone afterwards."""
    with app.app_context():
        yield database
        empty(app)


def empty(app: Flask) -> None:
    """Takes away every row and file; within an application context."""
    database.session.rollback()
    with database.engine.begin() as connection:
        known = app.extensions["vivier.metadata"].sorted_tables
        empty_tables(connection, [each for each in known if each.name not in FILLED_BY_MIGRATIONS])
    database.session.remove()
    for path in (app.config["UPLOADS_DIR"], app.config["DATA_DIR"] / "mail", app.config["DATA_DIR"] / "audience"):
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir()
    accept_rows_without_files(app)
    (app.config["DATA_DIR"] / "audit-anchors.log").unlink(missing_ok=True)
    app.config["ERASURE_LEDGER"].unlink(missing_ok=True)
    limiter.reset()


def accept_rows_without_files(app: Flask) -> None:
    """Most tests make rows of files that nobody has stored; a folder says so as well as a file, and none counts it."""
    (app.config["UPLOADS_DIR"] / FILES_ARE_LOST).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def client(app: Flask, db: Any) -> PageClient:
    """A visitor."""
    return PageClient(app)


@pytest.fixture
def sign_in(app: Flask, db: Any) -> Any:
    """``sign_in(Role.RECRUITER)`` or ``sign_in(account)``: a signed-in client; its ``account`` attribute says who."""

    def signed_in(who: Any = Role.RECRUITER) -> PageClient:
        account = AccountFactory(role=who) if isinstance(who, Role) else who
        client = PageClient(app)
        with client.session_transaction() as session:
            session["_user_id"] = f"{account.id}:{account.session_epoch}"
            session["_fresh"] = True
        client.account = account
        return client

    return signed_in


@pytest.fixture
def enter(app: Flask, db: Any) -> Any:
    """``enter(candidate)``: a client that is on the candidate's own pages."""

    def entered(candidate: Candidate) -> PageClient:
        code = CandidateCode(
            purpose=CodePurpose.SIGN_IN, candidate_id=candidate.id, locale="fr", asked_at=now(), used_at=now()
        )
        db.session.add(code)
        db.session.commit()
        client = PageClient(app)
        with client.session_transaction() as session:
            session["candidate"] = str(code.id)
        return client

    return entered


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The time stands at START until the test moves it (``clock.move_to``, ``clock.shift``)."""
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _no_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test speaks to anything but this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            message = f"a test tried to reach {address[0]}"
            raise AssertionError(message)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
