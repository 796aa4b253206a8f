"""Which files are taken, under which name they are kept, and what is said when one is not."""

import re
from pathlib import PurePosixPath

from flask_babel import lazy_gettext as _l

from ...adapters.doubts import Doubt
from ...core.text import clean_line
from .enums import MediaType, ScanState

EXTENSIONS: dict[MediaType, tuple[str, ...]] = {
    MediaType.PDF: (".pdf",),
    MediaType.DOCX: (".docx",),
    MediaType.ODT: (".odt",),
    MediaType.RTF: (".rtf",),
    MediaType.TXT: (".txt", ".text", ".md"),
}
ACCEPTED = ",".join(extension for extensions in EXTENSIONS.values() for extension in extensions)
MAX_NAME = 150

WORDS: dict[Doubt, object] = {
    Doubt.EMPTY: _l("This file is empty. Please choose another one."),
    Doubt.UNKNOWN_TYPE: _l(
        "We cannot read this kind of file. Please send a PDF, Word (.docx), LibreOffice (.odt), RTF or text file."
    ),
    Doubt.DAMAGED: _l("This file seems damaged. Please export it again, as a PDF if you can, and choose it once more."),
    Doubt.ACTIVE_CONTENT: _l(
        "This file holds a macro or a program. Please export it as a PDF and choose it once more."
    ),
    Doubt.ENCRYPTED: _l(
        "This file is protected, by a password or against changes. Please save it without, and choose it once more."
    ),
    Doubt.BOMB: _l("This file unpacks to far too much. Please export it as a PDF and choose it once more."),
}
WRONG_EXTENSION = _l("The name of this file does not match what it holds. Please export it again, as a PDF if you can.")
TOO_MANY = _l("This form has had too many files. Please reload the page and start again.")
TOO_LARGE = _l("This file is over %(limit)s MB. Please choose a lighter one.")

HELD: dict[ScanState, object] = {
    ScanState.UNSCANNED: _l("This file waits for the antivirus. It opens as soon as it has been scanned."),
    ScanState.INFECTED: _l("The antivirus found something in this file. It is kept under lock and opens for nobody."),
    ScanState.FAILED: _l("The antivirus cannot judge this file. It stays closed until it can."),
}


def held_because(scan: ScanState, *, has_scanner: bool) -> object | None:
    """Why a file may not leave, in words; None when it may. Without a scanner only what one has found is held."""
    if scan is ScanState.CLEAN or (scan is ScanState.UNSCANNED and not has_scanner):
        return None
    return HELD[scan]


def clean_filename(raw: str | None, media_type: MediaType) -> str:
    """The name shown and offered on download: no path, no control or invisible mark, short, the right extension."""
    name = clean_line((raw or "").replace("\\", "/").rpartition("/")[2])
    name = re.sub(r'[<>:"|?*;]+', " ", name)
    stem = re.sub(r"\s+", " ", _without_extension(name, media_type)).strip(" .-")
    stem = stem.encode()[:MAX_NAME].decode(errors="ignore").strip(" .-")
    return (stem or "document") + EXTENSIONS[media_type][0]


def has_agreeing_extension(raw: str | None, media_type: MediaType) -> bool:
    """Whether the name's extension, if it has one that we know of any program, agrees with the bytes (5.2.2)."""
    name = clean_line((raw or "").replace("\\", "/").rpartition("/")[2])
    suffix = PurePosixPath(name.lower()).suffix
    return suffix in EXTENSIONS[media_type] or not re.fullmatch(r"\.[a-z][a-z0-9]{1,4}", suffix)


def _without_extension(name: str, media_type: MediaType) -> str:
    for extension in EXTENSIONS[media_type]:
        if name.lower().endswith(extension):
            return name[: -len(extension)]
    return name
