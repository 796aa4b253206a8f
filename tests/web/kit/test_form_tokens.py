"""Tokens of public forms."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.core import tokens
from app.core.errors import Invalid
from app.web.kit import form_tokens


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Any:
    with app.app_context():
        yield


def test_a_token_gives_the_same_name_each_time_it_is_redeemed() -> None:
    """R3: the name is what makes sending twice harmless."""
    token = form_tokens.issue("application", "job-1")
    names = {form_tokens.redeem("application", "job-1", token) for _ in range(3)}
    assert len(names) == 1
    assert len(names.pop()) >= 43


def test_each_page_carries_its_own_name() -> None:
    names = {form_tokens.redeem("a", "b", form_tokens.issue("a", "b")) for _ in range(20)}
    assert len(names) == 20


def test_it_lasts_twelve_hours(clock: Any) -> None:
    token = form_tokens.issue("application", "job-1")
    clock.shift(timedelta(hours=12))
    form_tokens.redeem("application", "job-1", token)
    clock.shift(timedelta(seconds=1))
    with pytest.raises(Invalid):
        form_tokens.redeem("application", "job-1", token)


@pytest.mark.parametrize(
    ("form", "bound_to", "change"),
    [
        ("contact", "job-1", str),
        ("application", "job-2", str),
        ("application", "job-1", str.swapcase),
        ("application", "job-1", lambda _token: ""),
    ],
)
def test_another_form_another_job_or_a_changed_token_is_refused(form: str, bound_to: str, change: Any) -> None:
    """B6.1: bound to its purpose."""
    token = form_tokens.issue("application", "job-1")
    with pytest.raises(Invalid):
        form_tokens.redeem(form, bound_to, change(token))


def test_a_token_signed_for_something_else_is_refused() -> None:
    with pytest.raises(Invalid):
        form_tokens.redeem("application", "job-1", tokens.sign("receipt", ["x", "job-1"]))


def test_a_token_says_which_notice_stood_on_its_page() -> None:
    """C7.2."""
    opened = form_tokens.open_token("application", "job-1", form_tokens.issue("application", "job-1", "f" * 64))
    assert opened.shown == "f" * 64


def test_a_token_from_before_tokens_said_so_is_a_stale_page() -> None:
    with pytest.raises(Invalid):
        form_tokens.redeem("application", "job-1", tokens.sign("form.application", ["name", "job-1"]))
