"""The text of an ODT file, and which of it LibreOffice would not show. Runs in the confined child."""

import io
import re
import zipfile
from dataclasses import replace

from .assembling import Assembly, feed
from .findings import Found
from .looks import AUTOMATIC, WHITE, Colour, Look, read_colour

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_LIBREOFFICE = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_SKIPPED = {f"{_OFFICE}annotation", f"{_OFFICE}binary-data", f"{_TEXT}tracked-changes"}
_BREAKS = {f"{_TEXT}{tag}": mark for tag, mark in (("line-break", "\n"), ("tab", "\t"), ("s", " "))}
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "px": 0.75, "pc": 12.0}
_MAX_STYLES = 5000
_MAX_PARENTS = 20
_MAX_DEPTH = 200


class _Styles:
    """The styles of a file, those with names and those made for a single place."""

    def __init__(self) -> None:
        self._looks: dict[tuple[str, str], tuple[Look, str]] = {}
        self._current: tuple[str, str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in {f"{_STYLE}style", f"{_STYLE}default-style"} and len(self._looks) < _MAX_STYLES:
            name, family = attributes.get(f"{_STYLE}name", ""), attributes.get(f"{_STYLE}family", "")
            self._current = (family, name)
            self._looks[self._current] = (Look(), attributes.get(f"{_STYLE}parent-style-name", ""))
        elif self._current and tag.startswith(_STYLE) and tag.endswith("-properties"):
            look, parent = self._looks[self._current]
            self._looks[self._current] = (_look_of(attributes).over(look), parent)

    def end(self, tag: str) -> None:
        if tag in {f"{_STYLE}style", f"{_STYLE}default-style"}:
            self._current = None

    def data(self, data: str) -> None:
        """Styles hold no text."""

    def close(self) -> None:
        """Asked for by the parser; nothing is left to do."""

    def look(self, family: str, name: str) -> Look:
        """That of a style and of those above it, down to the family's own."""
        look = Look()
        for _ in range(_MAX_PARENTS):
            own, parent = self._looks.get((family, name), (Look(), ""))
            look = look.over(own)
            if not name:
                break
            name = parent
        return look


def _look_of(attributes: dict[str, str]) -> Look:
    """What the attributes of a style's properties say of the looks of text."""
    display = attributes.get(f"{_TEXT}display")
    background = read_colour(attributes.get(f"{_FO}background-color"))
    fill = attributes.get(f"{_DRAW}fill")
    return Look(
        is_gone=None if display is None else display == "none",
        colour=_colour(attributes),
        size=_size(attributes.get(f"{_FO}font-size", "")),
        background=background,
        is_on_fill=True if fill in {"gradient", "bitmap", "hatch", "solid"} else (False if background else None),
    )


def _colour(attributes: dict[str, str]) -> Colour | None:
    """``use-window-font-color`` is black on what is light and white on what is dark."""
    if attributes.get(f"{_STYLE}use-window-font-color") == "true":
        return AUTOMATIC
    # Said of the automatic colour too, where it means nothing.
    if attributes.get(f"{_LIBREOFFICE}opacity") == "0%":
        return WHITE
    return read_colour(attributes.get(f"{_FO}color"))


def _size(raw: str) -> float | None:
    """In points; None for what is said in parts of another size."""
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,6})?)([a-z]{2})", raw)
    return float(found[1]) * _POINTS[found[2]] if found and found[2] in _POINTS else None


def read_odt(raw: bytes) -> Found:
    """Headers and footers stand with the page styles."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = archive.namelist()
        styles = _Styles()
        if "styles.xml" in names:
            feed(archive, "styles.xml", styles)
        parts = ("styles.xml", f"{_STYLE}header"), ("content.xml", None), ("styles.xml", f"{_STYLE}footer")
        readings = [_read_part(archive, name, within, styles) for name, within in parts if name in names]
    return Found(
        "\n".join("".join(part.text) for part in readings),
        "\n".join("".join(part.hidden) for part in readings),
        None,
        [block for part in readings for block in part.blocks],
    )


def _read_part(archive: zipfile.ZipFile, name: str, within: str | None, styles: _Styles) -> Assembly:
    reader = _Words(styles, within)
    feed(archive, name, reader)
    reader.assembly.settle()
    return reader.assembly


class _Words:
    """Reads a part of the file, or of it what stands within an element."""

    def __init__(self, styles: _Styles, within: str | None) -> None:
        self.assembly = Assembly()
        self._styles = styles
        self._within = within
        self._inside = 0
        self._skipped = 0
        self._items = 0
        # The looks of the elements that are open, and how many paragraphs are.
        self._looks = [Look()]
        self._paragraphs = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._styles.start(tag, attributes)
        self._inside += tag == self._within
        self._skipped += tag in _SKIPPED
        if not self._is_read:
            return
        if tag in _BREAKS:
            self.assembly.say(_BREAKS[tag])
        elif tag in _OPENINGS:
            self._open(tag, attributes)
        elif tag == f"{_TABLE}table-row":
            self.assembly.open_row()
        self._items += tag == f"{_TEXT}list-item"

    def end(self, tag: str) -> None:
        self._styles.end(tag)
        if self._is_read:
            self._close(tag)
        self._inside -= tag == self._within
        self._skipped -= tag in _SKIPPED

    def data(self, data: str) -> None:
        if self._paragraphs and self._is_read:
            self.assembly.say(data, is_visible=self._looks[-1].is_visible)

    def close(self) -> None:
        """Asked for by the parser; nothing is left to do."""

    @property
    def _is_read(self) -> bool:
        return not self._skipped and (self._within is None or self._inside > 0)

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._looks) > _MAX_DEPTH:
            raise ValueError(tag)
        family = _OPENINGS[tag]
        space = _TABLE if family.startswith("table") else _DRAW if family == "graphic" else _TEXT
        look = self._styles.look(family, attributes.get(f"{space}style-name", "")).over(self._looks[-1])
        if attributes.get(f"{_TEXT}is-hidden") == "true" or attributes.get(f"{_TEXT}display") == "none":
            look = replace(look, is_gone=True)
        self._looks.append(look)
        if family == "paragraph":
            self._paragraphs += 1
            self.assembly.open_paragraph()
        elif family == "table-cell":
            self.assembly.open_cell()

    def _close(self, tag: str) -> None:
        if tag in _OPENINGS and len(self._looks) > 1:
            self._looks.pop()
        if tag in {f"{_TEXT}p", f"{_TEXT}h"}:
            self._paragraphs -= 1
            kind = "heading" if tag == f"{_TEXT}h" else "item" if self._items else "paragraph"
            self.assembly.close_paragraph(kind)
        elif tag == f"{_TABLE}table-row":
            self.assembly.close_row()
        self._items -= tag == f"{_TEXT}list-item"


# What has looks of its own, and the family of its style.
_OPENINGS = {
    f"{_TEXT}p": "paragraph",
    f"{_TEXT}h": "paragraph",
    f"{_TEXT}span": "text",
    f"{_TEXT}a": "text",
    f"{_TEXT}section": "section",
    f"{_TEXT}hidden-text": "text",
    f"{_TEXT}hidden-paragraph": "text",
    f"{_TABLE}table": "table",
    f"{_TABLE}table-cell": "table-cell",
    f"{_DRAW}frame": "graphic",
    f"{_DRAW}custom-shape": "graphic",
}
