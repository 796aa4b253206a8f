"""The text of an office file, put together as its parser comes across it. Runs in the confined child."""

import zipfile
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from defusedxml.ElementTree import DefusedXMLParser

from .findings import ENOUGH, Block

MAX_XML = 50 * 1024 * 1024
CHUNK = 64 * 1024


class Full(Exception):  # noqa: N818  a finding
    """Enough has been collected."""


class Target(Protocol):
    """What an XML parser tells its findings to: keeps text, never a tree, so that a file cannot grow in memory."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def data(self, data: str) -> None:
        """Text between two tags."""

    def close(self) -> None:
        """Asked for by the parser; nothing is left to do."""


def feed(archive: zipfile.ZipFile, name: str, target: Target) -> None:
    """Parses one XML member, with a cap that does not believe the directory; no DTD, no entity (ASVS 1.5.1)."""
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    with archive.open(name) as member, suppress(Full):
        for _ in range(MAX_XML // CHUNK):
            chunk = member.read(CHUNK)
            if not chunk:
                parser.close()
                break
            parser.feed(chunk)


@dataclass
class Assembly:
    """Texts visible and hidden, in the order of the file, and the blocks of what is visible."""

    text: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    _size: int = 0
    _hidden_size: int = 0
    _paragraphs: list[list[str]] = field(default_factory=list)
    # Of each row that is open: its cells, and of each cell its blocks.
    _rows: list[list[list[Block]]] = field(default_factory=list)

    def say(self, text: str, *, is_visible: bool = True) -> None:
        """Text, or a line end or tab. Raises Full."""
        if not is_visible:
            self._hide(text)
            return
        self.text.append(text)
        if self._paragraphs:
            self._paragraphs[-1].append(text)
        self._size += len(text)
        if self._size > ENOUGH:
            self.settle()
            raise Full

    def _hide(self, text: str) -> None:
        """What is hidden may be without end, and takes no room from what is not."""
        if self._hidden_size < ENOUGH:
            self.hidden.append(text)
            self._hidden_size += len(text)

    def open_paragraph(self) -> None:
        """What is said from here on belongs to it."""
        self._paragraphs.append([])

    def close_paragraph(self, kind: str) -> None:
        """The innermost that is open."""
        self.say("\n")
        if self.hidden and self.hidden[-1] != "\n":
            self._hide("\n")
        if self._paragraphs:
            self._place((kind, "".join(self._paragraphs.pop())))

    def open_row(self) -> None:
        """A row of a table."""
        self._rows.append([])

    def open_cell(self) -> None:
        """A cell of the innermost row."""
        if self._rows:
            self._rows[-1].append([])

    def close_row(self) -> None:
        """A row of cells that say one thing each, or, where a table only serves the layout, their blocks in turn."""
        cells = self._rows.pop() if self._rows else []
        said = [[block for block in cell if block[1].strip()] for cell in cells]
        if len(said) > 1 and all(len(cell) <= 1 for cell in said):
            row = "\t".join(" ".join(text for _, text in cell).replace("\t", " ").strip() for cell in said)
            self._place(("row", row))
        else:
            for block in (block for cell in said for block in cell):
                self._place(block)

    def settle(self) -> None:
        """Closes what a file that was cut leaves open."""
        while self._paragraphs:
            self._place(("paragraph", "".join(self._paragraphs.pop())))
        while self._rows:
            self.close_row()

    def _place(self, block: Block) -> None:
        if self._rows and self._rows[-1]:
            self._rows[-1][-1].append(block)
        else:
            self.blocks.append(block)
