"""The cookies page: every cookie that exists is on it, and refusing to be counted takes one button (C6.1, C6.2)."""

from datetime import timedelta
from http.cookies import Morsel, SimpleCookie
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

import config
from app.domain.applications.models import Application
from app.domain.applications.queries.status import status_token
from app.domain.audience import counting
from app.domain.people.leaving import leaving_link
from app.web.careers.cookies import COOKIES
from app.web.kit import form_tokens
from app.web.kit.door import Allow
from tests.adapters import samples
from tests.factories import AccountFactory, JobFactory
from tests.page_client import Page, PageClient
from tests.web.account.conftest import EMAIL, HASH, PASSWORD
from tests.web.careers.test_visits import FIREFOX

PUBLIC = (
    *("/", "/jobs", "/jobs/none", "/accessibility", "/cookies", "/contact", "/contact/sent"),
    *("/privacy", "/privacy/versions", "/privacy/versions/1", "/privacy/promises", "/privacy/copy-schema.json"),
    *("/robots.txt", "/jobs.atom", "/sitemap.xml", "/.well-known/security.txt"),
)
# The three that the cookies page names.
SIGN_INS = ("/me/sign-in", "/me/link", "/staff/login")


def _set_by(answer: Any) -> dict[str, Morsel[str]]:
    found: SimpleCookie = SimpleCookie()
    for header in answer.headers.getlist("Set-Cookie"):
        found.load(header)
    return dict(found)


def _button(page: Page) -> tuple[str, str]:
    [button] = page.form("counting").element.iter("button")
    return button.get("value", ""), button.get("class", "")


def _noted() -> list[str]:
    return [line for path in counting.folder().iterdir() for line in path.read_text().splitlines()]


def _choose(client: PageClient, choice: str) -> Page:
    return client.submit(client.page("/cookies"), "counting", {"choice": choice})


@pytest.mark.promise("C2.3", "C6.1", "G13")
def test_no_public_page_sets_a_cookie(client: PageClient, db: Any) -> None:
    """Nor what a letter’s link leads to, nor a receipt."""
    job = JobFactory()
    values = {"name": "Léa Roy", "email": "lea@example.org", "cv": ("cv.pdf", samples.pdf())}
    receipt = client.submit(client.page(f"/jobs/{job.slug}/apply"), "apply", values).location
    application = db.session.scalars(select(Application)).one()
    own = (f"/status/{status_token(application.id)}", leaving_link(application.candidate_id).rpartition("localhost")[2])
    for path in (*PUBLIC, *own, receipt, f"/jobs/{job.slug}", f"/jobs/{job.slug}/apply"):
        answer = client.get(path, headers=FIREFOX)
        assert answer.status_code == (404 if path == "/jobs/none" else 200), path
        assert _set_by(answer) == {}, path


@pytest.mark.promise("C6.1")
def test_opening_a_sign_in_page_sets_the_one_that_is_named(app: Flask, client: PageClient) -> None:
    """Nothing else that a visitor may open does: a route that begins to must be told on the cookies page."""
    open_to_all = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and not rule.arguments
        and getattr(app.view_functions[rule.endpoint], "allow", None) is Allow.PUBLIC
    }
    setting = {
        path for path in open_to_all if _set_by(PageClient(app).get(path, headers=FIREFOX, follow_redirects=False))
    }
    assert setting == set(SIGN_INS)
    for path in SIGN_INS:
        assert set(_set_by(PageClient(app).get(path, headers=FIREFOX))) == {app.config["SESSION_COOKIE_NAME"]}
    told = client.page("/cookies?lang=en").text
    for words in ("that of your applications", "that of the link in our letter", "the team’s"):
        assert words in told
    for words in ("Whoever opens a sign-in page", "receives a single one"):
        assert words in client.page("/privacy?lang=en").text


@pytest.mark.promise("C6.1")
def test_no_cookie_exists_that_the_page_does_not_name(app: Flask, client: PageClient) -> None:
    """C6.1: a sign-in and a refusal are all that set one."""
    account = AccountFactory(email=EMAIL, email_key=EMAIL, password_hash=HASH)
    pages = [client.page("/staff/login")]
    pages.append(client.submit(pages[0], "sign-in", {"email": account.email, "password": PASSWORD}))
    pages += [client.page("/staff/account"), _choose(client, "refuse"), _choose(client, "accept")]
    met = {name for page in pages for name in _set_by(page.response)}
    assert met == {app.config[cookie.setting] for cookie in COOKIES}
    page = client.page("/cookies")
    assert met == {"".join(cell.itertext()) for cell in page.tree.iter("strong")}


def test_where_the_site_has_tls_the_names_are_bound_to_the_host() -> None:
    """3.3.3."""
    settings = config.load({"PUBLIC_URL": "https://carrieres.example.org"})
    assert [settings[cookie.setting] for cookie in COOKIES] == ["__Host-session", "__Host-no-count"]


@pytest.mark.promise("C6.2")
def test_a_refusal_is_one_button_kept_for_six_months_and_taken_back_as_simply(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch, clock: Any
) -> None:
    """C6.2, A15.2: nothing is set before the choice; the way back is a button of the same level."""
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)  # noqa: FBT003
    monkeypatch.setitem(app.config, "NO_COUNT_COOKIE_NAME", "__Host-no-count")
    before = client.page("/cookies", base_url="https://localhost")
    assert _set_by(before.response) == {}
    chosen = client.submit(before, "counting", {"choice": "refuse"}, base_url="https://localhost")
    assert chosen.location == "/cookies#choice"
    cookie = _set_by(chosen.response)["__Host-no-count"]
    assert (cookie.value, cookie["path"], cookie["samesite"], cookie["domain"]) == ("1", "/", "Lax", "")
    assert (cookie["secure"], cookie["httponly"]) == (True, True)
    assert timedelta(seconds=int(cookie["max-age"])) == timedelta(days=182)
    after = client.page("/cookies", base_url="https://localhost")
    assert (_button(before), _button(after)) == (("refuse", "btn btn-quiet"), ("accept", "btn btn-quiet"))
    noted = _noted()
    client.get("/", headers=FIREFOX, base_url="https://localhost")
    assert _noted() == noted
    taken_back = client.submit(after, "counting", {"choice": "accept"}, base_url="https://localhost")
    gone = _set_by(taken_back.response)["__Host-no-count"]
    assert (gone.value, gone["max-age"], gone["secure"], gone["path"]) == ("", "0", True, "/")
    assert _button(client.page("/cookies", base_url="https://localhost")) == _button(before)
    client.get("/", headers=FIREFOX, base_url="https://localhost")
    assert _noted()[-1].split()[1] == "home"


def test_the_choice_needs_no_cookie_and_keeps_the_language(client: PageClient) -> None:
    page = client.page("/cookies?lang=en")
    stranger = PageClient(client.application, use_cookies=False)
    assert stranger.submit(page, "counting", {"choice": "refuse"}).location == "/cookies?lang=en#choice"


@pytest.mark.parametrize(
    "values", [{"form_token": "forged"}, {"form_token": None}, {"choice": "both"}, {"choice": None}, {}]
)
def test_what_is_no_choice_of_this_page_sets_nothing(client: PageClient, values: dict[str, str | None]) -> None:
    page = client.page("/cookies")
    refused = client.submit(page, "counting", {**({"choice": "refuse"} if values else {}), **values}, status=422)
    assert _set_by(refused.response) == {}
    assert refused.by_id("error-summary").get("role") == "alert"


def test_an_old_page_is_told_and_its_successor_works(client: PageClient, clock: Any) -> None:
    page = client.page("/cookies")
    clock.shift(timedelta(seconds=form_tokens.LIFETIME_SECONDS + 1))
    again = client.submit(page, "counting", {"choice": "refuse"}, status=422)
    assert client.submit(again, "counting", {"choice": "refuse"}).status == 303


def test_a_browser_that_refuses_is_told_that_it_is_heard(client: PageClient) -> None:
    heard = "you do not want to be followed"
    assert heard not in client.page("/cookies?lang=en").text
    for header in ("DNT", "Sec-GPC"):
        assert heard in client.page("/cookies?lang=en", headers={header: "1"}).text


def test_every_public_page_leads_here_and_promises_no_cookie_until_one_is_wanted(client: PageClient) -> None:
    page = client.page("/jobs?lang=en")
    assert [a for a in page.find_all("a") if a.get("href") == "/cookies?lang=en"]
    assert "no cookie on this page" in page.text
    _choose(client, "refuse")
    assert "no cookie on this page" not in client.page("/jobs?lang=en").text
