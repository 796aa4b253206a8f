"""Which visits are counted (A15.1): people's, of public pages that were shown, and nobody's who refuses."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import tokens
from app.domain.audience import counting, tasks
from app.domain.audience.models import NO_JOB, VisitCount
from app.web.careers.visits import PAGES
from tests.factories import ApplicationFactory, JobFactory
from tests.page_client import PageClient

FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"}
# Public pages that are not counted: what programs read, what belongs to a page, and what one person alone may open.
UNCOUNTED = {
    "careers.list_notices",
    "careers.offer_contacts",
    "careers.show_changes",
    "careers.show_contact_receipt",
    "careers.show_copy_schema",
    "careers.show_notice",
    "careers.show_feed",
    "careers.show_image",
    "careers.show_leaving",
    "careers.show_robots",
    "careers.show_security_contact",
    "careers.show_sitemap",
    "careers.show_status",
    "careers.show_style",
}


def _counts(db: Any) -> dict[tuple[str, UUID], int]:
    tasks.collect()
    return {(row.page, row.job_id): row.count for row in db.session.scalars(select(VisitCount))}


def test_every_public_page_is_counted_or_named_here(app: Flask) -> None:
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("careers.") and "GET" in (rule.methods or set())
    }
    assert pages == (set(PAGES) & pages) | UNCOUNTED
    assert set(PAGES) & UNCOUNTED == set()


def test_pages_are_counted_and_those_of_a_job_for_it(db: Any, client: PageClient) -> None:
    job = JobFactory()
    receipt = tokens.sign("receipt", ["AB12", "2026-12-24", str(job.id)])
    general = {page: f"/{page}" for page in ("jobs", "privacy", "cookies", "accessibility")} | {"home": "/"}
    ends = {"job": "", "apply": "/apply", "applied": f"/receipt/{receipt}"}
    special = {page: f"/jobs/{job.slug}{end}" for page, end in ends.items()}
    for path in (*general.values(), *special.values(), *special.values()):
        assert client.get(path, headers=FIREFOX).status_code == 200
    assert _counts(db) == dict.fromkeys([(page, NO_JOB) for page in general], 1) | dict.fromkeys(
        [(page, job.id) for page in special], 2
    )


def test_a_page_that_the_browser_had_kept_is_a_view_too(db: Any, client: PageClient) -> None:
    tag = client.get("/jobs", headers=FIREFOX).headers["ETag"]
    assert client.get("/jobs", headers={**FIREFOX, "If-None-Match": tag}).status_code == 304
    assert _counts(db) == {("jobs", NO_JOB): 2}


@pytest.mark.promise("C1.4", "C6.2")
@pytest.mark.parametrize(
    "headers",
    [
        {**FIREFOX, "DNT": "1"},
        {**FIREFOX, "Sec-GPC": "1"},
        {"User-Agent": "Googlebot/2.1"},
        {"User-Agent": ""},
    ],
)
def test_who_refuses_and_what_is_a_robot_is_not_counted(db: Any, client: PageClient, headers: dict[str, str]) -> None:
    """A15.1."""
    assert client.get("/", headers=headers).status_code == 200
    assert not counting.folder().exists() or list(counting.folder().iterdir()) == []


@pytest.mark.promise("C6.2")
def test_who_has_refused_on_the_cookies_page_is_not_counted(db: Any, client: PageClient) -> None:
    client.set_cookie("no-count", "1")
    client.get("/", headers=FIREFOX)
    assert _counts(db) == {}


def test_a_browser_that_refuses_nothing_is_counted(db: Any, client: PageClient) -> None:
    client.set_cookie("other", "1")
    client.get("/", headers={**FIREFOX, "DNT": "0", "Sec-GPC": "0"})
    assert _counts(db) == {("home", NO_JOB): 1}


def test_the_team_is_not_counted(db: Any, sign_in: Any) -> None:
    assert sign_in().get("/jobs", headers=FIREFOX).status_code == 200
    assert _counts(db) == {}


def test_what_was_not_shown_is_not_counted(db: Any, client: PageClient) -> None:
    paused = JobFactory(paused=True)
    answers = (
        client.head("/", headers=FIREFOX),
        client.get(f"/jobs/{paused.slug}", headers=FIREFOX),
        client.get("/jobs/none", headers=FIREFOX),
        client.post(f"/jobs/{JobFactory().slug}/apply", headers=FIREFOX),
        client.get(f"/status/{tokens.sign('status', [str(ApplicationFactory().id)])}", headers=FIREFOX),
    )
    assert [answer.status_code for answer in answers][:4] == [200, 404, 404, 422]
    assert _counts(db) == {}


def test_a_receipt_whose_address_names_no_job_is_shown_and_not_counted(db: Any, client: PageClient) -> None:
    receipt = tokens.sign("receipt", ["AB12", "2026-12-24", str(JobFactory().id)])
    assert client.get(f"/jobs/none/receipt/{receipt}", headers=FIREFOX).status_code == 200
    assert _counts(db) == {}


def test_a_day_of_a_visitor_leaves_no_trace_of_the_visitor(db: Any, client: PageClient) -> None:
    """C1.4: the file that waits holds neither the address nor the browser nor where they came from."""
    headers = {**FIREFOX, "Referer": "https://example.org/"}
    client.get("/?source=linkedin", headers=headers, environ_base={"REMOTE_ADDR": "203.0.113.7"})
    [path] = counting.folder().iterdir()
    assert len(path.read_text().split()) == 3
    for trace in ("203.0", "Firefox", "example", "linkedin"):
        assert trace not in path.read_text()
