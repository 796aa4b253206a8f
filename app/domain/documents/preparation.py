"""What is made of a file so that it can be read at once: text, pictures of its pages, and a clean copy.

The making looks at octets alone and touches no row, so that several files are made ready side by side.
"""

import json
from dataclasses import dataclass, field, replace
from time import monotonic

from ...adapters import cleanup, conversion, ocr, previews
from ...adapters.confinement import ReaderFailed
from ...adapters.previews import PICTURE_TYPE, Content, Line, Sheet
from .enums import MediaType, RenditionKind

# Further pages are in the copy to download; a CV that has them is not read on screen.
MAX_PAGES = 30
# So many pages at a time as a reader draws well within its five seconds of the processor.
PAGES_AT_ONCE = 4
# A page takes seconds: who scans a long document sends a text with it, or is read by eye.
MAX_OCR_PAGES = 3
# After so long nothing further is begun: a slow file is not to keep a worker beyond its lease.
BUDGET_SECONDS = 45


@dataclass(frozen=True)
class Made:
    """Something to store: what it is, which page of it, and its octets."""

    kind: RenditionKind
    number: int
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Prepared:
    """All that was made of a file. ``fault`` says why it cannot be read on screen; a clean copy there may still be."""

    made: list[Made] = field(default_factory=list)
    content: Content | None = None
    removed: list[str] | None = None
    fault: str | None = None


def prepare(content: bytes, media_type: MediaType) -> Prepared:
    """Everything that a document needs to be read. Never raises on account of the file."""
    until = monotonic() + BUDGET_SECONDS
    copy = _clean(content, media_type)
    copies = [] if copy is None else [Made(RenditionKind.CLEAN_COPY, 0, media_type.value, copy.content)]
    removed = None if copy is None else copy.removed
    try:
        said, pictures = _look(content, None if copy is None else copy.content, media_type, until)
    except ReaderFailed as failure:
        return Prepared(copies, removed=removed, fault=failure.reason.value)
    pages = [Made(RenditionKind.PAGE, number, PICTURE_TYPE, picture) for number, picture in enumerate(pictures, 1)]
    return Prepared([store(said), *pages, *copies], said, removed)


def store(said: Content) -> Made:
    """What a document says, as it is kept."""
    return Made(RenditionKind.CONTENT, 0, "application/json", json.dumps(said.as_json(), ensure_ascii=False).encode())


def load(raw: bytes) -> Content:
    """The same, back."""
    return Content.from_json(json.loads(raw))


def read_scan(said: Content, pictures: list[bytes]) -> Content:
    """The same content with what can be recognised in the pictures of its pages. Raises ReaderFailed."""
    lines = {number: ocr.read_page(picture) for number, picture in enumerate(pictures[:MAX_OCR_PAGES], 1)}
    sheets = [_with_lines(sheet, lines.get(sheet.number, [])) for sheet in said.sheets]
    text = "\n\n".join("\n".join(words for *_, words in page) for page in lines.values())
    return replace(said, text=text, sheets=sheets)


def _with_lines(sheet: Sheet, found: list[tuple[float, float, float, float, str]]) -> Sheet:
    """The recognised lines, whose boxes are fractions of the page, in the page's points."""
    lines = [
        Line(x * sheet.width, y * sheet.height, width * sheet.width, height * sheet.height, text, is_visible=True)
        for x, y, width, height, text in found
    ]
    return replace(sheet, lines=[*sheet.lines, *lines])


def _clean(content: bytes, media_type: MediaType) -> cleanup.CleanCopy | None:
    try:
        return cleanup.clean(content, media_type.value)
    except ReaderFailed:
        return None


def _look(content: bytes, clean: bytes | None, media_type: MediaType, until: float) -> tuple[Content, list[bytes]]:
    """What the document says and how its pages look; letters are set as pages where there is a converter.

    The converter gets the clean copy, which reaches for nothing: its confinement is the second wall and not the first.
    What cannot be cleaned is read as plain text.
    """
    if media_type is MediaType.PDF:
        return _draw(content, until)
    said = previews.read_content(content, media_type.value)
    if clean is None or monotonic() > until or conversion.find_converter() is None:
        return said, []
    try:
        drawn, pictures = _draw(conversion.to_pdf(clean, media_type.value), until)
    except ReaderFailed:
        # What the converter cannot set is still read as plain text.
        return said, []
    return replace(said, pages=drawn.pages, sheets=drawn.sheets), pictures


def _draw(pdf: bytes, until: float) -> tuple[Content, list[bytes]]:
    """The first page decides; a later one that cannot be drawn ends the pictures, and loses nothing else."""
    said, pictures = previews.prepare(pdf)
    sheets = list(said.sheets)
    last = min(said.pages or 1, MAX_PAGES)
    try:
        while len(pictures) < last and monotonic() < until:
            more, drawn = previews.render(pdf, len(pictures) + 1, min(len(pictures) + PAGES_AT_ONCE, last))
            if not drawn:
                break
            sheets += more
            pictures += drawn
    except ReaderFailed:
        pass
    return replace(said, sheets=sheets), pictures
