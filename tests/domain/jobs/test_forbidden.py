"""A4.2: the linter of questions, held against a corpus of questions as firms word them."""

import pytest

from app.domain.jobs.forbidden import Topic, find_forbidden, find_topics

from .forbidden_corpus import ALLOWED, BLOCKED

LABELS = [(topic, label) for topic, labels in BLOCKED.items() for label in labels]


def test_the_corpus_is_large_has_no_label_twice_and_speaks_of_every_topic() -> None:
    labels = [label for _topic, label in LABELS] + list(ALLOWED)
    assert len(labels) >= 150
    assert len(labels) == len(set(labels))
    assert set(BLOCKED) == set(Topic)


def test_of_what_may_not_be_asked_nineteen_in_twenty_are_found() -> None:
    """A4.2: at least 95 % recall."""
    missed = [label for _topic, label in LABELS if find_forbidden(label) is None]
    assert len(missed) <= 0.05 * len(LABELS), missed


def test_of_what_may_be_asked_at_most_one_in_twenty_is_stopped() -> None:
    stopped = {label: topic for label in ALLOWED if (topic := find_forbidden(label)) is not None}
    assert len(stopped) <= 0.05 * len(ALLOWED), stopped


def test_a_found_question_is_nearly_always_found_for_its_own_topic() -> None:
    """The words beside the question name the topic: they must be about that question."""
    strange = {
        label: found for topic, label in LABELS if (found := find_forbidden(label)) is not None and found is not topic
    }
    assert len(strange) <= 0.05 * len(LABELS), strange


@pytest.mark.parametrize(
    ("label", "topic"),
    [
        ("SITUATION FAMILIALE", Topic.FAMILY),
        ("  Situation   familiale ?  ", Topic.FAMILY),
        ("Tranche d'âge", Topic.BIRTH),
        ("Tranche d’âge", Topic.BIRTH),
        ("Nationalite", Topic.NATIONALITY),
        ("Salaire actuel et prétentions", Topic.PAST_PAY),
        ("Current and expected salary", Topic.PAST_PAY),
        ("", None),
        ("Votre niveau d’anglais", None),
    ],
)
def test_accents_case_apostrophes_and_blanks_make_no_difference(label: str, topic: Topic | None) -> None:
    assert find_forbidden(label) is topic


@pytest.mark.parametrize(
    ("label", "topic"),
    [
        ("Are you a member of a union?", Topic.BELIEFS),
        ("Are you a member of the union?", Topic.BELIEFS),
        ("Êtes-vous propriétaire ?", Topic.HOUSING),
        ("Êtes-vous propriétaire ?", Topic.HOUSING),
        ("Avez-vous travaillé dans la santé ?", None),
        ("Avez-vous déjà exercé dans la santé ?", None),
        ("Avez-vous travaillé malgré des problèmes de santé ?", Topic.HEALTH),
        ("Êtes-vous propriétaire d’un brevet ?", None),
        ("Have you worked in a union of cooperatives?", None),
    ],
)
def test_what_an_inspection_found_stays_found(label: str, topic: Topic | None) -> None:
    """A4.2."""
    assert find_forbidden(label) is topic


@pytest.mark.parametrize(
    "label",
    [
        "Rémunération (actuelle et souhaitée)",
        "Salaire : actuel / attendu",
        "Salaire souhaité et actuel",
        "Quelle est votre rémunération ?",
        "Votre salaire annuel brut",
        "Current & expected salary",
        "Current/expected compensation",
        "Salary (expected and current)",
        "What is your salary?",
        "How much do you currently make?",
    ],
)
def test_past_pay_beside_hopes_is_past_pay_however_they_are_joined(label: str) -> None:
    """A7.1: it is refused for whatever reason, so a bracket, a stroke or an ampersand must not let it through."""
    assert find_topics(label) == [Topic.PAST_PAY]


@pytest.mark.parametrize(
    "label",
    [
        "Rémunération souhaitée, préavis actuel",
        "Prétentions de salaire, dernier poste occupé",
        "What is your expected salary?",
        "Expected salary and current location",
    ],
)
def test_hopes_beside_something_else_of_now_are_hopes(label: str) -> None:
    assert find_topics(label) == []


@pytest.mark.parametrize(
    ("label", "topic"),
    [
        ("Né·e le", Topic.BIRTH),
        ("Né.e en quelle année ?", Topic.BIRTH),
        ("DOB", Topic.BIRTH),
        ("Are you a French national?", Topic.NATIONALITY),
        ("Avez-vous un permis de séjour ?", Topic.NATIONALITY),
        ("Êtes-vous séropositif·ve ?", Topic.HEALTH),
        ("Vos mensurations", Topic.APPEARANCE),
    ],
)
def test_what_a_second_inspection_found_stays_found(label: str, topic: Topic) -> None:
    """A4.2."""
    assert find_forbidden(label) is topic
