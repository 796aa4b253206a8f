"""The forms by which an application is put right: by its person, and at the desk for whoever asks by letter (C5.2)."""

from collections.abc import Iterable, Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField
from wtforms.validators import Optional

from ...domain.applications.actions.own import Details
from ...domain.applications.models import Answer, Application
from ...domain.jobs.models import Question
from .fields import Filled, too_long
from .languages import current_language
from .questions import answered, question_fields
from .stock import Form


class DetailsForm(Form):
    """What a person wrote of themselves."""

    name = StringField(_l("First and last name"), [Filled(_l("Please give your name.")), too_long(120)])
    phone = StringField(_l("Telephone"), [Optional(), too_long(40)], render_kw={"type": "tel"})
    current_position = StringField(_l("Current position"), [Optional(), too_long(160)])
    message = TextAreaField(_l("Message"), [Optional(), too_long(5000)])
    accommodation = TextAreaField(_l("Something to arrange for you"), [Optional(), too_long(1000)])

    def details(self) -> Details:
        """What was typed, for the room."""
        return Details(
            self.name.data,
            self.phone.data or "",
            self.current_position.data or "",
            self.message.data,
            self.accommodation.data,
        )


class FilesForm(Form):
    """Other files in the place of those sent."""

    cv = FileField(_l("Another CV"))
    cover_letter = FileField(_l("Another cover letter"))


def answers_form(
    application: Application, questions: Sequence[Question], given: Iterable[Answer], *, is_sent: bool = False
) -> Form:
    """The job's own questions with what was answered; ``is_sent``: as the request has them.

    A choice is kept in the words of the application, whatever the page speaks: the team compares them.
    """
    held = {each.question_id: each.value for each in given}
    form = type("AnswersForm", (Form,), question_fields(questions, application.locale, held, spoken=current_language()))
    return form() if is_sent else form(formdata=None, data=answered(questions, held))
