"""Reads of accounts, candidates and consents."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, select

from ...core.clock import now
from ...core.errors import Missing
from ...core.paging import Page, paginate
from ...core.permissions import Role
from ...core.tokens import digest
from ...extensions import db
from .enums import ConsentPurpose
from .models import Account, Candidate, Consent, Invitation, RecoveryCode
from .rules import email_key


def find_account(account_id: UUID) -> Account | None:
    """The account of that id."""
    return db.session.get(Account, account_id)


def get_account(account_id: UUID) -> Account:
    """The account of that id. Raises Missing."""
    account = find_account(account_id)
    if account is None:
        raise Missing("")
    return account


def lock_account_by_email(email: str) -> Account | None:
    """The account of that address, held until the end of the transaction."""
    return db.session.scalar(select(Account).where(Account.email_key == email_key(email)).with_for_update())


def lock_account(account_id: UUID) -> Account:
    """The account of that id, held until the end of the transaction. Raises Missing."""
    account = db.session.get(Account, account_id, with_for_update=True)
    if account is None:
        raise Missing("")
    return account


def list_accounts(*, page: int, per_page: int = 50) -> Page[Account]:
    """Accounts by name; the disabled ones last."""
    accounts = select(Account).order_by(Account.disabled_at.is_not(None), Account.name, Account.id)
    return paginate(accounts, page, per_page)


def list_hiring_accounts() -> Sequence[Account]:
    """Those who may be put on a hiring team, by name."""
    return db.session.scalars(
        select(Account)
        .where(Account.disabled_at.is_(None), Account.role.in_([Role.RECRUITER, Role.HIRING_MANAGER]))
        .order_by(Account.name)
    ).all()


def names_of_accounts(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of those accounts, by id, in one statement."""
    wanted = {account_id for account_id in ids if account_id is not None}
    rows = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(wanted))).all()
    return {account_id: name for account_id, name in rows}


def count_accounts() -> int:
    """How many accounts there are, of any kind."""
    return db.session.scalar(select(func.count()).select_from(Account)) or 0


def count_administrators() -> int:
    """How many administrators can sign in."""
    enabled = select(func.count()).where(Account.role == Role.ADMINISTRATOR, Account.disabled_at.is_(None))
    return db.session.scalar(enabled) or 0


def find_invitation(token: str) -> Invitation | None:
    """The open invitation of that link."""
    return db.session.scalar(
        select(Invitation)
        .where(Invitation.token_hash == digest(token), Invitation.used_at.is_(None), Invitation.expires_at > now())
        .with_for_update()
    )


def count_recovery_codes(account_id: UUID) -> int:
    """How many recovery codes are left."""
    unused = select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(unused) or 0


def get_candidate(candidate_id: UUID) -> Candidate:
    """The candidate of that id. Raises Missing."""
    candidate = db.session.get(Candidate, candidate_id)
    if candidate is None:
        raise Missing("")
    return candidate


def find_live_consent(candidate_id: UUID, purpose: ConsentPurpose) -> Consent | None:
    """The consent in force for one purpose."""
    return db.session.scalar(
        select(Consent).where(
            Consent.candidate_id == candidate_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
        )
    )
