"""The headers of every answer."""

from typing import Any

import pytest
from flask import Flask

from app.core.permissions import Role
from tests.page_client import PageClient

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PATHS = ["/jobs", "/staff/login", "/staff/account", "/nowhere", "/healthz", "/static/css/vivier.css"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_policy_and_its_companions(client: PageClient, path: str) -> None:
    """ASVS 3.4.3, 3.4.5; Observatory: everything that the bonuses ask for, errors and redirects included."""
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "unsafe" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/staff/account", "/staff/login", "/nowhere"])
def test_what_may_name_a_person_is_not_kept(client: PageClient, path: str) -> None:
    """14.3.2, B6.6."""
    headers = client.get(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert {"Accept-Language", "Cookie"} <= set(headers["Vary"].replace(" ", "").split(","))


def test_styles_may_be_kept(client: PageClient) -> None:
    assert client.get("/static/css/vivier.css").headers.get("Cache-Control") != "no-store"


def test_encryption_is_insisted_on_where_the_site_has_it(
    client: PageClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than six months (Observatory); never on plain loopback."""
    assert "Strict-Transport-Security" not in client.get("/privacy").headers
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)  # noqa: FBT003
    age = client.get("/privacy").headers["Strict-Transport-Security"].partition(";")[0]
    assert int(age.removeprefix("max-age=")) > 180 * 24 * 3600


@pytest.mark.parametrize("path", ["/", "/jobs", "/jobs/nothing", "/privacy", "/nowhere", "/healthz"])
def test_a_public_page_sets_no_cookie(client: PageClient, path: str) -> None:
    """C2.3, C6.1, C6.3."""
    assert client.get(path).headers.getlist("Set-Cookie") == []


def test_the_cookie_of_staff_is_host_only_and_out_of_reach_of_scripts(client: PageClient) -> None:
    """ASVS 3.3: one cookie, and what it says of itself."""
    (cookie,) = client.get("/staff/login").headers.getlist("Set-Cookie")
    name, _, attributes = cookie.partition("=")
    assert name == "session"
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(attributes.split("; "))
    assert "Domain" not in cookie


def test_reading_on_sets_no_further_cookie(sign_in: Any) -> None:
    client = sign_in(Role.RECRUITER)
    client.get("/staff/account")
    assert client.get("/staff/account").headers.getlist("Set-Cookie") == []
