"""How values read on a page: dates, money, sizes, Markdown."""

import re
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache

import nh3
from babel import Locale
from babel.numbers import format_decimal, get_currency_symbol
from flask import Flask
from flask_babel import get_locale, gettext, ngettext
from markdown_it import MarkdownIt
from markupsafe import Markup

from ...core.clock import local_date, local_time
from ...core.days import day_in_words
from ...core.text import in_language
from ...domain.accountability.papers import country_name
from ...domain.jobs.models import Job
from .labels import label
from .languages import catalogue

_MARKDOWN = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False})
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "h2", "h3", "h4", "blockquote", "a", "hr", "code", "pre"}


def register(app: Flask) -> None:
    """Makes the filters known to templates."""
    for shown in SHOWN:
        app.add_template_filter(shown)


def local_day(value: date | datetime) -> date:
    """The firm's calendar day of an instant."""
    return local_date(value) if isinstance(value, datetime) else value


def day(value: date | datetime) -> str:
    """12 novembre 2026."""
    return day_in_words(local_day(value), get_locale().language)


def short_day(value: date | datetime) -> str:
    """12 nov. 2026."""
    return day_in_words(local_day(value), get_locale().language, "medium")


def moment(value: datetime) -> str:
    """12 novembre 2026 à 14:05, where the firm is."""
    local = local_time(value)
    return gettext("%(day)s at %(time)s", day=day_in_words(local, get_locale().language), time=f"{local:%H:%M}")


def iso(value: date | datetime) -> str:
    """The machine's form, for ``<time datetime>``."""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def pay_range(job: Job) -> str:
    """55 000 – 68 000 € par an, €55,000 – 68,000 a year; empty when the ad gives none."""
    if not (job.pay_min and job.pay_max):
        return ""
    bounds = dict.fromkeys((job.pay_min, job.pay_max))
    amount = " – ".join(format_decimal(pay, locale=get_locale()) for pay in bounds)
    sign = get_currency_symbol(job.pay_currency, get_locale())
    money = f"{sign}{amount}" if get_locale().language == "en" else f"{amount}\u00a0{sign}"
    return f"{money} {label(job.pay_period)}"


def address(job: Job) -> str:
    """14 rue de la Pépinière, 75008 Paris; the place alone when the ad says no more."""
    town = f"{job.postal_code} {job.place}" if job.postal_code else job.place
    return f"{job.street}, {town}" if job.street else town


def country(code: str) -> str:
    """France."""
    return country_name(code, get_locale().language)


def answer(value: str) -> str:
    """An answer as it was given; one that is a date reads as dates do."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        with suppress(ValueError):
            return day(date.fromisoformat(value))
    return value


def file_size(octets: int) -> str:
    """184 ko, 2,1 Mo."""
    if octets < 1000:
        return gettext("%(number)s bytes", number=_decimal(octets, get_locale()))
    if octets < 1_000_000:
        return gettext("%(number)s kB", number=_decimal(round(octets / 1000), get_locale()))
    return gettext("%(number)s MB", number=_decimal(round(octets / 1_000_000, 1), get_locale()))


@lru_cache(maxsize=2_000)
def _decimal(number: float, locale: Locale) -> str:
    """Written once: the files of a firm have few sizes in kilobytes."""
    return format_decimal(number, locale=locale)


def waiting(days: int, is_overdue: bool) -> str:  # noqa: FBT001  a filter's second word
    """3 jours; 40 jours, en retard."""
    if is_overdue:
        said = catalogue().ungettext("%(num)d day, overdue", "%(num)d days, overdue", days)
    else:
        said = catalogue().ungettext("%(num)d day", "%(num)d days", days)
    return said % {"num": days}


def beyond_limit(count: int) -> str:
    """10 au-delà de leur limite; nothing when there is none."""
    return ngettext("%(num)d beyond its limit", "%(num)d beyond their limit", count) if count else ""


def quoted(text: str, locale: str | None = None) -> str:
    """« text », “text”: the marks of the language in which ``text`` is, else of the one being spoken."""
    return f"“{text}”" if (locale or get_locale().language) == "en" else f"«\u202f{text}\u202f»"


def markdown(source: str) -> Markup:
    """The firm's own Markdown as HTML, through an allow-list: no image, no script, no style."""
    html = nh3.clean(
        _MARKDOWN.render(source),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(html)  # noqa: S704  nh3 has just cleaned it


def first_words(source: str, most: int = 160) -> str:
    """The beginning of a Markdown text as plain words, cut between two of them; without its titles, line after line."""
    bare = re.sub(r"[*_`>]+|^\s*[-+] ", "", re.sub(r"^#.*$", "", source, flags=re.MULTILINE), flags=re.MULTILINE)
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in bare.splitlines()]
    words = " ".join(line if line.endswith((*".!?:;,…",)) else f"{line}." for line in lines if line)
    return words if len(words) <= most else f"{words[: most + 1].rpartition(' ')[0]}…"


SHOWN = (
    day,
    short_day,
    moment,
    iso,
    file_size,
    waiting,
    beyond_limit,
    quoted,
    markdown,
    first_words,
    in_language,
    label,
    pay_range,
    address,
    country,
    answer,
)
