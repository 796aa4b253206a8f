"""Forms of a job."""

from collections.abc import Iterable
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from ...core.rows import AnyRow
from ...domain.jobs.actions.editing import JobFacts
from ...domain.jobs.actions.pipeline import QuestionFacts
from ...domain.jobs.enums import Contract, PayPeriod, QuestionKind, RemotePolicy, StageKind
from ...domain.jobs.models import Job
from ..kit.filters import country
from ..kit.labels import SelectChoice, choices
from ..kit.stock import Form

_NEEDED = InputRequired(_l("Please fill this in."))
_DAYS = _l("Promise an answer within 1 to 90 days.")
_PAY = NumberRange(1, 10_000_000, _l("Give the pay in whole euros, from 1 to ten million."))
_LIMIT = NumberRange(1, 365, _l("Give a limit of 1 to 365 days, or none."))
COUNTRIES = ("FR", "DE", "AT", "BE", "LU", "CH")


class JobForm(Form):
    """Facts and texts of a job; in the order of the page, which the summary of its faults follows."""

    version = IntegerField(default=1, widget=HiddenInput())
    template = SelectField(_l("Stages copied from"), validate_choice=False)
    is_spontaneous = BooleanField(
        _l("Spontaneous applications"), description=_l("One job, at /jobs/spontaneous, always last in the list.")
    )
    title_fr = StringField(_l("Title in French"), [_NEEDED, Length(max=160)])
    title_en = StringField(_l("Title in English"), [Optional(), Length(max=160)])
    description_fr = TextAreaField(_l("Description in French"), [_NEEDED, Length(max=20000)])
    description_en = TextAreaField(_l("Description in English"), [Optional(), Length(max=20000)])
    wording = BooleanField(
        _l("Keep these words"),
        description=_l(
            "Only if the work itself asks for each of them: an ad chooses nobody by sex, age, origin, health or family."
        ),
    )
    department = StringField(_l("Department"), [_NEEDED, Length(max=120)])
    contract = SelectField(_l("Contract"))
    place = StringField(_l("Place"), [_NEEDED, Length(max=120)])
    street = StringField(_l("Street and number"), [Optional(), Length(max=160)])
    postal_code = StringField(_l("Postal code"), [Optional(), Length(max=12)])
    country = SelectField(_l("Country"))
    remote_policy = SelectField(_l("Remote work"))
    answer_days = IntegerField(_l("Answer promised within (days)"), [_NEEDED, NumberRange(1, 90, _DAYS)], default=15)
    closes_on = DateField(
        _l("Last day of the ad"), [Optional()], description=_l("The job closes by itself the day after.")
    )
    pay_min = IntegerField(_l("Pay, from (€)"), [Optional(), _PAY])
    pay_max = IntegerField(_l("Pay, to (€)"), [Optional(), _PAY])
    pay_period = SelectField(_l("Pay counted"))
    pay_exception = StringField(_l("Why there is no pay range"), [Optional(), Length(max=500)])
    is_blind = BooleanField(
        _l("Read without names"),
        description=_l(
            "The team reads words alone: no name, face, address, age or way to reach the person, until somebody shows "
            "an application whole. Each time is written down."
        ),
    )

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.remote_policy.choices = choices(RemotePolicy)
        self.contract.choices = choices(Contract)
        self.country.choices = [SelectChoice(code, country(code)) for code in COUNTRIES]
        self.pay_period.choices = choices(PayPeriod)
        self.template.choices = []

    def validate_template(self, field: SelectField) -> None:
        """Raises ValidationError for a template that there is not: another one would be taken in silence."""
        if field.data and field.choices and field.data not in {value for value, *_ in field.iter_choices()}:
            raise ValidationError(str(_l("Please choose one of the answers.")))

    def facts(self) -> JobFacts:
        """The facts as the room takes them."""
        return JobFacts(
            place=self.place.data,
            country=self.country.data,
            remote_policy=RemotePolicy(self.remote_policy.data),
            contract=Contract(self.contract.data),
            department=self.department.data,
            pay_min=self.pay_min.data,
            pay_max=self.pay_max.data,
            pay_period=PayPeriod(self.pay_period.data),
            pay_exception=self.pay_exception.data,
            answer_days=self.answer_days.data,
            street=self.street.data,
            postal_code=self.postal_code.data,
            closes_on=self.closes_on.data,
            is_blind=self.is_blind.data,
        )

    def texts(self) -> dict[str, tuple[str, str]]:
        """The texts by language: (title, description)."""
        return {
            "fr": (self.title_fr.data or "", self.description_fr.data or ""),
            "en": (self.title_en.data or "", self.description_en.data or ""),
        }


def form_of(job: Job, texts: Iterable[AnyRow]) -> JobForm:
    """The form filled from the job as it is."""
    spoken = {f"{part}_{text.locale}": getattr(text, part) for text in texts for part in ("title", "description")}
    facts = {
        name: getattr(job, name)
        for name in (
            *("place", "street", "postal_code", "country", "department", "closes_on", "answer_days", "version"),
            *("pay_min", "pay_max", "pay_exception", "is_blind"),
        )
    }
    kinds = {name: getattr(job, name).value for name in ("remote_policy", "contract", "pay_period")}
    return JobForm(formdata=None, data={**facts, **kinds, **spoken})


class StageForm(Form):
    """A stage."""

    version = IntegerField(default=1, widget=HiddenInput())
    name_fr = StringField(_l("Name in French"), [_NEEDED, Length(max=120)])
    name_en = StringField(_l("Name in English"), [Optional(), Length(max=120)])
    kind = SelectField(_l("Kind"))
    limit_days = IntegerField(_l("Age limit (days)"), [Optional(), _LIMIT])

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.kind.choices = choices(StageKind)

    method_fr = TextAreaField(_l("How candidates are assessed, in French"), [Optional(), Length(max=300)])
    method_en = TextAreaField(_l("How candidates are assessed, in English"), [Optional(), Length(max=300)])

    def names(self) -> dict[str, str]:
        """The names by language."""
        return {"fr": self.name_fr.data or "", "en": self.name_en.data or ""}

    def method(self) -> dict[str, str]:
        """What the ad tells of an assessment, by language."""
        return {"fr": self.method_fr.data or "", "en": self.method_en.data or ""}


class QuestionForm(Form):
    """A question of the form, with the reason for asking it."""

    kind = SelectField(_l("Kind of answer"), id="question_kind")
    label_fr = StringField(_l("Question in French"), [_NEEDED, Length(max=300)])
    label_en = StringField(_l("Question in English"), [Optional(), Length(max=300)])
    reason_fr = StringField(_l("Why it is asked, in French"), [_NEEDED, Length(max=300)])
    reason_en = StringField(_l("Why it is asked, in English"), [Optional(), Length(max=300)])
    options = TextAreaField(_l("Choices, one a line: French | English"), [Optional(), Length(max=2000)])
    is_required = BooleanField(_l("An answer is required"))
    override_reason = StringField(
        _l("If this question is flagged: why it may be asked here"), [Optional(), Length(max=500)]
    )

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.kind.choices = choices(QuestionKind)

    def facts(self) -> QuestionFacts:
        """The question as the room takes it."""
        pairs = [line.partition("|") for line in (self.options.data or "").splitlines() if line.strip()]
        return QuestionFacts(
            kind=QuestionKind(self.kind.data),
            labels={"fr": self.label_fr.data, "en": self.label_en.data or ""},
            reasons={"fr": self.reason_fr.data, "en": self.reason_en.data or ""},
            options=[{"fr": french.strip(), "en": english.strip()} for french, _bar, english in pairs],
            is_required=self.is_required.data,
            override_reason=self.override_reason.data,
        )


class TeamForm(Form):
    """Who is on the hiring team."""

    members = SelectMultipleField(_l("Team"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())
    shown = HiddenField()

    def validate_shown(self, _field: HiddenField) -> None:
        """Raises ValidationError for what we did not write."""
        try:
            self.was_shown()
        except ValueError:
            raise ValidationError("") from None

    def was_shown(self) -> list[UUID]:
        """Who was on it when the page was made."""
        return [UUID(member) for member in (self.shown.data or "").split()]
