"""One's own account."""

from typing import Any

import pytest
from flask import Flask

from app.core.permissions import Role
from app.domain.people import accounts
from tests.page_client import PageClient

from .conftest import PASSWORD, enter, is_in, reload

NEW = "trois merles sur un fil"


@pytest.fixture
def inside(client: PageClient, account: Any) -> PageClient:
    enter(client)
    return client


def test_name_and_language_are_ones_own(inside: PageClient, account: Any) -> None:
    done = inside.submit(inside.page("/staff/account"), "profile", {"name": "  Nora   B. ", "locale": "en"})
    assert (reload(account).name, reload(account).locale) == ("Nora B.", "en")
    page = inside.page(done.location)
    assert page.tree.get("lang") == "en"
    assert "Your details are saved." in page.text


@pytest.mark.parametrize("values", [{"name": ""}, {"name": "\u200b"}, {"name": "x" * 121}])
def test_a_name_that_cannot_be_taken_is_said_beside_the_field(inside: PageClient, account: Any, values: Any) -> None:
    page = inside.submit(inside.page("/staff/account"), "profile", values, status=422)
    assert page.by_id("name").get("aria-invalid") == "true"
    assert reload(account).name == "Nora Benali"


def test_an_unknown_language_is_refused(inside: PageClient, account: Any) -> None:
    inside.submit(inside.page("/staff/account"), "profile", {"locale": "xx"}, status=422)
    assert reload(account).locale == "fr"


def test_a_new_password_ends_every_other_session(inside: PageClient, account: Any, app: Flask) -> None:
    """7.4.3."""
    elsewhere = PageClient(app)
    enter(elsewhere)
    inside.submit(inside.page("/staff/account"), "change-password", {"current": PASSWORD, "password": NEW})
    assert is_in(inside)
    assert not is_in(elsewhere)
    assert accounts.verify_password(reload(account).password_hash, NEW)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"current": "faux", "password": NEW}, "current"),
        ({"current": "", "password": NEW}, "current"),
        ({"current": PASSWORD, "password": "court"}, "password"),
        ({"current": PASSWORD, "password": ""}, "password"),
    ],
)
def test_what_is_wrong_with_a_new_password_is_said_beside_its_field(
    inside: PageClient, account: Any, values: Any, field: str
) -> None:
    page = inside.submit(inside.page("/staff/account"), "change-password", values, status=422)
    invalid = [element.get("id") for element in page.find_all("input") if element.get("aria-invalid")]
    assert invalid == [field]
    assert accounts.verify_password(reload(account).password_hash, PASSWORD)
    assert reload(account).session_epoch == 0


def test_passwords_are_never_written_back_into_a_page(inside: PageClient) -> None:
    values = {"current": "faux mot de passe", "password": NEW}
    page = inside.submit(inside.page("/staff/account"), "change-password", values, status=422)
    assert NEW not in page.html
    assert "faux mot de passe" not in page.html


def test_the_density_is_switched_from_any_page_and_back_to_it(sign_in: Any) -> None:
    client = sign_in(Role.RECRUITER)
    page = client.page("/staff/jobs?page=1")
    assert page.tree.find(".//body").get("class") == "staff"
    for density, classes in (("compact", "staff compact"), ("comfortable", "staff")):
        moved = client.submit(page, "/staff/account/density", {"density": density})
        assert moved.location == "/staff/jobs?page=1"
        page = client.page(moved.location)
        assert page.tree.find(".//body").get("class") == classes
