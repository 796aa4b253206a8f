"""Who acts."""

from dataclasses import FrozenInstanceError
from uuid import uuid4

import pytest

from app.core.actor import OPERATOR, SYSTEM, VISITOR, Actor, staff
from app.core.permissions import GRANTS, Permission, Role


@pytest.mark.parametrize("role", list(Role))
def test_staff_may_what_their_role_holds_and_no_more(role: Role) -> None:
    actor = staff(uuid4(), role)
    assert {permission for permission in Permission if actor.may(permission)} == GRANTS[role]


@pytest.mark.parametrize("actor", [VISITOR, OPERATOR, SYSTEM])
def test_nobody_else_holds_a_permission(actor: Actor) -> None:
    assert [permission for permission in Permission if actor.may(permission)] == []


def test_an_actor_cannot_be_promoted_in_passing() -> None:
    actor = staff(uuid4(), Role.RECRUITER)
    with pytest.raises(FrozenInstanceError):
        actor.role = Role.ADMINISTRATOR  # type: ignore[misc]
