"""Every value of a list that pages show has its words (rule 14)."""

from flask import Flask
from flask_babel import force_locale

from app.domain.applications.enums import ApplicationState
from app.web.kit.labels import _WORDS, choices, label


def test_a_list_that_has_words_has_them_for_each_of_its_values() -> None:
    """Values of different lists may be the same word: the list counts."""
    told = {(type(value), value) for value, _words in _WORDS}
    assert {(kind, value) for kind, _ in told for value in kind} == told


def test_the_words_are_those_of_the_language_being_spoken(app: Flask) -> None:
    said = []
    for language in ("fr", "en", "fr"):
        with app.test_request_context(), force_locale(language):
            said.append((label(ApplicationState.HIRED), choices([ApplicationState.HIRED])[0].label))
    assert said == [("recruté(e)", "recruté(e)"), ("hired", "hired"), ("recruté(e)", "recruté(e)")]
