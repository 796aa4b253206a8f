"""The forms of a candidate's own pages."""

from collections.abc import Iterable, Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from ...domain.applications.models import Answer, Application
from ...domain.jobs.models import Question
from ...domain.people.enums import RestrictionReason
from ...domain.rights.enums import RequestKind
from ..kit.fields import Filled
from ..kit.labels import choices
from ..kit.languages import current_language
from ..kit.questions import answered, question_fields
from ..kit.stock import Form, VisitorForm


def _at_most(most: int) -> Length:
    return Length(max=most, message=_l("Please keep to %(number)s characters.", number=most))


class AddressForm(VisitorForm):
    """To whom the code goes."""

    email = StringField(
        _l("E-mail address"),
        [Filled(_l("Please give your e-mail address.")), _at_most(254)],
        render_kw={"type": "email", "inputmode": "email"},
    )


class CodeForm(VisitorForm):
    """Six figures from a letter."""

    code = StringField(
        _l("Code of six figures"),
        [Filled(_l("Please give the code.")), _at_most(20)],
        render_kw={"inputmode": "numeric", "spellcheck": "false"},
    )


class LinkForm(VisitorForm):
    """The secret of a link, which a script takes from behind the ``#``."""

    token = HiddenField()


class DetailsForm(Form):
    """What a person wrote of themselves."""

    name = StringField(_l("First and last name"), [Filled(_l("Please give your name.")), _at_most(120)])
    phone = StringField(_l("Telephone"), [Optional(), _at_most(40)], render_kw={"type": "tel"})
    current_position = StringField(_l("Current position"), [Optional(), _at_most(160)])
    message = TextAreaField(_l("Message"), [Optional(), _at_most(5000)])
    accommodation = TextAreaField(_l("Something to arrange for you"), [Optional(), _at_most(1000)])


def answers_form(
    application: Application, questions: Sequence[Question], given: Iterable[Answer], *, is_sent: bool = False
) -> Form:
    """The job's own questions with what was answered; ``is_sent``: as the request has them.

    A choice is kept in the words of the application, whatever the page speaks: the team compares them.
    """
    held = {each.question_id: each.value for each in given}
    form = type("AnswersForm", (Form,), question_fields(questions, application.locale, held, spoken=current_language()))
    return form() if is_sent else form(formdata=None, data=answered(questions, held))


class FilesForm(Form):
    """Other files in the place of those sent."""

    cv = FileField(_l("Another CV"))
    cover_letter = FileField(_l("Another cover letter"))


class MessageForm(Form):
    """A few lines to the team."""

    body = TextAreaField(_l("Message"), [Filled(_l("Please write your message.")), _at_most(5000)])


class SideForm(Form):
    """What a person answers to what was noted about them."""

    side = TextAreaField(_l("Your side"), [Optional(), _at_most(5000)])


class ObjectionForm(Form):
    """To what, and perhaps why."""

    reason = TextAreaField(_l("Your situation, if you wish to tell it"), [Optional(), _at_most(2000)])


class AskForm(Form):
    """Which right, in which words."""

    kind = RadioField(_l("What you ask"), [InputRequired()], default=next(iter(RequestKind)).value)
    body = TextAreaField(_l("In your words"), [Filled(_l("Please say what you ask.")), _at_most(5000)])

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.kind.choices = choices(RequestKind)


class RestrictForm(Form):
    """Why the data is to be set apart."""

    reason = RadioField(_l("Why"), [InputRequired()], default=next(iter(RestrictionReason)).value)

    def __init__(self, reasons: Iterable[RestrictionReason] = RestrictionReason, **options: object) -> None:
        super().__init__(**options)
        self.reason.choices = choices(reasons)


class ActForm(Form):
    """A button."""
