"""What a stranger's document looks like: pictures of its pages, its text and where it stands.

The confined reader gives bare pixels, and they become a picture here: whatever a hostile file does to its reader, no
file format that it could have written ever reaches a browser.
"""

import io
import math
from dataclasses import asdict, dataclass
from typing import Any

from PIL import Image

from .confinement import Answer, ReaderFailed, Reason, run

PREPARE, RENDER, READ = "app.adapters.rendering:prepare", "app.adapters.rendering:render", "app.adapters.reading:read"
PICTURE_TYPE = "image/webp"
# Measured on the demonstration's CVs: letters keep their edges, and a page is some 60 kB.
QUALITY = 80
MAX_LINES = 4000
MAX_LINE = 2000
MAX_PIXELS = 8_000_000
MAX_POINTS = 100_000.0


@dataclass(frozen=True)
class Line:
    """A run of text and its box, in points from the top left of the page as it is shown."""

    x: float
    y: float
    width: float
    height: float
    text: str
    is_visible: bool

    @property
    def baseline(self) -> float:
        """Where the letters stand; of most typefaces a fifth of the height lies below."""
        return round(self.y + self.height * 0.8, 1)


@dataclass(frozen=True)
class Sheet:
    """A page: its size in points, and its lines."""

    number: int
    width: float
    height: float
    lines: list[Line]


@dataclass(frozen=True)
class Content:
    """What a document says: to people by sight (``text``), and otherwise (``hidden``); ``blocks`` are (kind, text).

    ``pages`` is None where the file itself has none.
    """

    text: str
    hidden: str
    pages: int | None
    blocks: list[tuple[str, str]]
    sheets: list[Sheet]

    @property
    def has_text(self) -> bool:
        """False for a scan: a picture of a page holds no letter."""
        return any(character.isalnum() for character in self.text)

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Content":
        """As it was stored."""
        sheets = [Sheet(**{**sheet, "lines": [Line(**line) for line in sheet["lines"]]}) for sheet in stored["sheets"]]
        return cls(**{**stored, "blocks": [tuple(block) for block in stored["blocks"]], "sheets": sheets})


def read_content(content: bytes, media_type: str) -> Content:
    """What the file says, without its looks. Raises ReaderFailed."""
    return _content(run(READ, content, media_type).value, sheets=[])


def prepare(pdf: bytes) -> tuple[Content, list[bytes]]:
    """What a PDF says, and its first page as a picture. Raises ReaderFailed."""
    answer = run(PREPARE, pdf)
    sheets, pictures = _sheets(answer)
    return _content(answer.value, sheets), pictures


def render(pdf: bytes, first: int, last: int) -> tuple[list[Sheet], list[bytes]]:
    """Pages ``first`` to ``last`` of a PDF and their pictures. Raises ReaderFailed."""
    return _sheets(run(RENDER, pdf, str(first), str(last)))


def _content(value: Any, sheets: list[Sheet]) -> Content:  # noqa: ANN401  what a reader says
    match value:
        case {"text": str(text), "hidden": str(hidden), "pages": int() | None as pages}:
            blocks = value.get("blocks", [])
            if isinstance(blocks, list) and all(map(_is_block, blocks)):
                return Content(text, hidden, pages, [(kind, words) for kind, words in blocks], sheets)
    raise ReaderFailed(Reason.UNREADABLE)


def _is_block(block: Any) -> bool:  # noqa: ANN401  what a reader says
    match block:
        case ["heading" | "paragraph" | "item" | "row", str()]:
            return True
    return False


def _sheets(answer: Answer) -> tuple[list[Sheet], list[bytes]]:
    match answer.value:
        case {"sheets": list(raw_sheets)} if len(raw_sheets) == len(answer.files):
            pairs = [_sheet(raw, pixels) for raw, pixels in zip(raw_sheets, answer.files, strict=True)]
            return [sheet for sheet, _ in pairs], [picture for _, picture in pairs]
    raise ReaderFailed(Reason.UNREADABLE)


def _sheet(raw: Any, pixels: bytes) -> tuple[Sheet, bytes]:  # noqa: ANN401  what a reader says
    match raw:
        case {
            "number": int(number),
            "width": width,
            "height": height,
            "pixels": [int(across), int(down)],
            "lines": list(lines),
        }:
            sheet = Sheet(number, _length(width), _length(height), [_line(line) for line in lines[:MAX_LINES]])
            return sheet, _picture(pixels, across, down)
    raise ReaderFailed(Reason.UNREADABLE)


def _line(raw: Any) -> Line:  # noqa: ANN401  what a reader says
    match raw:
        case [x, y, width, height, str(text), bool(is_visible)]:
            return Line(_length(x), _length(y), _length(width), _length(height), text[:MAX_LINE], is_visible)
    raise ReaderFailed(Reason.UNREADABLE)


def _length(value: Any) -> float:  # noqa: ANN401  what a reader says
    if not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > MAX_POINTS:
        raise ReaderFailed(Reason.UNREADABLE)
    return round(float(value), 1)


def _picture(pixels: bytes, across: int, down: int) -> bytes:
    """Red, green and blue, row by row, as a picture that browsers show."""
    if across < 1 or down < 1 or across * down > MAX_PIXELS or len(pixels) != across * down * 3:
        raise ReaderFailed(Reason.UNREADABLE)
    out = io.BytesIO()
    Image.frombytes("RGB", (across, down), pixels).save(out, "WEBP", quality=QUALITY, method=1)
    return out.getvalue()
