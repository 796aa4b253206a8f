"""The page for what goes wrong: calm, in the person's language, and there when nothing else is."""

import errno
import io
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask, abort, request
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from app import create_app
from app.core.permissions import Role
from app.domain.applications.models import Message, Note
from app.domain.firm import queries
from app.domain.people.models import Account, Candidate
from tests.conftest import test_settings
from tests.factories import AccountFactory, ApplicationFactory, JobFactory
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

    @application.route("/os-error/<int:number>")
    def os_error(number: int) -> None:
        raise OSError(number, "said by the system")

    @application.route("/reads", methods=["POST"])
    def reads() -> str:
        return str(len(request.form))

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


def test_a_refused_form_leads_to_itself_in_the_other_language(db: Any, enter: Any) -> None:
    """And not to the list of jobs, where whoever reads the faults in the wrong language would begin anew."""
    application = ApplicationFactory()
    own = enter(db.session.get(Candidate, application.candidate_id))
    mine = f"/me/applications/{application.id}"
    for form, values, way in (
        (f"{mine}?lang=fr#details-form", {"name": ""}, mine),
        ("/me/requests?lang=fr#ask-form", {"body": ""}, "/me/requests"),
    ):
        path, _, name = form.partition("#")
        refused = own.submit(own.page(path), name, values, status=422)
        assert [link.get("href") for link in refused.find_all("a", hreflang="en")] == [f"{way}?lang=en"]


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


def test_an_hour_that_is_over_costs_no_candidate_their_message(db: Any, enter: Any, clock: Any) -> None:
    """R4: the session ends on the server an hour after the code, or by a sign-out elsewhere; the page stays open."""
    application = ApplicationFactory()
    client = enter(db.session.get(Candidate, application.candidate_id))
    path = f"/me/applications/{application.id}"
    form = client.page(f"{path}?lang=fr")
    clock.shift(timedelta(hours=1, seconds=1))
    page = client.submit(form, "message-form", {"body": "Un long\r\n<b>message</b>"}, status=403)
    (kept,) = page.find_all("textarea")
    assert (kept.text or "").strip() == "Un long\n<b>message</b>"
    assert "Rien n’a été enregistré. Reconnectez-vous, puis recommencez." in page.text
    assert "/me/sign-in?lang=fr" in [a.get("href") for a in page.find_all("a", class_="btn btn-primary")]
    assert db.session.scalars(select(Message)).all() == []


def test_what_is_pressed_once_the_session_has_gone_is_not_done_in_silence(db: Any, client: PageClient) -> None:
    """The cookie went with a sign-out in another tab: no token is left either."""
    path = f"/me/applications/{ApplicationFactory().id}/withdraw?lang=en"
    answer = client.post(path, data={"csrf_token": "x"})
    check_page(Page(answer))
    assert answer.status_code == 403
    assert "Nothing was saved. Sign in again, then do it once more." in Page(answer).text


def test_a_note_of_an_account_that_was_signed_out_elsewhere_can_be_copied(db: Any, sign_in: Any) -> None:
    """R4, 7.4.2: the newer epoch ends the session, whose token is still good."""
    client = sign_in(Role.RECRUITER)
    path = f"/staff/applications/{ApplicationFactory().id}"
    form = client.page(path)
    db.session.execute(update(Account).values(session_epoch=Account.session_epoch + 1))
    db.session.commit()
    page = client.submit(form, "note-form", {"body": "Une note longue"}, status=403)
    assert [(kept.text or "").strip() for kept in page.find_all("textarea")] == ["Une note longue"]


def test_a_page_from_an_earlier_sign_in_costs_no_note(db: Any, sign_in: Any) -> None:
    """R4: its token is another session's. The words are shown, and the page, asked for again, takes them."""
    account = AccountFactory(role=Role.RECRUITER, locale="en")
    client = sign_in(account)
    path = f"/staff/applications/{ApplicationFactory().id}"
    form = client.page(path)
    with client.session_transaction() as session:
        session["csrf_token"] = "of the sign-in that came after"
    note = {"body": "Une note longue,\r\nécrite pendant <b>une heure</b>"}
    page = client.submit(form, "note-form", note, status=403)
    assert db.session.scalars(select(Note)).all() == []
    (kept,) = page.find_all("textarea")
    (way,) = page.find_all("a", class_="btn btn-primary")
    again = client.page(way.get("href") or "")
    assert client.submit(again, "note-form", {"body": (kept.text or "").strip()}).location.startswith(path)
    assert db.session.scalars(select(Note.body)).all() == ["Une note longue,\nécrite pendant <b>une heure</b>"]


def test_a_page_from_an_earlier_sign_in_costs_no_candidate_their_message(db: Any, enter: Any) -> None:
    """R4: the same on one's own pages."""
    application = ApplicationFactory()
    client = enter(db.session.get(Candidate, application.candidate_id))
    form = client.page(f"/me/applications/{application.id}?lang=fr")
    with client.session_transaction() as session:
        session["csrf_token"] = "of the sign-in that came after"
    page = client.submit(form, "message-form", {"body": "Un long message"}, status=403)
    assert [(kept.text or "").strip() for kept in page.find_all("textarea")] == ["Un long message"]
    (way,) = page.find_all("a", class_="btn btn-primary")
    assert way.get("href") == f"/me/applications/{application.id}"


@pytest.mark.parametrize(("path", "way"), [("/staff/nowhere", "/staff/"), ("/nowhere", "/jobs")])
def test_an_error_page_leads_back_to_where_one_works(db: Any, client: PageClient, path: str, way: str) -> None:
    page = client.page(path, status=404)
    assert [a.get("href") for a in page.find_all("a", class_="btn btn-quiet")] == [way]


@pytest.mark.parametrize(("number", "status"), [(errno.ENOSPC, 503), (errno.EROFS, 503), (errno.EACCES, 500)])
def test_no_room_passes_and_any_other_word_of_the_system_is_a_fault(broken: Flask, number: int, status: int) -> None:
    """R12: what passes is tried again; what does not has a reference to tell us."""
    page = _visitor(broken).page(f"/os-error/{number}?lang=en", status=status)
    assert bool(page.find_all("code")) is (status == 500)


def test_what_is_too_large_is_named_for_what_it_is(broken: Flask) -> None:
    """5.2.1: a file to be chosen anew, or a text to be shortened."""
    client, most = _visitor(broken), broken.config["MAX_CONTENT_LENGTH"]
    for fields, words in (
        ({"cv": (io.BytesIO(b"x" * most), "cv.pdf")}, "This file is too large"),
        (
            {"message": "x" * (broken.config["MAX_FORM_MEMORY_SIZE"] + 1), "cv": (io.BytesIO(b"x"), "cv.pdf")},
            "too long",
        ),
    ):
        sent = client.post("/reads?lang=en", data=fields)
        assert (sent.status_code, words in sent.text) == (413, True)
