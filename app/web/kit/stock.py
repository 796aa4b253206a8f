"""WTForms' own sentences, said in our words: short, and with what to do."""

from typing import Any

from flask import Response, after_this_request, g
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field

from . import controls
from .languages import switched_from

WORDS = {
    "Not a valid integer value.": _l("Please give a whole number."),
    "Not a valid date value.": _l("Please give a whole date."),
    "Not a valid choice.": _l("Please choose one of the answers."),
    "Not a valid choice": _l("Please choose one of the answers."),
    "'%(value)s' is not a valid choice for this field.": _l("Please choose one of the answers."),
    "'%(value)s' are not valid choices for this field.": _l("Please choose one of the answers."),
    "Invalid Choice: could not coerce.": _l("Please choose one of the answers."),
    "This field is required.": _l("Please fill this in."),
    "Field cannot be longer than %(max)d characters.": _l("Please keep to %(number)s characters.", number="%(max)d"),
    "Field cannot be longer than %(max)d character.": _l("Please keep to %(number)s characters.", number="%(max)d"),
}


class _Words:
    """What WTForms asks for its sentences."""

    def gettext(self, sentence: str) -> str:
        return str(WORDS.get(sentence, "")) or gettext(sentence)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(many if number > 1 else one)


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form whose faults are told in our words, and whose controls are written by us."""

    class Meta:
        """Where the sentences and the controls come from."""

        def get_translations(self, _form: object) -> Any:  # noqa: ANN401  WTForms' own
            """Ours."""
            return _Words()

        def render_field(self, field: Field, render_kw: dict[str, Any]) -> Markup:
            """Ours."""
            return controls.render(field, render_kw)

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  WTForms' own
        # What is only shown is never checked, what the Door has let in was, and the page writes the token itself: here
        # it was half of a small form.
        if g.get("csrf_valid") or ("formdata" in options and options["formdata"] is None):
            options = {"meta": {"csrf": False}, **options}
        super().__init__(**options)


class VisitorForm(Form):
    """The form of a page that asks for no sign-in: it goes along when its visitor chooses another language (R4)."""

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401  WTForms' own
        """Whether all is well. Of a form that only changes its language nothing is said, and it goes no further."""
        if switched_from() is None:
            return bool(super().validate(extra_validators))
        after_this_request(_nothing_was_wrong)
        return False


def _nothing_was_wrong(response: Response) -> Response:
    if response.status_code == 422:
        response.status_code = 200
    return response
