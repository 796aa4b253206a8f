"""Forms of the dossier."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from ...domain.applications.actions.sourcing import MAX_DETAIL
from ...domain.applications.enums import RejectionReason, SourceKind
from ..kit.fields import DayField, Filled, is_email, too_long
from ..kit.labels import SelectChoice, choices
from ..kit.stock import Form


class MoveForm(Form):
    """To another stage; ``version`` is what the person was looking at (R6), ``q`` what the board is filtered by."""

    to_stage = HiddenField(validators=[InputRequired()])
    version = IntegerField(validators=[InputRequired()])
    q = HiddenField()


class DecideForm(Form):
    """The end of the recruitment for one person."""

    outcome = HiddenField(validators=[InputRequired()])
    version = IntegerField(validators=[InputRequired()])
    reason = SelectField(_l("Reason"), validate_choice=False)
    letter = TextAreaField(_l("The letter, in the person’s language"))
    told = BooleanField(_l("Already told, in person or by telephone: no letter leaves"))

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.reason.choices = [SelectChoice("", str(_l("Choose a reason…"))), *choices(RejectionReason)]


class ReopenForm(Form):
    """A decision taken back."""

    version = IntegerField(validators=[InputRequired()])


class RevealForm(Form):
    """The word that somebody is really to be known."""


class OriginalForm(Form):
    """The word that an original is really wanted."""


class NoteForm(Form):
    """A note."""

    body = TextAreaField(_l("New note"), [InputRequired(_l("Please write something."))])
    as_it_is = BooleanField(
        _l("Keep it as it is"), description=_l("Only if the position asks for it. The person may read it.")
    )


class LetterForm(Form):
    """A message to a candidate."""

    letter = TextAreaField(_l("New message"), [InputRequired(_l("Please write something."))])


class AnswerForm(Form):
    """The answer to a message of the contact page."""

    answer = TextAreaField(_l("Answer"), [InputRequired(_l("Please write something."))])


class PersonForm(Form):
    """A person who did not apply, and where they were found. It holds no consent: nobody can give another's."""

    form_token = HiddenField()
    name = StringField(_l("First and last name"), [Filled(_l("Please give the name.")), too_long(120)])
    email = StringField(
        _l("E-mail address"),
        [Filled(_l("Please give the e-mail address.")), too_long(254), is_email],
        render_kw={"type": "email", "inputmode": "email"},
    )
    phone = StringField(_l("Telephone"), [Optional(), too_long(40)], render_kw={"type": "tel"})
    current_position = StringField(_l("Current position"), [Optional(), too_long(160)])
    cv = FileField(_l("CV or profile"))
    kind = SelectField(_l("Source"), [InputRequired(_l("Please choose a source."))])
    detail = StringField(
        _l("Where exactly"), [Filled(_l("Please say where you found this person.")), too_long(MAX_DETAIL)]
    )
    obtained_on = DayField(_l("Found on"), [InputRequired(_l("Please give a day."))])
    locale = SelectField(
        _l("Language of the letter"), choices=[SelectChoice("fr", "Français"), SelectChoice("en", "English")]
    )
    write_now = BooleanField(_l("Write to them now"), default=True)

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.cv.flags.required = True
        self.kind.choices = [SelectChoice("", str(_l("Choose a source…"))), *choices(SourceKind)]


class InformForm(Form):
    """The word that the letter shall leave."""
