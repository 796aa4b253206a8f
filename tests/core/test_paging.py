"""Pages of a list."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.core.paging import MAX_PER_PAGE, Page, paginate
from app.domain.people.models import Account
from tests.factories import AccountFactory
from tests.statements import counted_statements

ROWS = 7


@pytest.fixture
def names(db: Any) -> list[str]:
    return [AccountFactory(name=f"{rank:02}").name for rank in range(ROWS)]


def page_of(number: int, per_page: int) -> Page[Account]:
    return paginate(select(Account).order_by(Account.name), number, per_page)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=st.integers(-(10**18), 10**18), per_page=st.integers(-5, 10**18))
def test_any_number_gives_a_page_that_exists(names: list[str], number: int, per_page: int) -> None:
    page = page_of(number, per_page)
    assert 1 <= page.number <= page.pages
    assert 1 <= page.per_page <= MAX_PER_PAGE
    assert [account.name for account in page.items] == names[page.first - 1 : page.last]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(per_page=st.integers(1, ROWS + 2))
def test_the_pages_together_are_the_list_once(names: list[str], per_page: int) -> None:
    pages = [page_of(number, per_page) for number in range(1, page_of(1, per_page).pages + 1)]
    assert [account.name for page in pages for account in page.items] == names


@given(total=st.integers(0, 10**6), per_page=st.integers(1, 100), number=st.integers(1, 10**4))
def test_first_and_last_count_what_is_shown(total: int, per_page: int, number: int) -> None:
    pages = Page([], 1, per_page, total).pages
    page: Page[int] = Page([], min(number, pages), per_page, total)
    shown = page.last - page.first + 1 if total else 0
    assert shown == (per_page if page.number < pages else total - (pages - 1) * per_page)


def test_an_empty_list_is_one_empty_page(db: Any) -> None:
    page = page_of(3, 10)
    assert (page.items, page.number, page.pages, page.first, page.last, page.total) == ([], 1, 1, 0, 0, 0)


def test_rows_of_several_columns_stay_whole(names: list[str]) -> None:
    page = paginate(select(Account.name, Account.locale).order_by(Account.name), 1, 2, scalars=False)
    assert [tuple(row) for row in page.items] == [(names[0], "fr"), (names[1], "fr")]


def test_a_page_costs_two_statements(names: list[str]) -> None:
    with counted_statements() as sent:
        page_of(1, 5)
    assert len(sent) == 2
