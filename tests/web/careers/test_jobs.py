"""The open jobs as the public sees them: no account, no cookie, nothing that is not published."""

from datetime import timedelta
from typing import Any

import pytest

from app.core.clock import now
from app.domain.jobs.enums import Contract, RemotePolicy
from tests.factories import JobFactory
from tests.page_client import Page, PageClient
from tests.statements import counted_statements


def _titles(page: Page) -> list[str]:
    lists = [element for element in page.tree.iter("ul") if "job-list" in (element.get("class") or "")]
    return ["".join(link.itertext()).strip() for each in lists for link in each.iter("a")]


def test_the_newest_first_and_the_spontaneous_one_last(client: PageClient) -> None:
    JobFactory(title="Ancienne", published_at=now() - timedelta(days=9))
    JobFactory(title="Candidature spontanée", slug="spontaneous", is_spontaneous=True)
    JobFactory(title="Récente")
    page = client.page("/jobs?lang=fr")
    assert _titles(page) == ["Récente", "Ancienne", "Candidature spontanée"]
    assert "Set-Cookie" not in page.response.headers
    assert "Candidature spontanée" in client.page("/jobs/spontaneous?lang=fr").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=eleve", ["Élève avocat"]),
        ("q=ÉLÈVE+lyon", ["Élève avocat"]),
        ("place=Lyon", ["Élève avocat"]),
        ("contract=internship", ["Stage"]),
        ("department=Support", ["Stage"]),
        ("q=eleve&contract=internship", []),
        ("q=%25&place=", []),
        ("contract=zzz", ["Stage", "Élève avocat"]),
    ],
)
def test_filters_by_words_place_contract_and_department(client: PageClient, query: str, found: list[str]) -> None:
    JobFactory(title="Élève avocat", place="Lyon", published_at=now() - timedelta(days=1))
    JobFactory(title="Stage", contract=Contract.INTERNSHIP, department="Support")
    assert _titles(client.page(f"/jobs?lang=fr&{query}")) == found


def test_a_filter_that_finds_nothing_leads_back(client: PageClient) -> None:
    JobFactory()
    assert client.page("/jobs?q=introuvable").find_all("div", class_="empty")
    assert client.page("/jobs").find_all("div", class_="empty") == []


def test_no_job_at_all_is_said(client: PageClient) -> None:
    assert client.page("/jobs").find_all("div", class_="empty")


def test_a_long_list_is_paged_and_keeps_its_filter(client: PageClient) -> None:
    for number in range(31):
        JobFactory(title=f"Analyste {number}")
    page = client.page("/jobs?q=analyste&lang=fr")
    assert len(_titles(page)) == 30
    following = next(link.get("href") for link in page.find_all("a", rel="next"))
    assert following is not None
    assert len(_titles(client.page(following))) == 1
    assert "q=analyste" in following


def test_the_list_takes_as_many_statements_for_300_as_for_1(db: Any, client: PageClient) -> None:
    counts = set()
    for more in (1, 2, 297):
        for _ in range(more):
            JobFactory()
        with counted_statements() as sent:
            client.page("/jobs")
        counts.add(len(sent))
    assert len(counts) == 1


def test_a_job_says_all_that_the_law_and_a_candidate_want(client: PageClient) -> None:
    """A4.6 (date), A7.3 (pay), the steps, the promised answer; Markdown is sanitised."""
    job = JobFactory(remote_policy=RemotePolicy.REMOTE, pay_min=55000, pay_max=68000, answer_days=21)
    text = client.page(f"/jobs/{job.slug}?lang=fr").text
    for words in ("Analyste M&A", "Paris", "À distance", "CDI", "Exécution", "55\u202f000", "Entretien", "21 jours"):
        assert words in text, words
    english = client.page(f"/jobs/{job.slug}?lang=en").text
    assert "Analyste M&A (en)" in english
    assert "You analyse companies." in english


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (1, {"fr": "sous 1 jour.", "en": "within 1 day."}),
        (2, {"fr": "sous 2 jours.", "en": "within 2 days."}),
    ],
)
def test_an_answer_within_a_day_is_promised_in_the_singular(
    client: PageClient, days: int, told: dict[str, str]
) -> None:
    job = JobFactory(answer_days=days)
    assert [
        words for lang, words in told.items() if words not in client.page(f"/jobs/{job.slug}?lang={lang}").text
    ] == []


def test_a_job_without_a_range_says_why(client: PageClient) -> None:
    """A7.3."""
    job = JobFactory(pay_min=None, pay_max=None, pay_exception="Selon l’âge et l’année d’études")
    assert "Selon l’âge et l’année d’études" in client.page(f"/jobs/{job.slug}").text
    fixed = JobFactory(pay_min=1800, pay_max=1800, pay_period="month")
    assert "1\u202f800" in client.page(f"/jobs/{fixed.slug}?lang=fr").text


@pytest.mark.parametrize("state", ["draft", "paused", "closed"])
def test_a_job_that_is_not_published_is_gone_everywhere(client: PageClient, state: str) -> None:
    """CVE-2026-24036: page, form and sending; and the open ones are offered."""
    open_job = JobFactory(title="Poste ouvert")
    hidden = JobFactory(title="Poste secret", **{state: True})
    for path in (f"/jobs/{hidden.slug}", f"/jobs/{hidden.slug}/apply", "/jobs/unknown", "/jobs/unknown/apply"):
        page = client.page(f"{path}?lang=fr", status=404)
        assert _titles(page) == ["Poste ouvert"]
        assert "secret" not in page.text
    assert client.post(f"/jobs/{hidden.slug}/apply").status_code == 404
    assert "secret" not in client.page("/jobs").text
    assert open_job.slug


def test_gone_without_any_open_job_is_calm(client: PageClient) -> None:
    client.page("/jobs/unknown", status=404)


def test_a_description_cannot_bring_script_or_images(db: Any, client: PageClient) -> None:
    """B5: what is shown is an allow-list; the page's own check refuses the rest."""
    job = JobFactory(title="<script>alert(1)</script>")
    page = client.page(f"/jobs/{job.slug}")
    assert "<script>alert(1)</script>" in page.text
