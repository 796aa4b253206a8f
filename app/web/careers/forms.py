"""The forms of the public door. They carry a token of their own, because they must work without cookies (C6.3)."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, Field, HiddenField, RadioField, StringField, TextAreaField, URLField
from wtforms.validators import Optional, ValidationError

from ...domain.jobs.enums import QuestionKind
from ...domain.jobs.models import Question
from ..kit.fields import Filled, is_email, too_long
from ..kit.filters import in_language
from ..kit.labels import SelectChoice
from ..kit.stock import Form

PREFIX = "question_"
# What a program puts where it could not read a letter, and blanks between.
_REQUIRED = _l("Please fill this in.")


class AgreedField(BooleanField):
    """A box that is agreed to by the very value it is sent with: any other, even a "no", is no consent (A1.1)."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Consent is never read out of something else."""
        self.data = valuelist == [self._value()]

    def _value(self) -> str:
        return "y"


def _is_number(_form: Form, field: Field) -> None:
    if field.data and not re.fullmatch(r"-?\d{1,12}([.,]\d{1,4})?", field.data.strip()):
        raise ValidationError(_l("Please give a number, for example 12 or 12.5."))


def _is_link(_form: Form, field: Field) -> None:
    if field.data and not re.fullmatch(r"https?://[^\s<>\"]{3,490}", field.data.strip()):
        raise ValidationError(_l("Please give a whole address, starting with https://."))


def _is_offered(_form: Form, field: RadioField) -> None:
    if field.data and field.data not in {value for value, *_ in field.iter_choices()}:
        raise ValidationError(_l("Please choose one of the answers."))


class ApplicationForm(Form):
    """An application; the job's own questions are added by ``form_for``."""

    class Meta:
        """No session token: the form brings its own."""

        csrf = False

    form_token = HiddenField()
    website = StringField()
    cv = FileField(_l("CV"))
    name = StringField(_l("First and last name"), [Filled(_l("Please give your name.")), too_long(120)])
    email = StringField(
        _l("E-mail address"),
        [Filled(_l("Please give your e-mail address.")), too_long(254), is_email],
        render_kw={"type": "email", "inputmode": "email"},
    )
    cover_letter = FileField(_l("Cover letter"))
    message = TextAreaField(_l("Message"), [Optional(), too_long(5000)])
    phone = StringField(_l("Telephone"), [Optional(), too_long(40)], render_kw={"type": "tel"})
    current_position = StringField(_l("Current position"), [Optional(), too_long(160)])
    accommodation = TextAreaField(_l("Something to arrange for you"), [Optional(), too_long(1000)])
    pool_consent = AgreedField()

    def questions(self) -> list[Field]:
        """The fields of the job's own questions, in order."""
        return [field for field in self if field.name.startswith(PREFIX)]

    def in_page_order(self) -> list[Field]:
        """All fields as the page has them: the questions of the job stand before what is optional for every job."""
        asked, own = self.questions(), [field for field in self if not field.name.startswith(PREFIX)]
        at = own.index(self.cover_letter)
        return [*own[:at], *asked, *own[at:]]


class ContactForm(Form):
    """A few lines to the firm."""

    class Meta:
        """No session token: the form brings its own."""

        csrf = False

    form_token = HiddenField()
    website = StringField()
    name = StringField(_l("First and last name"), [Filled(_l("Please give your name.")), too_long(120)])
    email = StringField(
        _l("E-mail address"),
        [Filled(_l("Please give your e-mail address.")), too_long(254), is_email],
        render_kw={"type": "email", "inputmode": "email"},
    )
    phone = StringField(_l("Telephone"), [Optional(), too_long(40)], render_kw={"type": "tel"})
    subject = StringField(_l("Subject"), [Filled(_l("Please say in a few words what it is about.")), too_long(160)])
    message = TextAreaField(_l("Message"), [Filled(_l("Please write your message.")), too_long(5000)])


def form_for(questions: Sequence[Question], locale: str) -> ApplicationForm:
    """The application form of a job, with its questions as fields ``question_<id>``; bound to the request."""
    fields = {f"{PREFIX}{question.id}": _question_field(question, locale) for question in questions}
    form: ApplicationForm = type("JobApplicationForm", (ApplicationForm,), fields)()
    form.cv.flags.required = True
    return form


def _question_field(question: Question, locale: str) -> Any:  # noqa: ANN401  an unbound WTForms field
    label = in_language(question.labels, locale)
    common: dict[str, Any] = {"description": in_language(question.reasons, locale)}
    needed = [Filled(_REQUIRED)] if question.is_required else [Optional()]
    if question.kind is QuestionKind.LONG_TEXT:
        return TextAreaField(label, [*needed, too_long(4000)], **common)
    if question.kind is QuestionKind.DATE:
        return DateField(label, needed, **common)
    if question.kind is QuestionKind.LINK:
        return URLField(label, [*needed, _is_link], **common)
    if question.kind is QuestionKind.NUMBER:
        return StringField(label, [*needed, _is_number], render_kw={"inputmode": "decimal"}, **common)
    if question.kind in {QuestionKind.CHOICE, QuestionKind.YES_NO}:
        texts = [in_language(option, locale) for option in question.options] or [_l("Yes"), _l("No")]
        offered = [SelectChoice(str(text)) for text in texts]
        return RadioField(label, [*needed, _is_offered], choices=offered, validate_choice=False, **common)
    return StringField(label, [*needed, too_long(300)], **common)
