"""What the fields of several doors share. What cannot be read is told in the person's language, and stays as typed."""

from datetime import UTC
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, DateTimeLocalField, Field, Form
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Length, StopValidation, ValidationError

from ...core.clock import firm_zone
from ...core.errors import Invalid
from ...core.text import clean_line
from ...domain.people.rules import clean_email

# What a browser sends of octets that are no letters.
UNREADABLE = "\ufffd "
# No incident and no contract of ours is from before; no calendar has to reach further.
YEARS = range(1950, 3000)
_NO_DAY = _l("Give a day, for example 2026-11-23.")
_NO_MOMENT = _l("Give a day and a time, for example 2026-11-23T09:30.")


def too_long(most: int) -> Length:
    """At most so many characters."""
    return Length(max=most, message=_l("Please keep to %(number)s characters.", number=most))


class Filled(InputRequired):
    """Something that can be read: blanks and invisible marks are no answer."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Raises StopValidation when there is nothing to read."""
        if not clean_line("".join(map(str, field.raw_data or ()))).strip(UNREADABLE):
            raise StopValidation(str(self.message))
        super().__call__(form, field)


def is_email(_form: Form, field: Field) -> None:
    """An address that can be one. Raises ValidationError."""
    try:
        clean_email(field.data or "")
    except Invalid as fault:
        raise ValidationError(str(fault.message)) from None


class DayField(DateField):
    """A calendar day."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed, as a day."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_NO_DAY) from None
        if self.data and self.data.year not in YEARS:
            raise ValueError(_NO_DAY)


class MomentField(DateTimeLocalField):
    """An instant: typed on the firm's clock, known in UTC."""

    def __init__(self, label: Any, validators: list[Any], **options: Any) -> None:  # noqa: ANN401  as WTForms has it
        super().__init__(label, validators, format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed, as an instant."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_NO_MOMENT) from None
        if self.data and self.data.year not in YEARS:
            raise ValueError(_NO_MOMENT)
        if self.data:
            self.data = self.data.replace(tzinfo=firm_zone()).astimezone(UTC)

    def _value(self) -> str:
        """What was typed, else the instant where the firm is, to the minute."""
        if self.raw_data:
            return " ".join(self.raw_data)
        return self.data.astimezone(firm_zone()).strftime("%Y-%m-%dT%H:%M") if self.data else ""
