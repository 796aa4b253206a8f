"""Words are recognised in pictures of pages, accents included, and told where they stand."""

import pytest

from app.adapters import ocr, previews
from app.adapters.confinement import ReaderFailed
from app.adapters.ocr import read_page
from app.cli.demo.files import write_pdf

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(ocr.find_ocr() is None, reason="no Tesseract (install tesseract-ocr, -fra and -eng)"),
]
LINES = ("Camille Durand", "Expérience et formation", "Trésorière à Orléans depuis 2019")


def scan(*lines: str) -> bytes:
    """A page as a picture."""
    return previews.prepare(write_pdf([("title", line) for line in lines] or [("line", " ")]))[1][0]


def test_lines_are_recognised_with_their_accents_where_they_stand() -> None:
    found = read_page(scan(*LINES))
    assert [words for *_, words in found] == list(LINES)
    assert [y for _, y, *_ in found] == sorted(y for _, y, *_ in found)
    for x, y, width, height, _ in found:
        assert (0.05 < x < 0.15, 0.05 < y < 0.5, 0.1 < width < 0.9, 0.01 < height < 0.05) == (True,) * 4


def test_empty_page_says_nothing() -> None:
    assert read_page(scan()) == []


def test_what_is_no_picture_is_a_finding() -> None:
    with pytest.raises(ReaderFailed):
        read_page(b"%PDF-1.4 not a picture")


def test_without_tesseract_nothing_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "find_ocr", lambda: None)
    assert read_page(scan(*LINES)) == []
