"""A paper that the firm hands out or keeps: a title and parts with a title of their own, in one language."""

from dataclasses import dataclass
from datetime import datetime

from babel import Locale
from babel.dates import format_time

from ...core.clock import local_time
from ...core.days import day_in_words, region_of
from ..policy.texts import Text
from .enums import ProcessorKind

KINDS = {
    ProcessorKind.HOSTING: Text("hébergement", "hosting"),
    ProcessorKind.MAIL_RELAY: Text("acheminement du courrier", "mail relay"),
    ProcessorKind.ANTIVIRUS: Text("antivirus", "antivirus"),
    ProcessorKind.STORAGE: Text("stockage des fichiers", "storage of files"),
    ProcessorKind.BACKUP: Text("sauvegarde", "backup"),
    ProcessorKind.OTHER: Text("autre prestation", "other service"),
}
UNKNOWN = Text("À compléter dès que ce sera connu.", "To be completed as soon as it is known.")


@dataclass(frozen=True)
class Part:
    """A titled part; each line is a paragraph."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """The whole, in ``locale``."""

    locale: str
    title: str
    parts: tuple[Part, ...]


def country_name(code: str, locale: str) -> str:
    """The country in words; its code where nobody has words for it."""
    return str(Locale(locale).territories.get(code, code))


def moment(value: datetime, locale: str) -> str:
    """An instant where the firm is, whatever language the page is in."""
    local = local_time(value)
    return f"{day_in_words(local.date(), locale)}, {format_time(local.time(), 'short', locale=region_of(locale))}"
