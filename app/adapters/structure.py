"""Whether a stranger's file has the structure of what it seems to be. Runs in the confined child: see sniffing.py."""

import re
import zipfile
from collections.abc import Callable
from typing import Any

from .archives import END, TAIL, judge_xml, open_archive, read_member, read_xml
from .doubts import Doubt, Unrecognised
from .media_types import DOCX, ODT, PDF, RTF, TXT

_WORD_MAIN = DOCX + ".main+xml"
_CONTENT_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_PROGRAMS = ("vbaproject.bin", ".exe", ".dll", ".js", ".vbs")
# libmagic's other names for prose: a letter that begins with "From:", a text in braces.
_TEXTS = {"application/csv", "application/json", "application/x-ndjson", "message/rfc822"}
# Compiled here and not in each reader.
_PDF_HEAD, _ENCRYPTED = re.compile(rb"%PDF-[12]\.\d"), re.compile(rb"/Encrypt\s+\d+\s+\d+\s+R")
_OBJECT, _CONTROLS = re.compile(rb"\\obj(data|emb|ocx)(?![a-z])"), re.compile(r"[\x00-\x08\x0e-\x1f]")
_MARKUP = ("<!doctype", "<html", "<?xml", "<svg", "<script")


def judge(raw: bytes, said: str) -> tuple[dict[str, Any], list[bytes]]:
    """The media type of the octets that libmagic calls ``said``, or the doubt that stands against them."""
    try:
        return {"media_type": _judge(raw, said)}, []
    except Unrecognised as finding:
        return {"doubt": finding.doubt.value}, []


def _judge(raw: bytes, said: str) -> str:
    for media_type, may_be, check in _KINDS:
        if may_be(said) and check(raw):
            return media_type
    raise Unrecognised(Doubt.ENCRYPTED if _is_locked_office_file(raw) else Doubt.UNKNOWN_TYPE)


def _is_pdf(raw: bytes) -> bool:
    head, tail = raw[:8], raw[-TAIL:]
    # A reader of ZIP files looks for a directory at the end: a PDF that has one is two files in one (B4.8).
    if not _PDF_HEAD.match(head) or b"%%EOF" not in tail[-2048:] or END in tail:
        raise Unrecognised(Doubt.DAMAGED)
    if _ENCRYPTED.search(tail):
        raise Unrecognised(Doubt.ENCRYPTED)
    return True


def _is_docx(raw: bytes) -> bool:
    with open_archive(raw) as archive:
        names = set(archive.namelist())
        if "[Content_Types].xml" not in names:
            return False
        types = read_xml(archive, "[Content_Types].xml")
        overrides = types.iter(f"{_CONTENT_TYPES}Override")
        declared = {entry.get("PartName", ""): entry.get("ContentType", "") for entry in overrides}
        macro = any("macroenabled" in kind.lower() or "vbaproject" in kind.lower() for kind in declared.values())
        if macro or any(name.lower().endswith(_PROGRAMS) for name in names):
            raise Unrecognised(Doubt.ACTIVE_CONTENT)
        main = [part.lstrip("/") for part, kind in declared.items() if kind == _WORD_MAIN]
        if len(main) != 1 or main[0] not in names:
            return False
        judge_xml(archive, main[0])
    return True


def _is_odt(raw: bytes) -> bool:
    with open_archive(raw) as archive:
        names = archive.namelist()
        if names[:1] != ["mimetype"] or read_member(archive, "mimetype").strip() != ODT.encode():
            return False
        if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in names):
            raise Unrecognised(Doubt.ACTIVE_CONTENT)
        if "encrypted-package" in names or b"encryption-data" in _manifest(archive):
            raise Unrecognised(Doubt.ENCRYPTED)
        if "content.xml" not in names:
            return False
        judge_xml(archive, "content.xml")
    return True


def _manifest(archive: zipfile.ZipFile) -> bytes:
    name = "META-INF/manifest.xml"
    return read_member(archive, name) if name in archive.namelist() else b""


def _is_rtf(raw: bytes) -> bool:
    if not raw.startswith(rb"{\rtf"):
        return False
    if _OBJECT.search(raw):
        raise Unrecognised(Doubt.ACTIVE_CONTENT)
    return True


def _is_text(raw: bytes) -> bool:
    encodings = ("utf-16",) if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not _CONTROLS.search(text) and not text[:1000].lstrip().lower().startswith(_MARKUP)
    return False


def _is_locked_office_file(raw: bytes) -> bool:
    """A Word file with a password is no ZIP but an OLE container, whose directory names an encrypted package."""
    return raw.startswith(b"\xd0\xcf\x11\xe0") and "EncryptedPackage".encode("utf-16-le") in raw


def _may_be_zip(said: str) -> bool:
    return said in {"application/zip", "application/octet-stream", DOCX, ODT}


def _may_be_text(said: str) -> bool:
    """Prose is taken for source code of many kinds by libmagic; markup is refused by the structure check."""
    return said.startswith("text/") or said in _TEXTS


def _starts_as_zip(raw: bytes) -> bool:
    """The signature at byte 0 and nowhere else (B4.8): libmagic 5.41 calls every DOCX octet-stream."""
    return raw.startswith(b"PK\x03\x04")


_KINDS: tuple[tuple[str, Callable[[str], bool], Callable[[bytes], bool]], ...] = (
    (PDF, lambda said: said == PDF, _is_pdf),
    (ODT, _may_be_zip, lambda raw: _starts_as_zip(raw) and _is_odt(raw)),
    (DOCX, _may_be_zip, lambda raw: _starts_as_zip(raw) and _is_docx(raw)),
    (RTF, lambda said: said == RTF or _may_be_text(said), _is_rtf),
    (TXT, _may_be_text, _is_text),
)
