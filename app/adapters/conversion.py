"""Letters set as pages by LibreOffice, where it is installed, so that they are read as they look."""

import shutil
from functools import cache
from pathlib import Path

from .confinement import ReaderFailed, Reason
from .media_types import DOCX, ODT, RTF, TXT
from .programs import Limits, run

# Measured: one to three seconds a letter, half of it the start; 250 MB. A reader's five seconds cannot hold it.
LIMITS = Limits(seconds=20, memory=1024**3)
_PROGRAM = "lib/libreoffice/program/oosplash"
# The filter is named: LibreOffice is not to guess what else a file might be.
_FILTERS = {
    DOCX: ("docx", "MS Word 2007 XML"),
    ODT: ("odt", "writer8"),
    RTF: ("rtf", "Rich Text Format"),
    TXT: ("txt", "Text (encoded):UTF8"),
}
_SETTING = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)
# No macro, no link brought up to date, nothing fetched.
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Office.Common/Save/Document", "CreateBackup", "false"),
)
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(_SETTING.format(path=path, name=name, value=value) for path, name, value in _SETTINGS)
    + "</oor:items>"
)


@cache
def find_converter() -> Path | None:
    """LibreOffice's own program, when this machine has it."""
    for root in (Path("/usr"), Path("/usr/local")):
        if (root / _PROGRAM).is_file():
            return root / _PROGRAM
    said = shutil.which("soffice")
    beside = Path(said).resolve().with_name("oosplash") if said else None
    return beside if beside is not None and beside.is_file() else None


def to_pdf(content: bytes, media_type: str) -> bytes:
    """The letter as a PDF. Raises ReaderFailed, and nothing else, whatever the file does to LibreOffice."""
    program = find_converter()
    if program is None:
        raise ReaderFailed(Reason.UNREADABLE)
    ending, filter_name = _FILTERS[media_type]
    arguments = [
        "-env:UserInstallation=file://{job}/profile",
        *(
            "--headless",
            "--invisible",
            "--nologo",
            "--nodefault",
            "--norestore",
            "--nolockcheck",
            "--nofirststartwizard",
        ),
        f"--infilter={filter_name}",
        *("--convert-to", "pdf:writer_pdf_Export", "--outdir", "{job}/out", f"{{job}}/source.{ending}"),
    ]
    files = {f"source.{ending}": content, "profile/user/registrymodifications.xcu": _PROFILE.encode()}
    return run(program, arguments, files=files, wanted="out/source.pdf", limits=LIMITS)
