"""Every form of ours tells its faults in our words."""

from typing import Any

import pytest
from flask_babel import force_locale
from flask_wtf import FlaskForm

from app.web.kit.stock import WORDS, Form


def _below(kind: type[Any]) -> set[type[Any]]:
    return {kind} | {each for direct in kind.__subclasses__() for each in _below(direct)}


def test_every_form_of_the_application_speaks_our_words(app: Any) -> None:
    ours = {form for form in _below(FlaskForm) if form.__module__.startswith("app.")}
    assert len(ours) > 40
    assert ours == {form for form in _below(Form) if form.__module__.startswith("app.")}


@pytest.mark.parametrize("sentence", WORDS)
def test_each_sentence_of_the_toolkit_is_said_in_both_languages(app: Any, sentence: str) -> None:
    said = []
    for language in ("fr", "en"):
        with app.test_request_context(), force_locale(language):
            said.append(str(Form(formdata=None).meta.get_translations(None).gettext(sentence)))
    assert len({*said, sentence}) == 3


def test_a_form_that_is_sent_has_a_token_and_one_that_is_only_shown_has_none(app: Any) -> None:
    with app.test_request_context(method="POST", data={"name": "x"}):
        assert "csrf_token" in Form()
        assert "csrf_token" not in Form(formdata=None)
