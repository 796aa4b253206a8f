"""Whoever comes leaves no trace of the address that they came from (C1.4)."""

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.core.queue import Worker
from app.domain.applications.models import Application
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.mail.tasks import write_due_codes
from app.domain.people import accounts
from app.extensions import db
from app.worker import TASKS
from tests.adapters import samples
from tests.conftest import test_settings
from tests.databases import database_url
from tests.factories import AccountFactory, JobFactory
from tests.page_client import PageClient
from tests.remains import remains_in

ADDRESS, BROWSER = "203.0.113.7", "Mozilla/5.0 (Canari; rv:140.0)"
PASSWORD = "lavande et papier bible"


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Flask]:
    """An instance on real files, as production has it."""
    with database_url(tmp_path) as url:
        app = create_app(test_settings(tmp_path, url))
        with app.app_context():
            flask_migrate.upgrade()
            yield app
            db.session.remove()
            db.engine.dispose()


@pytest.mark.promise("C1.4")
def test_neither_address_nor_browser_is_kept_of_who_applies_and_signs_in(
    instance: Flask, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """C1.4: not in any file, row or line of the log, also not of a sign-in that fails."""
    client = PageClient(instance)
    client.environ_base |= {"REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": BROWSER}
    client.submit(
        client.page(f"/jobs/{JobFactory().slug}/apply"),
        "apply",
        {"name": "Camille Durand", "email": "camille@example.org", "cv": ("cv.pdf", samples.pdf())},
    )
    client.submit(client.page("/me/sign-in"), "sign-in", {"email": "camille@example.org"})
    write_due_codes()
    account = AccountFactory(email="nora@example.org", password_hash=accounts.HASHER.hash(PASSWORD))
    for password in ("faux", PASSWORD):
        client.submit(
            client.page("/staff/login"),
            "sign-in",
            {"email": account.email, "password": password},
            status=422 if password == "faux" else 303,
        )
    Worker(TASKS).tick()
    tags = set(db.session.scalars(select(AuditEvent.tag)))
    assert {Tag.APPLICATION_SUBMITTED, Tag.ACCOUNT_SIGN_IN_FAILED} <= tags
    assert db.session.scalars(select(Application.name)).all() == ["Camille Durand"]
    db.session.remove()
    said = capfd.readouterr()
    kept = remains_in(tmp_path) + (said.out + said.err).encode()
    assert [word for word in (ADDRESS, BROWSER) if word.encode() in kept] == []
    assert b"Camille Durand" in kept


def test_the_search_finds_an_address_that_is_there(instance: Flask, tmp_path: Path) -> None:
    """The test above can fail."""
    (tmp_path / "access.log").write_text(f"{ADDRESS} GET /")
    assert ADDRESS.encode() in remains_in(tmp_path)
