"""The text of a Word file, and which of it Word would not show. Runs in the confined child."""

import io
import re
import zipfile
from dataclasses import dataclass, field, replace

from .assembling import CHUNK, MAX_XML, Assembly, feed
from .findings import Found
from .looks import AUTOMATIC, WHITE, Look, read_colour

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SHAPE = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_VML = "{urn:schemas-microsoft-com:vml}"
_EFFECTS = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BREAKS = {f"{_WORD}{tag}": mark for tag, mark in (("br", "\n"), ("cr", "\n"), ("tab", "\t"), ("noBreakHyphen", "-"))}
# A text box stands twice in the file: as it is, and once more for older programs (Fallback).
_SKIPPED: set[str] = {f"{_COMPATIBILITY}Fallback", f"{_WORD}del", f"{_WORD}moveFrom"}
_FILLS = {f"{_DRAWN}{kind}Fill" for kind in ("solid", "grad", "blip", "patt")}
_MAX_STYLES = 5000
_MAX_PARENTS = 20
_MAX_DEPTH = 200
# What the text was before somebody changed it.
_SKIPPED |= {f"{_WORD}{kind}PrChange" for kind in ("r", "p", "tc", "tbl", "sect", "tr", "tblGrid")}
_FALSE = {"0", "false", "off", "none"}


@dataclass
class _Style:
    parent: str | None = None
    look: Look = field(default_factory=Look)


def read_docx(raw: bytes) -> Found:
    """Headers first: many a name and address stands there."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = sorted(archive.namelist())
        styles = _Styles()
        if "word/styles.xml" in names:
            feed(archive, "word/styles.xml", styles)
        parts = [
            name
            for kind in ("header", "document", "footer")
            for name in names
            if re.fullmatch(rf"word/{kind}\d*\.xml", name)
        ]
        readings = [_read_part(archive, name, styles) for name in parts[:20]]
    # Word keeps the same header for the first page, the left and the right ones.
    once = {"".join(part.text) + "\0" + "".join(part.hidden): part for part in readings}.values()
    return Found(
        "\n".join("".join(part.text) for part in once),
        "\n".join("".join(part.hidden) for part in once),
        None,
        [block for part in once for block in part.blocks],
    )


def _read_part(archive: zipfile.ZipFile, name: str, styles: "_Styles") -> Assembly:
    base = Look(is_on_fill=True) if _has_backdrop(archive, name) else Look()
    reader = _Words(styles, base)
    feed(archive, name, reader)
    reader.assembly.settle()
    return reader.assembly


def _has_backdrop(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether a drawing lies behind the text: white letters may stand on something dark then."""
    with archive.open(name) as member:
        tail = b""
        for _ in range(MAX_XML // CHUNK):
            chunk = member.read(CHUNK)
            if not chunk:
                return False
            if b'behindDoc="1"' in tail + chunk:
                return True
            tail = chunk[-20:]
    return False


class _Styles:
    """The styles of a file: what they say of the looks of text, by their names in the file."""

    def __init__(self) -> None:
        self.shaded: set[str] = set()
        self.default = Look()
        self._styles: dict[str, _Style] = {}
        self._current: _Style | None = None
        self._name, self._type = "", ""
        self._basic = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        value = attributes.get(f"{_WORD}val", "")
        if tag == f"{_WORD}style" and len(self._styles) < _MAX_STYLES:
            self._name, self._type = attributes.get(f"{_WORD}styleId", ""), attributes.get(f"{_WORD}type", "")
            self._current = self._styles[self._name] = _Style()
            if self._type == "paragraph" and attributes.get(f"{_WORD}default") == "1":
                self._basic = self._name
        elif self._current is None:
            self.default = _look_with(self.default, tag, value, attributes)
        elif tag == f"{_WORD}basedOn":
            self._current.parent = value
        elif tag == f"{_WORD}name":
            self._current.look = replace(self._current.look, kind=_kind_of(value))
        elif self._type == "table":
            if tag == f"{_WORD}shd" and read_colour(attributes.get(f"{_WORD}fill")):
                self.shaded.add(self._name)
        else:
            self._current.look = _look_with(self._current.look, tag, value, attributes)

    def end(self, tag: str) -> None:
        if tag == f"{_WORD}style":
            self._current = None

    def data(self, data: str) -> None:
        """Styles hold no text."""

    def close(self) -> None:
        """Asked for by the parser; nothing is left to do."""

    def look(self, name: str) -> Look:
        """That of a style and of those it is based on."""
        look = Look()
        for _ in range(_MAX_PARENTS):
            style = self._styles.get(name)
            if style is None:
                break
            look = look.over(style.look)
            name = style.parent or ""
        return look

    @property
    def basic(self) -> Look:
        """That of text which names no style."""
        return self.look(self._basic).over(self.default)


def _kind_of(style: str) -> str | None:
    """What a style is for. Word writes the names of its own styles in English, whatever its language."""
    folded = style.lower()
    if folded.startswith(("heading", "title", "titre")):
        return "heading"
    return "item" if folded.startswith("list") else None


def _look_with(look: Look, tag: str, value: str, attributes: dict[str, str]) -> Look:
    """The look once one more property has been read."""
    said = Look()
    match tag.removeprefix(_WORD):
        case "vanish" | "specVanish":
            said = Look(is_gone=value not in _FALSE)
        case "color":
            said = Look(colour=read_colour(value) or AUTOMATIC)
        case "sz" if value[:6].isdecimal():
            # In half points.
            said = Look(size=int(value[:6]) / 2)
        case "highlight":
            said = Look(is_on_fill=value not in {"white", "none"}, background=WHITE)
        case "shd":
            fill = read_colour(attributes.get(f"{_WORD}fill"))
            said = Look(background=fill, is_on_fill=False if fill else None)
        case "outlineLvl" if value < "9":
            said = Look(kind="heading")
        case "numId" if look.kind != "heading":
            said = Look(kind="item" if value != "0" else "paragraph")
    return said.over(look)


class _Words:
    """Reads a part of the file: what surrounds a run says how it looks, until it says so itself."""

    def __init__(self, styles: _Styles, base: Look) -> None:
        self.assembly = Assembly()
        self._styles = styles
        self._base = base
        # The looks of the tables, cells, boxes, paragraphs and runs that are open.
        self._looks = [base.over(styles.default)]
        self._holder: str | None = None
        self._is_mark = False
        self._is_letter_fill = False
        self._skipped = 0
        self._is_text = False
        self._is_outline = 0
        self._box_has_fill = False
        self._has_fills = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._skipped += tag in _SKIPPED
        if self._skipped:
            return
        if tag.startswith(_WORD):
            self._start_word(tag.removeprefix(_WORD), tag, attributes)
        else:
            self._start_drawing(tag, attributes)

    def end(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipped -= 1
        elif not self._skipped:
            self._is_outline -= tag == f"{_DRAWN}ln"
            self._is_letter_fill = self._is_letter_fill and tag != f"{_EFFECTS}textFill"
            if tag.startswith(_WORD):
                self._end_word(tag.removeprefix(_WORD))

    def data(self, data: str) -> None:
        if self._is_text and not self._skipped:
            self.assembly.say(data, is_visible=self._looks[-1].is_visible)

    def close(self) -> None:
        """Asked for by the parser; nothing is left to do."""

    def _start_word(self, name: str, tag: str, attributes: dict[str, str]) -> None:
        value = attributes.get(f"{_WORD}val", "")
        match name:
            case "p" | "r" | "tc" | "tbl" | "txbxContent":
                self._open(name)
            case "tr":
                self.assembly.open_row()
            case "t":
                self._is_text = True
            case "rPr" | "pPr" | "tcPr" | "tblPr":
                # The properties of the mark that ends a paragraph are not those of its text.
                self._is_mark = bool(self._holder)
                self._holder = self._holder or name
            case "pStyle" | "rStyle" if self._holder and not self._is_mark:
                self._looks[-1] = self._styles.look(value).over(self._looks[-1])
            case "tblStyle" if value in self._styles.shaded:
                self._looks[-1] = replace(self._looks[-1], is_on_fill=True)
            case _ if tag in _BREAKS and not self._holder:
                self.assembly.say(_BREAKS[tag])
            case _ if self._holder and not self._is_mark:
                self._looks[-1] = _look_with(self._looks[-1], tag, value, attributes)

    def _open(self, name: str) -> None:
        if len(self._looks) > _MAX_DEPTH:
            raise ValueError(name)
        look = self._looks[-1]
        if name == "p":
            look = replace(self._styles.basic.over(look), kind=self._styles.basic.kind, is_gone=look.is_gone)
            self.assembly.open_paragraph()
        elif name == "tc":
            self.assembly.open_cell()
        elif name == "txbxContent":
            is_on_fill = self._box_has_fill or self._has_fills or self._base.is_on_fill
            look = replace(self._looks[0], is_gone=look.is_gone, is_on_fill=is_on_fill)
        self._looks.append(look)

    def _end_word(self, name: str) -> None:
        match name:
            case "p":
                self.assembly.close_paragraph(self._looks.pop().kind or "paragraph")
            case "r" | "tc" | "tbl" | "txbxContent":
                self._looks.pop()
            case "tr":
                self.assembly.close_row()
            case "t":
                self._is_text = False
            case "rPr" | "pPr" | "tcPr" | "tblPr":
                self._is_mark = False
                self._holder = None if name == self._holder else self._holder

    def _start_drawing(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == f"{_SHAPE}wsp" or tag.startswith(_VML):
            self._box_has_fill = "fillcolor" in attributes
        elif tag == f"{_DRAWN}ln":
            self._is_outline += 1
        elif tag in _FILLS and not self._is_outline and not self._holder:
            self._box_has_fill = True
        elif tag == f"{_DRAWN}fillRef":
            self._box_has_fill = self._box_has_fill or attributes.get("idx") != "0"
        elif tag == f"{_EFFECTS}textFill":
            self._is_letter_fill = True
        elif tag == f"{_EFFECTS}noFill" and self._is_letter_fill and not self._is_mark:
            self._looks[-1] = replace(self._looks[-1], is_gone=True)
        self._has_fills = self._has_fills or self._box_has_fill
