"""Signing in and out, as a browser sees it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.core.actor import OPERATOR
from app.core.db import transaction
from app.core.permissions import Role
from app.domain.audit.queries import list_events_about
from app.domain.people import accounts
from app.domain.people import sign_in as people
from app.extensions import db
from tests.factories import AccountFactory
from tests.page_client import PageClient

from .conftest import EMAIL, PASSWORD, code, enter, is_in, reload


def test_address_and_password_open_the_first_page_of_the_role(client: PageClient, account: Any) -> None:
    assert enter(client).location == "/staff/"
    assert client.get("/staff/").headers["Location"] == "/staff/admin/accounts"
    assert is_in(client)
    assert [event.tag for event in list_events_about(account.id)] == ["account:signed_in"]


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.ADMINISTRATOR, "/staff/admin/accounts"),
        (Role.RECRUITER, "/staff/jobs"),
        (Role.HIRING_MANAGER, "/staff/jobs"),
        (Role.PRIVACY_OFFICER, "/staff/privacy/requests"),
        (Role.LITIGATION, "/staff/privacy/archive"),
    ],
)
def test_home_is_the_first_page_that_the_role_may_see(sign_in: Any, role: Role, path: str) -> None:
    assert sign_in(role).get("/staff/").headers["Location"] == path


def test_somebody_signed_in_is_not_asked_again(sign_in: Any) -> None:
    client = sign_in(Role.RECRUITER)
    assert client.get("/staff/login").headers["Location"] == "/staff/"
    assert client.get("/staff/login?next=/staff/account").headers["Location"] == "/staff/account"


def test_whatever_is_wrong_the_answer_is_the_same(client: PageClient, account: Any) -> None:
    """B6.2, 6.3.8: unknown address, wrong password, closed account, account that waits: one body, one status."""
    AccountFactory(email="jean@example.org", disabled_at=account.created_at, password_hash=account.password_hash)
    cases = [("autre@example.org", PASSWORD), (EMAIL, "faux"), ("jean@example.org", PASSWORD)]
    texts = [enter(client, password, email=email, status=422).text.replace(email, "…") for email, password in cases]
    for _ in range(4):
        enter(client, "faux", status=422)
    texts.append(enter(client, status=422).text.replace(EMAIL, "…"))
    assert len(set(texts)) == 1
    assert not is_in(client)


def test_a_refused_form_keeps_the_address_and_forgets_the_password(client: PageClient, account: Any) -> None:
    page = enter(client, "faux mot", status=422)
    assert page.form("sign-in").values["email"] == EMAIL
    assert "faux mot" not in page.html


@pytest.mark.parametrize("missing", ["email", "password"])
def test_an_empty_field_is_named(client: PageClient, account: Any, missing: str) -> None:
    page = enter(client, status=422, **{missing: ""})
    assert page.by_id(missing).get("aria-invalid") == "true"


def test_a_form_from_another_session_is_refused_kindly_and_can_be_sent_again(
    client: PageClient, account: Any, app: Flask
) -> None:
    """ASVS 3.5.1 for the sign-in itself: nobody signs a visitor in as somebody else."""
    page = PageClient(app).page("/staff/login")
    again = client.submit(page, "sign-in", {"email": EMAIL, "password": PASSWORD}, status=422)
    assert not is_in(client)
    client.submit(again, "sign-in", {"password": PASSWORD})
    assert is_in(client)


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/staff/account", "/staff/account"),
        ("//evil.example", "/staff/"),
        ("/\\evil.example", "/staff/"),
        ("/staff/%0d%0aSet-Cookie:a", "/staff/"),
        ("https://evil.example/staff/", "/staff/"),
    ],
)
def test_a_sign_in_leads_only_to_our_own_pages(client: PageClient, account: Any, asked: str, led_to: str) -> None:
    """B6.5, on the link and in the form."""
    page = client.page(f"/staff/login?next={asked}")
    assert client.submit(page, "sign-in", {"email": EMAIL, "password": PASSWORD}).location == led_to


def test_the_page_that_was_asked_for_opens_after_the_sign_in(client: PageClient, account: Any) -> None:
    response = client.get("/staff/account")
    assert response.status_code == 303
    page = client.page(response.headers["Location"])
    assert client.submit(page, "sign-in", {"email": EMAIL, "password": PASSWORD}).location == "/staff/account"


def test_a_session_from_before_the_sign_in_is_worth_nothing_after(client: PageClient, account: Any) -> None:
    """7.2.4: what was put into the visitor's session does not survive."""
    with client.session_transaction() as session:
        session["planted"] = "x"
    enter(client)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session["_user_id"] == f"{account.id}:0"


@pytest.mark.parametrize(
    "act",
    [
        lambda account: accounts.disable_account(actor=OPERATOR, account_id=account.id),
        lambda account: accounts.reset_password(actor=OPERATOR, account_id=account.id, password="trois merles gris"),
        lambda account: accounts.change_role(actor=OPERATOR, account_id=account.id, role=Role.RECRUITER),
    ],
    ids=["disabled", "password", "role"],
)
def test_the_next_request_after_a_change_is_signed_out(client: PageClient, account: Any, act: Any) -> None:
    """7.4.2, 7.4.3, 8.3.2."""
    AccountFactory(role=Role.ADMINISTRATOR)
    enter(client)
    assert is_in(client)
    with transaction():
        act(account)
    assert not is_in(client)


def test_a_session_is_over_after_twelve_hours_whatever_was_done_in_it(
    client: PageClient, account: Any, clock: Any
) -> None:
    """As the page about cookies says: each thing that is said to be done signs the cookie anew."""
    enter(client)
    for hours in (5, 5):
        clock.shift(timedelta(hours=hours))
        client.submit(client.page("/staff/account"), "profile", {"name": "Claire Martin", "locale": "fr"})
        client.page("/staff/account")
    clock.shift(timedelta(hours=2, seconds=1))
    assert not is_in(client)


def test_signing_out_empties_the_browser_and_ends_copied_cookies(client: PageClient, account: Any, app: Flask) -> None:
    """B6.6, 7.4.1."""
    enter(client)
    thief = PageClient(app)
    cookie = client.get_cookie("session")
    assert cookie is not None
    thief.set_cookie("session", cookie.value)
    assert is_in(thief)
    page = client.page("/staff/account")
    left = client.submit(page, "/staff/logout")
    assert left.location == "/staff/login"
    assert left.response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not is_in(client)
    assert not is_in(thief)


def test_pages_of_staff_stay_in_no_cache(client: PageClient, account: Any) -> None:
    """B6.6: the back button after signing out shows nothing."""
    enter(client)
    assert client.get("/staff/account").headers["Cache-Control"] == "no-store"


def test_the_rate_of_one_address_is_bounded_and_the_setting_lifts_it(
    client: PageClient, account: Any, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A13.1, per network address; the answer is a calm page."""
    monkeypatch.setitem(app.config, "LOGIN_RATE", "3 per hour")
    for _ in range(3):
        enter(client, email="autre@example.org", status=422)
    enter(client, status=429)
    monkeypatch.setitem(app.config, "LOGIN_RATE", "")
    enter(client)


def test_nobody_else_is_kept_from_writing_while_a_password_is_checked(
    client: PageClient, account: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2.4.1: SQLite has one writer, and a hash takes long by design; beyond the rate none is made."""
    verify, writes = people.verify_password, []

    def watched(stored: str | None, given: str) -> bool:
        writes.append(db.session.connection().get_execution_options()["vivier_writes"])
        return verify(stored, given)

    monkeypatch.setattr(people, "verify_password", watched)
    monkeypatch.setitem(client.application.config, "LOGIN_RATE", "1 per hour")
    enter(client, "faux", status=422)
    enter(client, status=429)
    assert writes == [False]


def test_a_second_factor_stands_between_the_password_and_the_session(
    client: PageClient, account: Any, second_factor: str
) -> None:
    """A13.2: no session with the password only."""
    assert enter(client, next="/staff/account").location == "/staff/login/code"
    assert not is_in(client)
    assert client.get("/staff/").headers["Location"].startswith("/staff/login")
    page = client.page("/staff/login/code")
    assert client.submit(page, "code-form", {"code": code(second_factor)}).location == "/staff/account"
    assert is_in(client)


def test_a_wrong_code_is_said_beside_the_field(client: PageClient, account: Any, second_factor: str) -> None:
    enter(client)
    page = client.page("/staff/login/code")
    for wrong in ("000000", ""):
        page = client.submit(page, "code-form", {"code": wrong}, status=422)
        assert page.by_id("code").get("aria-invalid") == "true"
    assert not is_in(client)


def test_the_password_holds_for_five_minutes(client: PageClient, account: Any, second_factor: str, clock: Any) -> None:
    enter(client)
    page = client.page("/staff/login/code")
    clock.shift(timedelta(minutes=5, seconds=1))
    again = client.submit(page, "code-form", {"code": code(second_factor)}, status=422)
    assert again.form("sign-in").values["email"] == ""
    assert client.get("/staff/login/code").headers["Location"] == "/staff/login"
    assert not is_in(client)


def test_a_code_page_from_another_session_is_refused(
    client: PageClient, account: Any, second_factor: str, app: Flask
) -> None:
    other = PageClient(app)
    enter(other)
    enter(client)
    stale = other.page("/staff/login/code")
    again = client.submit(stale, "code-form", {"code": code(second_factor)}, status=422)
    client.submit(again, "code-form", {"code": code(second_factor)})
    assert is_in(client)


def test_a_code_needs_its_password_first(client: PageClient, account: Any, second_factor: str) -> None:
    """2.3.1: no step is skipped."""
    assert client.get("/staff/login/code").headers["Location"] == "/staff/login"
    page = client.page("/staff/login")
    token = page.form("sign-in").values["csrf_token"]
    response = client.post("/staff/login/code", data={"csrf_token": token, "code": code(second_factor)})
    assert response.status_code == 422
    assert not is_in(client)


def test_a_code_is_worth_nothing_once_the_account_is_closed(
    client: PageClient, account: Any, second_factor: str
) -> None:
    AccountFactory(role=Role.ADMINISTRATOR)
    enter(client)
    page = client.page("/staff/login/code")
    with transaction():
        accounts.disable_account(actor=OPERATOR, account_id=account.id)
    client.submit(page, "code-form", {"code": code(second_factor)}, status=422)
    assert not is_in(client)


def test_where_it_is_compulsory_a_password_leads_to_the_second_factor_and_nowhere_else(
    client: PageClient, account: Any, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """6.3.3, A13.2."""
    monkeypatch.setitem(app.config, "SECOND_FACTOR_REQUIRED", 1)
    assert enter(client, next="/staff/account").location == "/staff/account/second-factor"
    for path in ("/staff/", "/staff/account", "/staff/admin/accounts", "/staff/admin/outbox"):
        assert client.get(path).headers["Location"] == "/staff/account/second-factor", path
    page = client.page("/staff/account/second-factor")
    token = page.form("confirm-factor").values["csrf_token"]
    for path in ("/staff/account", "/staff/account/password", "/staff/admin/accounts"):
        answer = client.post(path, data={"csrf_token": token, "name": "Autre", "locale": "en"})
        assert answer.headers["Location"] == "/staff/account/second-factor", path
    assert reload(account).name == "Nora Benali"
    secret = page.by_id("secret").text
    assert secret == reload(account).totp_secret
    client.submit(page, "confirm-factor", {"code": code(secret)}, status=200)
    assert is_in(client)


def test_somebody_led_there_may_still_leave(
    client: PageClient, account: Any, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SECOND_FACTOR_REQUIRED", 1)
    enter(client)
    client.submit(client.page("/staff/account/second-factor"), "/staff/logout")
    assert client.get("/staff/account").headers["Location"].startswith("/staff/login")


def test_the_sign_in_speaks_the_language_that_is_asked_for(client: PageClient) -> None:
    assert client.page("/staff/login?lang=en").tree.get("lang") == "en"
    assert client.page("/staff/login").tree.get("lang") == "fr"
