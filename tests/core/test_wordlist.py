"""Lists of words: found as they were written, and spared where they mean something else."""

import pytest

from app.core.wordlist import Passage, Wordlist
from app.domain.policy.doubts import Doubt

LIST = Wordlist(
    {Doubt.AGE: (r"jeunes?", r"\d\d ans"), Doubt.FAMILY: (r"coeurs? a prendre", r"mere")},
    spared=(r"jeunes? pousses?", r"maison mere", r"quel que soit [^.]*"),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("Un jeune", [Passage("jeune", Doubt.AGE)]),
        ("JEUNES, rajeunes", [Passage("JEUNES", Doubt.AGE)]),
        ("jeune, jeune et Jeune", [Passage("jeune", Doubt.AGE)]),
        ("Mère, 30 ans", [Passage("Mère", Doubt.FAMILY), Passage("30 ans", Doubt.AGE)]),
        ("Me\u0300re", [Passage("Mère", Doubt.FAMILY)]),
        ("un cœur  à\nprendre", [Passage("cœur à prendre", Doubt.FAMILY)]),
        ("30\u202fans", [Passage("30 ans", Doubt.AGE)]),
        ("La maison mère", []),
        ("Jeunes pousses, mais jeune", [Passage("jeune", Doubt.AGE)]),
        ("Quel que soit votre cœur à prendre, jeune. Une mère.", [Passage("mère", Doubt.FAMILY)]),
    ],
)
def test_words_are_found_as_they_stand_there_in_their_order_and_once(text: str, found: list[Passage]) -> None:
    assert LIST.find(text) == found


def test_a_list_of_nothing_finds_nothing() -> None:
    assert Wordlist({Doubt.AGE: ()}).find("jeune") == []
