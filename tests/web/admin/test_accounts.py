"""The administrator's page of accounts."""

import re
from typing import Any

import pytest

from app.core.permissions import Role
from app.domain.audit.queries import list_events_about
from app.domain.mail.enums import MailKind
from app.domain.mail.models import OutgoingMail
from app.domain.people import queries
from app.domain.people.models import Account
from tests.factories import AccountFactory
from tests.page_client import Page, PageClient

PATH = "/staff/admin/accounts"


@pytest.fixture
def administrator(sign_in: Any) -> PageClient:
    client: PageClient = sign_in(Role.ADMINISTRATOR)
    return client


def invite(client: PageClient, *, status: int = 303, **values: str) -> Page:
    filled = {"name": "Nora Benali", "email": "Nora@Example.org", "role": "recruiter", **values}
    return client.submit(client.page(PATH), "invite", filled, status=status)


def test_an_invitation_makes_an_account_and_a_letter_whose_link_works(
    administrator: PageClient, db: Any, app: Any
) -> None:
    """6.3.2: no password is ever made up for somebody else; the token leaves by mail alone."""
    done = invite(administrator)
    account = queries.get_account_by_email("nora@example.org")
    assert (account.name, account.role, account.password_hash) == ("Nora Benali", Role.RECRUITER, None)
    mail = db.session.query(OutgoingMail).one()
    assert (mail.kind, mail.to_address, mail.account_id) == (MailKind.ACCOUNT_INVITED, account.email, account.id)
    (link,) = re.findall(r"http://localhost(/staff/invitations/\S+)", mail.body)
    assert "Nora Benali" in PageClient(app).page(link).text
    page = administrator.page(done.location)
    assert link.rpartition("/")[2] not in page.html
    events = list_events_about(account.id)
    assert [event.tag for event in events] == ["account:created", "account:invited"]
    assert {event.actor_id for event in events} == {administrator.account.id}


def test_the_link_names_our_own_address_whatever_host_was_asked(administrator: PageClient, db: Any) -> None:
    """B5 (S37): a spoofed Host changes no link in a letter."""
    page = administrator.page(PATH)
    token = page.form("invite").values["csrf_token"]
    values = {"csrf_token": token, "name": "Nora", "email": "nora@example.org", "role": "recruiter"}
    administrator.post(PATH, data=values, headers={"X-Forwarded-Host": "evil.example"})
    body = db.session.query(OutgoingMail).one().body
    assert "http://localhost/staff/invitations/" in body
    assert "evil" not in body


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "\u200b"}, "name"),
        ({"email": "nora"}, "email"),
        ({"email": ""}, "email"),
        ({"email": "TAKEN@example.org"}, "email"),
        ({"role": "owner"}, "role"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field_and_the_rest_is_kept(
    administrator: PageClient, db: Any, values: dict[str, str], field: str
) -> None:
    AccountFactory(email="taken@example.org")
    page = invite(administrator, status=422, **values)
    assert page.by_id(field).get("aria-invalid") == "true"
    kept = {"name": "Nora Benali", "email": "Nora@Example.org"} | {key: values[key] for key in values if key != "role"}
    assert {key: page.form("invite").values[key] for key in ("name", "email")} == kept
    assert (queries.count_accounts(), db.session.query(OutgoingMail).count()) == (2, 0)


def post(client: PageClient, account: Account, act: str, **values: str) -> Any:
    token = client.page(PATH).form("invite").values["csrf_token"]
    return client.post(f"{PATH}/{account.id}/{act}", data={"csrf_token": token, **values})


def _invited_to(db: Any) -> str:
    """The link of the one letter that waits."""
    found = re.findall(r"http://localhost(/staff/invitations/\S+)", db.session.query(OutgoingMail).one().body)
    return str(found[0])


def test_a_fresh_invitation_ends_the_former_one(administrator: PageClient, db: Any, app: Any) -> None:
    invite(administrator)
    account = queries.get_account_by_email("nora@example.org")
    older = _invited_to(db)
    assert post(administrator, account, "invite").status_code == 303
    newer = _invited_to(db)
    PageClient(app).page(older, status=404)
    PageClient(app).page(newer)


def test_a_role_is_changed_and_the_person_signed_out(administrator: PageClient, sign_in: Any) -> None:
    """8.3.2."""
    other = sign_in(Role.RECRUITER)
    assert other.get("/staff/account").status_code == 200
    assert post(administrator, other.account, "role", role="hiring_manager").status_code == 303
    assert queries.get_account(other.account.id).role is Role.HIRING_MANAGER
    assert other.get("/staff/account").status_code == 303


def test_an_unknown_role_is_refused(administrator: PageClient) -> None:
    other = AccountFactory(role=Role.RECRUITER)
    assert post(administrator, other, "role", role="owner").status_code == 422
    assert queries.get_account(other.id).role is Role.RECRUITER


def test_an_account_is_closed_and_opened_again(administrator: PageClient, sign_in: Any) -> None:
    """7.4.2."""
    other = sign_in(Role.RECRUITER)
    post(administrator, other.account, "disable")
    assert queries.get_account(other.account.id).disabled_at is not None
    assert other.get("/staff/account").status_code == 303
    assert post(administrator, other.account, "invite").status_code == 403
    post(administrator, other.account, "enable")
    assert queries.get_account(other.account.id).disabled_at is None


@pytest.mark.parametrize(("act", "values"), [("disable", {}), ("role", {"role": "recruiter"})])
def test_ones_own_row_offers_nothing_and_takes_nothing(
    administrator: PageClient, act: str, values: dict[str, str]
) -> None:
    """B3.4."""
    actions = [form.get("action") or "" for form in administrator.page(PATH).find_all("form")]
    assert not [action for action in actions if str(administrator.account.id) in action]
    assert post(administrator, administrator.account, act, **values).status_code == 403


def test_an_unknown_account_does_not_exist(administrator: PageClient) -> None:
    """B3.5."""
    unknown = AccountFactory.build()
    for act in ("invite", "disable", "enable"):
        assert post(administrator, unknown, act).status_code == 404, act


def test_the_list_shows_the_state_of_each_and_is_paged(administrator: PageClient) -> None:
    AccountFactory.create_batch(50)
    AccountFactory(name="Zoé Closed", disabled_at=administrator.account.created_at)
    first, last = administrator.page(PATH), administrator.page(f"{PATH}?page=2")
    assert "Zoé Closed" not in first.text
    assert "Zoé Closed" in last.text
    assert len(first.find_all("tr")) == 51


def test_a_name_is_shown_as_text(administrator: PageClient) -> None:
    """ASVS 1.2.1."""
    AccountFactory(name="<img src=x onerror=alert(1)>")
    page = administrator.page(PATH)
    assert "<img src=x onerror=alert(1)>" in page.text
    assert not page.find_all("img")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_for_every_other_role_the_page_does_not_exist(sign_in: Any, role: Role) -> None:
    """B3.2, B3.4."""
    assert sign_in(role).get(PATH).status_code == 404
