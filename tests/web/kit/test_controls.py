"""What we write of a control is what WTForms writes of it."""

import re
from typing import Any

import pytest
from flask import Flask
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FileField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.meta import DefaultMeta
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput

from app.web.kit.stock import Form

HOSTILE = """"><script>'&amp;\r\n</textarea> %s {x}"""
CHOICES = [
    SelectChoice("", "Choose…"),
    SelectChoice(HOSTILE, HOSTILE),
    SelectChoice("b", Markup("<b>") + '"'),
    SelectChoice("bare", ""),
    SelectChoice("told", "Told", render_kw={"disabled": True, "data-what": HOSTILE}),
]
GIVEN: tuple[dict[str, Any], ...] = (
    {},
    {"class_": "form-control", "id": "another", "rows": 3, "required": False, "disabled": True},
    {"aria-label": HOSTILE, "aria_describedby": "a b", "lang": Markup('f"r'), "autocomplete": None},
)


class Everything(Form):
    class Meta:
        csrf = False

    text = StringField("T", [InputRequired(), Length(max=40)], render_kw={"type": "tel", "class": "own"})
    hidden = HiddenField()
    address = URLField()
    secret = PasswordField()
    number = IntegerField()
    day = DateField()
    file = FileField(validators=[InputRequired()])
    words = TextAreaField(validators=[Length(min=2, max=400)])
    box = BooleanField()
    one = SelectField(choices=CHOICES, validators=[InputRequired()])
    several = SelectMultipleField(choices=CHOICES)
    radios = RadioField(choices=CHOICES)
    boxes = SelectMultipleField(choices=CHOICES, option_widget=CheckboxInput())


def _controls(form: Form) -> list[Field]:
    return [*form, *form.radios, *form.boxes]


@pytest.fixture(params=["empty", "sent"])
def form(request: pytest.FixtureRequest, app: Flask) -> Any:
    sent = None
    if request.param == "sent":
        sent = MultiDict([(name, HOSTILE) for name in ("text", "hidden", "address", "number", "day", "words", "box")])
        sent.update({"one": HOSTILE, "several": [HOSTILE, "told"], "radios": "told", "boxes": [HOSTILE]})
    with app.test_request_context():
        form = Everything(formdata=sent)
        form.validate()
        yield form


def test_a_character_that_no_page_may_hold_does_not_come_back(app: Flask) -> None:
    """HTML, 13.2.3.5: whoever sent it sees what they typed, without it."""
    with app.test_request_context():
        sent = dict.fromkeys(("text", "hidden", "address", "number", "day", "words"), "a\x00\x1b\x85b")
        form = Everything(formdata=MultiDict(sent))
        for name in sent:
            assert "ab" in str(form[name]()), name
            assert form[name].raw_data == ["a\x00\x1b\x85b"]


@pytest.mark.parametrize("given", GIVEN)
def test_a_control_is_written_letter_by_letter_as_wtforms_writes_it(form: Everything, given: dict[str, Any]) -> None:
    """Its value, its attributes, and what validation says of it; escaped whatever they hold."""
    for field in _controls(form):
        theirs = str(DefaultMeta.render_field(form.meta, field, given))
        # But for what would cut off what is pasted.
        ours = re.sub(' maxlength="[0-9]+"', "", theirs)
        assert str(field(**given)) == ours, field.name
        assert isinstance(field(**given), Markup)
