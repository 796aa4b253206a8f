"""Cleaning of what people type."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import clean_line, clean_prose, clean_text, fold, in_language, slugify

LINE_ENDS = ["\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85"]
anything = st.text(alphabet=st.characters(), max_size=60)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (None, ""),
        ("  Camille \t Durand\r\n ", "Camille Durand"),
        ("Jean\u2011Paul d\u2019Ormesson", "Jean\u2011Paul d\u2019Ormesson"),
        ("e\u0301", "\u00e9"),
        ("a\x00b\x1bc\x7fd", "abcd"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("pay\u200bpal\ufeff\u00ad", "paypal"),
        ("\u2066caché\u2069", "caché"),
        ("\U0001f469\u200d\U0001f4bb", "\U0001f469\u200d\U0001f4bb"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\ue000\ud800x", "x"),
        ("prix\u00a0: 3\u202f€", "prix : 3 €"),
    ],
)
def test_a_line_keeps_what_is_written_and_drops_what_deceives(raw: str | None, clean: str) -> None:
    """B4.11: no override, no invisible mark, no control character; joiners that scripts and emoji need stay."""
    assert clean_line(raw) == clean


@pytest.mark.parametrize("end", LINE_ENDS)
def test_every_line_end_becomes_one_kind(end: str) -> None:
    assert clean_text(f"un{end}deux") == "un\ndeux"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (None, ""),
        ("\n\n a \t b \n\n\n\n c\u200b \n", "a b\n\nc"),
        ("Bonjour,\r\n\r\nMerci.", "Bonjour,\n\nMerci."),
        ("a\u202eb\nc\x00d", "ab\ncd"),
    ],
)
def test_a_text_keeps_its_paragraphs(raw: str | None, clean: str) -> None:
    assert clean_text(raw) == clean


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (None, ""),
        (
            "Une question\u202f:\r\n\u00a0«\u202foui\u202f» ou\u00a0 non\u00a0?\u202f\n",
            "Une question\u202f:\n«\u202foui\u202f» ou\u00a0non\u00a0?",
        ),
        ("\u202f\u00a0", ""),
        ("a \t b\u200b\n\n\n\nc", "a b\n\nc"),
    ],
)
def test_what_the_firm_has_read_keeps_its_no_break_spaces(raw: str | None, clean: str) -> None:
    assert clean_prose(raw) == clean
    assert clean_prose(clean) == clean
    assert clean_text(raw) == clean.replace("\u202f", " ").replace("\u00a0", " ")


@given(anything)
def test_a_clean_line_is_one_visible_line_and_cleaning_it_again_changes_nothing(raw: str) -> None:
    """16.4.1: what cannot hold a line break cannot forge a second log line or header."""
    clean = clean_line(raw)
    assert clean == clean_line(clean)
    assert clean == clean.strip()
    assert "  " not in clean
    forbidden = {unicodedata.category(character) for character in clean if character not in "\u200c\u200d"}
    assert not forbidden & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert unicodedata.is_normalized("NFC", clean)


@given(anything)
def test_a_clean_text_is_lines_each_clean_and_cleaning_it_again_changes_nothing(raw: str) -> None:
    clean = clean_text(raw)
    assert clean == clean_text(clean)
    assert "\n\n\n" not in clean
    assert clean == clean.strip()
    assert [clean_line(line) for line in clean.split("\n")] == clean.split("\n")


@given(st.text(alphabet=st.characters(categories=["L", "N", "P"]), min_size=1, max_size=40))
def test_no_letter_figure_or_sign_is_lost(raw: str) -> None:
    assert clean_line(raw) == unicodedata.normalize("NFC", raw)


@given(anything)
def test_all_cleaners_give_what_every_database_takes(raw: str) -> None:
    for clean in (clean_line(raw), clean_text(raw), clean_prose(raw)):
        assert "\x00" not in clean
        assert clean.encode("utf-8").decode("utf-8") == clean


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        (None, ""),
        ("  Hélène  ŁUKASZ ", "helene łukasz"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("ﬁnance", "finance"),
        ("İstanbul", "istanbul"),
        ("Chloé D’Angelo", "chloe d'angelo"),
        ("ʼn ‘n", "'n 'n"),
        ("Main\u2011d’Œuvre", "main-d'oeuvre"),
        ("C++ / .NET", "c++ / .net"),
    ],
)
def test_folding_forgets_case_and_accents(raw: str | None, folded: str) -> None:
    assert fold(raw) == folded


@given(anything)
def test_folding_twice_is_folding_once(raw: str) -> None:
    assert fold(fold(raw)) == fold(raw)


@given(st.text(alphabet=st.characters(categories=["L"]), max_size=20))
def test_search_finds_a_word_however_its_accents_are_composed(raw: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, raw) for form in ("NFC", "NFD"))
    assert fold(composed) == fold(decomposed)


@pytest.mark.parametrize(
    ("raw", "slug"),
    [
        ("Analyste M&A — Paris (H/F)", "analyste-m-a-paris-h-f"),
        ("Chef de cœur, œuvres", "chef-de-coeur-oeuvres"),
        ("Œuvres d’Æ", "oeuvres-d-ae"),
        ("Chargé d’affaires", "charge-d-affaires"),
        ("chef_de_projet", "chef-de-projet"),
        ("   ", ""),
        ("日本", ""),
        ("a" * 79 + " b", "a" * 79),
    ],
)
def test_a_slug_is_plain(raw: str, slug: str) -> None:
    assert slugify(raw) == slug


@given(anything)
def test_a_slug_fits_an_address_as_it_is(raw: str) -> None:
    slug = slugify(raw)
    assert len(slug) <= 80
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not slug.startswith("-")
    assert not slug.endswith("-")
    assert "--" not in slug


@pytest.mark.parametrize(
    ("texts", "locale", "text"),
    [
        ({"fr": "Oui", "en": "Yes"}, "en", "Yes"),
        ({"fr": "Oui", "en": ""}, "en", "Oui"),
        ({"en": "Yes"}, "fr", "Yes"),
        ({}, "fr", ""),
    ],
)
def test_a_text_comes_in_the_language_asked_for_or_the_nearest(texts: dict[str, str], locale: str, text: str) -> None:
    assert in_language(texts, locale) == text
