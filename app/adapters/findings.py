"""What a reader found in a file, cleaned and within its limits. Runs in the confined child."""

import re
from dataclasses import dataclass, field
from typing import Any

from ..core.text import clean_line, clean_text

MAX_CHARACTERS = 200_000
MAX_HIDDEN = 20_000
MAX_BLOCKS = 5000
# Cleaning takes away as much as half: blanks, marks. No more than this is ever collected.
ENOUGH = 2 * MAX_CHARACTERS
# Invisible copies of ASCII, made for tags of language. The flags of a few countries use six of them; a text uses more.
_TAGS = re.compile("[\U000e0020-\U000e007e]{7,}")
_TAG = 0xE0000

Block = tuple[str, str]


@dataclass
class Found:
    """Text to be seen, text that is not, pages (None where the file has none), and the (kind, text) of its parts.

    A kind is heading, paragraph, item or row; the cells of a row are parted by tabs.
    """

    text: str
    hidden: str = ""
    pages: int | None = None
    blocks: list[Block] = field(default_factory=list)

    def as_value(self) -> dict[str, Any]:
        """As a job answers: cleaned of every character that cannot be seen, and cut at the limits."""
        hidden = "\n".join((self.hidden[:ENOUGH], *_read_tags(self.text), *_read_tags(self.hidden)))
        return {
            "text": clean_text(self.text[:ENOUGH])[:MAX_CHARACTERS].rstrip(),
            # A dash or a dot that is not visible says nothing to anybody.
            "hidden": clean_text(hidden)[:MAX_HIDDEN].rstrip() if any(map(str.isalnum, hidden)) else "",
            "pages": self.pages,
            "blocks": _clean_blocks(self.blocks),
        }


def _read_tags(text: str) -> list[str]:
    """What invisible tag characters spell."""
    return ["".join(chr(ord(tag) - _TAG) for tag in run) for run in _TAGS.findall(text[:ENOUGH])]


def _clean_blocks(blocks: list[Block]) -> list[list[str]]:
    """Those that say something, as long as the limit of the text allows."""
    cleaned: list[list[str]] = []
    left = MAX_CHARACTERS
    for kind, raw in blocks:
        text = _clean_row(raw) if kind == "row" else clean_text(raw)
        text = text[:left].rstrip()
        if text and len(cleaned) < MAX_BLOCKS:
            cleaned.append([kind, text])
            left -= len(text)
    return cleaned


def _clean_row(raw: str) -> str:
    cells = [clean_line(cell) for cell in raw.split("\t")]
    return "\t".join(cells) if any(cells) else ""
