"""A page of a PDF as PDFium shows it: its size, its letters and its pixels. Runs in the confined child."""

import ctypes
import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import (
    Image,
    ImageFile,  # noqa: F401  Pillow imports it when a picture is turned into octets, which is too late in the child
)

# No page of a CV holds a tenth of it; a page that does is no reading matter.
MAX_LETTERS = 50_000
MAX_OBJECTS = 50_000
_MAX_DEPTH = 8
_MAX_ANNOTATIONS = 200
# Further out than that nothing is told apart, and no number grows past what JSON and pictures can carry.
_FAR = 50_000.0
_LARGEST_SIDE = 14_400.0

Box = tuple[float, float, float, float]


class Letter(NamedTuple):
    """A letter: the box of its ink and the one of its line, in points from the top left of the page as it is shown.

    ``owner`` is the address of the text object that draws it; None for the blanks and line ends that PDFium adds.
    ``size`` is the smaller side of the type, ``is_level`` says that the line runs from side to side.
    """

    text: str
    ink: Box
    place: Box
    size: float
    is_level: bool
    owner: int | None


class Sheet:
    """One page, open. What its annotations show, values of forms among it, has become part of it."""

    def __init__(self, pdf: pypdfium2.PdfDocument, index: int) -> None:
        self.page = pdf[index]
        if _has_shown_annotations(self.page):
            # Values that the file gives no looks are given theirs when the page is first drawn.
            self.draw(1, 1)
            pdfium.FPDFPage_Flatten(self.page, pdfium.FLAT_NORMALDISPLAY)
            self.page.close()
            self.page = pdf[index]
        self.width, self.height = sane_size(*self.page.get_size())
        self.displayed = _placing(self.page)
        self.is_turned = bool(pdfium.FPDFPage_GetRotation(self.page) % 2)

    def draw(self, across: int, down: int) -> Image.Image:
        """The page in so many pixels, without what is switched off."""
        bitmap = pypdfium2.PdfBitmap.new_native(across, down, pdfium.FPDFBitmap_BGR)
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, across, down)
        flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
        pdfium.FPDF_RenderPageBitmap(bitmap, self.page, 0, 0, across, down, 0, flags)
        picture = Image.frombytes("RGB", (across, down), bytes(bitmap.buffer), "raw", "RGB", bitmap.stride)
        bitmap.close()
        return picture

    def letters(self, *, with_places: bool) -> list[Letter]:
        """In the order of the file, which most programs make that of reading; ``place`` costs time of its own."""
        textpage = self.page.get_textpage()
        count = min(pdfium.FPDFText_CountChars(textpage), MAX_LETTERS)
        return list(_read_letters(_Letters(textpage, self, with_places=with_places), count))

    def text_objects(self) -> list[Any]:
        """Those of the page and of the forms that it draws."""
        found: list[Any] = []
        get = partial(pdfium.FPDFPage_GetObject, self.page)
        _collect(get, pdfium.FPDFPage_CountObjects(self.page), found, 0)
        return found


def address(thing: Any) -> int | None:  # noqa: ANN401  a pointer of PDFium's
    """By which two pointers to the same object are known."""
    return ctypes.cast(thing, ctypes.c_void_p).value


def _read_letters(source: "_Letters", count: int) -> Iterator[Letter]:
    last: int | None = -1
    style = 0.0, True
    lead = 0
    for index in range(count):
        code = source.code(index)
        # Letters beyond U+FFFF come in two halves.
        if 0xD800 <= code < 0xDC00:
            lead = code
            continue
        if 0xDC00 <= code < 0xE000 and lead:
            code = 0x10000 + ((lead - 0xD800) << 10) + code - 0xDC00
        lead = 0
        owner = source.owner(index)
        if owner != last:
            last, style = owner, source.style(index)
        ink = source.ink(index)
        yield Letter(chr(code) if code else "", ink, source.place(index, ink, style[0]), *style, owner)


class _Letters:
    """What PDFium says of each letter; the things that it writes its answers into are made once."""

    def __init__(self, textpage: pypdfium2.PdfTextPage, sheet: Sheet, *, with_places: bool) -> None:
        self._textpage, self._with_places = textpage, with_places
        self._displayed, self._is_turned = sheet.displayed, sheet.is_turned
        self._left, self._right, self._bottom, self._top = (ctypes.c_double() for _ in range(4))
        self._loose, self._matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()

    def code(self, index: int) -> int:
        """A unit of UTF-16."""
        return int(pdfium.FPDFText_GetUnicode(self._textpage, index))

    def owner(self, index: int) -> int | None:
        """The address of the text object."""
        return address(pdfium.FPDFText_GetTextObject(self._textpage, index))

    def ink(self, index: int) -> Box:
        """The box of what is drawn."""
        left, right, bottom, top = self._left, self._right, self._bottom, self._top
        pdfium.FPDFText_GetCharBox(self._textpage, index, left, right, bottom, top)
        return self._displayed((left.value, bottom.value, right.value, top.value))

    def place(self, index: int, ink: Box, size: float) -> Box:
        """The box of its part of the line; that of the ink where the typeface states heights of its own invention."""
        if not self._with_places:
            return ink
        loose = self._loose
        pdfium.FPDFText_GetLooseCharBox(self._textpage, index, loose)
        place = self._displayed((loose.left, loose.bottom, loose.right, loose.top))
        side = min(place[2] - place[0], place[3] - place[1])
        return place if side <= max(3 * size, ink[2] - ink[0], ink[3] - ink[1]) else ink

    def style(self, index: int) -> tuple[float, bool]:
        """The size of a letter as it is shown, and whether its line is level: the same for all of a text object."""
        matrix = self._matrix
        pdfium.FPDFText_GetMatrix(self._textpage, index, matrix)
        smaller = min(math.hypot(matrix.a, matrix.b), math.hypot(matrix.c, matrix.d))
        size = abs(pdfium.FPDFText_GetFontSize(self._textpage, index)) * smaller
        return size if math.isfinite(size) else 0.0, (abs(matrix.a) >= abs(matrix.b)) != self._is_turned


def _placing(page: pypdfium2.PdfPage) -> Callable[[Box], Box]:
    """From the page's own points, which count from the bottom left, to those of the page as it is shown."""
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, bounds)
    left, bottom, right, top = bounds.left, bounds.bottom, bounds.right, bounds.top
    turns: tuple[Callable[[Box], Box], ...] = (
        lambda box: (box[0] - left, top - box[3], box[2] - left, top - box[1]),
        lambda box: (box[1] - bottom, box[0] - left, box[3] - bottom, box[2] - left),
        lambda box: (right - box[2], box[1] - bottom, right - box[0], box[3] - bottom),
        lambda box: (top - box[3], right - box[2], top - box[1], right - box[0]),
    )
    turn = turns[pdfium.FPDFPage_GetRotation(page) % 4]
    return lambda box: clamp(turn(box))


def clamp(box: Box) -> Box:
    """A box whose sides are numbers in their order, none of them far out."""
    left, top, right, bottom = box
    if -_FAR < left <= right < _FAR and -_FAR < top <= bottom < _FAR:
        return box
    left, top, right, bottom = (max(-_FAR, min(_FAR, side)) if math.isfinite(side) else _FAR for side in box)
    return (left, top, max(left, right), max(top, bottom))


def sane_size(width: float, height: float) -> tuple[float, float]:
    """What a page says of its size, within 200 inches, as PDF has it, and no less than a point."""
    side, other = (max(1.0, min(one, _LARGEST_SIDE)) if math.isfinite(one) else 1.0 for one in (width, height))
    return side, other


def _has_shown_annotations(page: pypdfium2.PdfPage) -> bool:
    """Links show nothing; most CVs have no others."""
    count = pdfium.FPDFPage_GetAnnotCount(page)
    if count > _MAX_ANNOTATIONS:
        return True
    return any(_subtype(page, index) not in {pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP} for index in range(count))


def _subtype(page: pypdfium2.PdfPage, index: int) -> int:
    annotation = pdfium.FPDFPage_GetAnnot(page, index)
    subtype = int(pdfium.FPDFAnnot_GetSubtype(annotation))
    pdfium.FPDFPage_CloseAnnot(annotation)
    return subtype


def _collect(get: Callable[[int], Any], count: int, found: list[Any], depth: int) -> None:
    for index in range(min(count, MAX_OBJECTS)):
        if len(found) >= MAX_OBJECTS:
            return
        thing = get(index)
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            found.append(thing)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            inner = partial(pdfium.FPDFFormObj_GetObject, thing)
            _collect(inner, pdfium.FPDFFormObj_CountObjects(thing), found, depth + 1)
