"""The antivirus between the form and the reader: a real clamd, and what happens while it is away (5.4.3)."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.adapters.antivirus import Finding, ScannerUnavailable
from app.adapters.storage import LocalStorage, StorageUnavailable
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


class Clock:
    """The clock of the machine, as far as a turn asks it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def shift(self, seconds: float) -> None:
        self.seconds += seconds


class Stubborn:
    """A scanner that is there, and cannot judge some files; ``seconds`` pass with each that it is shown."""

    def __init__(self, *unjudged: bytes, seconds: float = 0, clock: Clock | None = None) -> None:
        self.unjudged = unjudged
        self.seconds = seconds
        self.clock = clock
        self.is_away = False

    def check(self) -> None:
        if self.is_away:
            raise ScannerUnavailable

    def scan(self, content: bytes) -> Finding:
        if self.clock is not None:
            self.clock.shift(self.seconds)
        if any(word in content for word in self.unjudged):
            raise ScannerUnavailable
        return Finding(is_infected=False)


class Fatal(Stubborn):
    """It is there until it meets a file that ends it; what watches over it starts it again."""

    def scan(self, content: bytes) -> Finding:
        try:
            return super().scan(content)
        except ScannerUnavailable:
            self.is_away = True
            raise


def test_file_that_alone_takes_too_long_keeps_no_other_waiting(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "scanner", lambda: Stubborn(b"never"))
    for word in ("never", "Jeanne Morel"):
        _application(word.encode())
    with pytest.raises(ScannerUnavailable):
        scan_batch()
    assert _scans(db) == [ScanState.UNSCANNED, ScanState.CLEAN]


def test_files_that_cannot_be_scanned_let_every_other_go_before_them(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many of them as a batch holds were looked at again and again, and nobody's file after them ever was."""
    monkeypatch.setattr(scanning, "scanner", lambda: Stubborn(b"never"))
    monkeypatch.setattr(scanning, "BATCH", 2)
    for word in ("never 1", "never 2", "Jeanne Morel", "Ali Benali"):
        _application(word.encode())
    with pytest.raises(ScannerUnavailable):
        scan_batch()
    assert scan_batch() == 2
    assert _scans(db) == [ScanState.UNSCANNED, ScanState.UNSCANNED, ScanState.CLEAN, ScanState.CLEAN]


def test_file_that_takes_the_scanner_down_with_it_lets_the_others_go_before(
    db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fatal = Fatal(b"bomb")
    monkeypatch.setattr(scanning, "scanner", lambda: fatal)
    for word in ("bomb", "Jeanne Morel"):
        _application(word.encode())
    for _ in range(2):
        fatal.is_away = False
        with pytest.raises(ScannerUnavailable):
            scan_batch()
    assert _scans(db) == [ScanState.UNSCANNED, ScanState.CLEAN]
    assert _is_due() == (True, True)


def test_file_that_the_store_has_lost_keeps_no_other_from_being_scanned(
    app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost, _ = _application(b"lost"), _application(b"Jeanne Morel")
    monkeypatch.setattr(scanning, "scanner", Stubborn)
    LocalStorage(app.config["UPLOADS_DIR"]).delete(db.session.get(Document, lost.cv_id).storage_key)
    with pytest.raises(StorageUnavailable):
        scan_batch()
    assert _scans(db) == [ScanState.UNSCANNED, ScanState.CLEAN]


def test_slow_scanner_has_a_turn_like_any_other_task(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty files at seven seconds each: no letter left for minutes, and /readyz said that the worker was away."""
    clock = Clock()
    monkeypatch.setattr(scanning, "time", clock)
    monkeypatch.setattr(scanning, "scanner", lambda: Stubborn(seconds=7, clock=clock))
    for number in range(3):
        _application(b"%d" % number)
    assert [scan_batch(), scan_batch()] == [2, 1]
    assert _scans(db) == [ScanState.CLEAN] * 3


def test_preparation_has_all_its_tries_whatever_the_scans_took(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    application = _application(samples.pdf("Camille Durand"))
    monkeypatch.setattr(scanning, "scanner", lambda: Stubborn(b"%PDF"))
    for _ in range(3):
        with pytest.raises(ScannerUnavailable):
            scan_batch()
    monkeypatch.setattr(scanning, "scanner", Stubborn)
    scan_batch()
    prepare_batch()
    assert db.session.get(Document, application.cv_id).preparation is PreparationState.READY
