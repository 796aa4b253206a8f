"""Names of files, the words for a refusal, and which files are held."""

import unicodedata

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.doubts import Doubt
from app.domain.documents.enums import MediaType, ScanState
from app.domain.documents.rules import (
    ACCEPTED,
    EXTENSIONS,
    WORDS,
    clean_filename,
    has_agreeing_extension,
    held_because,
)

PDF = MediaType.PDF


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("CV Camille Durand.pdf", "CV Camille Durand.pdf"),
        ("Élodie_CV-2026.PDF", "Élodie_CV-2026.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\windows\\cv.pdf", "cv.pdf"),
        ("/absolute/cv.pdf", "cv.pdf"),
        ("C:\\cv.pdf", "cv.pdf"),
        ("cv\x00.pdf", "cv.pdf"),
        ("cv\r\nX-Evil: 1.pdf", "cv X-Evil 1.pdf"),
        ("cv\u202efdp.exe.pdf", "cvfdp.exe.pdf"),
        ("...", "document.pdf"),
        ("", "document.pdf"),
        (None, "document.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("-rf.pdf", "rf.pdf"),
        ('"><img onerror=x>.pdf', "img onerror=x.pdf"),
        ("cv;filename*=x.pdf", "cv filename =x.pdf"),
        ("=cmd|calc.pdf", "=cmd calc.pdf"),
        ("cv.pdf.", "cv.pdf.pdf"),
        ("cv.pdf::$DATA", "cv.pdf $DATA.pdf"),
        ("履歴書 🙂.pdf", "履歴書 🙂.pdf"),
        ("e\u0301le\u0300ve.pdf", "élève.pdf"),
    ],
)
def test_a_name_is_cleaned_and_stays_recognisable(raw: str | None, kept: str) -> None:
    """B4.11, B4.12, 5.4.2."""
    assert clean_filename(raw, PDF) == kept


@given(raw=st.text(max_size=400), media_type=st.sampled_from(MediaType))
def test_no_name_leaves_its_line_its_folder_or_its_length(raw: str, media_type: MediaType) -> None:
    """5.4.2: whatever is sent."""
    name = clean_filename(raw, media_type)
    assert name.endswith(EXTENSIONS[media_type][0])
    assert len(name.encode()) <= 200
    assert not set(name) & set('/\\<>:"|?*;\r\n\0')
    assert {unicodedata.category(character) for character in name} & {"Cc", "Cs"} == set()
    assert not name.startswith((".", " ", "-"))


@given(raw=st.text(max_size=400), media_type=st.sampled_from(MediaType))
def test_a_clean_name_is_clean(raw: str, media_type: MediaType) -> None:
    once = clean_filename(raw, media_type)
    assert clean_filename(once, media_type) == once


@pytest.mark.parametrize(
    ("raw", "agrees"),
    [
        ("cv.pdf", True),
        ("CV.PDF", True),
        ("cv", True),
        ("cv v1.2", True),
        ("Durand, M.", True),
        (None, True),
        ("cv.docx", False),
        ("cv.pdf.exe", False),
        ("cv.html", False),
        ("cv.docm", False),
    ],
)
def test_an_extension_must_agree_when_there_is_one(raw: str | None, *, agrees: bool) -> None:
    """5.2.2."""
    assert has_agreeing_extension(raw, PDF) is agrees


def test_every_type_meets_every_extension() -> None:
    """5.2.2: the whole matrix."""
    extensions = sorted({extension for known in EXTENSIONS.values() for extension in known} | {".doc", ".zip", ".exe"})
    agreeing = {
        (media_type, extension)
        for media_type in MediaType
        for extension in extensions
        if has_agreeing_extension(f"cv{extension}", media_type)
    }
    assert agreeing == {(media_type, extension) for media_type, known in EXTENSIONS.items() for extension in known}


def test_each_doubt_has_words(app: Flask) -> None:
    with app.test_request_context():
        assert set(WORDS) == set(Doubt)
        assert len({str(words) for words in WORDS.values()}) == len(Doubt)


def test_the_picker_offers_what_is_taken() -> None:
    assert set(ACCEPTED.split(",")) == {extension for known in EXTENSIONS.values() for extension in known}


def test_only_a_clean_file_leaves_while_there_is_a_scanner() -> None:
    """5.4.3: what nothing has scanned yet leaves only where nothing scans; what was found stays, whatever is set."""
    leaving = {
        has_scanner: {scan for scan in ScanState if held_because(scan, has_scanner=has_scanner) is None}
        for has_scanner in (True, False)
    }
    assert leaving == {True: {ScanState.CLEAN}, False: {ScanState.CLEAN, ScanState.UNSCANNED}}
