"""Accounts of staff: made, invited, changed, closed."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from unicodedata import normalize
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from ...core.actor import Actor
from ...core.clock import now
from ...core.errors import Conflict, Invalid, Missing, Refused
from ...core.permissions import Role
from ...core.text import clean_line
from ...core.tokens import digest, random_token
from ...extensions import db
from ..audit.record import record
from ..audit.tags import Tag
from ..firm.queries import current_firm
from . import queries, rules
from .models import Account, Invitation

INVITATION_LIFE = timedelta(days=7)
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def create_account(*, actor: Actor, email: str, name: str, role: Role, password: str | None = None) -> Account:
    """A new account; without a password it waits for its invitation.

    Raises Invalid for an address, name or password that cannot be taken, Conflict when the address has an account,
    Refused for an actor who may not (B3.4).
    """
    must_manage(actor)
    address, shown_name = rules.clean_email(email), clean_line(name)
    if not shown_name:
        raise Invalid(_l("Please give a name."), {"name": _l("Please give a name.")})
    account = Account(
        email=address,
        email_key=rules.email_key(address),
        name=shown_name[:120],
        role=role,
        locale=current_app.config["BABEL_DEFAULT_LOCALE"],
        password_hash=_hashed(password, (shown_name, address)) if password is not None else None,
        session_epoch=0,
        failed_sign_ins=0,
        created_at=now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(account)
    except IntegrityError:
        raise Conflict(_l("There is already an account with this address.")) from None
    record(actor, Tag.ACCOUNT_CREATED, account.id, {"role": role.value})
    return account


def invite_account(*, actor: Actor, account_id: UUID) -> str:
    """A fresh single-use link token for an account; older ones end. Only its digest is kept (6.5.1).

    Raises Refused for a closed account.
    """
    must_manage(actor)
    account = queries.lock_account(account_id)
    if account.disabled_at is not None:
        raise Refused(_l("This account is closed. Open it again first."))
    db.session.execute(
        update(Invitation)
        .where(Invitation.account_id == account.id, Invitation.used_at.is_(None))
        .values(used_at=now())
    )
    token = random_token()
    db.session.add(Invitation(account_id=account.id, token_hash=digest(token), expires_at=now() + INVITATION_LIFE))
    record(actor, Tag.ACCOUNT_INVITED, account.id)
    return token


def accept_invitation(*, actor: Actor, token: str, password: str) -> Account:
    """Sets the password that an invitation asks for.

    Raises Missing for a used or old link, Invalid for the password.
    """
    invitation = queries.lock_invitation(token)
    if invitation is None:
        raise Missing(queries.LINK_IS_DEAD)
    account = queries.lock_account(invitation.account_id)
    if account.disabled_at is not None:
        raise Missing(queries.LINK_IS_DEAD)
    _set_password(actor, account, password)
    invitation.used_at = now()
    return account


def change_password(*, actor: Actor, account_id: UUID, current: str, new: str) -> Account:
    """Changes one's own password; every other session ends (7.4.3). Raises Invalid beside the right field."""
    account = queries.lock_account(account_id)
    if not verify_password(account.password_hash, current):
        words = _l("This is not your current password.")
        raise Invalid(words, {"current": words})
    _set_password(actor, account, new)
    return account


def reset_password(*, actor: Actor, account_id: UUID, password: str) -> None:
    """Sets a password from the machine itself; sessions end. Raises Invalid for the password."""
    must_manage(actor)
    _set_password(actor, queries.lock_account(account_id), password)


def change_profile(*, account_id: UUID, name: str, locale: str) -> None:
    """One's own name and language. Raises Invalid."""
    account = queries.lock_account(account_id)
    if not clean_line(name):
        raise Invalid(_l("Please give a name."), {"name": _l("Please give a name.")})
    account.name, account.locale = clean_line(name)[:120], locale


def change_density(*, account_id: UUID, is_compact: bool) -> None:
    """How close together one's own pages of the back office stand."""
    queries.lock_account(account_id).is_compact = is_compact


def change_role(*, actor: Actor, account_id: UUID, role: Role) -> None:
    """Gives an account another role, in force at its next request (8.3.2).

    Raises Refused for the last administrator, and for one's own account: nobody grants themself a role (B3.4).
    """
    must_manage(actor)
    _must_be_somebody_else(actor, account_id)
    administrators = queries.lock_administrators()
    account = queries.lock_account(account_id)
    if account.role is role:
        return
    _must_leave_an_administrator(administrators, account)
    account.role = role
    account.session_epoch += 1
    record(actor, Tag.ACCOUNT_ROLE_CHANGED, account.id, {"role": role.value})


def disable_account(*, actor: Actor, account_id: UUID) -> None:
    """Closes an account; its sessions end at their next request (7.4.2).

    Raises Refused for the last administrator, and for one's own account.
    """
    must_manage(actor)
    _must_be_somebody_else(actor, account_id)
    administrators = queries.lock_administrators()
    account = queries.lock_account(account_id)
    if account.disabled_at is not None:
        return
    _must_leave_an_administrator(administrators, account)
    account.disabled_at = now()
    account.session_epoch += 1
    record(actor, Tag.ACCOUNT_DISABLED, account.id)


def enable_account(*, actor: Actor, account_id: UUID) -> None:
    """Opens a closed account again."""
    must_manage(actor)
    account = queries.lock_account(account_id)
    if account.disabled_at is None:
        return
    account.disabled_at = None
    record(actor, Tag.ACCOUNT_ENABLED, account.id)


def verify_password(stored: str | None, given: str) -> bool:
    """Whether ``given`` is the password; takes the same time when there is none (6.3.8)."""
    try:
        HASHER.verify(stored or _nobody(), normalize("NFC", given))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


@cache
def _nobody() -> str:
    """The hash against which the password of an unknown address is checked."""
    return HASHER.hash(random_token())


def _set_password(actor: Actor, account: Account, password: str) -> None:
    account.password_hash = _hashed(password, (account.name, account.email))
    account.session_epoch += 1
    account.failed_sign_ins, account.next_sign_in_at = 0, None
    record(actor, Tag.ACCOUNT_PASSWORD_CHANGED, account.id)


def _hashed(password: str, about: tuple[str, ...]) -> str:
    fault = rules.password_fault(password, about=(*about, current_firm().name))
    if fault is not None:
        raise Invalid(fault, {"password": fault})
    # One é is typed as one character or as two, by the keyboard: both open.
    return HASHER.hash(normalize("NFC", password))


def must_manage(actor: Actor) -> None:
    """Raises Refused unless the actor manages accounts."""
    if not rules.can_manage_accounts(actor):
        raise Refused(_l("Only an administrator manages accounts."))


def _must_be_somebody_else(actor: Actor, account_id: UUID) -> None:
    if actor.account_id == account_id:
        raise Refused(_l("Another administrator has to do this to your account."))


def _must_leave_an_administrator(administrators: Sequence[UUID], account: Account) -> None:
    if list(administrators) == [account.id]:
        raise Refused(_l("This is the last administrator. Please make somebody else an administrator first."))
