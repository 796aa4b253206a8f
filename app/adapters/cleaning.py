"""The clean copy of a stranger's file. Runs in the confined child: rooms ask app/adapters/cleanup.py."""

import re
from collections.abc import Callable
from typing import Any

from .cleaning_office import clean_docx, clean_odt
from .cleaning_pdf import clean_pdf
from .cleaning_rtf import clean_rtf
from .media_types import DOCX, ODT, PDF, RTF, TXT
from .removals import Removal

# Marks that turn the direction of what follows, and what no keyboard writes.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(raw: bytes, media_type: str) -> tuple[dict[str, Any], list[bytes]]:
    """A copy of the same type without what could act and what tells of its maker, and what was left out of it.

    Raises whatever the parsers stumble on: the child's side of the confinement has one word for it.
    """
    copy, removed = _CLEANERS[media_type](raw)
    return {"removed": sorted(removed)}, [copy]


def _clean_text(raw: bytes) -> tuple[bytes, set[Removal]]:
    encoding = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        encoding, text = "cp1252", raw.decode("cp1252", errors="replace")
    clean_text = _CONTROLS.sub("", text)
    if clean_text == text:
        return raw, set()
    return clean_text.encode(encoding, errors="replace"), {Removal.CONTROL_CHARACTERS}


_CLEANERS: dict[str, Callable[[bytes], tuple[bytes, set[Removal]]]] = {
    PDF: clean_pdf,
    DOCX: clean_docx,
    ODT: clean_odt,
    RTF: clean_rtf,
    TXT: _clean_text,
}
