"""A4.6: what an ad should not turn on, held against ads in French and English."""

import tomllib
from pathlib import Path

import pytest

from app.core.wordlist import Passage
from app.domain.jobs.ad_words import find_ad_words
from app.domain.policy.doubts import Doubt

_CORPUS = tomllib.loads(Path(__file__).with_name("ads.toml").read_text())
LAWFUL: list[tuple[str, str]] = [(title, description) for title, description in _CORPUS["lawful"]]
DOUBTFUL = [
    (Doubt(doubt), title, description) for doubt, ads in _CORPUS["doubtful"].items() for title, description in ads
]


def test_the_corpus_is_large_has_no_ad_twice_and_speaks_of_every_ground() -> None:
    ads = [(title, description) for _doubt, title, description in DOUBTFUL] + LAWFUL
    assert len(ads) >= 150
    assert len(ads) == len(set(ads))
    assert {doubt for doubt, *_ad in DOUBTFUL} == set(Doubt) - {Doubt.INSULT}


def test_of_what_the_law_objects_to_nineteen_in_twenty_are_found_for_their_own_reason() -> None:
    missed = [
        (doubt, title, description)
        for doubt, title, description in DOUBTFUL
        if doubt not in {passage.topic for passage in find_ad_words(title, description)}
    ]
    assert len(missed) <= 0.05 * len(DOUBTFUL), missed


def test_of_lawful_ads_at_most_one_in_twenty_is_held_up() -> None:
    held = {ad: found for ad in LAWFUL if (found := find_ad_words(*ad))}
    assert len(held) <= 0.05 * len(LAWFUL), held


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Assistante de direction", [Passage("Assistante", Doubt.SEX)]),
        ("Assistante de direction (H/F)", []),
        ("Assistant·e de direction", []),
        ("Assistante ou assistant de direction", []),
        ("Analyste M&A", []),
        ("Salesman", [Passage("Salesman", Doubt.SEX)]),
    ],
)
def test_a_title_is_for_everybody(title: str, found: list[Passage[Doubt]]) -> None:
    """L.1142-1; directive 2023/970, article 5."""
    assert find_ad_words(title, "") == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Tous nos postes sont ouverts quels que soient l’âge, le sexe, l’origine ou la nationalité.", []),
        ("We hire regardless of age, religion, nationality or marital status.", []),
        ("Quels que soient vos diplômes. Nationalité française exigée.", ["Nationalité française exigée"]),
        ("Une jeune entreprise innovante.", []),
        ("Une jeune entreprise cherche un jeune diplômé.", ["jeune diplômé"]),
        ("Ancien d’Ernst & Young apprécié.", []),
    ],
)
def test_what_says_that_nothing_of_it_counts_is_spared_and_ends_with_its_sentence(
    sentence: str, found: list[str]
) -> None:
    assert [passage.words for passage in find_ad_words("Analyste", sentence)] == found
