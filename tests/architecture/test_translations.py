"""Every sentence is spoken in French, none is left over, and both languages keep their placeholders."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]


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


def test_french_typography(french: Catalog) -> None:
    """A narrow no-break space before double punctuation and inside guillemets; the curly apostrophe."""
    for message in french:
        for text in _texts(message.string) if message.id else ():
            bare = re.sub(r"%\(\w+\)[sd]|https?://", "", text)
            assert not re.search(r"[ \u00a0][;:!?»]|«[^\u202f]", bare), text
            assert "'" not in bare, text
            assert not re.search(r"\w[;:!?](\s|$)", bare), text


def _texts(value: object) -> list[str]:
    return [str(text) for text in (value if isinstance(value, tuple | list) else [value]) if text]
