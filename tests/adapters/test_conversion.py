"""Letters become pages, and nothing in them reaches out while they do."""

import io
import socket
from collections.abc import Iterator

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


def test_nothing_is_fetched(listener: socket.socket) -> None:
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/x.png"
    field = f'<w:fldSimple w:instr="INCLUDEPICTURE &quot;{address}&quot;"><w:r><w:t>shown</w:t></w:r></w:fldSimple>'
    to_pdf(active_files.word_body(f"<w:p>{field}</w:p>"), DOCX)
    with pytest.raises(TimeoutError):
        listener.accept()


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
