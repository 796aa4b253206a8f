"""Somebody with a password, and a way to sign in as a browser does."""

from datetime import timedelta
from typing import Any

import pyotp
import pytest

from app.core.clock import now
from app.core.permissions import Role
from app.domain.people import accounts, queries
from app.domain.people.models import Account
from tests.factories import AccountFactory
from tests.page_client import Page, PageClient

EMAIL = "nora@example.org"
PASSWORD = "lavande et papier bible"
HASH = accounts.HASHER.hash(PASSWORD)


@pytest.fixture
def account(db: Any) -> Account:
    return AccountFactory(email=EMAIL, email_key=EMAIL, name="Nora Benali", role=Role.ADMINISTRATOR, password_hash=HASH)


@pytest.fixture
def second_factor(account: Account, db: Any) -> str:
    """The secret of a second factor that ``account`` has set."""
    account.totp_secret, account.totp_confirmed_at = pyotp.random_base32(), now()
    db.session.commit()
    return account.totp_secret


def code(secret: str, *, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(now() + timedelta(seconds=30 * steps))


def enter(client: PageClient, password: str = PASSWORD, *, status: int = 303, **values: str) -> Page:
    """The sign-in page, filled in and sent."""
    page = client.page("/staff/login")
    return client.submit(page, "sign-in", {"email": EMAIL, "password": password, **values}, status=status)


def is_in(client: PageClient) -> bool:
    return client.get("/staff/account").status_code == 200


def reload(account: Account) -> Account:
    return queries.get_account(account.id)
