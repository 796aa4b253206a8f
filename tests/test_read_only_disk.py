"""A disk that is mounted read-only: pages are read, nothing is taken, and whoever sends something hears so (R12)."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app import create_app
from app.domain.people.accounts import HASHER
from app.extensions import db
from tests.conftest import test_settings
from tests.databases import ENGINE, migrated_url
from tests.factories import AccountFactory, ApplicationFactory, JobFactory
from tests.processes import UNMEASURED

ROOT = Path(__file__).parents[1]
# A namespace of mounts of its own: the folder is read-only there, and nowhere else.
APART = ("unshare", "--mount", *(() if os.geteuid() == 0 else ("--map-root-user",)), "sh", "-c")
READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'
# What only the database takes in.
FORMS = (
    ("/contact", "contact", {"name": "Hugo", "email": "h@example.org", "subject": "Stages", "message": "Bonjour."}),
    ("/staff/login", "sign-in", {"email": "nora@example.org", "password": "merle et lilas"}),
)
VISIT = """
import json, sys
from app import create_app
from tests.adapters import samples
from tests.page_client import PageClient

given = json.loads(sys.argv[1])
client = PageClient(create_app())
told = {path: client.get(path).status_code for path in given["pages"]}
for path, form, values in given["forms"]:
    files = {"cv": ("cv.pdf", samples.pdf("x"))} if form == "apply" else {}
    told[form] = client.submit(client.page(path), form, {**values, **files}, status=503).status
told["/readyz"] = client.get("/readyz").json
print(json.dumps(told))
"""


def _may_mount(folder: Path) -> bool:
    try:
        asked = subprocess.run([*APART, READ_ONLY, "sh", str(folder), "true"], capture_output=True, check=False)
    except FileNotFoundError:
        return False
    return asked.returncode == 0


@pytest.fixture
def instance(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    if not _may_mount(tmp_path):
        pytest.skip("this machine lets nobody mount a folder of their own")
    with migrated_url(app.config["SQLALCHEMY_DATABASE_URI"], tmp_path) as url:
        own = create_app(test_settings(tmp_path, url))
        with own.app_context():
            yield own
            db.session.remove()
            db.engine.dispose()


def test_pages_are_read_and_nothing_is_taken_on_a_read_only_disk(instance: Flask, tmp_path: Path) -> None:
    """R12: the files of both databases, and SQLite's own."""
    slug = JobFactory().slug
    ApplicationFactory()
    AccountFactory(email="nora@example.org", email_key="nora@example.org", password_hash=HASHER.hash("merle et lilas"))
    before = _what_is_there(tmp_path)
    asked = {
        "pages": ["/", "/jobs", f"/jobs/{slug}", "/privacy", "/contact", "/staff/login", "/healthz"],
        "forms": [
            (f"/jobs/{slug}/apply", "apply", {"name": "Camille", "email": "c@example.org"}),
            *(FORMS if ENGINE == "sqlite" else ()),
        ],
    }
    environment = {
        **UNMEASURED,
        "VIVIER_ENV": "testing",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": instance.config["SQLALCHEMY_DATABASE_URI"],
    }
    visit = [*APART, READ_ONLY, "sh", str(tmp_path), sys.executable, "-c", VISIT, json.dumps(asked)]
    run = subprocess.run(visit, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout.splitlines()[-1])
    assert told.pop("/readyz")["storage"] == "away"
    assert told == dict.fromkeys(asked["pages"], 200) | {form: 503 for _path, form, _values in asked["forms"]}
    assert _what_is_there(tmp_path) == before


def _what_is_there(folder: Path) -> dict[str, Any]:
    rows = {
        name: db.session.scalar(text(f"SELECT count(*) FROM {name}"))  # noqa: S608  our own names
        for name in ("applications", "candidates", "documents", "contact_messages", "audit_events", "outgoing_mails")
    }
    db.session.rollback()
    return {"rows": rows, "files": sorted(str(path) for path in (folder / "uploads").rglob("*"))}
