"""Addresses, passwords, waiting: pure questions."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.actor import OPERATOR, SYSTEM, VISITOR, staff
from app.core.errors import Invalid
from app.core.permissions import Role
from app.domain.people import rules
from app.domain.people.models import Account

ABOUT = ("Camille Durand-Lefèvre", "camille@example.org", "Aubrac & Vauquelin")


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        (" Camille@Example.ORG ", "Camille@example.org"),
        ("camille@xn--bcher-kva.example", "camille@bücher.example"),
        ("jean-paul+poste@example.org", "jean-paul+poste@example.org"),
    ],
)
def test_an_address_is_cleaned(raw: str, address: str) -> None:
    assert rules.clean_email(raw) == address


@pytest.mark.parametrize(
    "raw", ["", "camille", "camille@", "@example.org", "a b@example.org", "a@example.org\r\nBcc: x"]
)
def test_what_is_no_address_is_refused_with_words(raw: str) -> None:
    """ASVS 1.3.11: no line break gets as far as a header. The example is one of what is right, and reads as one."""
    with pytest.raises(Invalid) as refused:
        rules.clean_email(raw)
    assert str(refused.value.message).endswith(". Example: “name@example.org”.")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Camille@Example.org", "camille@example.ORG"),
        ("helene@bücher.example", "Helene@xn--bcher-kva.example"),
        ("he\u0301le\u0300ne@example.org", "h\u00e9l\u00e8ne@example.org"),
    ],
)
def test_two_spellings_of_one_address_have_one_key(one: str, other: str) -> None:
    assert rules.email_key(rules.clean_email(one)) == rules.email_key(rules.clean_email(other))


def test_two_domains_that_only_look_alike_keep_two_keys() -> None:
    """IDNA 2008 tells straße from strasse: a folding that does not would give one person's file to another."""
    keys = {rules.email_key(rules.clean_email(f"a@{domain}.example")) for domain in ("straße", "strasse")}
    assert len(keys) == 2


@pytest.mark.parametrize(
    "password",
    [
        "court",
        "onzecaracte",
        "x" * 129,
        "aaaaaaaaaaaaaaaa",
        "motdepasse123456",
        "Password1234!",
        "azertyuiop123456",
        "CamilleDurand1!",
        "durand-lefevre-camille",
        "Aubrac&Vauquelin1",
        "Vivier-recrutement",
        "123456789012",
        "0987654321098",
        "1q2w3e4r5t6y",
        "qwertyuiopas",
        "azertyuiopqs",
        "abcdefghijklm",
        "Bonjour2024!!",
        "Correct horse battery staple",
    ],
)
def test_a_short_or_well_known_password_is_refused(password: str) -> None:
    """A13.1 and ASVS 6.2.12: length, the lists that are tried first, one's own name and the firm's."""
    assert rules.password_fault(password, about=ABOUT) is not None


@pytest.mark.parametrize(
    "password",
    [
        "douze lettre",
        "correct cheval batterie agrafe",
        "k7#Qm2$vT9!x",
        "1234 lapins bleus",
        "une phrase toute en minuscules",
        "x9" * 60 + "abcdefgh",
        "Le soleil se couche derrière Camille",
    ],
)
def test_a_long_password_needs_no_kind_of_character(password: str) -> None:
    """ASVS 6.2.5: no composition rule."""
    assert rules.password_fault(password, about=ABOUT) is None


@given(st.text(max_size=200))
def test_no_password_makes_the_rule_stumble(password: str) -> None:
    fault = rules.password_fault(password, about=ABOUT)
    assert fault is not None or 12 <= len(password) <= 128


def test_the_wait_grows_from_the_fifth_failure_and_stays_bounded() -> None:
    """A13.1: slowed, never locked for good; at ten failures every try waits its quarter of an hour."""
    waits = [rules.wait_after(failures).total_seconds() for failures in range(14)]
    assert waits == [0, 0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900]
    assert rules.wait_after(10**6) == timedelta(minutes=15)


def test_an_account_waits_until_its_time() -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    assert not rules.is_waiting(Account(next_sign_in_at=None), at)
    assert rules.is_waiting(Account(next_sign_in_at=at + timedelta(seconds=1)), at)
    assert not rules.is_waiting(Account(next_sign_in_at=at), at)


def test_only_administrators_and_the_operator_manage_accounts() -> None:
    """B3.4."""
    answers = {role: rules.can_manage_accounts(staff(uuid4(), role)) for role in Role}
    assert answers == {role: role is Role.ADMINISTRATOR for role in Role}
    assert [rules.can_manage_accounts(actor) for actor in (OPERATOR, SYSTEM, VISITOR)] == [True, False, False]
