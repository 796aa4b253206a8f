"""R12: a full disk takes no application in, says so, and leaves the job pages readable."""

import errno
import gc
import os
import resource
from typing import Any

import pytest
from flask import Flask, request_started
from sqlalchemy import func, select

from app.domain.applications.models import Application
from app.domain.documents.models import Document
from app.domain.mail.models import OutgoingMail
from app.domain.people.models import Candidate
from tests.adapters import samples
from tests.factories import JobFactory
from tests.page_client import PageClient


def _rows(db: Any) -> list[int | None]:
    return [
        db.session.scalar(select(func.count()).select_from(model))
        for model in (Application, Candidate, Document, OutgoingMail)
    ]


def test_a_full_disk_takes_nothing_by_halves(
    app: Flask, db: Any, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = JobFactory()
    page = client.page(f"/jobs/{job.slug}/apply?lang=en")
    action = next(form.get("id") or form.get("action") or "" for form in page.find_all("form") if form.get("enctype"))
    typed = {"name": "Camille Durand", "email": "camille@example.org", "cv": ("CV.pdf", samples.pdf())}

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        told = client.submit(page, action, typed, status=503)
        assert "Not available at the moment" in told.text
        assert client.page(f"/jobs/{job.slug}").status == 200
    files = [path for path in app.config["UPLOADS_DIR"].rglob("*") if path.is_file()]
    assert (_rows(db), files) == ([0, 0, 0, 0], [])
    assert client.submit(page, action, typed, status=303).location
    assert _rows(db) == [1, 1, 1, 1]


def test_below_the_floor_no_file_is_taken_and_the_pages_stay(
    app: Flask, db: Any, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R12: what is left of the disk is for the database."""
    job = JobFactory()
    page = client.page(f"/jobs/{job.slug}/apply?lang=en")
    typed = {"name": "Camille Durand", "email": "camille@example.org", "cv": ("CV.pdf", samples.pdf())}
    with monkeypatch.context() as patch:
        patch.setitem(app.config, "MIN_FREE_BYTES", 1 << 60)
        told = client.submit(page, "apply", typed, status=503)
        assert "Not available at the moment" in told.text
        assert client.get(f"/jobs/{job.slug}").status_code == 200
        assert client.get("/readyz").get_json()["storage"] == "away"
    assert _rows(db) == [0, 0, 0, 0]
    assert not [path for path in app.config["UPLOADS_DIR"].rglob("*") if path.is_file()]
    client.submit(client.page(f"/jobs/{job.slug}/apply?lang=en"), "apply", typed)


# The parser leaves the half-written file to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_room_for_a_body_on_its_way_in(app: Flask, db: Any, client: PageClient) -> None:
    """R12: the kernel itself refuses the octets, before anything of ours is asked."""
    job = JobFactory()
    page = client.page(f"/jobs/{job.slug}/apply?lang=en")
    typed = {"name": "Camille Durand", "email": "camille@example.org", "cv": ("CV.txt", b"conseil " * 100_000)}
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill_up(_app: Flask) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, most))

    try:
        with request_started.connected_to(fill_up, app):
            told = client.submit(page, "apply", typed, status=503)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))
    gc.collect()
    assert "Not available at the moment" in told.text
    assert _rows(db) == [0, 0, 0, 0]
    assert client.submit(page, "apply", typed, status=303).location
