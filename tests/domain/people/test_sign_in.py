"""Signing in: password, second factor, and what slows it."""

from datetime import timedelta
from statistics import median
from time import perf_counter
from typing import Any

import pyotp
import pytest
from sqlalchemy import func, select

from app.core.actor import OPERATOR, VISITOR, staff
from app.core.clock import now
from app.core.db import reading, transaction
from app.core.errors import Invalid, Missing, Refused
from app.core.permissions import Role
from app.core.tokens import digest
from app.domain.audit.models import AuditEvent
from app.domain.audit.queries import list_events_about
from app.domain.people import accounts, queries, sign_in
from app.domain.people.models import Account, RecoveryCode
from tests.concurrency import in_parallel
from tests.factories import AccountFactory
from tests.statements import counted_statements

PASSWORD = "lavande et papier bible"
EMAIL = "nora@example.org"


@pytest.fixture
def account(db: Any, clock: Any) -> Account:
    return AccountFactory(email=EMAIL, email_key=EMAIL, password_hash=accounts.HASHER.hash(PASSWORD))


def check(password: str = PASSWORD, email: str = EMAIL) -> bool:
    with reading():
        tried = sign_in.try_password(email=email, password=password)
    with transaction():
        return sign_in.check_password(tried) is not None


def code_of(account: Account, *, steps: int = 0) -> str:
    secret = queries.get_account(account.id).totp_secret
    assert secret is not None
    return pyotp.TOTP(secret).at(now() + timedelta(seconds=30 * steps))


def second_factor(account: Account, code: str, *, epoch: int | None = None) -> bool:
    known = queries.get_account(account.id).session_epoch
    with transaction():
        found = sign_in.check_second_factor(account_id=account.id, epoch=known if epoch is None else epoch, code=code)
        return found is not None


def set_second_factor(account: Account) -> list[str]:
    with transaction():
        sign_in.begin_second_factor(account_id=account.id)
    with transaction():
        return sign_in.confirm_second_factor(
            actor=staff(account.id, account.role), account_id=account.id, code=code_of(account)
        )


def test_the_right_password_is_known_however_the_address_is_typed(account: Account) -> None:
    for email in (EMAIL, " NORA@Example.org "):
        assert check(email=email)


@pytest.mark.parametrize("email", ["autre@example.org", "", "nora", "\x00", "nora@example.org\x00", "x" * 5000])
def test_what_is_not_an_account_is_nobody(account: Account, email: str) -> None:
    assert not check(email=email)


def test_a_closed_account_and_one_without_a_password_stay_shut(account: Account) -> None:
    AccountFactory(email="sans@example.org", email_key="sans@example.org")
    assert not check(email="sans@example.org")
    with transaction():
        accounts.disable_account(actor=OPERATOR, account_id=account.id)
    assert not check()


def test_the_fifth_failure_slows_the_right_password_too(account: Account, clock: Any) -> None:
    """A13.1: five failures are free; the wait is told by nothing but the same answer."""
    for _ in range(4):
        check("faux mot de passe")
    assert check()
    check("faux mot de passe")
    assert not check()
    clock.shift(timedelta(seconds=15))
    assert check()


def test_the_eleventh_try_waits_even_with_the_right_password_and_never_for_good(account: Account, clock: Any) -> None:
    """A13.1: at most ten failures, then every try is delayed; there is no permanent lock."""
    for _ in range(10):
        check("faux mot de passe")
        clock.shift(timedelta(minutes=15))
    check("faux mot de passe")
    for _ in range(3):
        assert not check()
        clock.shift(timedelta(minutes=4))
    clock.shift(timedelta(minutes=3))
    assert check()


def test_tries_during_the_wait_do_not_lengthen_it(account: Account, clock: Any) -> None:
    for _ in range(5):
        check("faux mot de passe")
    for _ in range(50):
        check("faux mot de passe")
    clock.shift(timedelta(seconds=15))
    assert check()


def test_failures_are_audited_without_what_was_typed(db: Any, account: Any) -> None:
    """C1.4, 16.2.5, 16.3.1: of an address that nobody has there is nothing to name."""
    check("secret de Nora")
    check("secret de Nora", email="autre@example.org")
    events = db.session.query(AuditEvent).order_by(AuditEvent.id)
    rows = [(row.tag, row.subject_id, row.details, row.actor_kind) for row in events]
    failed = ("account:sign_in_failed", "visitor")
    assert rows == [(failed[0], account.id, {"failures": 1}, failed[1]), (failed[0], None, {}, failed[1])]


def test_every_refusal_leaves_one_row_and_holds_nothing_while_it_is_checked(
    db: Any, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B6.2: a row that only some refusals write, and a lock that only some take, are seen from outside in time."""
    verify = sign_in.verify_password
    closed = AccountFactory(email="jean@example.org", email_key="jean@example.org", password_hash=account.password_hash)
    with transaction():
        accounts.disable_account(actor=OPERATOR, account_id=closed.id)
    asked_before: list[list[str]] = []

    def watched(stored: str | None, given: str) -> bool:
        asked_before.append([" ".join(each.split()[:2]) for each in sent])
        return verify(stored, given)

    monkeypatch.setattr(sign_in, "verify_password", watched)
    tries = ["faux"] * 6 + [PASSWORD]
    for email in ("autre@example.org", "", "jean@example.org", EMAIL):
        for password in tries:
            before = db.session.scalar(select(func.count()).select_from(AuditEvent))
            db.session.rollback()
            with counted_statements() as sent:
                assert not check(password, email)
            assert len([each for each in sent if each.startswith("INSERT INTO audit_events")]) == 1, email
            assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == before + 1
            db.session.rollback()
    assert {tuple(each) for each in asked_before} == {("SELECT accounts.password_hash",)}


def test_coming_in_forgets_the_failures(account: Account, clock: Any) -> None:
    check("faux mot de passe")
    with reading():
        tried = sign_in.try_password(email=EMAIL, password=PASSWORD)
    with transaction():
        found = sign_in.check_password(tried)
        assert found is not None
        sign_in.complete_sign_in(actor=staff(found.id, found.role), account=found)
    known = queries.get_account(account.id)
    assert (known.failed_sign_ins, known.next_sign_in_at, known.signed_in_at) == (0, None, now())
    assert [event.tag for event in list_events_about(account.id)][-1] == "account:signed_in"


def test_an_unknown_address_takes_as_long_as_a_known_one(db: Any) -> None:
    """B6.2, 6.3.8: loosely, by medians; without the stand-in hash the ratio is above twenty."""
    AccountFactory(email=EMAIL, email_key=EMAIL, password_hash=accounts.HASHER.hash(PASSWORD))
    check()
    check(email="autre@example.org")

    def seconds(email: str) -> float:
        started = perf_counter()
        check("faux mot de passe", email=email)
        return perf_counter() - started

    times = [(seconds(EMAIL), seconds("autre@example.org")) for _ in range(9)]
    ratio = median(known for known, _ in times) / median(unknown for _, unknown in times)
    assert 1 / 3 < ratio < 3


def test_a_second_factor_counts_once_a_code_has_proved_it(account: Account) -> None:
    with transaction():
        secret = sign_in.begin_second_factor(account_id=account.id)
    assert len(secret) == 32
    assert queries.get_account(account.id).totp_confirmed_at is None
    with pytest.raises(Invalid) as refusal, transaction():
        sign_in.confirm_second_factor(actor=VISITOR, account_id=account.id, code="000000")
    assert set(refusal.value.fields) == {"code"}
    assert queries.get_account(account.id).totp_confirmed_at is None


def test_the_square_names_the_account_and_the_firm(account: Account) -> None:
    with transaction():
        secret = sign_in.begin_second_factor(account_id=account.id)
        address = sign_in.second_factor_address(account, "Aubrac & Vauquelin")
    read = pyotp.parse_uri(address)
    assert (read.secret, read.name, read.issuer) == (secret, EMAIL, "Aubrac & Vauquelin")


def test_a_secret_shown_before_and_never_confirmed_is_forgotten(account: Account) -> None:
    with transaction():
        older = sign_in.begin_second_factor(account_id=account.id)
    with transaction():
        newer = sign_in.begin_second_factor(account_id=account.id)
    assert older != newer


def test_setting_it_gives_ten_recovery_codes_of_which_only_digests_are_kept(db: Any, account: Account) -> None:
    codes = set_second_factor(account)
    assert len(set(codes)) == 10
    kept = {row.code_hash for row in db.session.query(RecoveryCode)}
    assert kept == {digest(code.replace("-", "")) for code in codes}
    assert (queries.count_recovery_codes(account.id), queries.get_account(account.id).session_epoch) == (10, 1)
    assert [event.tag for event in list_events_about(account.id)] == ["account:second_factor_set"]


def test_it_is_set_once(account: Account) -> None:
    set_second_factor(account)
    with pytest.raises(Invalid), transaction():
        sign_in.begin_second_factor(account_id=account.id)
    with pytest.raises(Invalid), transaction():
        sign_in.confirm_second_factor(actor=VISITOR, account_id=account.id, code=code_of(account, steps=1))


def test_nothing_begun_cannot_be_confirmed(account: Account) -> None:
    with pytest.raises(Invalid), transaction():
        sign_in.confirm_second_factor(actor=VISITOR, account_id=account.id, code="123456")


@pytest.mark.parametrize(("steps", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_of_the_neighbouring_half_minute_opens(account: Account, clock: Any, steps: int, *, opens: bool) -> None:
    set_second_factor(account)
    clock.shift(timedelta(minutes=10))
    assert second_factor(account, code_of(account, steps=steps)) is opens


def test_a_code_opens_once_and_none_before_it_any_more(account: Account, clock: Any) -> None:
    """6.5.1."""
    set_second_factor(account)
    assert not second_factor(account, code_of(account))
    clock.shift(timedelta(minutes=10))
    code, earlier = code_of(account), code_of(account, steps=-1)
    assert second_factor(account, f" {code[:3]} {code[3:]} ")
    assert not second_factor(account, code)
    assert not second_factor(account, earlier)


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "١٢٣٤٥٦", "1234567", "AAAAA-AAAAA"])
def test_what_is_no_code_does_not_open(account: Account, code: str) -> None:
    set_second_factor(account)
    assert not second_factor(account, code)


def test_a_recovery_code_opens_once_however_it_is_typed(account: Account) -> None:
    codes = set_second_factor(account)
    assert second_factor(account, f" {codes[3].lower().replace('-', ' ')} ")
    assert not second_factor(account, codes[3])
    assert queries.count_recovery_codes(account.id) == 9


def test_a_recovery_code_of_somebody_else_does_not_open(account: Account) -> None:
    other = AccountFactory()
    set_second_factor(account)
    codes = set_second_factor(other)
    assert not second_factor(account, codes[0])


def test_recovery_codes_do_not_stand_in_before_there_is_a_second_factor(db: Any, account: Account) -> None:
    db.session.add(RecoveryCode(account_id=account.id, code_hash=digest("ABCDE12345")))
    db.session.commit()
    assert not second_factor(account, "ABCDE-12345")


def test_one_of_eight_who_use_a_recovery_code_at_once_comes_in(app: Any, account: Account) -> None:
    """6.5.1: parallel redemption yields one session."""
    code = set_second_factor(account)[0]
    assert sorted(in_parallel(app, [lambda: second_factor(account, code)] * 8)) == [False] * 7 + [True]


def test_one_of_eight_who_use_a_current_code_at_once_comes_in(app: Any, account: Account, clock: Any) -> None:
    set_second_factor(account)
    clock.shift(timedelta(minutes=10))
    code = code_of(account)
    assert sorted(in_parallel(app, [lambda: second_factor(account, code)] * 8)) == [False] * 7 + [True]


def test_wrong_codes_slow_the_account_like_wrong_passwords(account: Account, clock: Any) -> None:
    """A13.1: six figures are few; the same five free tries hold for both steps together."""
    codes = set_second_factor(account)
    for _ in range(5):
        assert not second_factor(account, "000000")
    assert not second_factor(account, codes[0])
    assert not check()
    clock.shift(timedelta(seconds=15))
    assert second_factor(account, codes[0])


def test_a_half_made_sign_in_ends_with_the_sessions(account: Account) -> None:
    """7.4.2: a password changed between the two steps, or an account closed, ends the first one."""
    codes = set_second_factor(account)
    assert not second_factor(account, codes[0], epoch=0)
    with transaction():
        accounts.disable_account(actor=OPERATOR, account_id=account.id)
    assert not second_factor(account, codes[0])


def test_removing_it_forgets_codes_and_ends_sessions(account: Account) -> None:
    set_second_factor(account)
    with transaction():
        sign_in.remove_second_factor(actor=staff(account.id, account.role), account_id=account.id)
    known = queries.get_account(account.id)
    assert (known.totp_secret, known.totp_confirmed_at, known.totp_last_step) == (None, None, None)
    assert (known.session_epoch, queries.count_recovery_codes(account.id)) == (2, 0)
    assert [event.tag for event in list_events_about(account.id)][-1] == "account:second_factor_removed"


def test_only_an_administrator_removes_that_of_somebody_else(account: Account) -> None:
    set_second_factor(account)
    recruiter = AccountFactory()
    with pytest.raises(Refused), transaction():
        sign_in.remove_second_factor(actor=staff(recruiter.id, Role.RECRUITER), account_id=account.id)
    with transaction():
        sign_in.remove_second_factor(actor=OPERATOR, account_id=account.id)
    assert queries.get_account(account.id).totp_secret is None


def test_leaving_ends_every_session_of_the_person(account: Account) -> None:
    """7.4.1: a cookie copied before is worth nothing after."""
    with transaction():
        sign_in.sign_out(actor=staff(account.id, account.role))
    assert queries.get_account(account.id).session_epoch == 1
    assert [event.tag for event in list_events_about(account.id)] == ["account:signed_out"]
    with pytest.raises(Missing), transaction():
        sign_in.sign_out(actor=VISITOR)
