"""The whole way of a file with STORAGE=s3: only configuration differs."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.adapters.storage_s3 import S3Storage
from app.core.actor import OPERATOR
from app.core.clock import today
from app.core.db import transaction
from app.domain.applications.models import Application
from app.domain.documents.models import Document
from app.domain.documents.readying import prepare_batch
from app.domain.documents.tasks import shred_all, sweep_incoming
from app.domain.documents.vault import storage
from app.domain.privacy.erasure import erase_application
from tests.adapters import object_store, samples
from tests.factories import JobFactory
from tests.page_client import PageClient

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object_store.Service]:
    with object_store.running(tmp_path_factory.mktemp("objects")) as started:
        yield started


@pytest.fixture
def bucket(app: Flask, service: object_store.Service, monkeypatch: pytest.MonkeyPatch) -> object_store.Service:
    for name, value in service.settings.items():
        monkeypatch.setitem(app.config, name, value)
    return service


def test_file_is_taken_made_ready_read_and_destroyed(
    db: Any, client: PageClient, sign_in: Any, bucket: object_store.Service
) -> None:
    job = JobFactory()
    page = client.page(f"/jobs/{job.slug}/apply")
    cv = ("CV.pdf", samples.pdf("Camille Durand"))
    client.submit(page, "apply", {"name": "Camille Durand", "email": "camille@example.org", "cv": cv})
    assert isinstance(storage(), S3Storage)
    assert prepare_batch() == 1
    application = db.session.scalars(select(Application)).one()
    application_id = application.id
    assert sign_in().get(f"/staff/documents/{application.cv_id}").data.startswith(b"%PDF")
    assert len(set(storage().list_keys())) == 4
    sweep_incoming()
    with transaction():
        erase_application(
            actor=OPERATOR,
            application_id=application_id,
            due_on=today(),
            because="request",
            policy_version="2026.1",
            archive_until=None,
        )
    shred_all()
    assert set(storage().list_keys()) == set()


def test_service_that_is_away_takes_nothing_by_halves(
    db: Any, client: PageClient, bucket: object_store.Service
) -> None:
    """R12."""
    job = JobFactory()
    page = client.page(f"/jobs/{job.slug}/apply")
    bucket.stop()
    try:
        cv = ("CV.pdf", samples.pdf("Camille Durand"))
        given = {"name": "Camille Durand", "email": "camille@example.org", "cv": cv}
        client.submit(page, "apply", given, status=503)
        client.page(f"/jobs/{job.slug}")
    finally:
        bucket.start()
    assert db.session.scalars(select(Document)).all() == []
