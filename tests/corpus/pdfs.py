"""Families 6, 7, 10 and 19: PDFs that act, that are shaped to exhaust, with pictures and fonts of absurd size."""

import io
import zlib
from collections.abc import Callable

import pikepdf
from PIL import Image

from tests.adapters import active_files, hidden_texts, samples

from .items import Verdict, family


def _written(objects: list[bytes], root: int = 1) -> bytes:
    """A PDF of raw objects, numbered from 1, with a right table."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, len(out))
    return bytes(out) + b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, table) + trailer


def _pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + count))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    return _written(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, count),
            *[page] * count,
        ]
    )


def _deep_tree(depth: int) -> bytes:
    nodes = [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % number for number in range(3, 3 + depth)]
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    return _written([b"<< /Type /Catalog /Pages 2 0 R >>", *nodes, page])


def _own_parent() -> bytes:
    kids = b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 /Parent 3 0 R >>"
    other = b"<< /Type /Pages /Kids [2 0 R] /Count 9 >>"
    return _written([b"<< /Type /Catalog /Pages 2 0 R >>", kids, other])


def _one_page(content: bytes, filters: bytes = b"", more: list[bytes] | None = None, resources: bytes = b"") -> bytes:
    stream = b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), filters, content)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << %b >> >>" % resources
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return _written([b"<< /Type /Catalog /Pages 2 0 R >>", pages, page, stream, *(more or [])])


def _flate_nests(times: int) -> bytes:
    """Zeros, packed again and again: each layer unpacks to a thousand times as much."""
    content = zlib.compress(bytes(100_000_000), 9)
    for _ in range(times - 1):
        content = zlib.compress(content, 9)
    return _one_page(content, b"/Filter [%b]" % (b"/FlateDecode " * times))


def _many_strokes() -> bytes:
    return _one_page(zlib.compress(b"0 0 m 595 842 l S\n" * 1_500_000, 9), b"/Filter /FlateDecode")


def _deep_arrays() -> bytes:
    return _written(
        [
            b"<< /Type /Catalog /Pages 2 0 R /X %b%b >>" % (b"[" * 50_000, b"]" * 50_000),
            b"<< /Type /Pages /Kids [] /Count 0 >>",
        ]
    )


def _form_in_itself() -> bytes:
    own = b"/Resources << /XObject << /X 5 0 R >> >>"
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] %b /Length 5 >>\nstream\n/X Do\nendstream" % own
    return _one_page(b"/X Do", more=[form], resources=b"/XObject << /X 5 0 R >>")


def _forms_that_multiply() -> bytes:
    """Each form draws the next ten times, twelve deep."""
    forms = []
    for level in range(12):
        body = b"/X Do " * 10
        following = 6 + level
        forms.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >> /Length %d >>"
            b"\nstream\n%b\nendstream" % (following, len(body), body)
        )
    last = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 9 >>\nstream\n0 0 9 9 re\nendstream"
    return _one_page(b"/X Do", more=[*forms, last], resources=b"/XObject << /X 5 0 R >>")


def _huge_table() -> bytes:
    whole = samples.pdf()
    return whole.replace(b"/Size ", b"/Size 99999999", 1) if b"/Size " in whole else whole


def _many_objects() -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return _written([b"<< /Type /Catalog /Pages 2 0 R >>", pages, page, *[b"null"] * 200_000])


def _owner_password() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(samples.pdf())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user=""))
    return out.getvalue()


def _picture(width: int, height: int) -> bytes:
    pixels = zlib.compress(bytes(min(width * height, 50_000_000)), 9)
    image = (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8"
        b" /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (width, height, len(pixels), pixels)
    )
    return _one_page(b"595 0 0 842 0 0 cm /I Do", more=[image], resources=b"/XObject << /I 5 0 R >>")


def _word_picture(content: Callable[[], bytes], name: str = "image1.png") -> Callable[[], bytes]:
    return lambda: samples.repacked(samples.word(), {}, {f"word/media/{name}": content()})


def _png(width: int, height: int) -> bytes:
    """Its head promises that many pixels."""
    import struct  # noqa: PLC0415  this one alone needs it

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))

    head = struct.pack("!2I5B", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def _frames(count: int) -> bytes:
    """A film in a GIF: each frame some twenty octets."""
    frame = b"\x21\xf9\x04\x00\x01\x00\x00\x00\x2c" + bytes(4) + b"\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00"
    return b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00" + frame * count + b";"


def _profile_bomb() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG", icc_profile=bytes(60_000_000))
    return out.getvalue()


def _map_font(size: int) -> bytes:
    """A font whose table of characters names more of them than there are."""
    ranges = b"".join(b"<%04x> <%04x> <0041>\n" % (n % 65536, n % 65536) for n in range(size))
    table = b"/CIDInit /ProcSet findresource begin begincmap %d beginbfrange\n%b endbfrange endcmap end" % (
        size,
        ranges,
    )
    packed = zlib.compress(table)
    to_unicode = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed)
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
    return _one_page(b"BT /F1 12 Tf 72 720 Td (ABC) Tj ET", more=[font, to_unicode], resources=b"/Font << /F1 5 0 R >>")


def _widening_map() -> bytes:
    """One glyph that stands for ten thousand characters, two thousand times."""
    table = b"begincmap 1 beginbfchar <41> <%b> endbfchar endcmap" % (b"0042" * 10_000)
    packed = zlib.compress(table)
    to_unicode = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed)
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
    text = b"BT /F1 1 Tf 72 720 Td (%b) Tj ET" % (b"A" * 2000)
    return _one_page(text, more=[font, to_unicode], resources=b"/Font << /F1 5 0 R >>")


def _broken_font() -> bytes:
    descriptor = b"<< /Type /FontDescriptor /FontName /X /Flags 4 /FontFile2 7 0 R >>"
    font = b"<< /Type /Font /Subtype /TrueType /BaseFont /X /FontDescriptor 6 0 R >>"
    file = b"<< /Length 400 >>\nstream\n" + b"\x00\x01\x00\x00\xff\xff" + bytes(394) + b"\nendstream"
    return _one_page(
        b"BT /F1 12 Tf 72 720 Td (ABC) Tj ET", more=[font, descriptor, file], resources=b"/Font << /F1 5 0 R >>"
    )


ITEMS = [
    *family(
        6,
        "cv.pdf",
        Verdict.ACCEPTED,
        {name: lambda name=name: active_files.pdf_with(name) for name in active_files.PDFS},  # type: ignore[misc]
    ),
    *family(
        7,
        "cv.pdf",
        Verdict.ACCEPTED,
        {
            "ten thousand pages": lambda: _pages(10_000),
            "a deep tree of pages": lambda: _deep_tree(5000),
            "a tree that holds itself": _own_parent,
            "Flate three times": lambda: _flate_nests(3),
            "Flate once, a hundred megabytes": lambda: _flate_nests(1),
            "a million strokes": _many_strokes,
            "deep arrays": _deep_arrays,
            "a form that draws itself": _form_in_itself,
            "forms that multiply": _forms_that_multiply,
            "a table that promises too much": _huge_table,
            "two hundred thousand objects": _many_objects,
            "several ends": lambda: samples.pdf() + b"%%EOF\n" * 50,
            "a page of two hundred inches": lambda: hidden_texts.sized_pdf(14_400, 14_400),
            "a page of one point": lambda: hidden_texts.sized_pdf(1, 1),
            "a broken page": hidden_texts.broken_page,
        },
    ),
    *family(
        7,
        "cv.pdf",
        Verdict.REFUSED,
        {
            "no end": lambda: samples.pdf().replace(b"%%EOF", b""),
            "encrypted": samples.locked_pdf,
            "an owner's password": _owner_password,
        },
    ),
    *family(
        10,
        "cv.pdf",
        Verdict.ACCEPTED,
        {
            "fifty thousand pixels a side": lambda: _picture(50_000, 50_000),
            "a long picture": lambda: _picture(1, 2_000_000),
        },
    ),
    *family(
        10,
        "cv.docx",
        Verdict.ACCEPTED,
        {
            "PNG of 50 000 a side": _word_picture(lambda: _png(50_000, 50_000)),
            "a hundred thousand frames": _word_picture(lambda: _frames(100_000), "image1.gif"),
            "where it was taken": _word_picture(active_files.jpeg, "image1.jpg"),
            "a colour profile of 60 MB": _word_picture(_profile_bomb),
        },
    ),
    *family(
        19,
        "cv.pdf",
        Verdict.ACCEPTED,
        {
            "a huge table of characters": lambda: _map_font(300_000),
            "a glyph of ten thousand characters": _widening_map,
            "a broken font": _broken_font,
        },
    ),
]
