"""What search engines and job boards read: valid, equal to the page, gone with the job."""

import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.robotparser import RobotFileParser
from zoneinfo import ZoneInfo

import pytest
from defusedxml.ElementTree import fromstring
from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker
from lxml import etree
from PIL import Image

from app.core.actor import OPERATOR
from app.core.clock import local_date, now, today
from app.domain.firm.actions import add_image
from app.domain.firm.enums import ImageKind
from app.domain.firm.queries import current_firm
from app.domain.jobs.enums import Contract, PayPeriod, RemotePolicy
from app.domain.jobs.models import Job
from tests.factories import JobFactory
from tests.page_client import Page, PageClient

SCHEMAS = Path(__file__).parents[2] / "schemas"
JOB_POSTING = Draft202012Validator(
    json.loads((SCHEMAS / "job-posting.json").read_text()), format_checker=FormatChecker(["date"])
)
ATOM = "{http://www.w3.org/2005/Atom}"


def _posting(page: Page) -> dict[str, Any]:
    [script] = page.find_all("script", type="application/ld+json")
    found: dict[str, Any] = json.loads("".join(script.itertext()))
    return found


def _full(**given: Any) -> Any:
    return JobFactory(
        **{
            "street": "14 rue de la Pépinière",
            "postal_code": "75008",
            "closes_on": today() + timedelta(days=30),
            **given,
        }
    )


def test_the_posting_is_complete_and_says_what_the_page_says(app: Flask, client: PageClient) -> None:
    job = _full(title="Analyste M&A (F/H)")
    page = client.page(f"/jobs/{job.slug}?lang=fr")
    posting = _posting(page)
    JOB_POSTING.validate(posting)
    assert posting["title"] == page.find_all("h1")[0].text == "Analyste M&A (F/H)"
    assert posting["description"] == "<p>Vous <strong>analysez</strong> des sociétés.</p>\n"
    address = posting["jobLocation"]["address"]
    assert address == {
        "@type": "PostalAddress",
        "streetAddress": "14 rue de la Pépinière",
        "postalCode": "75008",
        "addressLocality": "Paris",
        "addressCountry": "FR",
    }
    assert "14 rue de la Pépinière, 75008 Paris" in page.text
    assert posting["baseSalary"]["value"] == {
        "@type": "QuantitativeValue",
        "minValue": 55000,
        "maxValue": 68000,
        "unitText": "YEAR",
    }
    told = [element.get("datetime", "") for element in page.find_all("time")]
    # An instant is told as such; its day is that of the firm's clocks.
    times = {str(local_date(datetime.fromisoformat(at))) if "T" in at else at for at in told}
    assert {posting["datePosted"], posting["validThrough"][:10]} <= times
    end = datetime.fromisoformat(posting["validThrough"])
    assert end.utcoffset() == end.astimezone(ZoneInfo(app.config["TIMEZONE"])).utcoffset()
    assert end.isoformat()[10:19] == "T23:59:59"
    base = app.config["PUBLIC_URL"]
    assert posting["hiringOrganization"] == {"@type": "Organization", "name": current_firm().name, "sameAs": f"{base}/"}
    assert posting["identifier"]["value"] == str(job.id)
    assert posting["url"] == f"{app.config['PUBLIC_URL']}/jobs/{job.slug}?lang=fr"
    assert (posting["directApply"], posting["employmentType"]) == (True, "FULL_TIME")


@pytest.mark.parametrize("contract", list(Contract))
@pytest.mark.parametrize("policy", list(RemotePolicy))
def test_every_kind_of_job_has_a_valid_posting(client: PageClient, contract: Contract, policy: RemotePolicy) -> None:
    job = JobFactory(contract=contract, remote_policy=policy, pay_period=PayPeriod.DAY)
    posting = _posting(client.page(f"/jobs/{job.slug}"))
    JOB_POSTING.validate(posting)
    assert ("jobLocation" in posting) == (policy is not RemotePolicy.REMOTE)
    assert "validThrough" not in posting


def test_a_job_without_a_range_and_one_that_is_none_say_no_more_than_they_know(client: PageClient) -> None:
    job = JobFactory(pay_min=None, pay_max=None, pay_exception="Selon la grille")
    posting = _posting(client.page(f"/jobs/{job.slug}"))
    JOB_POSTING.validate(posting)
    assert "baseSalary" not in posting
    spontaneous = JobFactory(slug="spontaneous", is_spontaneous=True)
    page = client.page(f"/jobs/{spontaneous.slug}")
    assert page.find_all("script", type="application/ld+json") == []


def test_no_title_closes_the_script(client: PageClient) -> None:
    """ASVS 1.2.3."""
    title = "</script><script>alert(1)</script>"
    job = JobFactory(title=title)
    page = client.page(f"/jobs/{job.slug}?lang=fr")
    assert _posting(page)["title"] == title
    assert "<script>alert" not in page.html


def test_a_page_names_its_one_address_and_its_languages(app: Flask, client: PageClient) -> None:
    job, base = JobFactory(), app.config["PUBLIC_URL"]
    page = client.page(f"/jobs/{job.slug}?lang=en&utm_source=x&page=2", headers={"Host": "localhost"})
    links = {(e.get("rel"), e.get("hreflang"), e.get("href")) for e in page.find_all("link")}
    path = f"{base}/jobs/{job.slug}"
    assert {
        ("canonical", None, f"{path}?lang=en"),
        ("alternate", "fr", f"{path}?lang=fr"),
        ("alternate", "en", f"{path}?lang=en"),
        ("alternate", "x-default", path),
    } <= links
    shared = {e.get("property"): e.get("content") for e in page.find_all("meta") if e.get("property")}
    assert (shared["og:url"], shared["og:locale"]) == (f"{path}?lang=en", "en_GB")
    assert shared["og:title"].endswith("(en)")


def test_a_firm_with_a_logo_shows_it_where_a_link_is_shared(app: Flask, db: Any, client: PageClient) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (80, 40), "navy").save(picture, "PNG")
    logo = add_image(actor=OPERATOR, kind=ImageKind.LOGO, raw=picture.getvalue(), alts={"fr": "Logo", "en": "Logo"})
    db.session.commit()
    page = client.page(f"/jobs/{JobFactory().slug}")
    shared = {e.get("property"): e.get("content") for e in page.find_all("meta") if e.get("property")}
    assert shared["og:image"] == f"{app.config['PUBLIC_URL']}/media/{logo.sha256}.webp"
    assert _posting(page)["hiringOrganization"]["logo"] == shared["og:image"]


def test_a_form_is_not_listed(client: PageClient) -> None:
    page = client.page(f"/jobs/{JobFactory().slug}/apply")
    assert [e.get("content") for e in page.find_all("meta", name="robots")] == ["noindex"]


def test_the_sitemap_is_valid_and_names_every_open_page_in_each_language(app: Flask, client: PageClient) -> None:
    job = JobFactory()
    JobFactory(draft=True)
    answer = client.get("/sitemap.xml")
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "sitemap.xsd"))
    schema.assertValid(etree.fromstring(answer.data))
    found = [e.text for e in fromstring(answer.data).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    base = app.config["PUBLIC_URL"]
    paths = [
        "/",
        "/jobs",
        "/contact",
        "/privacy",
        "/privacy/promises",
        "/cookies",
        "/accessibility",
        f"/jobs/{job.slug}",
    ]
    assert found == [f"{base}{path}?lang={code}" for path in paths for code in ("fr", "en")]
    for path in paths:
        assert client.page(path).find_all("meta", name="robots") == []


def test_the_feed_is_valid_and_in_one_language(client: PageClient) -> None:
    older = JobFactory(title="Ancien", published_at=now() - timedelta(days=9))
    newer = JobFactory(title="Nouveau <b>")
    answer = client.get("/jobs.atom?lang=en")
    schema = etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))
    schema.assertValid(etree.fromstring(answer.data))
    root = fromstring(answer.data)
    entries = root.findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}id") for e in entries] == [f"urn:uuid:{newer.id}", f"urn:uuid:{older.id}"]
    assert entries[0].findtext(f"{ATOM}title") == "Nouveau <b> (en)"
    assert root.findtext(f"{ATOM}updated") == newer.published_at.isoformat(timespec="seconds")


def test_a_feed_of_no_job_is_a_valid_feed(client: PageClient) -> None:
    answer = client.get("/jobs.atom")
    etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng")).assertValid(etree.fromstring(answer.data))


def test_more_jobs_than_a_page_are_all_told(client: PageClient) -> None:
    for _ in range(101):
        JobFactory(stages=False)
    assert len(fromstring(client.get("/jobs.atom").data).findall(f"{ATOM}entry")) == 101


def test_robots_read_what_is_public_and_leave_the_back_office(app: Flask, client: PageClient) -> None:
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").get_data(as_text=True).splitlines())
    assert robots.can_fetch("*", "/jobs/analyste")
    for path in ("/staff/jobs", "/me/", "/me/sign-in", "/status/x"):
        assert not robots.can_fetch("*", path)
    assert robots.site_maps() == [f"{app.config['PUBLIC_URL']}/sitemap.xml"]


@pytest.mark.parametrize("path", ["/jobs.atom", "/sitemap.xml"])
@pytest.mark.parametrize("end", [{"closed": True}, {"paused": True}, {"closes_on": "yesterday"}])
def test_a_closed_job_is_gone_at_once_and_nothing_is_kept_over_a_minute(
    client: PageClient, path: str, end: dict[str, Any]
) -> None:
    if "closes_on" in end:
        end = {"closes_on": today() - timedelta(days=1)}
    job: Job = JobFactory(slug="vanishing", **end)
    answer = client.get(path)
    assert "vanishing" not in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert client.get(f"/jobs/{job.slug}").status_code == 404
