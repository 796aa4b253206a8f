"""Real files of every kind that is taken, and strangers of every kind that is not; all made here, none downloaded."""

import io
import struct
import zipfile
from functools import cache

import odfdo
from fpdf import FPDF

from app.cli.demo.files import new_word

CONTENT_TYPES = "[Content_Types].xml"


@cache
def pdf(*lines: str) -> bytes:
    document = FPDF()
    document.add_page()
    document.set_font("Helvetica")
    for line in lines or ("Camille Durand, analyste",):
        document.cell(text=line, new_x="LMARGIN", new_y="NEXT")
    return bytes(document.output())


@cache
def locked_pdf() -> bytes:
    document = FPDF()
    document.set_encryption(owner_password="owner", user_password="user")
    document.add_page()
    return bytes(document.output())


@cache
def word(words: str = "Camille Durand, analyste") -> bytes:
    document = new_word()
    document.add_paragraph(words)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@cache
def odt(words: str = "Camille Durand, analyste") -> bytes:
    document = odfdo.Document("text")
    document.body.append(odfdo.Paragraph(words))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


RTF = rb"{\rtf1\ansi\deff0 Camille Durand, analyste\par}"
TEXT = "Camille Durand\nAnalyste, fusions et acquisitions\nDéjà cinq opérations menées\n".encode()


def repacked(archive: bytes, changed: dict[str, bytes | None], added: dict[str, bytes] | None = None) -> bytes:
    """The same ZIP with members replaced, left out (None) or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = changed.get(member.filename, old.read(member))
            if content is not None:
                new.writestr(member, content)
        for name, content in (added or {}).items():
            new.writestr(name, content)
    return file.getvalue()


def with_content_types(edit: tuple[str, str]) -> bytes:
    """A Word file whose list of parts says something else."""
    with zipfile.ZipFile(io.BytesIO(word())) as archive:
        types = archive.read(CONTENT_TYPES).decode()
    assert edit[0] in types
    return repacked(word(), {CONTENT_TYPES: types.replace(*edit).encode()})


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def bomb() -> bytes:
    """A Word file that unpacks to 300 MiB."""
    file = io.BytesIO(word())
    with (
        zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("word/x", "w") as member,
    ):
        for _ in range(300):
            member.write(bytes(1024 * 1024))
    return file.getvalue()


def lying_bomb() -> bytes:
    """Its list of parts unpacks to 200 MiB, and its directory says 1 000 octets."""
    packed = bytearray(zipped({CONTENT_TYPES: bytes(200 * 1024 * 1024)}))
    at = packed.rindex(b"PK\x01\x02")
    packed[at + 24 : at + 28] = struct.pack("<L", 1000)
    return bytes(packed)


def crowd(members: int = 3000) -> bytes:
    """More members than a letter needs."""
    return zipped({f"word/{number}": b"" for number in range(members)})


def slow_directory() -> bytes:
    """A directory of 9 MB whose extra fields take seconds to read."""
    extra = struct.pack("<HH", 0x4242, 0) * 16000
    head = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 0, 20, 0, *[0] * 7, 1, len(extra), *[0] * 5)
    members = (head + b"a" + extra) * 140
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 140, 140, len(members), 30, 0)
    return b"PK\x03\x04" + bytes(26) + members + end


def large_end() -> bytes:
    """A ZIP64 end record, which no file of ten megabytes needs."""
    whole = word()
    at = whole.rindex(b"PK\x05\x06")
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, 2**40, 0)
    return whole[:at] + record + struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1) + whole[at:]


def overlapping() -> bytes:
    """Many names for the same octets: small as a file, huge unpacked."""
    one = zipped({"word/a": bytes(1024 * 1024)})
    at = one.rindex(b"PK\x01\x02")
    end = one.rindex(b"PK\x05\x06")
    entry = one[at:end]
    entries = b"".join(entry.replace(b"word/a", f"w/{number:04}".encode()) for number in range(1500))
    return one[:at] + entries + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1500, 1500, len(entries), at, 0)


def locked_word() -> bytes:
    """As Word writes a file with a password: an OLE container with a stream of that name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + bytes(480)


def locked_zip() -> bytes:
    """Members marked as encrypted."""
    packed = bytearray(word())
    at = packed.index(b"PK\x01\x02")
    packed[at + 8] |= 1
    return bytes(packed)


def linked() -> bytes:
    """A member that is a symbolic link."""
    link = zipfile.ZipInfo("word/link")
    link.external_attr = 0o120777 << 16
    file = io.BytesIO(word())
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    return file.getvalue()


def twice_named() -> bytes:
    """Two members of one name: two readers, two files."""
    packed = zipped({"[Content_Types].xml": b"one", "[Content_Types].xmk": b"two"})
    return packed.replace(b"[Content_Types].xmk", b"[Content_Types].xml")
