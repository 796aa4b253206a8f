"""The one place that asks what time it is, and where."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from flask import current_app


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def firm_zone() -> ZoneInfo:
    """The time zone in which the firm lives: its days begin there, and times are told there."""
    return ZoneInfo(current_app.config["TIMEZONE"])


def local_time(instant: datetime) -> datetime:
    """``instant`` on the firm's clocks."""
    return instant.astimezone(firm_zone())


def local_date(instant: datetime) -> date:
    """The calendar day of ``instant`` where the firm is: the day on which the policy counts."""
    return local_time(instant).date()


def start_of(day: date) -> datetime:
    """The instant at which a calendar day begins where the firm is."""
    return datetime.combine(day, time(), firm_zone())


def today() -> date:
    """The calendar day where the firm is."""
    return local_date(now())
