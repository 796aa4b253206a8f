"""ZIP files of strangers: judged by their directory before anything is unpacked (5.2.3, 5.3.3)."""

import io
import re
import zipfile
from collections.abc import Iterable
from typing import Any, NoReturn
from xml.parsers import expat

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from .doubts import Doubt, Unrecognised

MAX_MEMBERS = 2000
MAX_DIRECTORY = 256 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 200
MAX_XML = 1024 * 1024
_CHUNK = 256 * 1024
END = b"PK\x05\x06"
# The furthest from the end that a ZIP's end record can begin: its own 22 octets and a comment of 65 535.
TAIL = 22 + 65535
_END_OF_LARGE = b"PK\x06\x07"
_LINK = 0o120000


def open_archive(raw: bytes) -> zipfile.ZipFile:
    """The archive, once its directory promises nothing unreasonable. Raises Unrecognised."""
    _refuse_huge_directory(raw)
    _refuse_what_follows(raw)
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except Exception as fault:  # zipfile raises whatever its parsing stumbles on: struct.error, ValueError, OSError …
        raise Unrecognised(Doubt.DAMAGED) from fault
    try:
        _judge(archive.infolist(), len(raw))
    except Unrecognised:
        archive.close()
        raise
    return archive


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """One small member, read with a cap that does not believe the directory's sizes. Raises Unrecognised."""
    try:
        with archive.open(name) as member:
            raw = member.read(MAX_XML + 1)
    except Exception as fault:  # zlib.error and lzma errors share no base class
        raise Unrecognised(Doubt.DAMAGED) from fault
    if len(raw) > MAX_XML:
        raise Unrecognised(Doubt.BOMB)
    return raw


def read_xml(archive: zipfile.ZipFile, name: str) -> Any:  # noqa: ANN401  an ElementTree element
    """A member as XML; DTDs, entities and external references are refused (ASVS 1.5.1). Raises Unrecognised."""
    try:
        return fromstring(read_member(archive, name), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise Unrecognised(Doubt.DAMAGED) from None


def judge_xml(archive: zipfile.ZipFile, name: str) -> None:
    """Refuses a member that is not well-formed, or that has a DTD (ASVS 1.5.1); nothing of it stays in memory."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_given: _refuse(Doubt.DAMAGED)
    try:
        with archive.open(name) as member:
            for number, chunk in enumerate(iter(lambda: member.read(_CHUNK), b"")):
                if number * _CHUNK > MAX_UNPACKED:
                    _refuse(Doubt.BOMB)
                parser.Parse(chunk, False)  # noqa: FBT003  as expat has it
        parser.Parse(b"", True)  # noqa: FBT003  as expat has it
    except Unrecognised:
        raise
    except Exception as fault:  # expat's own error, zlib.error and lzma errors share no base class
        raise Unrecognised(Doubt.DAMAGED) from fault


def _refuse(doubt: Doubt) -> NoReturn:
    raise Unrecognised(doubt)


def _refuse_huge_directory(raw: bytes) -> None:
    """Sizes the directory first: zipfile reads all of it when it opens, and slowly where the extra fields are long."""
    tail = raw[-TAIL:]
    if _END_OF_LARGE in tail:
        raise Unrecognised(Doubt.DAMAGED)
    for found in re.finditer(re.escape(END), tail):
        size = tail[found.start() + 12 : found.start() + 16]
        if int.from_bytes(size, "little") > MAX_DIRECTORY:
            raise Unrecognised(Doubt.BOMB)


def _refuse_what_follows(raw: bytes) -> None:
    """Nothing comes after the end record and its comment: a file that goes on is two files in one (B4.8)."""
    at = raw.rfind(END, max(0, len(raw) - TAIL))
    if at < 0 or at + 22 + int.from_bytes(raw[at + 20 : at + 22], "little") != len(raw):
        raise Unrecognised(Doubt.DAMAGED)


def _judge(members: Iterable[zipfile.ZipInfo], packed: int) -> None:
    """Refuses what unpacks to too much, what would leave its folder, what is locked, and one name for two members."""
    members = list(members)
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or unpacked / packed > MAX_RATIO:
        raise Unrecognised(Doubt.BOMB)
    if len({member.filename for member in members}) < len(members) or any(map(_leaves_its_folder, members)):
        raise Unrecognised(Doubt.DAMAGED)
    if any(member.flag_bits & 1 for member in members):
        raise Unrecognised(Doubt.ENCRYPTED)


def _leaves_its_folder(member: zipfile.ZipInfo) -> bool:
    name = member.filename.replace("\\", "/")
    is_link = (member.external_attr >> 16) & 0o170000 == _LINK
    return name.startswith("/") or ".." in name.split("/") or bool(re.match(r"[A-Za-z]:", name)) or is_link
