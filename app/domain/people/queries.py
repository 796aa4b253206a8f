"""Reads of accounts, candidates and consents."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Row, Select, bindparam, func, select

from ...core.clock import now
from ...core.errors import Invalid, Missing
from ...core.paging import Page, paginate
from ...core.permissions import Permission, Role, roles_with
from ...core.rows import read_rows
from ...core.tokens import digest
from ...extensions import db
from .enums import ConsentPurpose
from .models import Account, Candidate, Consent, Invitation, RecoveryCode
from .rules import clean_email, email_key

LINK_IS_DEAD = _l("This link has been used or is too old. Please ask for a new invitation.")


def get_account_by_email(email: str) -> Account:
    """The account of that address. Raises Missing."""
    account = lock_account_by_email(email)
    if account is None:
        raise Missing(_l("There is no account with this address."))
    return account


def find_account(account_id: UUID) -> Account | None:
    """The account of that id."""
    return db.session.get(Account, account_id)


def find_session_facts(account_id: UUID) -> Row[*tuple[Any, ...]] | None:
    """What a session must know of the account of that id, asked with every page of the back office."""
    return read_rows(_session_facts(), account_id=account_id).one_or_none()


@cache
def _session_facts() -> Select[*tuple[Any, ...]]:
    facts = Account.__table__.c
    known = (facts.id, facts.role, facts.name, facts.locale, facts.is_compact)
    trusted = (facts.session_epoch, facts.disabled_at, facts.totp_confirmed_at)
    return select(*known, *trusted).where(facts.id == bindparam("account_id"))


def get_account(account_id: UUID) -> Account:
    """The account of that id. Raises Missing."""
    account = find_account(account_id)
    if account is None:
        raise Missing
    return account


def find_password_hash(email: str) -> str | None:
    """What is kept of the password of the account of that address, if there is one."""
    return db.session.scalar(select(Account.password_hash).where(Account.email_key == _key_of(email)))


def lock_account_by_email(email: str) -> Account | None:
    """The account of that address, held until the end of the transaction; None for what is no address at all."""
    return db.session.scalar(select(Account).where(Account.email_key == _key_of(email)).with_for_update())


def _key_of(email: str) -> str:
    """Of what is no address, a key that none has: it is looked for as any."""
    try:
        return email_key(clean_email(email))
    except Invalid:
        return ""


def lock_account(account_id: UUID) -> Account:
    """The account of that id, held until the end of the transaction. Raises Missing."""
    account = db.session.get(Account, account_id, with_for_update=True)
    if account is None:
        raise Missing
    return account


def list_accounts(*, page: int, per_page: int = 50) -> Page[Account]:
    """Accounts by name; the disabled ones last."""
    accounts = select(Account).order_by(Account.disabled_at.is_not(None), func.lower(Account.name), Account.id)
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
    rows = read_rows(_names(), ids=list(wanted)).all() if wanted else ()
    return {row.id: row.name for row in rows}


@cache
def _names() -> Select[UUID, str]:
    accounts = Account.__table__.c
    return select(accounts.id, accounts.name).where(accounts.id.in_(bindparam("ids", expanding=True)))


def has_another_with(permission: Permission, account_id: UUID | None) -> bool:
    """Whether an open account other than that one may do something."""
    others = select(Account.id).where(
        Account.role.in_(roles_with(permission)), Account.disabled_at.is_(None), Account.id != account_id
    )
    return db.session.scalar(others.limit(1)) is not None


def count_accounts() -> int:
    """How many accounts there are, of any kind."""
    return db.session.scalar(select(func.count()).select_from(Account)) or 0


def lock_administrators() -> Sequence[UUID]:
    """The administrators whose accounts are open, all held at once: two of them cannot close each other."""
    return db.session.scalars(
        select(Account.id)
        .where(Account.role == Role.ADMINISTRATOR, Account.disabled_at.is_(None))
        .order_by(Account.id)
        .with_for_update()
    ).all()


def lock_invitation(token: str) -> Invitation | None:
    """The open invitation of that link, held until the end of the transaction."""
    return db.session.scalar(_open_invitation(token).with_for_update())


def get_invited_account(token: str) -> Account:
    """Whose password that link may set. Raises Missing for a used or old link, or a closed account."""
    invitation = db.session.scalar(_open_invitation(token))
    account = find_account(invitation.account_id) if invitation is not None else None
    if account is None or account.disabled_at is not None:
        raise Missing(LINK_IS_DEAD)
    return account


def _open_invitation(token: str) -> Select[Invitation]:
    return select(Invitation).where(
        Invitation.token_hash == digest(token), Invitation.used_at.is_(None), Invitation.expires_at > now()
    )


def count_recovery_codes(account_id: UUID) -> int:
    """How many recovery codes are left."""
    unused = select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(unused) or 0


def get_candidate(candidate_id: UUID) -> Candidate:
    """The candidate of that id. Raises Missing."""
    candidate = db.session.get(Candidate, candidate_id)
    if candidate is None:
        raise Missing
    return candidate


def find_candidate_by_email(key: str) -> Candidate | None:
    """The candidate whom an address, as ``email_key`` makes it, belongs to; none has the empty one."""
    return db.session.scalar(select(Candidate).where(Candidate.email_key == key))


def find_live_consent(candidate_id: UUID, purpose: ConsentPurpose, recipient: str = "") -> Consent | None:
    """The consent in force for one purpose; to share, with one recipient."""
    return db.session.scalar(_live_consents(candidate_id, purpose).where(Consent.recipient == recipient))


def list_live_sharing(candidate_id: UUID) -> Sequence[Consent]:
    """With whom the person agrees that we share, newest first."""
    live = _live_consents(candidate_id, ConsentPurpose.SHARING)
    return db.session.scalars(live.order_by(Consent.given_at.desc(), Consent.id)).all()


def consents_to(candidate_id: UUID, purpose: ConsentPurpose, recipient: str) -> Select[Consent]:
    """Every consent of a person to one thing, ended ones too: for queries."""
    return select(Consent).where(
        Consent.candidate_id == candidate_id, Consent.purpose == purpose, Consent.recipient == recipient
    )


def words_agreed_to(candidate_id: UUID, recipient: str) -> set[str]:
    """The fingerprints of what the person agrees now to give a recipient.

    Those of the live consent, and of what it renewed: a yes to one more question takes no earlier yes back.
    """
    theirs = consents_to(candidate_id, ConsentPurpose.SHARING, recipient)
    agreed, renewed_at = set(), None
    for consent in db.session.scalars(theirs.order_by(Consent.withdrawn_at.is_not(None), Consent.given_at.desc())):
        if consent.withdrawn_at != renewed_at:
            break
        agreed.add(consent.text_hash)
        renewed_at = consent.given_at
    return agreed


def _live_consents(candidate_id: UUID, purpose: ConsentPurpose) -> Select[Consent]:
    return select(Consent).where(
        Consent.candidate_id == candidate_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
    )
