"""Letters become pages, and nothing in them reaches out while they do."""

import io
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from app.adapters import conversion
from app.adapters.confinement import ReaderFailed
from app.adapters.conversion import to_pdf
from app.adapters.media_types import DOCX, ODT, RTF, TXT

from . import active_files, samples

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(conversion.find_converter() is None, reason="no LibreOffice (install libreoffice-writer-nogui)"),
]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        yield server


def _text(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize(
    ("media_type", "raw"),
    [(DOCX, samples.word()), (ODT, samples.odt()), (RTF, samples.RTF), (TXT, samples.TEXT)],
)
def test_letter_of_each_kind_becomes_pages(media_type: str, raw: bytes) -> None:
    assert "Camille Durand" in _text(to_pdf(raw, media_type))


def test_accents_survive() -> None:
    assert "Déjà cinq opérations menées" in _text(to_pdf(samples.TEXT, TXT))


def _reaching(listener: socket.socket) -> bytes:
    """A Word file whose picture is elsewhere: LibreOffice gets it as soon as it sets the page."""
    return active_files.linked_picture(f"http://127.0.0.1:{listener.getsockname()[1]}/x.png")


def test_nothing_is_fetched(listener: socket.socket) -> None:
    to_pdf(_reaching(listener), DOCX)
    with pytest.raises(TimeoutError):
        listener.accept()


def test_the_same_file_reaches_out_where_nothing_holds_it(listener: socket.socket, tmp_path: Path) -> None:
    """So that the test above can fail."""
    (tmp_path / "source.docx").write_bytes(_reaching(listener))
    command = [str(conversion.find_converter()), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "source.docx")]
    listener.settimeout(60)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True) as one:
        listener.accept()[0].close()
        os.killpg(one.pid, signal.SIGKILL)


def test_files_of_the_machine_stay_out_of_the_pages() -> None:
    raw = rb'{\rtf1\ansi seen {\field{\*\fldinst INCLUDETEXT "/etc/passwd"}{\fldrslt shown}}\par}'
    assert "root:" not in _text(to_pdf(raw, RTF))


@pytest.mark.parametrize("tenths", [3, 6, 9])
def test_damaged_letter_is_a_finding_or_pages(tenths: int) -> None:
    raw = samples.word()
    try:
        pages = to_pdf(raw[: len(raw) * tenths // 10], DOCX)
    except ReaderFailed:
        return
    assert pages.startswith(b"%PDF")


def test_without_libreoffice_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "find_converter", lambda: None)
    with pytest.raises(ReaderFailed):
        to_pdf(samples.word(), DOCX)
