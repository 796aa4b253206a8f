"""Reads of accounts, candidates and consents."""

from uuid import UUID

from ...extensions import db
from .models import Account


def find_account(account_id: UUID) -> Account | None:
    """The account of that id."""
    return db.session.get(Account, account_id)
