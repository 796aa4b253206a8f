"""Forms of the dossier."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, SelectField, TextAreaField
from wtforms.validators import InputRequired

from ...domain.applications.enums import RejectionReason
from ..kit.labels import SelectChoice, choices


class MoveForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """To another stage; ``version`` is what the person was looking at (R6), ``q`` what the board is filtered by."""

    to_stage = HiddenField(validators=[InputRequired()])
    version = IntegerField(validators=[InputRequired()])
    q = HiddenField()


class DecideForm(FlaskForm):  # type: ignore[misc]
    """The end of the recruitment for one person."""

    outcome = HiddenField(validators=[InputRequired()])
    version = IntegerField(validators=[InputRequired()])
    reason = SelectField(_l("Reason"), validate_choice=False)

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.reason.choices = [SelectChoice("", str(_l("Choose a reason…"))), *choices(RejectionReason)]


class ReopenForm(FlaskForm):  # type: ignore[misc]
    """A decision taken back."""

    version = IntegerField(validators=[InputRequired()])


class OriginalForm(FlaskForm):  # type: ignore[misc]
    """The word that an original is really wanted."""


class NoteForm(FlaskForm):  # type: ignore[misc]
    """A note."""

    body = TextAreaField(_l("New note"), [InputRequired(_l("Please write something."))])


class LetterForm(FlaskForm):  # type: ignore[misc]
    """A message to a candidate."""

    letter = TextAreaField(_l("New message"), [InputRequired(_l("Please write something."))])


class AnswerForm(FlaskForm):  # type: ignore[misc]
    """The answer to a message of the contact page."""

    answer = TextAreaField(_l("Answer"), [InputRequired(_l("Please write something."))])
