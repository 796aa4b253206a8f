"""Setting and removing one's second factor."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.domain.people import queries
from tests.page_client import Page, PageClient

from .conftest import code, enter, is_in, reload

SVG = "{http://www.w3.org/2000/svg}svg"


@pytest.fixture
def inside(client: PageClient, account: Any, clock: Any) -> PageClient:
    enter(client)
    return client


def set_up(client: PageClient, account: Any) -> list[str]:
    begun = client.submit(client.page("/staff/account"), "begin-factor")
    page = client.page(begun.location)
    done = client.submit(page, "confirm-factor", {"code": code(page.by_id("secret").text or "")}, status=200)
    return [item.text or "" for item in done.find_all("li")]


def test_it_is_offered_set_and_its_codes_are_shown_once(inside: PageClient, account: Any, app: Flask) -> None:
    """A13.2: ten codes, on the answer itself, and on no page after."""
    elsewhere = PageClient(app)
    enter(elsewhere)
    codes = set_up(inside, account)
    assert len(codes) == 10
    assert all(re.fullmatch(r"[0-9A-F]{5}-[0-9A-F]{5}", shown) for shown in codes)
    assert is_in(inside)
    assert not is_in(elsewhere)
    page = inside.page("/staff/account")
    assert not [shown for shown in codes if shown in page.html]
    assert "10" in page.text
    assert inside.get("/staff/account/second-factor").headers["Location"] == "/staff/account"


def test_before_it_is_begun_the_page_shows_no_secret(inside: PageClient, account: Any) -> None:
    page = inside.page("/staff/account/second-factor")
    assert not page.find_all(SVG)
    assert reload(account).totp_secret is None
    inside.submit(page, "begin-factor")
    assert reload(account).totp_secret is not None


def test_the_square_is_drawn_without_style_or_address(inside: PageClient, account: Any) -> None:
    """ASVS 3.4.3: the policy allows no inline style, and no image is fetched."""
    inside.submit(inside.page("/staff/account"), "begin-factor")
    page = inside.page("/staff/account/second-factor")
    (square,) = page.find_all(SVG)
    assert [element.tag for element in square.iter()] == [SVG, SVG.replace("svg}svg", "svg}path")]
    assert {name for element in square.iter() for name in element.keys()} <= {  # noqa: SIM118  ElementTree
        "viewBox", "viewbox", "transform", "stroke", "d", "class",
    }  # fmt: skip


def test_a_wrong_first_code_is_said_and_the_secret_stays(inside: PageClient, account: Any) -> None:
    inside.submit(inside.page("/staff/account"), "begin-factor")
    page = inside.page("/staff/account/second-factor")
    for wrong in ("000000", ""):
        again = inside.submit(page, "confirm-factor", {"code": wrong}, status=422)
        assert again.by_id("secret").text == page.by_id("secret").text
        assert again.by_id("code").get("aria-invalid") == "true"
    assert reload(account).totp_confirmed_at is None


def test_confirming_what_was_never_begun_is_refused(inside: PageClient, account: Any) -> None:
    token = inside.page("/staff/account/second-factor").form("begin-factor").values["csrf_token"]
    answer = inside.post("/staff/account/second-factor/confirm", data={"csrf_token": token, "code": "123456"})
    assert answer.status_code == 422
    assert reload(account).totp_confirmed_at is None


def remove(client: PageClient, given: str, *, status: int = 303) -> Page:
    return client.submit(client.page("/staff/account"), "remove-factor", {"code": given}, status=status)


def test_it_is_removed_against_one_of_its_codes(inside: PageClient, account: Any, clock: Any) -> None:
    codes = set_up(inside, account)
    for wrong in ("", "000000"):
        refused = remove(inside, wrong, status=422)
        assert refused.by_id("code").get("aria-invalid") == "true"
    assert reload(account).totp_confirmed_at is not None
    remove(inside, codes[0])
    assert is_in(inside)
    assert reload(account).totp_secret is None
    assert queries.count_recovery_codes(account.id) == 0
    clock.shift(timedelta(minutes=1))
    assert enter(PageClient(inside.application)).location == "/staff/"


def test_where_it_is_compulsory_removing_leads_to_the_next_one(
    inside: PageClient, account: Any, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = set_up(inside, account)
    monkeypatch.setitem(app.config, "SECOND_FACTOR_REQUIRED", 1)
    remove(inside, codes[0])
    assert inside.get("/staff/account").headers["Location"] == "/staff/account/second-factor"
    page = inside.page("/staff/account/second-factor")
    inside.submit(page, "begin-factor")
    assert inside.page("/staff/account/second-factor").find_all(SVG)
