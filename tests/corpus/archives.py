"""Families 1, 2, 4, 5 and 18: office files as archives that want more memory, files or answers than a letter does."""

import io
import struct
import zipfile
from collections.abc import Callable

from tests.adapters import samples

from .items import Verdict, family

LISTENER = "http://127.0.0.1:{port}/canary"
_DOCUMENT = "word/document.xml"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _word_with(xml: str) -> bytes:
    return samples.repacked(samples.word(), {_DOCUMENT: xml.encode()})


def _odt_with(xml: str) -> bytes:
    return samples.repacked(samples.odt(), {"content.xml": xml.encode()})


def _body(text: str) -> str:
    return f"<w:document {_W}><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"


def _laughs() -> str:
    lines = ['<!ENTITY a0 "ha">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    return f"<!DOCTYPE w [{''.join(lines)}]>" + _body("&a9;")


def _entity(what: str) -> str:
    return f'<!DOCTYPE w [<!ENTITY x SYSTEM "{what}">]>' + _body("&x;")


def _parameter(what: str) -> str:
    return f'<!DOCTYPE w [<!ENTITY % x SYSTEM "{what}"> %x;]>' + _body("seen")


def _include(what: str) -> str:
    return _body(f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{what}" parse="text"/>')


def _types(xml: str) -> bytes:
    return samples.repacked(samples.word(), {"[Content_Types].xml": xml.encode()})


def _nested() -> bytes:
    """A ZIP of ZIPs of ZIPs, as 42.zip, inside a Word file."""
    inner = samples.zipped({"0": bytes(1024 * 1024)})
    for _ in range(4):
        inner = samples.zipped({str(number): inner for number in range(16)})
    return samples.repacked(samples.word(), {}, {"word/media/inner.zip": inner})


def _deep_xml() -> bytes:
    return _word_with(f"<w:document {_W}>" + "<w:p>" * 200_000 + "</w:p>" * 200_000 + "</w:document>")


def _many_attributes() -> bytes:
    return _word_with(f"<w:document {_W} " + " ".join(f'a{n}="x"' for n in range(100_000)) + "/>")


def _special(kind: int) -> Callable[[], bytes]:
    """A member whose mode says that it is no plain file."""

    def make() -> bytes:
        member = zipfile.ZipInfo("word/media/special.png")
        member.external_attr = (kind | 0o777) << 16
        file = io.BytesIO(samples.word())
        with zipfile.ZipFile(file, "a") as archive:
            archive.writestr(member, "/etc/passwd")
        return file.getvalue()

    return make


def _outside(name: str) -> Callable[[], bytes]:
    return lambda: samples.repacked(samples.word(), {}, {name: b"x"})


def _macro(kind: str) -> Callable[[], bytes]:
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return lambda: samples.with_content_types((main, f"application/vnd.ms-word.{kind}.macroEnabled.main+xml"))


def _bad_checksum() -> bytes:
    packed = bytearray(samples.word())
    at = packed.index(b"PK\x01\x02")
    packed[at + 16 : at + 20] = struct.pack("<L", 1)
    return bytes(packed)


ITEMS = [
    *family(
        1,
        "cv.docx",
        Verdict.REFUSED,
        {
            "300 MB in a member": samples.bomb,
            "a directory that lies": samples.lying_bomb,
            "overlapping members": samples.overlapping,
            "ten thousand members": lambda: samples.crowd(10_000),
            "a slow directory": samples.slow_directory,
            "a ZIP64 end": samples.large_end,
            "one name twice": samples.twice_named,
        },
    ),
    *family(
        1,
        "cv.docx",
        Verdict.ACCEPTED,
        {"archives in archives": _nested, "deep XML": _deep_xml, "a hundred thousand attributes": _many_attributes},
    ),
    *family(
        2,
        "cv.docx",
        Verdict.REFUSED,
        {
            "file entity": lambda: _word_with(_entity("file:///etc/passwd")),
            "network entity": lambda: _word_with(_entity(LISTENER)),
            "parameter entity": lambda: _word_with(_parameter(LISTENER)),
            "billion laughs": lambda: _word_with(_laughs()),
            "half a document": lambda: _word_with(_body("seen")[:-5]),
        },
    ),
    *family(
        2,
        "cv.docx",
        Verdict.ACCEPTED,
        {
            "XInclude": lambda: _word_with(_include("file:///etc/passwd")),
            "XInclude from the network": lambda: _word_with(_include(LISTENER)),
        },
    ),
    *family(
        2,
        "cv.docx",
        Verdict.REFUSED,
        {
            "entity in the list of parts": lambda: _types(_entity("file:///etc/passwd")),
            "laughs in the list of parts": lambda: _types(_laughs()),
            "a sheet called a letter": lambda: samples.zipped(
                {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}
            ),
        },
    ),
    *family(
        2,
        "cv.odt",
        Verdict.REFUSED,
        {
            "file entity, ODT": lambda: _odt_with('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
            "network entity, ODT": lambda: _odt_with(f'<!DOCTYPE a [<!ENTITY x SYSTEM "{LISTENER}">]><a>&x;</a>'),
        },
    ),
    *family(
        4,
        "cv.docx",
        Verdict.REFUSED,
        {
            "docm as docx": _macro("document"),
            "dotm as docx": _macro("template"),
            "vbaProject beside": lambda: samples.repacked(samples.word(), {}, {"word/vbaProject.bin": b"x"}),
            "a program beside": lambda: samples.repacked(samples.word(), {}, {"word/setup.exe": b"MZ"}),
        },
    ),
    *family(
        5,
        "cv.odt",
        Verdict.REFUSED,
        {
            "Basic": lambda: samples.repacked(samples.odt(), {}, {"Basic/Standard/Module1.xml": b"<x/>"}),
            "Python": lambda: samples.repacked(samples.odt(), {}, {"Scripts/python/x.py": b"x"}),
        },
    ),
    *family(
        18,
        "cv.docx",
        Verdict.REFUSED,
        {
            "symbolic link": samples.linked,
            "climbing name": _outside("../../x"),
            "climbing name, backwards": _outside("..\\..\\x"),
            "absolute name": _outside("/etc/cron.d/x"),
            "drive letter": _outside("C:/x"),
            "wrong checksum": _bad_checksum,
        },
    ),
    *family(
        18,
        "cv.docx",
        Verdict.ACCEPTED,
        {
            "device": _special(0o020000),
            "pipe": _special(0o010000),
        },
    ),
]
