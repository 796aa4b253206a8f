"""Forms of the privacy officer."""

import re
from dataclasses import fields

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from ...core.clock import now
from ...core.text import fold
from ...domain.accountability.actions import BreachFacts, ProcessorFacts
from ...domain.accountability.enums import ProcessorKind, Risk
from ..kit.fields import DayField, MomentField
from ..kit.labels import SelectChoice, choices
from ..kit.stock import Form

_NEEDED = InputRequired(_l("This cannot stay empty."))
_COUNT = NumberRange(0, 2_000_000_000, _l("A number from 0 on."))
# Unions and codes for testing: no country.
_NO_COUNTRY = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


def _at_most(most: int) -> Length:
    return Length(max=most, message=_l("Please keep to %(number)s characters.", number=most))


def _countries() -> list[SelectChoice]:
    named = {
        code: name
        for code, name in get_locale().territories.items()
        if re.fullmatch(r"[A-Z]{2}", code) and code not in _NO_COUNTRY
    }
    return [SelectChoice(code, name) for code, name in sorted(named.items(), key=lambda item: fold(item[1]))]


class CountField(IntegerField):
    """A whole number."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed, as a number; nothing is no number."""
        if valuelist and not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_l("A number from 0 on.")) from None


class VersionForm(Form):
    """What the person was looking at (R6)."""

    version = IntegerField(default=0, widget=HiddenInput())


class ProcessorForm(VersionForm):
    """A processor."""

    kind = SelectField(_l("Kind"))
    name = StringField(_l("Name"), [_NEEDED, _at_most(120)])
    service = StringField(_l("What it does for us"), [_NEEDED, _at_most(500)])
    country = SelectField(_l("Country"), [InputRequired(_l("Please choose a country."))])
    contract_on = DayField(_l("Date of the contract"), [_NEEDED], description=_l("The one that Article 28 asks for."))
    subprocessors = TextAreaField(
        _l("Sub-processors"), [_at_most(5000)], description=_l("One a line: name, what it does, country.")
    )
    safeguard = TextAreaField(
        _l("Safeguard of the transfer"),
        [_at_most(5000)],
        description=_l("Needed outside the EEA: an adequacy decision, standard clauses…"),
    )

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.kind.choices = choices(ProcessorKind)
        self.country.choices = [SelectChoice("", str(_l("Choose a country…"))), *_countries()]

    def facts(self) -> ProcessorFacts:
        """As the room takes them."""
        return ProcessorFacts(
            kind=ProcessorKind(self.kind.data),
            name=self.name.data,
            service=self.service.data,
            country=self.country.data,
            contract_on=self.contract_on.data,
            subprocessors=self.subprocessors.data or "",
            safeguard=self.safeguard.data or "",
        )


class NewBreachForm(VersionForm):
    """What starts the clock: everything else may come later."""

    title = StringField(_l("What happened, in a few words"), [_NEEDED, _at_most(160)])
    aware_at = MomentField(
        _l("When we knew"),
        [InputRequired(_l("The clock starts when we knew: say when."))],
        default=now,
        description=_l("The clock runs from here."),
    )
    started_at = MomentField(_l("When it began, if known"), [Optional()])


class BreachForm(NewBreachForm):
    """What the register holds of a breach (Art. 33(3) and (5))."""

    facts = TextAreaField(_l("Facts"), [_at_most(5000)])
    people_categories = TextAreaField(_l("Categories of people"), [_at_most(2000)])
    people_count = CountField(_l("How many people, approximately"), [Optional(), _COUNT])
    records_categories = TextAreaField(_l("Categories of records"), [_at_most(2000)])
    records_count = CountField(_l("How many records, approximately"), [Optional(), _COUNT])
    effects = TextAreaField(_l("Likely effects"), [_at_most(5000)])
    measures = TextAreaField(_l("Measures taken or proposed"), [_at_most(5000)])
    contact_point = StringField(_l("Contact point"), [_at_most(300)])
    risk = SelectField(_l("Risk for people"))
    told_authority_at = MomentField(_l("Authority told on"), [Optional()])
    delay_reason = TextAreaField(
        _l("Reason of the delay"),
        [_at_most(2000)],
        description=_l("Needed when the authority is told after the limit."),
    )
    told_people_at = MomentField(_l("People told on"), [Optional()])

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.risk.choices = choices(Risk)

    def breach_facts(self) -> BreachFacts:
        """As the room takes them."""
        values = {each.name: self[each.name].data for each in fields(BreachFacts)}
        return BreachFacts(**{**values, "risk": Risk(self.risk.data)})
