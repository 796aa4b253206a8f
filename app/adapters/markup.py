"""An XML part of an office file, read and written again event by event. Runs in the confined child.

Names stay as they were written, prefixes included: Word refuses a part whose prefixes have been changed. Nothing grows
in memory but the copy, and no DTD is taken, hence no entity (ASVS 1.5.1).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

MAX_PART = 50 * 1024 * 1024

# A namespace and the name within it.
Name = tuple[str, str]


class Drop(Exception):  # noqa: N818  a verdict
    """The element goes, with all that is in it."""


class Hear(Drop):
    """The element goes as well; what it says is told to whoever asks."""


class Unwrap(Exception):  # noqa: N818  a verdict
    """The element goes, and what is in it stays."""


class DropAround(Exception):  # noqa: N818  a verdict
    """The nearest element around of one of ``names`` goes, with all that is in it."""

    def __init__(self, names: set[str]) -> None:
        super().__init__(names)
        self.names = names


@dataclass
class Element:
    """A start tag: its name, and its attributes by their written names, with the name that each stands for."""

    name: Name
    written: str
    attributes: dict[str, str]
    names: dict[str, Name]


# Looks at a start tag: takes attributes away, or raises a verdict.
Judge = Callable[[Element], None]


@dataclass
class _Open:
    """An element that has begun: where its copy begins, and what becomes of it."""

    local: str
    start: int
    tag: str
    prefixes: dict[str, str]
    is_written: bool = True
    is_doomed: bool = False


@dataclass
class _Copier:
    judge: Judge
    said: list[str]
    parts: list[str] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    skipped: int = 0
    heard: list[str] | None = None

    def start(self, tag: str, flat: list[str]) -> None:
        if self.skipped:
            self.skipped += 1
            return
        attributes = dict(zip(flat[::2], flat[1::2], strict=True))
        prefixes = self.stack[-1].prefixes if self.stack else {"xml": "http://www.w3.org/XML/1998/namespace"}
        if declared := {name: value for name, value in attributes.items() if name.startswith("xmlns")}:
            prefixes = prefixes | {name.partition(":")[2]: value for name, value in declared.items()}
        named = {name: _resolve(name, prefixes, default="") for name in attributes}
        element = Element(_resolve(tag, prefixes, default=prefixes.get("", "")), tag, attributes, named)
        begun = _Open(element.name[1], len(self.parts), tag, prefixes)
        try:
            self.judge(element)
        except Drop as verdict:
            self.skipped, self.heard = 1, self.said if isinstance(verdict, Hear) else None
            return
        except Unwrap:
            begun.is_written = False
        except DropAround as verdict:
            around = next((one for one in reversed(self.stack) if one.local in verdict.names), None)
            if around is not None:
                around.is_doomed = True
            self.skipped, self.heard = 1, None
            return
        if begun.is_written:
            given = "".join(f" {name}={quoteattr(value)}" for name, value in element.attributes.items())
            self.parts.append(f"<{tag}{given}>")
        self.stack.append(begun)

    def end(self, _tag: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        ended = self.stack.pop()
        if ended.is_doomed:
            del self.parts[ended.start :]
        elif ended.is_written:
            self.parts.append(f"</{ended.tag}>")

    def text(self, data: str) -> None:
        if not self.skipped and self.stack:
            self.parts.append(escape(data))
        elif self.skipped and self.heard is not None:
            self.heard.append(data)


def copy_part(raw: bytes, judge: Judge, said: list[str] | None = None) -> bytes:
    """The part as it is after ``judge`` has looked at each of its start tags. Raises ValueError, expat.ExpatError.

    ``said`` gathers what the elements say that go by ``Hear``.
    """
    if len(raw) > MAX_PART:
        raise ValueError
    copier = _Copier(judge, [] if said is None else said)
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.StartElementHandler, parser.EndElementHandler = copier.start, copier.end
    parser.CharacterDataHandler = copier.text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    parser.Parse(raw, True)  # noqa: FBT003  as expat has it
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + "".join(copier.parts).encode()


def _refuse(*_given: object) -> None:
    raise ValueError


def _resolve(name: str, prefixes: dict[str, str], default: str) -> Name:
    prefix, colon, local = name.rpartition(":")
    return (prefixes.get(prefix, prefix), local) if colon else (default, name)
