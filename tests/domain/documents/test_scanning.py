"""The antivirus between the form and the reader: a real clamd, and what happens while it is away (5.4.3)."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.adapters.antivirus import Finding, ScannerUnavailable
from app.core.db import reading
from app.domain.documents import scanning
from app.domain.documents.enums import PreparationState, ScanState
from app.domain.documents.models import Document
from app.domain.documents.readying import is_preparation_due, prepare_batch
from app.domain.documents.scanning import is_scan_due, scan_batch
from tests.adapters import clamd, samples
from tests.factories import ApplicationFactory, CandidateFactory, DocumentFactory

pytestmark = [pytest.mark.once, pytest.mark.skipif(clamd.CLAMD is None, reason=clamd.MISSING)]


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[clamd.Daemon]:
    with clamd.running(tmp_path_factory.mktemp("clamd")) as started:
        yield started


@pytest.fixture
def scanned(app: Flask, daemon: clamd.Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    """The instance scans, and the daemon is there."""
    monkeypatch.setitem(app.config, "ANTIVIRUS", "clamd")
    monkeypatch.setitem(app.config, "CLAMD_ADDRESS", daemon.unix)


@pytest.fixture
def away(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The instance scans, and nobody listens."""
    monkeypatch.setitem(app.config, "ANTIVIRUS", "clamd")
    monkeypatch.setitem(app.config, "CLAMD_ADDRESS", "unix:/nonexistent/clamd")


def _application(content: bytes) -> Any:
    candidate = CandidateFactory()
    return ApplicationFactory(candidate=candidate, cv=DocumentFactory(candidate=candidate, content=content))


def _is_due() -> tuple[bool, bool]:
    with reading():
        return is_scan_due(), is_preparation_due()


def _scans(db: Any) -> list[ScanState]:
    return list(db.session.scalars(select(Document.scan).order_by(Document.created_at)))


@pytest.mark.usefixtures("scanned")
def test_file_is_scanned_before_anything_else_and_then_made_ready(db: Any, sign_in: Any) -> None:
    application, client = _application(samples.pdf("Camille Durand")), sign_in()
    assert _is_due() == (True, False)
    client.page(f"/staff/documents/{application.cv_id}", status=403)
    assert scan_batch() == 1
    assert (_is_due(), _scans(db)) == ((False, True), [ScanState.CLEAN])
    prepare_batch()
    assert client.get(f"/staff/documents/{application.cv_id}").data.startswith(b"%PDF")


@pytest.mark.usefixtures("scanned")
def test_infected_file_is_never_opened_and_the_others_are(db: Any, sign_in: Any) -> None:
    bad, good = _application(clamd.EICAR), _application(samples.pdf("Camille Durand"))
    assert scan_batch() == 2
    assert sorted(_scans(db)) == [ScanState.CLEAN, ScanState.INFECTED]
    document = db.session.get(Document, bad.cv_id)
    assert (document.scan, document.signature) == (ScanState.INFECTED, clamd.SIGNATURE)
    prepare_batch()
    db.session.refresh(document)
    assert document.preparation is PreparationState.WAITING
    client = sign_in()
    for path in ("", "/original"):
        client.page(f"/staff/documents/{bad.cv_id}{path}", status=403)
    assert clamd.SIGNATURE in client.page("/staff/documents").text
    assert client.get(f"/staff/documents/{good.cv_id}").status_code == 200


@pytest.mark.usefixtures("away")
def test_while_the_scanner_is_away_nothing_passes_and_the_queue_is_seen(db: Any, sign_in: Any) -> None:
    application, client = _application(samples.pdf("Camille Durand")), sign_in()
    with pytest.raises(ScannerUnavailable):
        scan_batch()
    assert (_is_due(), _scans(db)) == ((True, False), [ScanState.UNSCANNED])
    client.page(f"/staff/documents/{application.cv_id}", status=403)
    assert "waits for the antivirus" in client.page(f"/staff/applications/{application.id}?lang=en").text
    assert "waits for the antivirus" in client.page("/staff/documents?lang=en").text


def test_queue_goes_on_when_the_scanner_is_back(
    app: Flask, db: Any, daemon: clamd.Daemon, away: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    _application(samples.pdf("Camille Durand"))
    with pytest.raises(ScannerUnavailable):
        scan_batch()
    monkeypatch.setitem(app.config, "CLAMD_ADDRESS", daemon.tcp)
    assert scan_batch() == 1
    assert _scans(db) == [ScanState.CLEAN]


@pytest.mark.usefixtures("scanned")
def test_file_that_the_scanner_cannot_judge_stays_closed(db: Any, sign_in: Any) -> None:
    application = _application(b"%PDF-1.4" + bytes(clamd.STREAM_LIMIT))
    assert scan_batch() == 1
    assert _scans(db) == [ScanState.FAILED]
    sign_in().page(f"/staff/documents/{application.cv_id}", status=403)


def test_without_an_antivirus_files_pass_and_say_that_they_were_not_scanned(db: Any, sign_in: Any) -> None:
    application, client = _application(samples.pdf("Camille Durand")), sign_in()
    assert _is_due() == (False, True)
    assert scan_batch() == 0
    assert client.get(f"/staff/documents/{application.cv_id}").status_code == 200
    assert "not scanned" in client.page(f"/staff/applications/{application.id}?lang=en").text


def test_nothing_is_scanned_where_nothing_scans(db: Any) -> None:
    _application(samples.pdf("Camille Durand"))
    assert scan_batch() == 0


@pytest.mark.usefixtures("scanned")
def test_file_erased_meanwhile_is_passed_over(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "_list_unscanned", lambda _limit: [uuid4()])
    assert scan_batch() == 1
    assert _scans(db) == []


def test_file_that_alone_takes_too_long_keeps_no_other_waiting(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class SlowWithOne:
        """A scanner that is there, and gives up on the first file it is shown."""

        def __init__(self) -> None:
            self.shown = 0

        def check(self) -> None:
            """It is there."""

        def scan(self, _content: bytes) -> Finding:
            self.shown += 1
            if self.shown == 1:
                raise ScannerUnavailable
            return Finding(is_infected=False)

    slow = SlowWithOne()
    monkeypatch.setattr(scanning, "scanner", lambda: slow)
    for word in ("Camille Durand", "Jeanne Morel"):
        _application(samples.pdf(word))
    assert scan_batch() == 2
    assert sorted(_scans(db)) == [ScanState.CLEAN, ScanState.UNSCANNED]
