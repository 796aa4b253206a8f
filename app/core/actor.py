"""Who acts: handed to every room function, so that no room ever reads a session."""

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from .permissions import GRANTS, Permission, Role


class ActorKind(StrEnum):
    """The kinds of actor that the audit tells apart."""

    VISITOR = "visitor"
    CANDIDATE = "candidate"
    STAFF = "staff"
    OPERATOR = "operator"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """An acting person or process. ``account_id`` and ``role`` are set for staff, ``candidate_id`` for candidates.

    Both are for staff who act for a candidate (``on_behalf_of``).
    """

    kind: ActorKind
    account_id: UUID | None = None
    role: Role | None = None
    candidate_id: UUID | None = None

    def may(self, permission: Permission) -> bool:
        """Whether the actor's role holds ``permission``."""
        return self.role is not None and permission in GRANTS[self.role]


VISITOR = Actor(ActorKind.VISITOR)
OPERATOR = Actor(ActorKind.OPERATOR)
SYSTEM = Actor(ActorKind.SYSTEM)


def staff(account_id: UUID, role: Role) -> Actor:
    """The actor for a signed-in member of staff."""
    return Actor(ActorKind.STAFF, account_id, role)


def on_behalf_of(actor: Actor, candidate_id: UUID) -> Actor:
    """The same member of staff, for a person who asks by letter for what they could do alone: to what is that person's.

    The log names who did it, and says that it was no candidate.
    """
    return replace(actor, candidate_id=candidate_id)


def candidate(candidate_id: UUID) -> Actor:
    """The actor for a person who has shown that an address is theirs, and sees what is their own."""
    return Actor(ActorKind.CANDIDATE, candidate_id=candidate_id)
