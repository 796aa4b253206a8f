"""Text of real files, and of files that are broken on purpose: text, or one named failure."""

import io
import time
from pathlib import Path

import docx
import pytest
from defusedxml import DTDForbidden
from fpdf import FPDF
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.adapters import reading
from app.adapters.confinement import ReaderFailed, Reason
from app.adapters.extraction import Extract, extract_text
from app.adapters.sniffing import DOCX, ODT, PDF, RTF, TXT

from . import samples

WORDS = "Camille Durand, analyste"
WHOLE = {PDF: samples.pdf(), DOCX: samples.word(), ODT: samples.odt(), RTF: samples.RTF, TXT: samples.TEXT}
BOX = '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">{}</mc:AlternateContent></w:r>'
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("text", "office", "style")
)


def _text(raw: bytes, media_type: str) -> str:
    return str(reading.read(raw, media_type)["text"])


def _extract(folder: Path, raw: bytes, media_type: str) -> Extract:
    path = folder / "file"
    path.write_bytes(raw)
    return extract_text(path, media_type)


def _word_part(name: str, body: str) -> bytes:
    main = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{}</w:document>'
    return samples.repacked(samples.word(), {name: main.format(body).encode()})


def _odt_part(body: str) -> bytes:
    return samples.repacked(samples.odt(), {"content.xml": f"<a {NAMESPACES}>{body}</a>".encode()})


@pytest.mark.parametrize("media_type", WHOLE)
def test_confined_reader_reads_every_kind(tmp_path: Path, media_type: str) -> None:
    extract = _extract(tmp_path, WHOLE[media_type], media_type)
    assert extract.text.startswith("Camille Durand")
    assert extract.has_text
    assert extract.pages == (1 if media_type == PDF else None)


def test_pages_of_a_pdf_are_counted_and_all_read(tmp_path: Path) -> None:
    document = FPDF()
    document.set_font("Helvetica")
    for number in range(3):
        document.add_page()
        document.cell(text=f"page {number}")
    extract = _extract(tmp_path, bytes(document.output()), PDF)
    assert (extract.text, extract.pages) == ("page 0\n\npage 1\n\npage 2", 3)


def test_pdf_in_many_scripts_is_read_in_the_child(tmp_path: Path) -> None:
    assert (
        _extract(tmp_path, samples.pdf("Éloïse Lefèvre, chargée d'études"), PDF).text
        == "Éloïse Lefèvre, chargée d'études"
    )


def test_scan_has_no_text(tmp_path: Path) -> None:
    document = FPDF()
    document.add_page()
    document.rect(10, 10, 100, 100, style="F")
    extract = _extract(tmp_path, bytes(document.output()), PDF)
    assert (extract.text, extract.pages, extract.has_text) == ("", 1, False)


def test_text_is_cut_at_its_limit(tmp_path: Path) -> None:
    for media_type, raw in (
        (TXT, b"abcd " * 200_000),
        (DOCX, samples.word("abcd " * 200_000)),
        (ODT, samples.odt("abcd " * 200_000)),
    ):
        assert reading.MAX_CHARACTERS - 5 < len(_extract(tmp_path, raw, media_type).text) <= reading.MAX_CHARACTERS
    document = FPDF()
    document.set_font("Helvetica", size=4)
    for _ in range(60):
        document.add_page()
        document.multi_cell(0, 1.5, "abcd " * 2000)
    assert len(_text(bytes(document.output()), PDF)) > reading.MAX_CHARACTERS - 5


def test_header_of_a_word_file_comes_first_and_once() -> None:
    document = docx.Document()
    document.add_paragraph("Analyste")
    document.sections[0].header.paragraphs[0].text = "Camille Durand"
    document.sections[0].different_first_page_header_footer = True
    document.sections[0].first_page_header.paragraphs[0].text = "Camille Durand"
    document.sections[0].footer.paragraphs[0].text = "camille@example.org"
    file = io.BytesIO()
    document.save(file)
    assert _text(file.getvalue(), DOCX).split() == ["Camille", "Durand", "Analyste", "camille@example.org"]


def test_breaks_and_tabs_of_a_word_file_part_its_words() -> None:
    body = "<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r>"
    after = "<w:p><w:r><w:t>e</w:t></w:r></w:p>"
    assert _text(_word_part("word/document.xml", f"<w:p>{body}</w:p>{after}"), DOCX) == "a\nb c-d\ne"


def test_text_box_of_a_word_file_is_read_once() -> None:
    one = "<w:p><w:r><w:t>Camille</w:t></w:r></w:p>"
    body = BOX.format(f"<mc:Choice>{one}</mc:Choice><mc:Fallback>{one}</mc:Fallback>")
    assert _text(_word_part("word/document.xml", body), DOCX) == "Camille"


def test_what_was_deleted_from_a_file_is_not_read() -> None:
    body = "<w:p><w:del><w:r><w:delText>no</w:delText></w:r></w:del><w:r><w:t>yes</w:t></w:r></w:p>"
    assert _text(_word_part("word/document.xml", body), DOCX) == "yes"
    removed = "<text:tracked-changes><text:p>no</text:p></text:tracked-changes>"
    remark = "<office:annotation><text:p>no</text:p></office:annotation>"
    assert _text(_odt_part(f"{removed}<text:p>y{remark}es</text:p>"), ODT) == "yes"


def test_breaks_and_tabs_of_an_odt_file_part_its_words() -> None:
    body = "<text:h>a</text:h>stray<text:p>b<text:tab/>c<text:s/>d<text:line-break/><text:span>e</text:span></text:p>"
    assert _text(_odt_part(body), ODT) == "a\nb c d\ne"


def test_header_and_footer_of_an_odt_file_stand_around_its_text() -> None:
    styles = "<style:header><text:p>top</text:p></style:header><style:footer><text:p>end</text:p></style:footer>"
    whole = f"<a {NAMESPACES}><text:p>no</text:p>{styles}</a>"
    raw = samples.repacked(samples.odt(), {"styles.xml": whole.encode()})
    assert _text(raw, ODT).split() == ["top", *WORDS.split(), "end"]


def test_pictures_of_an_rtf_file_cost_nothing(tmp_path: Path) -> None:
    raw = rb"{\rtf1\ansi{\pict\pngblip " + b"0f\n" * 3_000_000 + rb"}Camille Durand, \'e9l\'e8ve\par}"
    assert _extract(tmp_path, raw, RTF).text == "Camille Durand, élève"


@pytest.mark.parametrize("charset", [437, 850, 874, 932, 936, 949, 950, *range(1250, 1259)])
def test_charsets_of_rtf_files_are_known_to_the_child(tmp_path: Path, charset: int) -> None:
    assert _extract(tmp_path, rb"{\rtf1\ansi\ansicpg%d Camille\'41\par}" % charset, RTF).text == "CamilleA"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("élève ’".encode(), "élève ’"),
        ("élève ’".encode("utf-8-sig"), "élève ’"),
        ("élève ’".encode("cp1252"), "élève ’"),
        ("élève ’".encode("utf-16"), "élève ’"),
        (b"a\x81\x8db", "a\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}b"),
        ("a\u202eb\x00c\r\nd".encode(), "abc\nd"),
    ],
)
def test_charset_of_a_text_file_is_told_from_its_octets(tmp_path: Path, raw: bytes, text: str) -> None:
    assert _extract(tmp_path, raw, TXT).text == text


def test_entities_of_a_word_file_are_refused() -> None:
    raw = samples.repacked(
        samples.word(), {"word/document.xml": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'}
    )
    with pytest.raises(DTDForbidden):
        reading.read(raw, DOCX)


@pytest.mark.parametrize(
    ("media_type", "raw"),
    [
        (PDF, samples.locked_pdf()),
        (PDF, b"%PDF-1.4\n"),
        (DOCX, samples.locked_word()),
        (DOCX, samples.pdf()),
        (DOCX, samples.repacked(samples.word(), {"word/document.xml": b"<a>" * 10_000})),
        (ODT, samples.locked_zip()[:100]),
        ("image/png", b"png"),
    ],
)
def test_what_cannot_be_read_is_unreadable(tmp_path: Path, media_type: str, raw: bytes) -> None:
    with pytest.raises(ReaderFailed) as caught:
        _extract(tmp_path, raw, media_type)
    assert caught.value.reason == Reason.UNREADABLE


def test_bombs_are_read_no_further_than_their_limit(tmp_path: Path) -> None:
    started = time.monotonic()
    blanks = samples.zipped({"word/document.xml": b"<a>" + b" " * 300_000_000 + b"</a>"})
    for raw in (samples.bomb(), samples.overlapping(), samples.crowd(), blanks):
        assert len(_extract(tmp_path, raw, DOCX).text) < 100
    assert time.monotonic() - started < 10


def test_answer_of_another_shape_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for answer in (b"[]", b'{"text": 1, "pages": 1}', b'{"text": "a"}', b'{"text": "a", "pages": 1, "more": 1}'):
        (tmp_path / "said").write_bytes(b'{"layers": [], "answer": %s}' % answer)
        monkeypatch.setattr("app.adapters.extraction.JOB", "tests.adapters.hostile:babble_kind")
        with pytest.raises(ReaderFailed):
            extract_text(tmp_path / "said", TXT)


@pytest.mark.once
def test_one_page_is_read_quickly(tmp_path: Path) -> None:
    """The best of five: the machine may be busy."""
    times = []
    for _ in range(5):
        started = time.monotonic()
        _extract(tmp_path, samples.pdf(), PDF)
        times.append(time.monotonic() - started)
    print(f"one page, process and all: {min(times) * 1000:.0f} ms")  # noqa: T201
    assert min(times) < 0.4


@st.composite
def _broken(draw: st.DrawFn) -> tuple[str, bytes]:
    """A whole file cut short, with bits turned, or with a stretch of noise."""
    media_type, raw = draw(st.sampled_from(sorted(WHOLE.items())))
    broken = bytearray(raw[: draw(st.integers(len(raw) // 4, len(raw)))])
    for _ in range(draw(st.integers(0, 12))):
        broken[draw(st.integers(0, len(broken) - 1))] ^= 1 << draw(st.integers(0, 7))
    at = draw(st.integers(0, len(broken)))
    broken[at:at] = draw(st.binary(max_size=40))
    return media_type, bytes(broken)


@pytest.mark.once
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_broken() | st.tuples(st.sampled_from(sorted(WHOLE)), st.binary(max_size=200)))
def test_broken_file_gives_text_or_a_named_failure(tmp_path: Path, broken: tuple[str, bytes]) -> None:
    media_type, raw = broken
    try:
        text = _extract(tmp_path, raw, media_type).text
    except ReaderFailed:
        text = ""
    assert len(text) <= reading.MAX_CHARACTERS
