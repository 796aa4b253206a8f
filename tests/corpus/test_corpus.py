"""Every item of the corpus gets its verdict within the limits, and nothing reaches out or stays behind (B4.a)."""

import socket
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from itertools import groupby, islice
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from app.adapters import confined, confinement, conversion
from app.core.db import transaction
from app.core.errors import Invalid
from app.domain.documents.enums import DocumentKind, MediaType, ScanState
from app.domain.documents.intake import keep, take_in
from app.domain.documents.models import Document
from app.domain.documents.preparation import prepare
from app.domain.documents.readying import prepare_batch
from app.domain.documents.release import content_disposition
from app.domain.documents.rules import clean_filename, has_agreeing_extension
from app.domain.documents.scanning import scan_batch
from tests.adapters import active_files, clamd, samples
from tests.factories import CandidateFactory
from tests.page_client import PageClient

from . import archives
from .items import Item, Verdict, items
from .names import HOSTILE, REFUSED
from .trials import idle_peak, try_item


def _kind(item: Item) -> tuple[int, str]:
    return item.family, Path(item.filename).suffix


ITEMS = list(items())
# LibreOffice starts for a second each time: the first two of a family and kind; `make corpus` has it set them all.
ALIKE = groupby(sorted(ITEMS, key=_kind), key=_kind)
SET = {item.label for _, alike in ALIKE for item in islice(alike, 2)}
# What a reader holds beside what it was given: the libraries of the server that forked it.
SHARED_MB = 40
# The families of files that lead elsewhere, and how many at least do so by an address that can be made ours.
REACHING = {2: 4, 3: 5, 6: 4, 16: 4}
KINDS = {"cv.docx": MediaType.DOCX, "cv.odt": MediaType.ODT, "cv.pdf": MediaType.PDF, "cv.rtf": MediaType.RTF}


@pytest.fixture(scope="module")
def idle() -> int:
    return idle_peak()


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        yield server


@pytest.mark.once
@pytest.mark.parametrize("item", ITEMS, ids=[item.label for item in ITEMS])
def test_item_gets_its_verdict_within_the_limits(item: Item, idle: int) -> None:
    trial = try_item(item, idle, is_set=item.label in SET)
    taken = Verdict.ACCEPTED if item.expected is Verdict.QUARANTINED else item.expected
    assert trial.verdict == taken, trial
    assert trial.seconds < confined.LATEST + 1, trial
    assert trial.peak < confined.MEMORY / 1024**2 + SHARED_MB, trial
    assert trial.setting < conversion.LIMITS.seconds + 2, trial


def test_the_corpus_is_whole() -> None:
    """Families 11 and 12 are names, and the rest of 13 are requests: they have no files."""
    assert {item.family for item in ITEMS} == set(range(1, 21)) - {11, 12}
    assert len({item.label for item in ITEMS}) == len(ITEMS)
    assert len(ITEMS) >= 150


@pytest.mark.once
def test_one_item_of_each_family_through_the_whole_way(app: Flask, db: Any, client: PageClient) -> None:
    """The form's own intake, the store, the worker; the rest of the queue goes on, and the app still answers."""
    before = _stray_files()
    with transaction():
        candidate = CandidateFactory()
        for family in range(1, 21):
            for item in [item for item in ITEMS if item.family == family][:2]:
                assert _is_taken(item, candidate.id) == (item.expected is not Verdict.REFUSED), item.label
    while prepare_batch():
        pass
    assert client.get("/healthz").status_code == 200
    assert _left_of(_stray_files() - before) == set()
    assert confinement.list_layers()


def _is_taken(item: Item, candidate_id: UUID) -> bool:
    try:
        keep(take_in(upload=BytesIO(item.make()), filename=item.filename, kind=DocumentKind.CV), candidate_id)
    except Invalid:
        return False
    return True


def _stray_files() -> set[Path]:
    folders = [Path("/dev/shm"), Path("/var/tmp")]  # noqa: S108  where jobs of programs have their folders
    return {path for folder in folders if folder.is_dir() for path in folder.glob("vivier-job-*")}


def _left_of(found: set[Path]) -> set[Path]:
    """Those that stay: the folders of jobs that another test has under way go within their time."""
    deadline = time.monotonic() + 40
    while (left := found & _stray_files()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


@pytest.mark.once
@pytest.mark.skipif(clamd.CLAMD is None, reason=clamd.MISSING)
def test_the_test_virus_is_held_wherever_it_hides(
    app: Flask, db: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """5.4.3."""
    held = [item for item in ITEMS if item.expected is Verdict.QUARANTINED]
    with clamd.running(tmp_path) as daemon:
        monkeypatch.setitem(app.config, "ANTIVIRUS", "clamd")
        monkeypatch.setitem(app.config, "CLAMD_ADDRESS", daemon.unix)
        with transaction():
            candidate = CandidateFactory()
            for item in held:
                keep(take_in(upload=BytesIO(item.make()), filename=item.filename, kind=DocumentKind.CV), candidate.id)
        assert scan_batch() == len(held) == 3
    assert {document.scan for document in db.session.query(Document)} == {ScanState.INFECTED}


@pytest.mark.once
def test_nothing_is_fetched_on_behalf_of_a_file(listener: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    """B4.2, B4.3: a listener on this machine hears nothing, not even of what the form would have refused."""
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/canary"
    elsewhere = active_files._ADDRESS.encode()
    monkeypatch.setattr(active_files, "_ADDRESS", address)
    monkeypatch.setattr(archives, "LISTENER", address)
    aimed: Counter[int] = Counter()
    for item in (item for item in ITEMS if item.family in REACHING):
        raw = item.make().replace(elsewhere, address.encode())
        if _says(raw, address.encode()):
            aimed[item.family] += 1
            prepare(raw, KINDS[item.filename])
    assert {family: count >= REACHING[family] for family, count in aimed.items()} == dict.fromkeys(REACHING, True)
    with pytest.raises(TimeoutError):
        listener.accept()


def _says(raw: bytes, address: bytes) -> bool:
    """Whether the address stands in the octets, or in those of a member: archives are packed."""
    if not raw.startswith(b"PK"):
        return address in raw
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        return any(address in archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_hostile_name_becomes_a_harmless_one(name: str) -> None:
    """B4.11, 5.4.2: short, printable, without path, marks or a second extension that acts."""
    shown = clean_filename(name, MediaType.PDF)
    assert shown.endswith(".pdf")
    assert len(shown.encode()) <= 160
    assert shown.isprintable()
    assert not set(shown) & set('/\\<>:"|?*;\x00\r\n\u202e\u200b\ufeff')
    assert not shown.startswith((".", "-", " "))
    header = content_disposition(shown)
    assert header.isascii()
    assert "\r" not in header
    assert "\n" not in header


@pytest.mark.parametrize("name", REFUSED)
def test_name_of_another_kind_is_refused(name: str) -> None:
    """B4.12, 5.2.2."""
    assert not has_agreeing_extension(name, MediaType.PDF)


def test_hostile_names_are_taken_and_shown_harmless(db: Any) -> None:
    with transaction():
        for name in HOSTILE:
            if has_agreeing_extension(name, MediaType.PDF):
                document = take_in(upload=BytesIO(samples.pdf()), filename=name, kind=DocumentKind.CV)
                assert document.filename == clean_filename(name, MediaType.PDF)


def test_the_first_page_says_how_many_files_there_are() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    assert f"By `make corpus`: {len(ITEMS)} hostile and honest files" in readme
