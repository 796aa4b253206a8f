"""The clean copy: nothing in it acts, leads away or tells of its maker; it reads as before and is taken again (B4)."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress

import docx
import odfdo
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.adapters import cleanup
from app.adapters.cleaning import clean
from app.adapters.confinement import ReaderFailed
from app.adapters.media_types import DOCX, ODT, PDF, RTF, TXT
from app.adapters.pictures_within import strip_picture
from app.adapters.reading import read
from app.adapters.removals import Removal
from app.adapters.sniffing import sniff
from app.cli.demo.files import WRITERS, cv_lines
from app.cli.demo.people import draw_persona

from . import active_files, samples


def _cases() -> Iterator[tuple[str, str, bytes]]:
    yield from (("pdf " + kind, PDF, active_files.pdf_with(kind)) for kind in active_files.PDFS)
    yield from (("docx " + kind, DOCX, make()) for kind, make in active_files.WORDS.items())
    yield from (("odt " + kind, ODT, make()) for kind, make in active_files.ODTS.items())
    yield from (("rtf " + kind, RTF, raw) for kind, raw in active_files.RTFS.items())


CASES = list(_cases())


def _uncompressed(raw: bytes, media_type: str) -> bytes:
    if media_type == PDF:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(raw)) as pdf:
            pdf.save(out, qdf=True, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
            for stream in (one for one in pdf.objects if isinstance(one, pikepdf.Stream)):
                # A photograph that is packed stays so.
                with suppress(zlib.error):
                    out.write(zlib.decompress(stream.read_raw_bytes()))
        return out.getvalue()
    if media_type in {DOCX, ODT}:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return b"\n".join(name.encode() + archive.read(name) for name in archive.namelist())
    return raw


def _holds_canary(raw: bytes, media_type: str) -> bool:
    plain = _uncompressed(raw, media_type)
    return any(word in plain for word in (b"CANARY", b"canary", "CANARY".encode("utf-16-be"), b"43414e415259"))


@pytest.mark.parametrize(("media_type", "raw"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_acts_leads_away_or_tells_is_gone(media_type: str, raw: bytes) -> None:
    assert _holds_canary(raw, media_type)
    told, (copy,) = clean(raw, media_type)
    assert not _holds_canary(copy, media_type)
    assert sniff(copy) == media_type
    assert read(copy, media_type)[0]["text"] == read(raw, media_type)[0]["text"]
    assert clean(copy, media_type) == ({"removed": []}, [copy])
    assert set(told["removed"]) <= set(Removal)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("pdf open script", ["javascript"]),
        ("pdf open launch", ["action"]),
        ("pdf attachment", ["embedded_file"]),
        ("pdf form", ["form"]),
        ("pdf film", ["multimedia"]),
        ("pdf external stream", ["external_reference"]),
        ("pdf photograph", ["metadata"]),
        ("docx remote template", ["external_reference", "metadata"]),
        ("docx embedded object", ["metadata", "object"]),
        ("docx simple field", ["external_reference", "metadata"]),
        ("docx field in pieces", ["external_reference", "metadata"]),
        ("docx drawing of old", ["external_reference", "metadata"]),
        ("docx program as a picture", ["metadata", "picture"]),
        ("docx deleted text", ["deleted_text", "metadata"]),
        ("odt event", ["macro", "metadata"]),
        ("odt deleted text", ["deleted_text", "metadata"]),
        ("odt program as a picture", ["metadata", "picture"]),
        ("rtf program as a picture", ["picture"]),
        ("rtf object", ["object"]),
        ("rtf field", ["external_reference"]),
        ("rtf author", ["metadata"]),
    ],
)
def test_what_was_left_out_is_told(kind: str, expected: list[str]) -> None:
    media_type, raw = next((media_type, raw) for name, media_type, raw in CASES if name == kind)
    assert clean(raw, media_type)[0] == {"removed": expected}


@pytest.mark.parametrize("kind", ["pdf", "docx", "odt"])
@pytest.mark.parametrize("number", range(5))
@pytest.mark.promise("C1.3")
def test_ordinary_cv_loses_nothing_but_metadata(kind: str, number: int) -> None:
    raw = WRITERS[kind](cv_lines(draw_persona(number)))
    media_type = {"pdf": PDF, "docx": DOCX, "odt": ODT}[kind]
    told, (copy,) = clean(raw, media_type)
    assert told == {"removed": ["metadata"]}
    assert read(copy, media_type)[0]["text"] == read(raw, media_type)[0]["text"]


def test_copies_open_in_other_programs() -> None:
    (word,) = clean(samples.word(), DOCX)[1]
    assert docx.Document(io.BytesIO(word)).paragraphs[0].text == "Camille Durand, analyste"
    (odt,) = clean(samples.odt(), ODT)[1]
    assert "Camille Durand, analyste" in odfdo.Document(io.BytesIO(odt)).body.text_recursive


def test_links_that_a_person_clicks_on_stay() -> None:
    raw = active_files.pdf_with("chained link")
    (copy,) = clean(raw, PDF)[1]
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        assert str(pdf.pages[0].Annots[0].A.URI) == "https://example.org"


def test_text_loses_the_marks_that_turn_it_around() -> None:
    told, (copy,) = clean("Camille \u202egpj.exe\x07\n".encode(), TXT)
    assert (told, copy) == ({"removed": ["control_characters"]}, b"Camille gpj.exe\n")
    assert clean(samples.TEXT, TXT) == ({"removed": []}, [samples.TEXT])


@pytest.mark.parametrize("raw", list(active_files.PICTURES.values()), ids=list(active_files.PICTURES))
def test_pictures_stay_pictures_and_tell_nothing(raw: bytes) -> None:
    bare = strip_picture(raw)
    assert bare is not None
    assert b"CANARY" not in bare
    assert bare[:3] == raw[:3]
    assert strip_picture(bare) == bare
    with Image.open(io.BytesIO(bare)) as one, Image.open(io.BytesIO(raw)) as other:
        assert one.convert("RGB").tobytes() == other.convert("RGB").tobytes()


@pytest.mark.parametrize(
    "raw", [b"MZ CANARY", b"<html>", b"GIF89a CANARY", b"BM CANARY", b"II*\x00 CANARY", b"\x89PNG", b""]
)
def test_what_is_no_picture_of_a_known_kind_is_none(raw: bytes) -> None:
    assert strip_picture(raw) is None


_LETTER = st.sampled_from([rb"%c", rb"\'%02x", rb"\u%d ", rb"\uc0\u%d ", rb"{%c}", rb"{\b %c}", b"%c\r\n"])
_BEFORE = st.lists(
    st.sampled_from([rb"\b", rb"\i0 ", rb"\f1\fs20", b"\r\n", b" ", rb"\*", rb"{\*\none x}", rb"\'41"]), max_size=5
)


@st.composite
def _hostile_rtf(draw: st.DrawFn) -> bytes:
    """A group that reaches out, said in one of the many ways in which a reader still understands it."""
    before = b"".join(draw(_BEFORE))
    if draw(st.booleans()):
        word = draw(st.sampled_from([b"template", b"object\\objautlink", b"nextfile", b"filetbl", b"userprops"]))
        group = b"{%b%b\\%b CANARY}" % (before, draw(st.sampled_from([b"", b"\\*", b"\\*\n"])), word)
    else:
        word = draw(st.sampled_from([b"INCLUDEPICTURE", b"INCLUDETEXT", b"DDEAUTO", b"DDE", b"LINK", b"IMPORT"]))
        said = b"".join(draw(_LETTER) % octet for octet in word)
        links = [b"", b' HYPERLINK "https://example.org"']
        after = draw(st.sampled_from(links))
        group = b'{\\field{%b\\*%b\\fldinst %b "CANARY"%b}{\\fldrslt shown}}' % (before, before, said, after)
    return b"{\\rtf1\\ansi seen" + group + b"\\par}"


@settings(max_examples=400)
@given(raw=_hostile_rtf())
def test_rtf_that_reaches_out_in_any_disguise_comes_out_bare(raw: bytes) -> None:
    copy = clean(raw, RTF)[1][0]
    assert b"CANARY" not in copy
    assert clean(copy, RTF) == ({"removed": []}, [copy])


@pytest.mark.parametrize(
    "raw",
    [
        rb'{\rtf1\ansi{\field{\*\fldinst {\b HYPERLINK "https://example.org/a"}}{\fldrslt seen}}\par}',
        rb"""{\rtf1\ansi{\field{\*\fldinst{\'48YPERLINK "https://example.org/a"}}{\fldrslt seen}}\par}""",
    ],
)
def test_link_in_rtf_is_written_anew(raw: bytes) -> None:
    told, (copy,) = clean(raw, RTF)
    assert told == {"removed": []}
    assert rb'{\*\fldinst HYPERLINK "https://example.org/a"}' in copy


def test_picture_in_rtf_stays_and_tells_nothing() -> None:
    told, (copy,) = clean(active_files.RTFS["photograph"], RTF)
    assert told == {"removed": ["metadata"]}
    bare = strip_picture(active_files.jpeg())
    assert bare is not None
    assert bare.hex().encode() in copy
    assert rb"\picw8\pich8" in copy


@pytest.mark.parametrize("raw", [rb"{\rtf1 " + b"{" * 300, b"{\\rtf1 \\" + b"a" * 33 + b"}"])
def test_rtf_that_no_program_writes_is_refused(raw: bytes) -> None:
    with pytest.raises(ReaderFailed):
        cleanup.clean(raw, RTF)


def test_what_goes_makes_no_new_word_of_what_stays() -> None:
    raw = rb"{\rtf1\ansi{\templat{\fldinst DDE}e http://example.org}seen\par}"
    assert clean(raw, RTF)[1] == [rb"{\rtf1\ansi{\templat e http://example.org}seen\par}"]


@pytest.mark.parametrize(("media_type", "raw"), [case[1:] for case in CASES[::6]], ids=[case[0] for case in CASES[::6]])
def test_confined_child_gives_the_same_copy(media_type: str, raw: bytes) -> None:
    told, (copy,) = clean(raw, media_type)
    assert cleanup.clean(raw, media_type) == cleanup.CleanCopy(copy, told["removed"])


@pytest.mark.parametrize("kind", ["pdf", "word", "odt"])
@given(data=st.data())
def test_whatever_is_changed_there_is_a_copy_or_a_refusal(kind: str, data: st.DataObject) -> None:
    content = bytearray(getattr(samples, kind)())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    media_type = {"pdf": PDF, "word": DOCX, "odt": ODT}[kind]
    try:
        copy = cleanup.clean(bytes(content[: data.draw(st.integers(1, len(content)))]), media_type)
    except ReaderFailed:
        return
    assert copy.content
    assert set(copy.removed) <= set(Removal)
