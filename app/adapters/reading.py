"""The text of a stranger's file. Runs in the confined child: rooms ask app/adapters/extraction.py."""

import codecs
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pypdfium2
from defusedxml.ElementTree import DefusedXMLParser
from striprtf.striprtf import rtf_to_text

from ..core.text import clean_text
from .sniffing import DOCX, ODT, PDF, RTF, TXT

MAX_CHARACTERS = 200_000
MAX_PAGES = 500
MAX_XML = 50 * 1024 * 1024
_CHUNK = 64 * 1024
# Cleaning takes away as much as half: blanks, marks. No more than this is ever collected.
_ENOUGH = 2 * MAX_CHARACTERS
# A confined process opens no file, not even to learn a charset: those of files and of PDFium are learnt now.
_CHARSETS = (*(f"cp125{number}" for number in range(9)), "cp437", "cp850", "cp932", "cp936", "cp949", "cp950")
for _charset in (*_CHARSETS, "mac-roman", "utf-8-sig", "utf-16", "utf-16-le"):
    codecs.lookup(_charset)

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def read(raw: bytes, media_type: str) -> dict[str, Any]:
    """The text of a file of that type, cleaned, and its number of pages (None where the file itself has none).

    Raises whatever the parsers stumble on: the child's side of the confinement has one word for it.
    """
    text, pages = _READERS[media_type](raw)
    return {"text": clean_text(text[:_ENOUGH])[:MAX_CHARACTERS].rstrip(), "pages": pages}


class _Full(Exception):  # noqa: N818  a finding
    """Enough has been collected."""


class _Collector:
    """What an XML parser tells its findings to: keeps text, never a tree, so that a file cannot grow in memory."""

    def __init__(self, *, text: set[str], skipped: set[str], breaks: dict[str, str], within: str | None = None) -> None:
        self._text, self._skipped, self._breaks, self._within = text, skipped, breaks, within
        self._depths = {"text": 0, "skipped": 0, "within": 0}
        self._size = 0
        self.parts: list[str] = []

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        self._count(tag, 1)

    def end(self, tag: str) -> None:
        if tag in self._breaks:
            self._keep(self._breaks[tag])
        self._count(tag, -1)

    def data(self, data: str) -> None:
        if self._depths["text"]:
            self._keep(data)

    def close(self) -> None:
        """Asked for by the parser; nothing is left to do."""

    def _count(self, tag: str, step: int) -> None:
        for name, is_counted in (
            ("text", tag in self._text),
            ("skipped", tag in self._skipped),
            ("within", tag == self._within),
        ):
            self._depths[name] += step * is_counted

    def _keep(self, text: str) -> None:
        if self._depths["skipped"] or (self._within and not self._depths["within"]):
            return
        self.parts.append(text)
        self._size += len(text)
        if self._size > _ENOUGH:
            raise _Full


def _word() -> _Collector:
    # A text box stands twice in the file: as it is, and once more for older programs (Fallback).
    return _Collector(
        text={f"{_WORD}t"},
        skipped={f"{_COMPATIBILITY}Fallback"},
        breaks={
            f"{_WORD}{tag}": mark
            for tag, mark in (("p", "\n"), ("br", "\n"), ("cr", "\n"), ("tab", "\t"), ("noBreakHyphen", "-"))
        },
    )


def _opendocument(within: str | None) -> _Collector:
    return _Collector(
        text={f"{_TEXT}p", f"{_TEXT}h"},
        skipped={f"{_OFFICE}annotation", f"{_TEXT}tracked-changes"},
        breaks={
            f"{_TEXT}{tag}": mark
            for tag, mark in (("p", "\n"), ("h", "\n"), ("line-break", "\n"), ("tab", "\t"), ("s", " "))
        },
        within=within,
    )


def _collect(archive: zipfile.ZipFile, name: str, collector: _Collector) -> str:
    """The text of one XML member, with a cap that does not believe the directory; no DTD, no entity (ASVS 1.5.1)."""
    parser = DefusedXMLParser(target=collector, forbid_dtd=True)
    with archive.open(name) as member, suppress(_Full):
        for _ in range(MAX_XML // _CHUNK):
            chunk = member.read(_CHUNK)
            if not chunk:
                parser.close()
                break
            parser.feed(chunk)
    return "".join(collector.parts)


def _read_docx(raw: bytes) -> tuple[str, int | None]:
    """Headers first: many a name and address stands there."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = sorted(archive.namelist())
        parts = [
            name
            for kind in ("header", "document", "footer")
            for name in names
            if re.fullmatch(rf"word/{kind}\d*\.xml", name)
        ]
        texts = [_collect(archive, name, _word()) for name in parts[:20]]
    # Word keeps the same header for the first page, the left and the right ones.
    return "\n".join(dict.fromkeys(texts)), None


def _read_odt(raw: bytes) -> tuple[str, int | None]:
    """Headers and footers stand with the page styles."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        styles = ("styles.xml", f"{_STYLE}header"), ("content.xml", None), ("styles.xml", f"{_STYLE}footer")
        names = archive.namelist()
        return "\n".join(_collect(archive, name, _opendocument(tag)) for name, tag in styles if name in names), None


def _read_pdf(raw: bytes) -> tuple[str, int | None]:
    with pypdfium2.PdfDocument(raw) as pdf:
        text = ""
        for page in _page_texts(pdf):
            text += page + "\n\n"
            if len(text) > _ENOUGH:
                break
        return text, len(pdf)


def _page_texts(pdf: pypdfium2.PdfDocument) -> Iterator[str]:
    for number in range(min(len(pdf), MAX_PAGES)):
        # One broken page is no reason to lose the others.
        with suppress(pypdfium2.PdfiumError):
            yield pdf[number].get_textpage().get_text_range()


def _read_rtf(raw: bytes) -> tuple[str, int | None]:
    """Pictures are long runs of hexadecimal digits, on which the reader of RTF would spend its time."""
    plain = re.sub(rb"[0-9a-fA-F\r\n]{1000,}", b"", raw).decode("latin-1")
    return str(rtf_to_text(plain, errors="replace")), None  # type: ignore[no-untyped-call]


def _read_text(raw: bytes) -> tuple[str, int | None]:
    """UTF-8, else Windows-1252, as the programs of this country write it; UTF-16 where it says so."""
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return raw[: 4 * _ENOUGH].decode("utf-16", errors="replace"), None
    try:
        return raw.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace"), None


_READERS: dict[str, Callable[[bytes], tuple[str, int | None]]] = {
    PDF: _read_pdf,
    DOCX: _read_docx,
    ODT: _read_odt,
    RTF: _read_rtf,
    TXT: _read_text,
}
