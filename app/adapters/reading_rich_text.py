"""The text of an RTF file, and which of it Word would not show. Runs in the confined child."""

import re
from dataclasses import dataclass, replace

from striprtf.striprtf import rtf_to_text

from .findings import Block, Found
from .looks import LEAST_SIZE, WHITE, Colour, is_same_to_the_eye

_PICTURE = re.compile(rb"[0-9a-fA-F\r\n]{1000,}")
_TOKEN = re.compile(r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'[0-9a-f]{2}|\\[^a-z]|[{}]|[^\\{}]+", re.IGNORECASE)
_COLOURS = re.compile(r"\\colortbl\s*([^{}]{0,20000})")
_MAX_DEPTH = 5000
_SPOKEN = {"u", "tab", "line", "emdash", "endash", "bullet", "lquote", "rquote", "ldblquote", "rdblquote"}
_CELLS = {"cell", "nestcell"}
_BULLET = re.compile(r"[•·▪◦‣*–-]\s+")


@dataclass(frozen=True)
class _Look:
    """How text is set at a place of the file: ``colour`` is a place in the table of colours, ``size`` half points."""

    is_gone: bool = False
    colour: int = 0
    size: int = 24
    is_on_fill: bool = False
    is_in_fill: bool = False

    def said(self, word: str, number: int | None) -> "_Look":
        """The look after a control word."""
        look = self
        match word:
            case "v":
                look = replace(self, is_gone=number != 0)
            case "plain":
                look = _Look(is_in_fill=self.is_in_fill)
            case "cf":
                look = replace(self, colour=number or 0)
            case "fs":
                look = replace(self, size=24 if number is None else number)
            case "cb" | "chcbpat" | "highlight":
                look = replace(self, is_on_fill=bool(number))
            case "cbpat" | "clcbpat" | "pard" | "trowd":
                look = replace(self, is_in_fill=bool(number))
        return look

    def is_visible(self, colours: list[Colour | None]) -> bool:
        """Whether a person would see it."""
        colour = colours[self.colour] if 0 <= self.colour < len(colours) else None
        is_lost = colour is not None and is_same_to_the_eye(colour, WHITE)
        is_shown = self.is_on_fill or self.is_in_fill or not is_lost
        return not self.is_gone and self.size > 2 * LEAST_SIZE and is_shown


def read_rtf(raw: bytes) -> Found:
    """Pictures are long runs of hexadecimal digits, on which the reader of RTF would spend its time."""
    plain = _PICTURE.sub(b"", raw).decode("latin-1")
    colours = _read_colours(plain)
    if not _may_hide(plain, colours):
        visible, hidden = plain, ""
    else:
        visible, hidden = _part(plain, colours)
    text = _to_text(visible)
    return Found(text, _to_text(hidden) if hidden else "", None, build_blocks(text, has_rows="\\cell" in plain))


def build_blocks(text: str, *, has_rows: bool = False) -> list[Block]:
    """A block for each line; ``has_rows`` says that cells of tables end with a bar."""
    blocks: list[Block] = []
    for line in text.splitlines():
        bare = line.strip()
        if has_rows and bare.endswith("|"):
            blocks.append(("row", bare[:-1].replace("\t", " ").replace("|", "\t")))
        elif found := _BULLET.match(bare):
            blocks.append(("item", bare[found.end() :]))
        else:
            blocks.append(("paragraph", bare))
    return blocks


def _to_text(plain: str) -> str:
    return str(rtf_to_text(plain, errors="replace"))  # type: ignore[no-untyped-call]


def _read_colours(plain: str) -> list[Colour | None]:
    """The table of colours; the first is most often left out, and stands for automatic."""
    found = _COLOURS.search(plain)
    colours: list[Colour | None] = []
    for entry in (found[1] if found else "").split(";"):
        shares = [re.search(rf"\\{name}(\d{{1,3}})", entry) for name in ("red", "green", "blue")]
        red, green, blue = (int(share[1]) if share else -1 for share in shares)
        colours.append((red, green, blue) if min(red, green, blue) >= 0 else None)
    return colours


def _may_hide(plain: str, colours: list[Colour | None]) -> bool:
    """Most files say nothing that could hide text, and need not be parted."""
    has_white = any(colour is not None and is_same_to_the_eye(colour, WHITE) for colour in colours)
    return has_white or bool(re.search(r"\\v(?![a-z])|\\fs[0-4](?!\d)", plain))


def _part(plain: str, colours: list[Colour | None]) -> tuple[str, str]:
    """The file twice: without the text that is not visible, and without the text that is."""
    visible: list[str] = []
    hidden: list[str] = []
    look, stack = _Look(), [_Look()]
    # How deep the table of fonts lies, which is no text and which both need; 0 outside of it.
    table = 0
    for found in _TOKEN.finditer(plain):
        piece, word, number = found[0], found[1], found[2]
        if piece == "{":
            stack.append(look)
            if len(stack) > _MAX_DEPTH:
                raise ValueError(piece)
        elif piece == "}":
            look = stack.pop() if len(stack) > 1 else stack[0]
            table = table if len(stack) >= table else 0
        elif word is not None:
            look = look.said(word, int(number) if number else None)
            table = len(stack) if word == "fonttbl" else table
        is_in_both = bool(table) or piece in {"{", "}", "\\*"} or (word is not None and word not in _SPOKEN)
        is_visible = look.is_visible(colours)
        if is_in_both or is_visible:
            visible.append(piece)
        # striprtf draws a bar where a cell ends.
        if (is_in_both and word not in _CELLS) or not (is_in_both or is_visible):
            hidden.append(piece)
    return "".join(visible), "".join(hidden)
