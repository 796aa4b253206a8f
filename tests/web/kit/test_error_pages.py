"""The page for what goes wrong: calm, in the person's language, and there when nothing else is."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask, abort
from sqlalchemy.exc import OperationalError

from app import create_app
from app.domain.firm import queries
from tests.conftest import test_settings
from tests.factories import JobFactory
from tests.page_client import Page, PageClient, check_page


@pytest.fixture
def broken(tmp_path: Path) -> Flask:
    """An application whose database answers nothing: it has no tables."""
    application = create_app(test_settings(tmp_path, f"sqlite:///{tmp_path / 'empty.db'}"))
    application.config["PROPAGATE_EXCEPTIONS"] = False

    @application.route("/fails/<int:status>")
    def fails(status: int) -> None:
        abort(status)

    @application.route("/fault")
    def fault() -> None:
        message = "a fault"
        raise RuntimeError(message)

    return application


def _visitor(application: Flask) -> PageClient:
    return PageClient(application)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 418, 422, 429, 500, 503])
def test_any_status_has_its_page_in_both_languages(broken: Flask, status: int) -> None:
    english = _visitor(broken).page(f"/fails/{status}?lang=en", status=status)
    assert english.find_all("html", lang="en")
    assert [link.get("href") for link in english.find_all("a", class_="btn btn-quiet")] == ["/jobs?lang=en"]
    assert str(status) not in english.text


def test_the_page_stands_when_the_database_is_away(broken: Flask) -> None:
    page = _visitor(broken).page("/jobs?lang=en", status=503)
    assert "Not available at the moment" in page.text


def test_database_that_goes_away_while_a_page_is_made_is_no_fault_of_ours(
    db: Any, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R12: what the firm says of itself does without it; whatever is asked next found the transaction broken off."""
    asked, lost = queries._changed, OperationalError("SELECT 1", {}, Exception("server closed the connection"))

    def break_off() -> Any:
        monkeypatch.setattr(queries, "_changed", asked)
        db.session.connection().invalidate()
        raise lost

    job = JobFactory()
    monkeypatch.setattr(queries, "_changed", break_off)
    page = client.page(f"/jobs/{job.slug}/apply?lang=en", status=503)
    assert "Not available at the moment" in page.text


def test_the_page_stands_for_a_signed_in_person_when_the_database_is_away(broken: Flask) -> None:
    client = _visitor(broken)
    with client.session_transaction() as session:
        session["_user_id"] = f"{uuid4()}:1"
    assert "Not available at the moment" in client.page("/staff/jobs?lang=en", status=503).text


def test_a_fault_gives_a_reference_and_nothing_else(broken: Flask) -> None:
    page = _visitor(broken).page("/fault?lang=en", status=500)
    (reference,) = page.find_all("code")
    assert len("".join(reference.itertext())) == 8
    assert "RuntimeError" not in page.html


def test_an_error_page_sets_no_cookie(client: PageClient) -> None:
    page = client.page("/nowhere", status=404)
    assert "Set-Cookie" not in page.response.headers


@pytest.mark.parametrize(
    "query", ["endpoint=x", "_scheme=javascript", "_external=1", "_method=X", "_anchor=a", "q=%C3%A9"]
)
def test_the_link_to_the_other_language_takes_any_query(client: PageClient, query: str) -> None:
    """What a visitor types after the question mark is data, never an instruction to the link."""
    page = client.page(f"/jobs?lang=fr&{query}")
    (link,) = page.find_all("a", hreflang="en")
    assert link.get("href") == f"/jobs?lang=en&{query}"


@pytest.mark.parametrize(("path", "promised"), [("/jobs?lang=en", True), ("/staff/login?lang=en", False)])
def test_only_pages_without_a_cookie_say_so(client: PageClient, path: str, promised: Any) -> None:
    page = client.page(path)
    assert ("no cookie on this page" in page.text) is promised
    assert ("Set-Cookie" in page.response.headers) is not promised


def test_a_session_that_ended_costs_no_note(db: Any, client: PageClient) -> None:
    """R4: the way back in leads to the dossier, and what was written can be copied."""
    key = "00000000-0000-4000-8000-000000000001"
    note = "Une note longue,\r\nécrite pendant <b>une heure</b>"
    sent = {"csrf_token": "x", "body": note, "password": "a secret one"}
    answer = client.post(f"/staff/applications/{key}/notes", data=sent)
    assert answer.status_code == 403
    page = Page(answer)
    check_page(page)
    (kept,) = page.find_all("textarea")
    assert (kept.text or "").strip() == note.replace("\r\n", "\n")
    (way,) = [a.get("href") for a in page.find_all("a") if "next=" in (a.get("href") or "")]
    assert way == f"/staff/login?next=/staff/applications/{key}"
    assert "a secret one" not in page.html


@pytest.mark.parametrize(("path", "way"), [("/staff/nowhere", "/staff/"), ("/nowhere", "/jobs")])
def test_an_error_page_leads_back_to_where_one_works(db: Any, client: PageClient, path: str, way: str) -> None:
    page = client.page(path, status=404)
    assert [a.get("href") for a in page.find_all("a", class_="btn btn-quiet")] == [way]
