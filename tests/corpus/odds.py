"""Families 8, 9, 13, 14 and 15: two files in one, files of another kind, cut and repeated ones, and the test virus."""

import io
from collections.abc import Callable
from functools import partial

import pikepdf

from tests.adapters import clamd, samples

from .items import Item, Verdict, family

_SCRIPT = b"<script>alert(document.domain)</script>"
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
_HTML = b"<!DOCTYPE html><html><body>" + _SCRIPT + b"</body></html>"
_MHTML = (
    b"From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n"
    + _HTML
)
SAMPLES: dict[str, Callable[[], bytes]] = {"pdf": samples.pdf, "docx": samples.word, "odt": samples.odt}


def _attached() -> bytes:
    """The test virus as a file attached to a PDF; uncompressed, since the scanner looks no deeper."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(samples.pdf())) as pdf:
        pdf.attachments["eicar.com"] = clamd.EICAR
        pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
    return out.getvalue()


def _cut() -> list[Item]:
    return [
        Item(13, f"{kind} cut at {tenth}0 %", f"cv.{kind}", partial(_part, make, tenth), Verdict.REFUSED)
        for kind, make in SAMPLES.items()
        for tenth in range(1, 10)
    ]


def _part(make: Callable[[], bytes], tenth: int) -> bytes:
    return make()[: len(make()) * tenth // 10]


ITEMS = [
    *family(
        8,
        "cv.pdf",
        Verdict.REFUSED,
        {
            "PDF and ZIP": lambda: samples.pdf() + samples.word(),
            "ZIP and PDF": lambda: samples.word() + samples.pdf(),
            "page, then PDF": lambda: _HTML + samples.pdf(),
            "picture and script": lambda: b"GIF87a" + _SCRIPT,
            "picture and program": lambda: b"GIF87a<?php system($_GET[0]); ?>",
            "program and PDF": lambda: b"MZ" + bytes(200) + samples.pdf(),
        },
    ),
    *family(8, "cv.pdf", Verdict.ACCEPTED, {"PDF, then a page": lambda: samples.pdf() + _HTML}),
    *family(
        9,
        "cv.pdf",
        Verdict.REFUSED,
        {
            "SVG": lambda: _SVG,
            "HTML": lambda: _HTML,
            "MHTML": lambda: _MHTML,
            "XML": lambda: b'<?xml version="1.0"?><x/>',
            "head of a PDF, body of a page": lambda: b"%PDF-1.4\n" + _HTML,
            "PNG": lambda: b"\x89PNG\r\n\x1a\n" + bytes(100),
            "program": lambda: b"MZ" + bytes(500),
            "shell": lambda: b"\x7fELF" + bytes(500),
        },
    ),
    *family(9, "cv.txt", Verdict.REFUSED, {"page as text": lambda: _HTML, "drawing as text": lambda: _SVG}),
    *family(
        13,
        "cv.pdf",
        Verdict.REFUSED,
        {"no octet": lambda: b"", "one octet": lambda: b"%", "head alone": lambda: b"%PDF-1.4"},
    ),
    *_cut(),
    *family(14, "cv.pdf", Verdict.ACCEPTED, {"once": samples.pdf, "the same again": samples.pdf}),
    *family(
        15,
        "cv.txt",
        Verdict.QUARANTINED,
        {"plain": lambda: clamd.EICAR},
    ),
    *family(
        15,
        "cv.docx",
        Verdict.QUARANTINED,
        {"in a letter": lambda: samples.repacked(samples.word(), {}, {"word/media/x.png": clamd.EICAR})},
    ),
    *family(15, "cv.pdf", Verdict.QUARANTINED, {"attached": _attached}),
    *family(15, "cv.zip", Verdict.REFUSED, {"zipped": lambda: samples.zipped({"eicar.com": clamd.EICAR})}),
]
