"""Who must stand in the list of processors, and how long is left to tell of a breach; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from math import ceil
from typing import Any
from urllib.parse import urlsplit

from .enums import ClockState, ProcessorKind, Risk

EEA = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()  # noqa: SIM905  a list of codes reads best as words
)
HOUR = timedelta(hours=1)


def is_outside_eea(country: str) -> bool:
    """Whether data that goes there is transferred (GDPR, chapter V)."""
    return country not in EEA


def kinds_needed(settings: Mapping[str, Any]) -> tuple[ProcessorKind, ...]:
    """What production's settings hand to another machine, and so to a processor (C3.4); this machine needs none."""
    if settings["ENV_MODE"] != "production":
        return ()
    antivirus = settings["CLAMD_ADDRESS"] if settings["ANTIVIRUS"] == "clamd" else ""
    hosts = {
        ProcessorKind.MAIL_RELAY: settings["SMTP_HOST"],
        ProcessorKind.STORAGE: urlsplit(settings["S3_ENDPOINT"]).hostname if settings["STORAGE"] == "s3" else "",
        ProcessorKind.ANTIVIRUS: urlsplit(antivirus.replace("tcp:", "tcp://", 1)).hostname,
    }
    return tuple(kind for kind, host in hosts.items() if host and not is_this_machine(host))


def is_this_machine(host: str) -> bool:
    """Whether what is sent to ``host`` never leaves."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


@dataclass(frozen=True)
class Clock:
    """The notification of a breach: until when, and the whole hours that are left, lost or were taken (A12.2)."""

    state: ClockState
    due_at: datetime
    hours: int


def clock_of(*, risk: Risk, aware_at: datetime, told_at: datetime | None, at: datetime, hours: int) -> Clock:
    """The clock runs from awareness until the authority is told; never where no risk is likely (Art. 33(1)).

    Hours that are left are told too few rather than too many. They are counted in UTC: a day on which the clocks are
    changed has not twenty-four.
    """
    aware_at = aware_at.astimezone(UTC)
    due_at = aware_at + timedelta(hours=hours)
    if told_at is not None:
        state = ClockState.TOLD if told_at <= due_at else ClockState.TOLD_LATE
        return Clock(state, due_at, ceil((told_at - aware_at) / HOUR))
    if risk is Risk.NONE:
        return Clock(ClockState.NOT_DUE, due_at, 0)
    if at <= due_at:
        return Clock(ClockState.RUNNING, due_at, (due_at - at) // HOUR)
    return Clock(ClockState.LATE, due_at, ceil((at - due_at) / HOUR))
