"""Tokens, each bound to its purpose."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.core import tokens
from app.core.errors import Missing


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Any:
    with app.app_context():
        yield


def test_a_signed_token_gives_back_its_payload_for_its_time(clock: Any) -> None:
    token = tokens.sign("form", ["a", 1])
    clock.shift(timedelta(seconds=60))
    assert tokens.read("form", token, max_age_seconds=60) == ["a", 1]
    clock.shift(timedelta(seconds=1))
    with pytest.raises(Missing):
        tokens.read("form", token, max_age_seconds=60)


def test_a_token_for_one_purpose_cannot_stand_in_for_another() -> None:
    """6.5.1, B6.1: bound to purpose."""
    with pytest.raises(Missing):
        tokens.read("receipt", tokens.sign("form", "x"), max_age_seconds=60)


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: "x" + token, lambda _token: "", str.upper])
def test_a_changed_token_is_worth_nothing(change: Any) -> None:
    token = tokens.sign("form", "payload")
    with pytest.raises(Missing):
        tokens.read("form", change(token), max_age_seconds=60)


def test_a_token_of_another_instance_is_worth_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    token, code = tokens.sign("form", "x"), tokens.derive("form", "x")
    monkeypatch.setitem(app.config, "SECRET_KEY", "another key, of another instance")
    with pytest.raises(Missing):
        tokens.read("form", token, max_age_seconds=60)
    assert tokens.derive("form", "x") != code


def test_random_tokens_hold_256_bits_and_fit_an_address() -> None:
    """11.5.1 asks for 128."""
    drawn = {tokens.random_token() for _ in range(100)}
    assert len(drawn) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in drawn)


def test_a_digest_is_sha_256() -> None:
    assert tokens.digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_derived_value_depends_on_purpose_and_on_every_part() -> None:
    values = [("a", "x"), ("b", "x"), ("a", "y"), ("a", "x", ""), ("a", "", "x"), ("a", "xx")]
    derived = [tokens.derive(*value) for value in values]
    assert len(set(derived)) == len(values)
    assert derived == [tokens.derive(*value) for value in values]
    assert all(re.fullmatch(r"[0-9a-f]{64}", value) for value in derived)


@given(st.text(max_size=20))
def test_a_code_can_be_read_out(part: str) -> None:
    assert re.fullmatch(r"[A-Z2-7]{5}-[A-Z2-7]{5}", tokens.derive_code("reference", part))


@pytest.mark.parametrize(("one", "other", "equal"), [("é", "é", True), ("a", "b", False), ("a", "aa", False)])
def test_secrets_are_compared_whatever_their_characters(one: str, other: str, *, equal: bool) -> None:
    """B6.8."""
    assert tokens.same(one, other) is equal
