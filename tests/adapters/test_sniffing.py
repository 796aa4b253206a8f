"""What a file is: the bytes decide (5.2.2, 5.2.3, B4)."""

import subprocess
import sys
import textwrap
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters import libmagic, sniffing, structure
from app.adapters.confinement import Answer, ReaderFailed, Reason
from app.adapters.doubts import Doubt, Unrecognised
from app.adapters.media_types import DOCX, ODT, PDF, RTF, TXT
from app.adapters.sniffing import sniff

from . import samples

TYPES_ROOT = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
MAIN = DOCX + ".main+xml"
_ENTITY = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


def _verdict(content: bytes) -> str:
    try:
        return sniff(content)
    except Unrecognised as finding:
        return finding.doubt


TAKEN = [
    ("pdf", samples.pdf, PDF),
    ("pdf with a little after its end", lambda: samples.pdf() + b"\n\x00\x00", PDF),
    ("docx", samples.word, DOCX),
    ("odt", samples.odt, ODT),
    ("rtf", lambda: samples.RTF, RTF),
    ("text, utf-8", lambda: samples.TEXT, TXT),
    ("text, utf-8 with a mark", lambda: b"\xef\xbb\xbf" + samples.TEXT, TXT),
    ("text, cp1252", lambda: samples.TEXT.decode().encode("cp1252"), TXT),
    ("text, utf-16", lambda: samples.TEXT.decode().encode("utf-16"), TXT),
    ("text, windows line ends", lambda: samples.TEXT.replace(b"\n", b"\r\n"), TXT),
    ("text with page breaks", lambda: samples.TEXT + b"\x0c" + samples.TEXT, TXT),
    ("text that begins like a mail", lambda: b"From: Camille\nTo: vous\nSubject: Candidature\n\n" + samples.TEXT, TXT),
    ("text in braces", lambda: b'{"name": "Camille"}\n', TXT),
    ("text with commas", lambda: b"year,place,role\n2020,Paris,Analyst\n2022,Lyon,Analyst\n2024,Nice,Analyst\n", TXT),
    ("tex", lambda: rb"\documentclass{article}\begin{document}Camille\end{document}", TXT),
]


@pytest.mark.parametrize(("content", "expected"), [case[1:] for case in TAKEN], ids=[case[0] for case in TAKEN])
def test_real_files_are_known_by_their_bytes(content: Callable[[], bytes], expected: str) -> None:
    assert _verdict(content()) == expected


DOUBTED = [
    ("empty", lambda: b"", Doubt.EMPTY),
    ("one octet", lambda: b"a", Doubt.UNKNOWN_TYPE),
    ("a picture", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), Doubt.UNKNOWN_TYPE),
    ("a picture with a script", lambda: b"GIF87a<script>alert(1)</script>", Doubt.UNKNOWN_TYPE),
    ("a program", lambda: b"\x7fELF" + bytes(200), Doubt.UNKNOWN_TYPE),
    ("old word", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), Doubt.UNKNOWN_TYPE),
    ("html", lambda: b"<!DOCTYPE html><html><script>1</script></html>", Doubt.UNKNOWN_TYPE),
    ("html after blanks", lambda: b"\n\n  <html><body>cv</body></html>", Doubt.UNKNOWN_TYPE),
    ("svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', Doubt.UNKNOWN_TYPE),
    ("xml", lambda: b'<?xml version="1.0"?><a/>', Doubt.UNKNOWN_TYPE),
    ("text with a control octet", lambda: samples.TEXT + b"\x01", Doubt.UNKNOWN_TYPE),
    ("text with a nul", lambda: samples.TEXT + b"\x00", Doubt.UNKNOWN_TYPE),
    ("half of utf-16", lambda: b"\xff\xfeB\x00o", Doubt.UNKNOWN_TYPE),
    ("in no encoding of ours", lambda: samples.TEXT + b"\x81\x8d", Doubt.UNKNOWN_TYPE),
    ("pdf cut in half", lambda: samples.pdf()[: len(samples.pdf()) // 2], Doubt.DAMAGED),
    ("pdf and html", lambda: b"%PDF-1.4\n<script>alert(1)</script>", Doubt.DAMAGED),
    ("something before the pdf", lambda: b"\n\n" + samples.pdf(), Doubt.UNKNOWN_TYPE),
    ("a mark before the pdf", lambda: b"\xef\xbb\xbf%PDF-1.4\n%%EOF", Doubt.DAMAGED),
    ("pdf of no version", lambda: b"%PDF-9.9\n%%EOF", Doubt.DAMAGED),
    ("pdf and zip", lambda: samples.pdf() + samples.zipped({"evil.exe": b"MZ"}) + b"%%EOF", Doubt.DAMAGED),
    ("pdf with a password", samples.locked_pdf, Doubt.ENCRYPTED),
    ("docx with a password", samples.locked_word, Doubt.ENCRYPTED),
    ("docx with locked members", samples.locked_zip, Doubt.ENCRYPTED),
    ("zip", lambda: samples.zipped({"cv.txt": samples.TEXT}), Doubt.UNKNOWN_TYPE),
    ("zip that says word", lambda: samples.zipped({"word/evil.exe": b"MZ"}), Doubt.UNKNOWN_TYPE),
    ("zip after something", lambda: b"MZ" + samples.word(), Doubt.UNKNOWN_TYPE),
    ("zip without an end", lambda: samples.word()[:-30], Doubt.DAMAGED),
    (
        "docx with a program",
        lambda: samples.repacked(samples.word(), {}, {"word/evil.exe": b"MZ"}),
        Doubt.ACTIVE_CONTENT,
    ),
    (
        "docx with macros",
        lambda: samples.repacked(samples.word(), {}, {"word/vbaProject.bin": b"x"}),
        Doubt.ACTIVE_CONTENT,
    ),
    (
        "docm renamed",
        lambda: samples.with_content_types((MAIN, "application/vnd.ms-word.document.macroEnabled.main+xml")),
        Doubt.ACTIVE_CONTENT,
    ),
    (
        "docx that declares macros",
        lambda: samples.with_content_types(
            ("</Types>", '<Override PartName="/a" ContentType="application/vnd.ms-office.vbaProject"/></Types>')
        ),
        Doubt.ACTIVE_CONTENT,
    ),
    ("docx of no main part", lambda: samples.with_content_types((MAIN, "application/xml")), Doubt.UNKNOWN_TYPE),
    (
        "docx whose main part is away",
        lambda: samples.repacked(samples.word(), {"word/document.xml": None}),
        Doubt.UNKNOWN_TYPE,
    ),
    (
        "a sheet",
        lambda: samples.with_content_types((MAIN, MAIN.replace("wordprocessing", "spreadsheet"))),
        Doubt.UNKNOWN_TYPE,
    ),
    (
        "an entity that names a file",
        lambda: samples.repacked(
            samples.word(),
            {
                samples.CONTENT_TYPES: b'<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
                + TYPES_ROOT
                + b"&x;</Types>"
            },
        ),
        Doubt.DAMAGED,
    ),
    (
        "a billion laughs",
        lambda: samples.repacked(
            samples.word(),
            {samples.CONTENT_TYPES: b'<!DOCTYPE t [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><t>&b;</t>'},
        ),
        Doubt.DAMAGED,
    ),
    ("docx with an entity", lambda: samples.repacked(samples.word(), {"word/document.xml": _ENTITY}), Doubt.DAMAGED),
    ("odt with an entity", lambda: samples.repacked(samples.odt(), {"content.xml": _ENTITY}), Doubt.DAMAGED),
    (
        "docx with a bare DTD in another charset",
        lambda: samples.repacked(samples.word(), {"word/document.xml": "<!DOCTYPE a><a/>".encode("utf-16")}),
        Doubt.DAMAGED,
    ),
    ("half a docx", lambda: samples.repacked(samples.word(), {"word/document.xml": b"<a><b></b>"}), Doubt.DAMAGED),
    ("half an odt", lambda: samples.repacked(samples.odt(), {"content.xml": b"<a>"}), Doubt.DAMAGED),
    ("not xml", lambda: samples.repacked(samples.word(), {samples.CONTENT_TYPES: b"<Types"}), Doubt.DAMAGED),
    (
        "xml of no encoding",
        lambda: samples.repacked(samples.word(), {samples.CONTENT_TYPES: b'<?xml version="1.0" encoding="x-no"?><a/>'}),
        Doubt.DAMAGED,
    ),
    ("a name that climbs", lambda: samples.repacked(samples.word(), {}, {"../../x": b"x"}), Doubt.DAMAGED),
    ("a name that climbs backwards", lambda: samples.repacked(samples.word(), {}, {"..\\..\\x": b"x"}), Doubt.DAMAGED),
    ("an absolute name", lambda: samples.repacked(samples.word(), {}, {"/etc/x": b"x"}), Doubt.DAMAGED),
    ("a drive", lambda: samples.repacked(samples.word(), {}, {"C:/x": b"x"}), Doubt.DAMAGED),
    ("a link", samples.linked, Doubt.DAMAGED),
    ("two members of one name", samples.twice_named, Doubt.DAMAGED),
    (
        "odt of another type",
        lambda: samples.repacked(samples.odt(), {"mimetype": b"application/x"}),
        Doubt.UNKNOWN_TYPE,
    ),
    ("odt without content", lambda: samples.repacked(samples.odt(), {"content.xml": None}), Doubt.UNKNOWN_TYPE),
    (
        "odt with a macro",
        lambda: samples.repacked(samples.odt(), {}, {"Basic/Standard/evil.xml": b"x"}),
        Doubt.ACTIVE_CONTENT,
    ),
    (
        "odt with a script",
        lambda: samples.repacked(samples.odt(), {}, {"Scripts/python/evil.py": b"x"}),
        Doubt.ACTIVE_CONTENT,
    ),
    (
        "odt with a password",
        lambda: samples.repacked(samples.odt(), {"META-INF/manifest.xml": b"<m:encryption-data/>"}),
        Doubt.ENCRYPTED,
    ),
    (
        "odt locked whole",
        lambda: samples.repacked(samples.odt(), {"content.xml": None}, {"encrypted-package": b"x"}),
        Doubt.ENCRYPTED,
    ),
    ("rtf with an object", lambda: samples.RTF[:-1] + rb"{\object\objemb{\*\objdata 01}}}", Doubt.ACTIVE_CONTENT),
    ("rtf misspelt", lambda: b"{\\rtx1 hello" + bytes(3), Doubt.UNKNOWN_TYPE),
]


@pytest.mark.parametrize(("content", "expected"), [case[1:] for case in DOUBTED], ids=[case[0] for case in DOUBTED])
def test_what_is_not_taken_says_why(content: Callable[[], bytes], expected: Doubt) -> None:
    """B4: forged, damaged, active, locked."""
    assert _verdict(content()) == expected


def test_odt_folders_of_macros_may_be_empty_and_the_manifest_may_be_missing() -> None:
    content = samples.repacked(samples.odt(), {"META-INF/manifest.xml": None}, {"Basic/": b""})
    assert _verdict(content) == ODT


BOMBS = [
    ("a bomb", samples.bomb, Doubt.BOMB),
    ("a bomb that lies", samples.lying_bomb, Doubt.DAMAGED),
    ("a crowd of members", samples.crowd, Doubt.BOMB),
    ("one member many times", samples.overlapping, Doubt.BOMB),
    ("a slow directory", samples.slow_directory, Doubt.BOMB),
    ("a directory beyond 4 GiB", samples.large_end, Doubt.DAMAGED),
    (
        "a list of parts of 2 MiB",
        lambda: samples.repacked(samples.word(), {samples.CONTENT_TYPES: bytes(2**21)}),
        Doubt.BOMB,
    ),
]


@pytest.mark.parametrize(("content", "expected"), [case[1:] for case in BOMBS], ids=[case[0] for case in BOMBS])
def test_bombs_are_refused_in_under_a_second_and_100_megabytes(content: Callable[[], bytes], expected: Doubt) -> None:
    """5.2.3, B4.1."""
    raw = content()
    started = time.perf_counter()
    assert _verdict(raw) == expected
    assert time.perf_counter() - started < 1
    tracemalloc.start()
    assert structure.judge(raw, libmagic.say_media_type(raw) or "")[0] == {"doubt": expected}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100 * 1024 * 1024


@pytest.mark.parametrize("kind", ["pdf", "word", "odt"])
@pytest.mark.parametrize("tenths", range(1, 10))
def test_a_file_cut_anywhere_is_refused_in_words(kind: str, tenths: int) -> None:
    """B4.13."""
    whole = getattr(samples, kind)()
    assert _verdict(whole[: len(whole) * tenths // 10]) in set(Doubt)


@pytest.mark.parametrize("kind", ["pdf", "word", "odt"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_is_changed_there_is_a_verdict(kind: str, data: st.DataObject) -> None:
    """No octets of a stranger raise anything but our own finding."""
    content = bytearray(getattr(samples, kind)())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert _verdict(bytes(content)) in {PDF, DOCX, ODT, RTF, TXT, *Doubt}


@settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=400))
def test_any_octets_at_all_get_a_verdict(content: bytes) -> None:
    for head in (b"", b"PK\x03\x04", b"%PDF-1.4", b"{\\rtf", b"\xd0\xcf\x11\xe0"):
        assert _verdict(head + content) in {PDF, RTF, TXT, *Doubt}


def test_a_file_on_which_libmagic_breaks_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sniffing, "say_media_type", lambda _path: None)
    assert _verdict(samples.pdf()) == Doubt.UNKNOWN_TYPE


def test_without_a_system_library_the_wheel_gives_the_same_verdicts(tmp_path: Path) -> None:
    """A bare machine has no libmagic; the wheel's older one calls every DOCX octet-stream. ctypes stays as it was."""
    kinds = {
        "pdf": samples.pdf(),
        "word": samples.word(),
        "odt": samples.odt(),
        "rtf": samples.RTF,
        "txt": samples.TEXT,
    }
    kinds |= {"zip": samples.zipped({"word/evil.exe": b"MZ"})}
    for name, content in kinds.items():
        (tmp_path / name).write_bytes(content)
    script = textwrap.dedent(
        """
        import ctypes, ctypes.util, sys
        from pathlib import Path
        ctypes.util.find_library = bare = lambda name: None
        loader = ctypes.CDLL
        from app.adapters.libmagic import say_media_type
        from app.adapters.doubts import Unrecognised
        from app.adapters.sniffing import sniff
        for path in sorted(Path(sys.argv[1]).iterdir()):
            try:
                print(path.name, sniff(path.read_bytes()))
            except Unrecognised as finding:
                print(path.name, finding.doubt)
        assert "pylibmagic" not in sys.modules and ctypes.CDLL is loader and ctypes.util.find_library is bare
        import magic
        print("version", magic.version())
        """
    )
    said = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False)
    assert said.stderr == ""
    verdicts = dict(line.split(" ", 1) for line in said.stdout.splitlines())
    assert verdicts.pop("version") == "541"
    assert verdicts == {"odt": ODT, "pdf": PDF, "rtf": RTF, "txt": TXT, "word": DOCX, "zip": Doubt.UNKNOWN_TYPE}


@pytest.mark.parametrize(
    ("failure", "doubt"),
    [
        (Reason.TIME, Doubt.BOMB),
        (Reason.MEMORY, Doubt.BOMB),
        (Reason.CRASHED, Doubt.DAMAGED),
        (Reason.UNREADABLE, Doubt.DAMAGED),
    ],
)
def test_a_file_that_ends_its_judge_is_refused(monkeypatch: pytest.MonkeyPatch, failure: Reason, doubt: Doubt) -> None:
    def fail(*_given: object) -> Answer:
        raise ReaderFailed(failure)

    monkeypatch.setattr(sniffing, "run", fail)
    assert _verdict(samples.pdf()) == doubt


@pytest.mark.parametrize("said", [None, [], {}, {"media_type": "text/html"}, {"media_type": 1}, {"doubt": "none"}])
def test_only_a_verdict_of_a_known_shape_is_believed(monkeypatch: pytest.MonkeyPatch, said: object) -> None:
    monkeypatch.setattr(sniffing, "run", lambda *_given: Answer(said, []))
    assert _verdict(samples.pdf()) == Doubt.DAMAGED
