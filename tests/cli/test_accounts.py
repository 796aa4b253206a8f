"""flask accounts."""

from typing import Any

import pytest
from flask import Flask

from app.core.permissions import Role
from app.domain.audit.models import AuditEvent
from app.domain.mail.models import OutgoingMail
from app.domain.people import accounts, queries
from app.extensions import db as database
from tests.factories import AccountFactory
from tests.page_client import PageClient

PASSWORD = "lavande et papier bible"
NEW = ["--email", "nora@example.org", "--name", "Nora Benali", "--role", "administrator"]


@pytest.fixture
def run(app: Flask, db: Any) -> Any:
    def invoke(*words: str, typed: str | None = None, code: int = 0) -> str:
        outcome = app.test_cli_runner().invoke(args=["accounts", *words], input=typed)
        assert outcome.exit_code == code, outcome.output
        database.session.rollback()
        return outcome.output

    return invoke


def test_a_fresh_instance_has_no_account(run: Any) -> None:
    """6.3.2: nobody can sign in until the operator says so."""
    assert run("list") == ""
    assert queries.count_accounts() == 0


def test_an_account_is_made_with_a_password_of_its_own_printed_once(run: Any) -> None:
    password = run("create", *NEW).strip().rpartition(" ")[2]
    account = queries.get_account_by_email("nora@example.org")
    assert accounts.verify_password(account.password_hash, password)
    assert account.role is Role.ADMINISTRATOR
    assert database.session.query(AuditEvent).one().actor_kind == "operator"


def test_a_password_may_come_from_standard_input_and_is_not_printed(run: Any) -> None:
    assert PASSWORD not in run("create", *NEW, "--password-stdin", typed=f"{PASSWORD}\n")
    account = queries.get_account_by_email("nora@example.org")
    assert accounts.verify_password(account.password_hash, PASSWORD)


def test_a_weak_password_an_unknown_role_and_a_known_address_are_refused(run: Any) -> None:
    """A13.1 holds for the operator too."""
    run("create", *NEW, "--password-stdin", typed="court\n", code=1)
    run("create", *NEW[:4], "--role", "owner", code=2)
    run("create", *NEW)
    run("create", *NEW, code=1)
    assert queries.count_accounts() == 1


def test_an_invitation_is_mailed_and_its_link_printed(run: Any, app: Flask) -> None:
    link = run("invite", *NEW).strip()
    assert link in database.session.query(OutgoingMail).one().body
    again = run("invite-again", "nora@example.org").strip()
    visitor = PageClient(app)
    visitor.page(link.removeprefix("http://localhost"), status=404)
    visitor.page(again.removeprefix("http://localhost"))


def test_accounts_are_closed_opened_and_listed(run: Any) -> None:
    AccountFactory(email="a@example.org", name="A", role=Role.RECRUITER, password_hash="x")
    AccountFactory(email="b@example.org", name="B", role=Role.LITIGATION)
    run("disable", "A@Example.org")
    assert run("list").splitlines() == [
        "b@example.org  litigation  invited  password only",
        "a@example.org  recruiter  closed  password only",
    ]
    run("enable", "a@example.org")
    assert run("list").splitlines()[0] == "a@example.org  recruiter  open  password only"


def test_the_list_goes_on_over_its_pages(run: Any) -> None:
    AccountFactory.create_batch(101)
    assert len(run("list").splitlines()) == 101


def test_password_and_second_factor_are_reset(run: Any, db: Any) -> None:
    account = AccountFactory(totp_secret="A" * 32)
    password = run("reset-password", account.email).strip().rpartition(" ")[2]
    run("reset-second-factor", account.email)
    known = queries.get_account(account.id)
    assert accounts.verify_password(known.password_hash, password)
    assert (known.totp_secret, known.session_epoch) == (None, 2)
    run("reset-password", account.email, "--password-stdin", typed=f"{PASSWORD}\n")
    assert accounts.verify_password(queries.get_account(account.id).password_hash, PASSWORD)


def test_the_last_administrator_stays_open(run: Any) -> None:
    account = AccountFactory(role=Role.ADMINISTRATOR)
    run("disable", account.email, code=1)
    assert queries.get_account(account.id).disabled_at is None


@pytest.mark.parametrize("command", ["disable", "enable", "reset-password", "reset-second-factor", "invite-again"])
def test_an_unknown_address_is_a_sentence_and_a_status(run: Any, command: str) -> None:
    assert "Traceback" not in run(command, "autre@example.org", code=1)
