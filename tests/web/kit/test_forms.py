"""A room's refusal, shown beside the fields it speaks of."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_wtf import FlaskForm
from wtforms import StringField

from app.core.errors import Conflict, Invalid
from app.web.kit.forms import show_fault, stale


class Trial(FlaskForm):
    name = StringField()
    email = StringField()


@pytest.fixture
def form(app: Flask) -> Iterator[Trial]:
    with app.test_request_context("/?lang=en", method="POST"):
        trial = Trial()
        trial.validate()
        yield trial


def test_each_sentence_stands_beside_its_field(form: Trial) -> None:
    left = show_fault(form, Invalid("no", {"name": "No name.", "elsewhere": "Not here."}))
    assert (form.name.errors, list(form.email.errors), left) == (["No name."], [], ["Not here."])


@pytest.mark.parametrize("fault", [Invalid("no"), Conflict("no")])
def test_what_belongs_to_no_field_is_left_for_the_summary(form: Trial, fault: Invalid | Conflict) -> None:
    assert show_fault(form, fault) == ["no"]
    assert list(form.name.errors) == []


def test_a_session_that_has_gone_is_said_once_and_in_our_words(form: Trial) -> None:
    (sentence,) = stale(form)
    assert "open for a long time" in str(sentence)
    assert stale(form) == []
    assert form.errors == {}
