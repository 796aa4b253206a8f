"""Fields for days and moments: what cannot be read is told in the person's language, and stays as it was typed."""

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import lazy_gettext as _l
from wtforms import DateField, DateTimeLocalField

# No incident and no contract of ours is from before; no calendar has to reach further.
YEARS = range(1950, 3000)
_NO_DAY = _l("Give a day, for example 2026-11-23.")
_NO_MOMENT = _l("Give a day and a time, for example 2026-11-23T09:30.")


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
            self.data = self.data.replace(tzinfo=self._zone()).astimezone(UTC)

    def _value(self) -> str:
        """What was typed, else the instant where the firm is, to the minute."""
        if self.raw_data:
            return " ".join(self.raw_data)
        return self.data.astimezone(self._zone()).strftime("%Y-%m-%dT%H:%M") if self.data else ""

    @staticmethod
    def _zone() -> ZoneInfo:
        return ZoneInfo(current_app.config["TIMEZONE"])
