"""Who may read what people have asked, and what of it is late."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.core.actor import Actor, staff
from app.core.clock import today
from app.core.db import reading
from app.core.errors import Missing
from app.core.permissions import Role
from app.domain.rights.enums import RequestState
from app.domain.rights.queries import count_late, get_request
from app.domain.rights.rules import due_on
from tests.factories import AccountFactory, RightsRequestFactory


def _actor(role: Role) -> Actor:
    return staff(AccountFactory(role=role).id, role)


def _is_found(actor: Actor, request_id: UUID) -> bool:
    with reading():
        try:
            return get_request(actor, request_id).id == request_id
        except Missing:
            return False


@pytest.mark.parametrize("role", Role)
def test_a_request_is_for_the_privacy_officer_alone(db: Any, role: Role) -> None:
    """B3.1: for everybody else it is not there."""
    request_id = RightsRequestFactory().id
    assert _is_found(_actor(role), request_id) is (role is Role.PRIVACY_OFFICER)


def test_a_request_that_is_not_there_is_missing(db: Any) -> None:
    assert not _is_found(_actor(Role.PRIVACY_OFFICER), uuid4())


def test_a_request_is_late_after_its_last_day_unless_its_clock_stands(db: Any, clock: Any) -> None:
    """A9.1, A9.2."""
    end = due_on(today())
    RightsRequestFactory()
    RightsRequestFactory(state=RequestState.WAITING, waiting_since=today())
    clock.shift(end - today())
    assert count_late() == 0
    clock.shift(timedelta(days=1))
    assert count_late() == 1
