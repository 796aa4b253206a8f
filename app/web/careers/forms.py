"""The forms of the public door. They carry a token of their own, because they must work without cookies (C6.3)."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, HiddenField, StringField, TextAreaField
from wtforms.validators import Optional

from ...domain.jobs.models import Question
from ..kit.fields import Filled, is_email, too_long
from ..kit.questions import fields_of_questions, question_fields
from ..kit.stock import VisitorForm


class AgreedField(BooleanField):
    """A box that is agreed to by the very value it is sent with: any other, even a "no", is no consent (A1.1)."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Consent is never read out of something else."""
        self.data = valuelist == [self._value()]

    def _value(self) -> str:
        return "y"


class ApplicationForm(VisitorForm):
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
        return fields_of_questions(self)

    def in_page_order(self) -> list[Field]:
        """All fields as the page has them: the questions of the job stand before what is optional for every job."""
        asked = self.questions()
        own = [field for field in self if field not in asked]
        at = own.index(self.cover_letter)
        return [*own[:at], *asked, *own[at:]]


class ContactForm(VisitorForm):
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
    form: ApplicationForm = type("JobApplicationForm", (ApplicationForm,), question_fields(questions, locale))()
    form.cv.flags.required = True
    return form
