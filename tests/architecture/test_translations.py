"""Every sentence is spoken in French, none is left over, and both languages keep their placeholders."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from .sources import trees

ROOT = Path(__file__).parents[2]
FRENCH = re.compile(r"[éèêàçùôîœ«»]|\b(?:les?|la|des|une?|et|est|pour|dans|vous|nous) ")
# One word for one thing: what these would name is a « gel », an « accord », the « double authentification »,
# the « journal de sécurité ».
ANOTHER_WORD = re.compile(r"blocage|bloqué|consentement|second facteur|journal d’audit", re.IGNORECASE)
NEVER_SHOWN = {
    "app/domain/applications/note_words.py",
    "app/domain/jobs/ad_words.py",
    "app/domain/jobs/forbidden.py",
}


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the code asks to be said."""
    target = tmp_path_factory.mktemp("messages") / "messages.pot"
    words = ["-q", "extract", "-F", "babel.cfg", "-k", "_l", "-o", str(target), "."]
    subprocess.run([Path(sys.executable).parent / "pybabel", *words], cwd=ROOT, check=True)
    return _read(target)


@pytest.fixture(scope="module")
def french() -> Catalog:
    return _read(ROOT / "app" / "translations" / "fr" / "LC_MESSAGES" / "messages.po")


def _ids(catalogue: Catalog) -> set[object]:
    return {message.id for message in catalogue if message.id}


def test_every_sentence_has_its_french_and_none_is_left_over(asked: Catalog, french: Catalog) -> None:
    assert _ids(asked) - _ids(french) == set()
    assert _ids(french) - _ids(asked) == set()
    assert [message.id for message in french if message.id and (message.fuzzy or not _texts(message.string))] == []


def test_placeholders_are_the_same_in_both_languages(french: Catalog) -> None:
    for message in french:
        if message.id:
            wanted = {name for text in _texts(message.id) for name in re.findall(r"%\((\w+)\)", text)}
            for text in _texts(message.string):
                assert set(re.findall(r"%\((\w+)\)", text)) <= wanted, message.id


def _is_well_set(text: str) -> bool:
    """A narrow no-break space before double punctuation and inside guillemets; the curly apostrophe; no lone unit."""
    if re.search(r"(?:\d|%\(\w+\)[sd]) (?:octets|ko|Mo)\b|\d (?:mois|ans|jours|heures)\b", text):
        return False
    bare = re.sub(r"%\(\w+\)[sd]|https?://|\{\{.*?\}\}|\{%.*?%\}|\{\w*\}", "", text)
    return not re.search(r"[ \u00a0][;:!?»]|«(?!\u202f|$)|\w'\w|\w[;:!?](\s|$)", bare)


def test_the_eye_for_typography_sees() -> None:
    assert [
        _is_well_set(text) for text in ("Où ?", "Où?", "« oui »", "l'un", "8 Mo", "«\u202foui\u202f»\u202f: l’un")
    ] == [*(False, False, False, False, False, True)]


def test_french_typography(french: Catalog) -> None:
    said = [text for message in french if message.id for text in _texts(message.string)]
    assert [text for text in said if "'" in text or not _is_well_set(text)] == []


def test_french_typography_of_letters() -> None:
    """The first line is the subject's, behind a word of the protocol; a reply quotes what somebody else wrote."""
    lines = [
        line.removeprefix("Subject: ").removeprefix("Re: ")
        for path in (ROOT / "app" / "templates" / "mail" / "fr").glob("*.txt")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert [line for line in lines if not _is_well_set(line)] == []


def test_french_typography_of_what_the_code_says() -> None:
    """The texts of the policy, the registers, the demonstration. What is compared with and never shown is left out."""
    found = [
        f"{path}: {words}"
        for path, tree in trees().items()
        if path.startswith("app/") and path not in NEVER_SHOWN
        for words in _said(tree)
        if FRENCH.search(words) and not _is_well_set(words)
    ]
    assert found == []


def test_one_thing_has_one_word_in_french(french: Catalog) -> None:
    """Whoever looks for a hold in the security log finds it under the name that its page has."""
    assert [text for text in _all_french(french) if ANOTHER_WORD.search(text)] == []


# « de Aubrac » is no French: before a name that may begin with a vowel stands no word that would lose its own.
ELIDED = re.compile(r"\b(?:de|que|si|jusque) (?:%\((?:name|who|firm)\)s|\{\{ (?:firm\.name|name) |\{(?:firm|name)\})")


def test_no_name_stands_where_french_elides(french: Catalog) -> None:
    said = [text for message in french if message.id for text in _texts(message.string)]
    said += [path.read_text(encoding="utf-8") for path in (ROOT / "app" / "templates" / "mail" / "fr").glob("*.txt")]
    assert [found.group() for text in said for found in ELIDED.finditer(text)] == []


# Whoever reads « vous » may be a woman: what agrees with them says so in a word that has one form for all.
TO_A_MAN = re.compile(
    r"\b[Vv]ous (?:vous |n’|en )?(?:êtes|étiez|serez|avez été|avons|avait|garde)(?: pas| plus)? \w*(?:é|i|u)\b"
    r"|\b[Vv]ous (?:le pouvez )?seul\b|\b(?:pas|à) être \w+(?:é|i)\b|\b[Pp]as satisfait\b"
)


def test_the_eye_for_words_to_a_man_sees() -> None:
    said = ("Vous n’êtes plus contacté.", "Vous êtes contactée", "il vous avait ajouté", "Vous vous êtes opposé le 3")
    assert [TO_A_MAN.search(text) is not None for text in said] == [True, False, True, True]


def test_nobody_who_is_spoken_to_is_taken_for_a_man(french: Catalog) -> None:
    assert [found.group() for text in _all_french(french) for found in TO_A_MAN.finditer(text)] == []


def test_what_stays_stays_until_a_day(french: Catalog) -> None:
    """« reste sous clé, 5 ans après le refus » is said of that day, and not of the years before it."""
    period = re.compile(r"(?:sous clé|à part), (?:%\(|\{)")
    assert [text for text in _all_french(french) if period.search(text)] == []


def _all_french(french: Catalog) -> list[str]:
    """Of the catalogue, of the letters, and of what the code says."""
    said = [text for message in french if message.id for text in _texts(message.string)]
    said += [path.read_text(encoding="utf-8") for path in (ROOT / "app" / "templates" / "mail" / "fr").glob("*.txt")]
    said += [
        words
        for path, tree in trees().items()
        if path.startswith("app/") and path not in NEVER_SHOWN
        for words in _said(tree)
    ]
    return said


def _said(tree: ast.Module) -> Iterator[str]:
    """The strings of a file that are no docstring."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def test_no_page_writes_its_quotation_marks_itself() -> None:
    """They are those of a language: the filter ``quoted`` knows which."""
    pages = (ROOT / "app" / "templates").rglob("*.html")
    assert [path.name for path in pages if re.search("[«»]", path.read_text(encoding="utf-8"))] == []


def _texts(value: object) -> list[str]:
    return [str(text) for text in (value if isinstance(value, tuple | list) else [value]) if text]
