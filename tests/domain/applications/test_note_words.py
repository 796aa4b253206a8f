"""A5.1: what wants reading again in a note, held against sentences in French, English and German."""

import tomllib
from pathlib import Path

import pytest

from app.core.wordlist import Passage
from app.domain.applications.note_words import find_note_words
from app.domain.policy.doubts import Doubt

_CORPUS = tomllib.loads(Path(__file__).with_name("notes.toml").read_text())
FACTS: list[str] = _CORPUS["facts"]
DOUBTFUL = [(Doubt(doubt), sentence) for doubt, sentences in _CORPUS["doubtful"].items() for sentence in sentences]


def test_the_corpus_is_large_has_no_sentence_twice_and_speaks_of_everything() -> None:
    sentences = [sentence for _doubt, sentence in DOUBTFUL] + FACTS
    assert len(sentences) >= 100
    assert len(sentences) == len(set(sentences))
    assert {doubt for doubt, _sentence in DOUBTFUL} == set(Doubt) - {Doubt.RESIDENCE}


def test_of_the_sentences_to_read_again_nineteen_in_twenty_are_found_for_their_own_reason() -> None:
    found = {sentence: find_note_words(sentence) for _doubt, sentence in DOUBTFUL}
    missed = [sentence for doubt, sentence in DOUBTFUL if doubt not in {passage.topic for passage in found[sentence]}]
    assert len(missed) <= 0.05 * len(DOUBTFUL), missed


def test_of_the_facts_at_most_one_in_twenty_is_held_up() -> None:
    held = {sentence: found for sentence in FACTS if (found := find_note_words(sentence))}
    assert len(held) <= 0.05 * len(FACTS), held


@pytest.mark.parametrize("fact", ["", "   ", "Appel passé.", "Rappeler lundi."])
def test_a_note_of_nothing_much_holds_nobody_up(fact: str) -> None:
    assert find_note_words(fact) == []


def test_what_is_found_is_told_as_it_was_written_in_its_order_and_once() -> None:
    note = "Célibataire.\nFrançaise, CÉLIBATAIRE ; un peu arrogante ; l’âge, n’importe. Idiote !"
    assert find_note_words(note) == [
        Passage("Célibataire", Doubt.FAMILY),
        Passage("arrogante", Doubt.INSULT),
        Passage("Idiote", Doubt.INSULT),
    ]
