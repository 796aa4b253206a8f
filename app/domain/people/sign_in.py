"""Signing in: password, then second factor; slowed after failures, the same answer for everybody."""

import secrets
from dataclasses import dataclass
from uuid import UUID

import pyotp
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from ...core.actor import VISITOR, Actor
from ...core.clock import now
from ...core.errors import Invalid, Missing
from ...core.tokens import digest, same
from ...extensions import db
from ..audit.record import record
from ..audit.tags import Tag
from . import queries, rules
from .accounts import must_manage, verify_password
from .models import Account, RecoveryCode

STEP_SECONDS = 30
RECOVERY_CODES = 10
CODE_DIGITS = 6
NO_ENTRY = _l(
    "The address or the password is not right, or this account is being slowed after several tries. "
    "Wait a little, then try again."
)
NO_CODE = _l("This code is not right, or has been used already. Please wait for the next one.")

_ALREADY_SET = _l("The second factor is already set.")


@dataclass(frozen=True)
class Tried:
    """An address, what is kept of its password (None for an unknown one), and whether the given one is right."""

    email: str
    stored: str | None
    is_right: bool


def try_password(*, email: str, password: str) -> Tried:
    """Looks at a password. It takes long by design: the caller only reads meanwhile, and keeps nobody from writing."""
    stored = queries.find_password_hash(email)
    return Tried(email, stored, verify_password(stored, password))


def check_password(tried: Tried) -> Account | None:
    """The account whose address and password these are, or None.

    The same work is done for an unknown address, a closed account and a wrong password: each writes one row, which
    keeps nothing of what was typed (B6.2). After a few failures even the right password waits (A13.1); they are
    counted, so the caller must let the transaction commit.
    """
    account = queries.lock_account_by_email(tried.email)
    if account is None or account.disabled_at is not None or rules.is_waiting(account, now()):
        record(VISITOR, Tag.ACCOUNT_SIGN_IN_FAILED, account.id if account else None)
    elif tried.is_right and account.password_hash == tried.stored:
        return account
    else:
        _count_failure(account)
    return None


def complete_sign_in(*, actor: Actor, account: Account) -> None:
    """Writes down that somebody came in."""
    account.failed_sign_ins, account.next_sign_in_at = 0, None
    account.signed_in_at = now()
    record(actor, Tag.ACCOUNT_SIGNED_IN, account.id)


def check_second_factor(*, account_id: UUID, epoch: int, code: str) -> Account | None:
    """The account, when ``code`` is its current code or one of its recovery codes; each works once (6.5.1).

    ``epoch`` is the account's at the time of the password: what ends sessions ends a half-made one too.
    """
    account = queries.lock_account(account_id)
    if account.disabled_at is not None or account.session_epoch != epoch or rules.is_waiting(account, now()):
        return None
    bare = "".join(code.split()).replace("-", "").upper()
    if _is_current_code(account, bare) or _use_recovery_code(account, bare):
        return account
    _count_failure(account)
    return None


def begin_second_factor(*, account_id: UUID) -> str:
    """A fresh secret, in force once confirmed. Raises Invalid when there is a second factor already.

    One that was shown before and never confirmed is forgotten: somebody else may have seen it.
    """
    account = queries.lock_account(account_id)
    if account.totp_confirmed_at is not None:
        raise Invalid(_ALREADY_SET)
    account.totp_secret, account.totp_last_step = pyotp.random_base32(), None
    return account.totp_secret


def second_factor_address(account: Account, firm_name: str) -> str:
    """What an authenticator application reads from the square: the secret, and whose account it is."""
    return pyotp.TOTP(account.totp_secret or "").provisioning_uri(name=account.email, issuer_name=firm_name)


def confirm_second_factor(*, actor: Actor, account_id: UUID, code: str) -> list[str]:
    """Sets the second factor once a code proves that it works; returns the recovery codes, shown this once.

    Every other session ends (7.4.3). Raises Invalid for a wrong code, or when nothing was begun.
    """
    account = queries.lock_account(account_id)
    if account.totp_secret is None or account.totp_confirmed_at is not None:
        raise Invalid(_ALREADY_SET)
    if not _is_current_code(account, "".join(code.split())):
        raise Invalid(NO_CODE, {"code": NO_CODE})
    account.totp_confirmed_at = now()
    account.session_epoch += 1
    codes = [secrets.token_hex(5).upper() for _ in range(RECOVERY_CODES)]
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    db.session.add_all(RecoveryCode(account_id=account.id, code_hash=digest(code)) for code in codes)
    record(actor, Tag.ACCOUNT_SECOND_FACTOR_SET, account.id)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def remove_second_factor(*, actor: Actor, account_id: UUID) -> None:
    """Forgets the second factor and its recovery codes; every session ends.

    One's own, or anybody's by an administrator. Raises Refused otherwise.
    """
    if actor.account_id != account_id:
        must_manage(actor)
    account = queries.lock_account(account_id)
    account.totp_secret = account.totp_confirmed_at = account.totp_last_step = None
    account.session_epoch += 1
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    record(actor, Tag.ACCOUNT_SECOND_FACTOR_REMOVED, account.id)


def sign_out(*, actor: Actor) -> None:
    """Ends every session of the person who leaves: a copied cookie must not outlive them (7.4.1)."""
    if actor.account_id is None:
        raise Missing
    queries.lock_account(actor.account_id).session_epoch += 1
    record(actor, Tag.ACCOUNT_SIGNED_OUT, actor.account_id)


def _count_failure(account: Account) -> None:
    account.failed_sign_ins += 1
    account.next_sign_in_at = now() + rules.wait_after(account.failed_sign_ins)
    record(VISITOR, Tag.ACCOUNT_SIGN_IN_FAILED, account.id, {"failures": account.failed_sign_ins})


def _is_current_code(account: Account, code: str) -> bool:
    """A code of this half-minute or a neighbour, later than the last one used: none works twice."""
    if account.totp_secret is None or len(code) != CODE_DIGITS or not code.isdecimal():
        return False
    step_now = int(now().timestamp()) // STEP_SECONDS
    for step in (step_now - 1, step_now, step_now + 1):
        is_new = account.totp_last_step is None or step > account.totp_last_step
        if is_new and same(pyotp.TOTP(account.totp_secret).at(step * STEP_SECONDS), code):
            account.totp_last_step = step
            return True
    return False


def _use_recovery_code(account: Account, code: str) -> bool:
    if account.totp_confirmed_at is None:
        return False
    found = db.session.scalar(
        select(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.code_hash == digest(code),
            RecoveryCode.used_at.is_(None),
        )
        .with_for_update()
    )
    if found is None:
        return False
    found.used_at = now()
    return True
