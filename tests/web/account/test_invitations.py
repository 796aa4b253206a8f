"""An invitation, from its link to the first sign-in (B6.1)."""

from datetime import timedelta
from typing import Any

import pytest

from app.core.actor import OPERATOR
from app.core.clock import now
from app.core.db import transaction
from app.domain.people import accounts
from app.domain.people.models import Invitation
from tests.factories import AccountFactory
from tests.page_client import PageClient

from .conftest import EMAIL, PASSWORD, enter, is_in, reload


@pytest.fixture
def guest(db: Any) -> Any:
    return AccountFactory(email=EMAIL, email_key=EMAIL, name="Nora Benali")


@pytest.fixture
def link(guest: Any) -> str:
    with transaction():
        token = accounts.invite_account(actor=OPERATOR, account_id=guest.id)
    return f"/staff/invitations/{token}"


def test_looking_uses_nothing_up_and_the_button_does(client: PageClient, guest: Any, link: str, db: Any) -> None:
    """B6.1: scanners ask by HEAD and GET, three times each; then the person posts; then it is over."""
    for _ in range(3):
        assert client.head(link).status_code == 200
        page = client.page(link)
    assert db.session.query(Invitation).one().used_at is None
    assert reload(guest).password_hash is None
    done = client.submit(page, "invitation", {"password": PASSWORD})
    assert done.location == "/staff/login?ready=1"
    assert client.page(done.location).find_all("div", class_="notice info")
    assert not client.page("/staff/login").find_all("div", class_="notice info")
    client.submit(page, "invitation", {"password": "trois merles gris"}, status=404)
    client.page(link, status=404)
    enter(client)
    assert is_in(client)


def test_the_page_says_no_referrer_and_is_not_kept(client: PageClient, link: str) -> None:
    """ASVS 3.4.5 and 14.3.2: the link does not travel further."""
    headers = client.get(link).headers
    assert (headers["Referrer-Policy"], headers["Cache-Control"]) == ("no-referrer", "no-store")


@pytest.mark.parametrize("password", ["", "court", "Nora Benali 26", "x" * 600])
def test_a_password_that_cannot_be_taken_is_said_beside_the_field(
    client: PageClient, guest: Any, link: str, password: str
) -> None:
    """A13.1."""
    page = client.submit(client.page(link), "invitation", {"password": password}, status=422)
    assert page.by_id("password").get("aria-invalid") == "true"
    client.submit(page, "invitation", {"password": PASSWORD})
    assert reload(guest).password_hash is not None


def test_the_post_belongs_to_the_visitor_who_saw_the_page(client: PageClient, guest: Any, link: str, app: Any) -> None:
    """B6.1: bound to what the GET has set, so that a link alone redeems nothing."""
    stale = PageClient(app).page(link)
    again = client.submit(stale, "invitation", {"password": PASSWORD}, status=422)
    assert reload(guest).password_hash is None
    client.submit(again, "invitation", {"password": PASSWORD})


def test_unknown_used_and_old_links_answer_alike(client: PageClient, clock: Any, link: str) -> None:
    """B3.2."""
    unknown = client.page("/staff/invitations/unknown", status=404).text
    clock.shift(timedelta(days=7))
    assert client.page(link, status=404).text == unknown


def test_it_does_not_sign_in_and_a_second_factor_stays(client: PageClient, guest: Any, link: str, db: Any) -> None:
    """A13.2: a new password opens nothing without the code."""
    guest.totp_secret, guest.totp_confirmed_at = "A" * 32, now()
    db.session.commit()
    client.submit(client.page(link), "invitation", {"password": PASSWORD})
    assert not is_in(client)
    assert enter(client).location == "/staff/login/code"
