"""How values read on a page."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from app.domain.jobs.enums import PayPeriod
from app.domain.jobs.models import Job
from app.web.kit import filters


@pytest.fixture(params=["fr", "en"])
def spoken(app: Flask, request: pytest.FixtureRequest) -> Iterator[str]:
    with app.test_request_context(f"/?lang={request.param}"):
        yield request.param


LATE = datetime(2026, 11, 12, 23, 30, tzinfo=UTC)


def test_a_day_is_the_firms(spoken: str) -> None:
    """Half past eleven at night in UTC is the next day in Paris."""
    assert filters.day(LATE) == {"fr": "13\u00a0novembre\u00a02026", "en": "13\u00a0November\u00a02026"}[spoken]
    assert (
        filters.day(date(2026, 11, 12))
        == {"fr": "12\u00a0novembre\u00a02026", "en": "12\u00a0November\u00a02026"}[spoken]
    )
    assert (
        filters.short_day(date(2026, 11, 12)) == {"fr": "12\u00a0nov.\u00a02026", "en": "12\u00a0Nov\u00a02026"}[spoken]
    )


def test_a_moment_is_a_day_and_an_hour_without_seconds(spoken: str) -> None:
    shown = filters.moment(datetime(2026, 11, 12, 13, 5, tzinfo=UTC))
    assert shown.startswith(filters.day(date(2026, 11, 12)))
    assert shown.endswith("14:05")
    assert filters.moment(LATE).startswith(filters.day(date(2026, 11, 13)))


def test_the_machine_reads_the_instant_itself() -> None:
    assert filters.iso(LATE) == "2026-11-12T23:30:00+00:00"
    assert filters.iso(date(2026, 11, 12)) == "2026-11-12"


def test_sizes_are_rounded_in_the_units_people_know(spoken: str) -> None:
    shown = [filters.file_size(octets).split()[0] for octets in (0, 999, 1000, 184_321, 2_149_000)]
    assert shown == ["0", "999", "1", "184", {"fr": "2,1", "en": "2.1"}[spoken]]


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**Bonjour**", "<p><strong>Bonjour</strong></p>\n"),
        ("- un\n- deux", "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>\n"),
        ("[x](https://example.org)", '<p><a href="https://example.org" rel="noopener noreferrer nofollow">x</a></p>\n'),
        ("![x](https://evil.example/pixel.png)", "<p></p>\n"),
    ],
)
def test_markdown_becomes_plain_html_without_images(source: str, html: str) -> None:
    """A14.3: nothing is fetched from elsewhere."""
    assert filters.markdown(source) == html


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<a href='javascript:alert(1)'>x</a>",
        "<svg/onload=alert(1)>",
        '[x](https://example.org "onmouseover=alert(1)")',
        "<style>body{display:none}</style>",
        "<iframe src=https://evil.example></iframe>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
    ],
)
def test_markdown_runs_nothing(source: str) -> None:
    """ASVS 1.2.1."""
    html = filters.markdown(source)
    for live in (
        "<script",
        "<img",
        "<svg",
        "<style",
        "<iframe",
        'href="javascript',
        'href="data',
        " onmouseover",
    ):
        assert live not in html.lower()


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (55000, 68000, {"fr": "55\u202f000 – 68\u202f000\u00a0€ par an", "en": "€55,000 – 68,000 a year"}),
        (1800, 1800, {"fr": "1\u202f800\u00a0€ par an", "en": "€1,800 a year"}),
        (None, 68000, {"fr": "", "en": ""}),
    ],
)
def test_pay_reads_as_each_language_writes_it(spoken: str, low: int | None, high: int, words: dict[str, str]) -> None:
    job = Job(pay_min=low, pay_max=high, pay_currency="EUR", pay_period=PayPeriod.YEAR)
    assert filters.pay_range(job) == words[spoken]


def test_the_first_words_of_an_ad_are_cut_between_two_of_them(spoken: str) -> None:
    source = "Vous êtes\u202f:\n\n## Titre\n\n- **Un** mot\n- un `autre` ;"
    assert filters.first_words(source) == "Vous êtes\u202f: Un mot. un autre ;"
    assert filters.first_words(source, 22) == "Vous êtes\u202f: Un mot. un…"
    assert filters.first_words("## Titre") == ""


@pytest.mark.parametrize(
    ("street", "postal_code", "words"),
    [
        ("14 rue X", "75008", "14 rue X, 75008 Paris"),
        (None, "75008", "75008 Paris"),
        ("14 rue X", None, "14 rue X, Paris"),
        (None, None, "Paris"),
    ],
)
def test_an_address_is_as_whole_as_the_ad_has_it(street: str | None, postal_code: str | None, words: str) -> None:
    assert filters.address(Job(place="Paris", street=street, postal_code=postal_code)) == words


@pytest.mark.parametrize("value", ["Oui", "2027-13-01", "le 2027-01-07", "2027-02-31", "<b>"])
def test_an_answer_reads_as_it_was_given(spoken: str, value: str) -> None:
    assert spoken
    assert filters.answer(value) == value


def test_an_answer_that_is_a_date_reads_as_dates_do(spoken: str) -> None:
    assert filters.answer("2027-01-07") == {"fr": "7\u00a0janvier\u00a02027", "en": "7\u00a0January\u00a02027"}[spoken]


def test_a_quotation_has_the_marks_of_its_own_language(spoken: str) -> None:
    assert filters.quoted("oui") == {"fr": "«\u202foui\u202f»", "en": "“oui”"}[spoken]
    assert (filters.quoted("oui", "fr"), filters.quoted("yes", "en")) == ("«\u202foui\u202f»", "“yes”")
