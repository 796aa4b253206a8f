"""Who sits at the desk."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.core.permissions import Role
from app.domain.people.models import Account
from tests.page_client import PageClient


@pytest.fixture
def officer(clock: Any, sign_in: Any) -> PageClient:
    """At a standing clock; ``later`` for another day."""
    client: PageClient = sign_in(Role.PRIVACY_OFFICER)
    return client


@pytest.fixture
def later(officer: PageClient, db: Any, clock: Any, sign_in: Any) -> Callable[[int], PageClient]:
    """``later(10)``: the officer, signed in again ten days later."""

    def moved(days: int) -> PageClient:
        clock.shift(timedelta(days=days))
        client: PageClient = sign_in(db.session.get(Account, officer.account.id))
        return client

    return moved
