"""The one place that asks what time it is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def local_date(instant: datetime) -> date:
    """The calendar day of ``instant`` where the firm is: the day on which the policy counts."""
    return instant.astimezone(ZoneInfo(current_app.config["TIMEZONE"])).date()


def today() -> date:
    """The calendar day where the firm is."""
    return local_date(now())
