"""State changes that another site has started (ASVS 3.5.1)."""

import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.exceptions import Forbidden

from app.web.kit.origin import refuse_foreign_origin


def is_let_in(app: Flask, **headers: str) -> bool:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with app.test_request_context("/x", method="POST", base_url="https://rh.example.org", headers=named):
        try:
            refuse_foreign_origin()
        except Forbidden:
            return False
        return True


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "none"},
        {"Sec_Fetch_Site": "same-origin", "Origin": "null"},
        {"Origin": "https://rh.example.org"},
        {"Origin": "null"},
    ],
)
def test_our_own_pages_and_clients_that_say_nothing_are_let_in(app: Flask, headers: dict[str, str]) -> None:
    assert is_let_in(app, **headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "unheard-of"},
        {"Sec_Fetch_Site": "cross-site", "Origin": "https://rh.example.org"},
        {"Origin": "https://evil.example"},
        {"Origin": "https://rh.example.org.evil.example"},
        {"Origin": "https://rh.example.org:8443"},
        {"Origin": "https://evil.example/rh.example.org"},
        {"Origin": "x"},
    ],
)
def test_other_sites_are_not(app: Flask, headers: dict[str, str]) -> None:
    assert not is_let_in(app, **headers)


def test_behind_tls_the_team_can_change_things_without_a_referer(app: Flask, db: Any, sign_in: Any) -> None:
    """Our own ``no-referrer`` keeps every browser from sending one (3.4.5)."""
    client = sign_in()
    answer = client.post(
        "/staff/account/density",
        base_url="https://localhost",
        data={"csrf_token": _token(client), "density": "compact"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 303


def _token(client: Any) -> str:
    page = client.get("/staff/account", base_url="https://localhost").text
    found = re.search(r'<meta name="csrf-token" content="([^"]+)"', page)
    assert found is not None
    return found[1]
