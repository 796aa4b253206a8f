"""Reads of accounts."""

from typing import Any

import pytest
from sqlalchemy import event

from app.core.clock import now
from app.core.errors import Missing
from app.core.permissions import Role
from app.domain.people import queries
from tests.factories import AccountFactory


def test_accounts_are_listed_by_name_whatever_its_case_the_closed_ones_last(db: Any) -> None:
    for name, closed in (("zoé Roy", False), ("Anne Roy", True), ("Bruno Petit", False), ("alice Martin", False)):
        AccountFactory(name=name, disabled_at=now() if closed else None)
    page = queries.list_accounts(page=1)
    assert [account.name for account in page.items] == ["alice Martin", "Bruno Petit", "zoé Roy", "Anne Roy"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_accounts_costs_two_statements_however_long(db: Any, count: int) -> None:
    AccountFactory.create_batch(count)
    db.session.rollback()
    seen: list[str] = []
    listen = lambda *arguments: seen.append(arguments[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        assert queries.list_accounts(page=1).total == count
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 2


def test_a_hiring_team_is_made_of_open_accounts_that_hire(db: Any) -> None:
    made = {role: AccountFactory(role=role, name=role.value) for role in Role}
    AccountFactory(role=Role.RECRUITER, disabled_at=now())
    expected = [made[Role.HIRING_MANAGER].id, made[Role.RECRUITER].id]
    assert [account.id for account in queries.list_hiring_accounts()] == expected


def test_names_are_asked_for_in_one_go(db: Any) -> None:
    one, other = AccountFactory(), AccountFactory()
    assert queries.names_of_accounts([one.id, None, other.id, one.id]) == {one.id: one.name, other.id: other.name}
    assert queries.names_of_accounts([]) == {}


def test_an_account_is_found_by_its_address_or_is_missing(db: Any) -> None:
    account = AccountFactory(email="nora@example.org")
    assert queries.get_account_by_email("NORA@example.org").id == account.id
    for unknown in ("autre@example.org", "not an address"):
        with pytest.raises(Missing):
            queries.get_account_by_email(unknown)


def test_an_unknown_account_is_missing(db: Any) -> None:
    unknown = AccountFactory.build().id
    assert queries.find_account(unknown) is None
    for ask in (queries.get_account, queries.lock_account):
        with pytest.raises(Missing):
            ask(unknown)
    assert queries.count_accounts() == 0
