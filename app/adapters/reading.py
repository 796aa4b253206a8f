"""The text of a stranger's file, told in two: what a person sees of it, and what not.

Runs in the confined child: rooms ask app/adapters/previews.py.
"""

from collections.abc import Callable
from typing import Any

from .findings import ENOUGH, Found
from .findings import MAX_CHARACTERS as MAX_CHARACTERS
from .media_types import DOCX, ODT, PDF, RTF, TXT
from .reading_opendocument import read_odt
from .reading_pdf import read_pdf
from .reading_rich_text import build_blocks, read_rtf
from .reading_word import read_docx


def read(raw: bytes, media_type: str) -> tuple[dict[str, Any], list[bytes]]:
    """What a file of that type says: ``text`` that is visible, and text that is ``hidden``, both cleaned.

    With them its number of ``pages`` (None where the file itself has none), and, unless it is a PDF, the ``blocks`` of
    the visible text: [kind, text], kinds as in ``Found``. No file is made. Raises whatever the parsers stumble on: the
    child's side of the confinement has one word for it.
    """
    return _READERS[media_type](raw).as_value(), []


def _read_text(raw: bytes) -> Found:
    text = _decode(raw)[:ENOUGH]
    return Found(text, blocks=build_blocks(text))


def _decode(raw: bytes) -> str:
    """UTF-8, else Windows-1252, as the programs of this country write it; UTF-16 where it says so."""
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return raw[: 4 * ENOUGH].decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


_READERS: dict[str, Callable[[bytes], Found]] = {
    PDF: read_pdf,
    DOCX: read_docx,
    ODT: read_odt,
    RTF: read_rtf,
    TXT: _read_text,
}
