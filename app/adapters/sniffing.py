"""What a file is, told from its bytes: libmagic names it, then its structure must agree. Names are never believed."""

import ctypes.util
import importlib.util
import os
import re
import zipfile
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from pathlib import Path

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
PDF = "application/pdf"
RTF = "application/rtf"
TXT = "text/plain"

MAX_MEMBERS = 2000
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 200
MAX_XML = 1024 * 1024
_WORD_MAIN = DOCX + ".main+xml"
_CONTENT_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"


class Doubt(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    UNKNOWN_TYPE = "unknown_type"
    DAMAGED = "damaged"
    ACTIVE_CONTENT = "active_content"
    ENCRYPTED = "encrypted"
    BOMB = "bomb"


class Unrecognised(Exception):  # noqa: N818  a finding, not a fault
    """The file is not one that we take; ``doubt`` says why."""

    def __init__(self, doubt: Doubt) -> None:
        super().__init__(doubt)
        self.doubt = doubt


def sniff(path: Path) -> str:
    """The media type of the file: one of PDF, DOCX, ODT, RTF, TXT. Raises Unrecognised otherwise."""
    if path.stat().st_size == 0:
        raise Unrecognised(Doubt.EMPTY)
    said = _libmagic().from_file(str(path))
    for media_type, may_be, check in _KINDS:
        if may_be(said) and check(path):
            return media_type
    raise Unrecognised(Doubt.UNKNOWN_TYPE)


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(8)
        file.seek(max(0, path.stat().st_size - 2048))
        tail = file.read()
    if not re.match(rb"%PDF-[12]\.\d", head):
        return False
    if b"%%EOF" not in tail:
        raise Unrecognised(Doubt.DAMAGED)
    if re.search(rb"/Encrypt\s+\d+\s+\d+\s+R", tail):
        raise Unrecognised(Doubt.ENCRYPTED)
    return True


def _is_docx(path: Path) -> bool:
    with _opened(path) as archive:
        names = set(archive.namelist())
        if "[Content_Types].xml" not in names:
            return False
        types = _xml(archive, "[Content_Types].xml")
        declared = {
            entry.get("PartName"): entry.get("ContentType") for entry in types.iter(f"{_CONTENT_TYPES}Override")
        }
        macro = any("macroEnabled" in (kind or "") or "vbaProject" in (kind or "") for kind in declared.values())
        if macro or any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".vbs")) for name in names):
            raise Unrecognised(Doubt.ACTIVE_CONTENT)
        main = [part for part, kind in declared.items() if kind == _WORD_MAIN]
        return len(main) == 1 and (main[0] or "").lstrip("/") in names


def _is_odt(path: Path) -> bool:
    with _opened(path) as archive:
        names = archive.namelist()
        if not names or names[0] != "mimetype" or archive.read("mimetype").strip() != ODT.encode():
            return False
        if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in names):
            raise Unrecognised(Doubt.ACTIVE_CONTENT)
        if "META-INF/manifest.xml" in names and b"encryption-data" in _bytes(archive, "META-INF/manifest.xml"):
            raise Unrecognised(Doubt.ENCRYPTED)
        return "content.xml" in names


def _is_rtf(path: Path) -> bool:
    with path.open("rb") as file:
        if file.read(5) != rb"{\rtf":
            return False
        file.seek(0)
        if re.search(rb"\\obj(data|emb|ocx)\b", file.read()):
            raise Unrecognised(Doubt.ACTIVE_CONTENT)
    return True


def _is_text(path: Path) -> bool:
    raw = path.read_bytes()
    encodings = ("utf-16",) if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        start = text[:1000].lstrip().lower()
        return not re.search(r"[\x00-\x08\x0e-\x1f]", text) and not start.startswith(("<!doctype", "<html", "<?xml", "<svg"))
    return False


def _opened(path: Path) -> zipfile.ZipFile:
    """The archive, once its directory has been checked member by member, before anything is unpacked (5.2.3, 5.3.3)."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Unrecognised(Doubt.DAMAGED) from None
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = max(1, path.stat().st_size)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or unpacked / packed > MAX_RATIO:
        archive.close()
        raise Unrecognised(Doubt.BOMB)
    for member in members:
        name = member.filename.replace("\\", "/")
        is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
        if name.startswith("/") or ".." in name.split("/") or re.match(r"[A-Za-z]:", name) or is_link:
            archive.close()
            raise Unrecognised(Doubt.DAMAGED)
        if member.flag_bits & 1:
            archive.close()
            raise Unrecognised(Doubt.ENCRYPTED)
    return archive


def _bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    """One small member, read with a cap that does not believe the directory's sizes."""
    try:
        with archive.open(name) as member:
            raw = member.read(MAX_XML + 1)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, RuntimeError):
        raise Unrecognised(Doubt.DAMAGED) from None
    except Exception as fault:  # zlib.error and lzma errors share no base class
        raise Unrecognised(Doubt.DAMAGED) from fault
    if len(raw) > MAX_XML:
        raise Unrecognised(Doubt.BOMB)
    return raw


def _xml(archive: zipfile.ZipFile, name: str):  # type: ignore[no-untyped-def]  # noqa: ANN202  an ElementTree element
    """A member as XML; DTDs, entities and external references are refused (ASVS 1.5.1)."""
    try:
        return fromstring(_bytes(archive, name), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise Unrecognised(Doubt.DAMAGED) from None


def _may_be_zip(said: str) -> bool:
    return said in {"application/zip", "application/octet-stream", DOCX, ODT}


def _may_be_text(said: str) -> bool:
    """libmagic takes prose for source code of many kinds; markup is refused by the structure check."""
    return said.startswith("text/") or said == "application/csv"


def _starts_as_zip(path: Path) -> bool:
    """libmagic 5.41 calls every DOCX octet-stream, so the signature is looked at here: at byte 0, not somewhere (B4.8)."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


_KINDS: tuple[tuple[str, Callable[[str], bool], Callable[[Path], bool]], ...] = (
    (PDF, lambda said: said == PDF, _is_pdf),
    (ODT, _may_be_zip, lambda path: _starts_as_zip(path) and _is_odt(path)),
    (DOCX, _may_be_zip, lambda path: _starts_as_zip(path) and _is_docx(path)),
    (RTF, lambda said: said == RTF or _may_be_text(said), _is_rtf),
    (TXT, _may_be_text, _is_text),
)


@cache
def _libmagic():  # type: ignore[no-untyped-def]  # noqa: ANN202  magic.Magic, known only after the library is found
    """python-magic over the system's libmagic, else over the one of the pylibmagic wheel.

    pylibmagic is located without being imported: importing it patches ctypes for the whole process.
    """
    if ctypes.util.find_library("magic") is None:
        spec = importlib.util.find_spec("pylibmagic")
        if spec is None or spec.origin is None:
            message = "neither the system nor the environment has libmagic"
            raise RuntimeError(message)
        folder = Path(spec.origin).parent
        library = next(path for path in folder.rglob("libmagic*") if ".so" in path.name or path.suffix == ".dylib")
        database = next(folder.rglob("magic.mgc"))
        ctypes.CDLL(str(library), mode=ctypes.RTLD_GLOBAL)
        os.environ.setdefault("MAGIC", str(database))
        original = ctypes.util.find_library
        ctypes.util.find_library = lambda name: str(library) if name == "magic" else original(name)  # type: ignore[assignment]
        try:
            magic = importlib.import_module("magic")
        finally:
            ctypes.util.find_library = original
        return magic.Magic(mime=True, magic_file=str(database))
    return importlib.import_module("magic").Magic(mime=True)
