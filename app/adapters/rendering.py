"""What a PDF looks like: its pages in pixels, and its text where it stands. Jobs of the confined child.

A page is given as bare pixels, red, green and blue, row by row: whoever asks makes a picture of them, so that no file
format passes from a stranger's document to a browser.
"""

from itertools import chain
from typing import Any

import pypdfium2
from PIL import Image

from .lines import build_lines
from .reading_pdf import Looked, gather, look_at, look_through
from .sheets import sane_size

# A page is shown 720 pixels wide: twice that is crisp on any screen.
WIDTH = 1440
MAX_SIDE = 3000
# Of one answer, in pixels: sheets of A4 come by nine. Each is three octets, and memory is scarce here.
MAX_ANSWER = 30_000_000
_A4 = (595.0, 842.0)

Picture = tuple[dict[str, Any], bytes]


def render(raw: bytes, first: str, last: str) -> tuple[dict[str, Any], list[bytes]]:
    """Pages ``first`` to ``last``, counted from one, as many of them as one answer can hold, and the number of all.

    Each sheet says its number, its size in points, that of its picture in ``pixels``, and its ``lines``, (x, y, width,
    height, text, whether it is visible) in points from the top left; a broken page is blank and says ``broken``.
    """
    with pypdfium2.PdfDocument(raw) as pdf:
        sheets: list[dict[str, Any]] = []
        pictures: list[bytes] = []
        for index in range(max(int(first), 1) - 1, min(int(last), len(pdf))):
            sheet, picture = _describe(pdf, index, look_at(pdf, index))
            if pictures and sum(map(len, pictures)) + len(picture) > 3 * MAX_ANSWER:
                break
            sheets.append(sheet)
            pictures.append(picture)
        return {"pages": len(pdf), "sheets": sheets}, pictures


def prepare(raw: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What ``reading.read`` says of a PDF, and its first sheet."""
    with pypdfium2.PdfDocument(raw) as pdf:
        looked = look_through(pdf, with_places=True)
        first = next(looked, None)
        sheet, picture = _describe(pdf, 0, first)
        found = gather(chain([first], looked))
        found.pages = len(pdf)
        return {**found.as_value(), "sheets": [sheet]}, [picture]


def _describe(pdf: pypdfium2.PdfDocument, index: int, looked: Looked | None) -> Picture:
    if looked is None:
        return _blank(pdf, index)
    sheet, seen = looked
    across, down = _pixels(sheet.width, sheet.height)
    told = _tell(index, sheet.width, sheet.height, (across, down))
    return {**told, "lines": build_lines(seen)}, sheet.draw(across, down).tobytes()


def _blank(pdf: pypdfium2.PdfDocument, index: int) -> Picture:
    """In place of a page that cannot be shown."""
    try:
        width, height = sane_size(*pdf.get_page_size(index))
    except pypdfium2.PdfiumError:
        width, height = _A4
    size = _pixels(width, height)
    return {**_tell(index, width, height, size), "broken": True}, Image.new("RGB", size, "white").tobytes()


def _tell(index: int, width: float, height: float, pixels: tuple[int, int]) -> dict[str, Any]:
    return {
        "number": index + 1,
        "width": round(width, 2),
        "height": round(height, 2),
        "pixels": list(pixels),
        "lines": [],
    }


def _pixels(width: float, height: float) -> tuple[int, int]:
    """As wide as it is shown, unless it is very high."""
    scale = min(WIDTH / width, MAX_SIDE / height)
    return max(1, int(width * scale + 1e-6)), max(1, int(height * scale + 1e-6))
