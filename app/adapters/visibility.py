"""Which letters of a page a person sees. Runs in the confined child.

Not how a text is hidden is looked for, but whether it shows: the page is drawn with it and without it, and a text that
changes no pixel is not visible. White on white, transparent, under a picture, outside a clip or outside the page, in a
typeface without a stroke: all are the same here. What stands in nearly the same place is taken away in turns, or
the ink of one text would speak for another.
"""

import ctypes
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from ..core.text import fold
from .sheets import Box, Letter, Sheet, address, clamp

# Pixels to a point: the thin strokes of small type keep their contrast, and an A4 page has a million of them.
_SCALE = 1.5
_MAX_PIXELS = 2_000_000
# Of 255. The grey of #F0F0F0 on white, a contrast of 1.14 to 1, is below it; that of #E8E8E8 is seen, if badly.
_LEAST_CONTRAST = 16
# Type below two points, or below two pixels of this small picture, is no writing to anybody.
_LEAST_SIZE = 2.0
_LEAST_PIXELS = 2.0
# Beyond so many texts on top of one another nothing could be read.
_MAX_LAYERS = 6
_INK = [255 * (level >= _LEAST_CONTRAST) for level in range(256)]
_MAX_MARKS = 20
# How far a text's own shadow may lie from it, in points, and how many texts are held against one.
_SHADOW = 8.0
_MAX_NEAR = 20
# Marks spell out ligatures, accents and signs; nobody is told anything in fewer letters than these.
_LEAST_CLAIM = 8
_CLAIM = b"ActualText"


@dataclass
class Seen:
    """The letters of a page and, of each, whether it shows; what marks claim that the letters do not say."""

    letters: list[Letter]
    is_visible: list[bool]
    claims: list[str]


@dataclass
class _Unit:
    """What one text object draws: its letters by their number, and the objects to take away to see what it changes."""

    objects: list[Any]
    letters: list[int] = field(default_factory=list)

    def box(self, letters: list[Letter]) -> Box:
        inks = [letters[index].ink for index in self.letters]
        lefts, tops, rights, bottoms = zip(*inks, strict=True)
        return (min(lefts), min(tops), max(rights), max(bottoms))


def look(sheet: Sheet, *, with_places: bool = True) -> Seen:
    """What of the sheet's text is visible; whether the letters' ``place`` is needed too."""
    objects = sheet.text_objects()
    claims = list(_take_claims(objects))
    letters = sheet.letters(with_places=with_places)
    scale = min(_SCALE, (_MAX_PIXELS / (sheet.width * sheet.height)) ** 0.5)
    shown: set[int] = set()
    layers = _layers(_units(objects, letters, scale), letters, scale, sheet)
    if layers:
        whole = _draw(sheet, scale)
        for layer in layers:
            shown.update(_shown_letters(layer, letters, _Ink(sheet, whole, layer, scale)))
    said = _bare(letter.text for letter in letters) if claims else ""
    claims = [claim for claim in claims if len(_bare(claim)) >= _LEAST_CLAIM and _bare(claim) not in said]
    return Seen(letters, _with_blanks(letters, shown), claims)


def _units(objects: list[Any], letters: list[Letter], scale: float) -> list[_Unit]:
    """One for each text object that has letters large enough to read.

    PDFium drops the letters of a text that is drawn twice, as programs do for bold type and for shadows: both are one.
    """
    units = {address(thing): _Unit([thing]) for thing in objects}
    for index, letter in enumerate(letters):
        unit = units.get(letter.owner) if letter.owner else None
        if unit and letter.text.strip() and letter.size >= max(_LEAST_SIZE, _LEAST_PIXELS / scale):
            unit.letters.append(index)
    _join_twins(units, {letter.owner for letter in letters})
    return [unit for unit in units.values() if unit.letters]


def _join_twins(units: dict[int | None, _Unit], named: set[int | None]) -> None:
    """Gives the objects without letters of their own to the text of the same extent that lies next to them."""
    cells: dict[tuple[int, int], list[tuple[Box, _Unit]]] = {}
    for unit in units.values():
        if unit.letters:
            bounds = _bounds(unit.objects[0])
            cells.setdefault(_cell(bounds), []).append((bounds, unit))
    for owner, unit in units.items():
        if owner in named:
            continue
        bounds = _bounds(unit.objects[0])
        across, up = _cell(bounds)
        near = [cells.get((across + x, up + y), [])[:_MAX_NEAR] for x in (-1, 0, 1) for y in (-1, 0, 1)]
        twin = next((other for found in near for sides, other in found if _is_as_large(sides, bounds)), None)
        if twin:
            twin.objects += unit.objects


def _bounds(thing: Any) -> Box:  # noqa: ANN401  a pointer of PDFium's
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top)
    return clamp((left.value, bottom.value, right.value, top.value))


def _cell(bounds: Box) -> tuple[int, int]:
    return int(bounds[0] // _SHADOW), int(bounds[1] // _SHADOW)


def _is_as_large(one: Box, other: Box) -> bool:
    return all(
        abs((one[end] - one[start]) - (other[end] - other[start])) <= 1 + 0.05 * (one[end] - one[start])
        for start, end in ((0, 2), (1, 3))
    )


def _layers(units: list[_Unit], letters: list[Letter], scale: float, sheet: Sheet) -> list[list[_Unit]]:
    """The units in groups within which none stands on another; the same letters in the same place stay together."""
    layers: list[tuple[list[_Unit], Image.Image]] = []
    places: dict[tuple[str, int, int], int] = {}
    size = _pixels(sheet, scale)
    for unit in units:
        box = _scaled(_core(unit.box(letters)), scale, size)
        if box is None:
            continue
        keys = [
            (letters[index].text, round(letters[index].ink[0]), round(letters[index].ink[1])) for index in unit.letters
        ]
        at = places.get(keys[0], -1) if all(key in places for key in keys) else -1
        if at < 0:
            at = next((at for at, (_, taken) in enumerate(layers) if not taken.crop(box).getbbox()), len(layers))
        if at == len(layers):
            if at == _MAX_LAYERS:
                continue
            layers.append(([], Image.new("L", size)))
        layers[at][0].append(unit)
        layers[at][1].paste(255, box)
        places.update(dict.fromkeys(keys, at))
    return [group for group, _ in layers]


class _Ink:
    """The pixels of a page that a group of texts changes."""

    def __init__(self, sheet: Sheet, whole: Image.Image, layer: list[_Unit], scale: float) -> None:
        objects = [thing for unit in layer for thing in unit.objects]
        _switch(objects, on=False)
        difference = ImageChops.difference(whole, _draw(sheet, scale))
        _switch(objects, on=True)
        self._scale, self._size = scale, difference.size
        self._pixels = difference.convert("L").point(_INK).tobytes()

    def is_in(self, box: Box) -> bool:
        """Whether there is any within the box. The octets are searched row by row: there may be a million boxes."""
        pixels = _scaled(box, self._scale, self._size)
        if pixels is None:
            return False
        left, top, right, bottom = pixels
        row = self._size[0]
        return any(self._pixels.find(255, y * row + left, y * row + right) >= 0 for y in range(top, bottom))


def _shown_letters(layer: list[_Unit], letters: list[Letter], ink: _Ink) -> Iterator[int]:
    """The letters of the layer without which the page looks different, word by word."""
    for unit in layer:
        for word in _words(unit.letters):
            if 2 * sum(ink.is_in(_core(letters[index].ink)) for index in word) >= len(word):
                yield from word


def _words(indexes: list[int]) -> Iterator[list[int]]:
    """Letters that follow one another without a blank."""
    for _, run in groupby(enumerate(indexes), lambda pair: pair[1] - pair[0]):
        yield [index for _, index in run]


def _with_blanks(letters: list[Letter], shown: set[int]) -> list[bool]:
    """Blanks are as visible as the letter before them; those at the very beginning as the first letter."""
    first = next((index for index, letter in enumerate(letters) if letter.text.strip()), None)
    last = first is None or first in shown
    is_visible = []
    for index, letter in enumerate(letters):
        if letter.text.strip():
            last = index in shown
        is_visible.append(last)
    return is_visible


def _take_claims(objects: list[Any]) -> Iterator[str]:
    """The texts by which marks would have the letters replaced (/ActualText); only the letters are believed."""
    seen: set[str] = set()
    for thing in objects:
        for number in range(min(pdfium.FPDFPageObj_CountMarks(thing), _MAX_MARKS)):
            mark = pdfium.FPDFPageObj_GetMark(thing, number)
            claim = _parameter(mark, _CLAIM) if pdfium.FPDFPageObjMark_CountParams(mark) else None
            if claim is not None:
                pdfium.FPDFPageObjMark_RemoveParam(thing, mark, _CLAIM)
            if claim and claim not in seen:
                seen.add(claim)
                yield claim


def _parameter(mark: Any, key: bytes) -> str | None:  # noqa: ANN401  a pointer of PDFium's
    length = ctypes.c_ulong()
    if not pdfium.FPDFPageObjMark_GetParamStringValue(mark, key, None, 0, length):
        return None
    buffer = (ctypes.c_ushort * (length.value // 2 + 1))()
    pdfium.FPDFPageObjMark_GetParamStringValue(mark, key, buffer, length.value, length)
    return bytes(buffer)[: length.value].decode("utf-16-le", errors="ignore").rstrip("\0")


def _switch(objects: Iterable[Any], *, on: bool) -> None:
    for thing in objects:
        pdfium.FPDFPageObj_SetIsActive(thing, on)


def _draw(sheet: Sheet, scale: float) -> Image.Image:
    return sheet.draw(*_pixels(sheet, scale))


def _pixels(sheet: Sheet, scale: float) -> tuple[int, int]:
    return max(1, round(sheet.width * scale)), max(1, round(sheet.height * scale))


def _core(box: Box) -> Box:
    """Without its edges, where neighbours may reach in: lines set close, slanted letters."""
    left, top, right, bottom = box
    height = bottom - top
    inset = min(0.15 * height, 0.25 * (right - left))
    return (left + inset, top + 0.2 * height, right - inset, bottom - 0.2 * height)


def _scaled(box: Box, scale: float, size: tuple[int, int]) -> tuple[int, int, int, int] | None:
    """Every pixel that the box touches; None where it is outside of the picture."""
    left, top = int(max(0.0, box[0] * scale)), int(max(0.0, box[1] * scale))
    right, bottom = min(size[0], math.ceil(box[2] * scale)), min(size[1], math.ceil(box[3] * scale))
    return (left, top, right, bottom) if left < right and top < bottom else None


def _bare(parts: str | Iterable[str]) -> str:
    """Letters and digits only, in the form for comparing."""
    return "".join(character for character in fold("".join(parts)) if character.isalnum())
