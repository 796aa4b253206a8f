"""What somebody asks by letter, and could do alone on their pages: the desk does it for them (C5.4, C5.5)."""

from uuid import UUID

from ....core.actor import Actor
from ...people.consents import withdraw_consent
from ...people.enums import ConsentPurpose, ObjectionPurpose
from ...people.objections import make_objection
from ...people.queries import get_candidate
from .reschedule import reschedule_candidate


def leave_pool_for(*, actor: Actor, candidate_id: UUID) -> None:
    """Ends their consent to the pool; each file goes on to its next step. Raises Missing."""
    withdraw_consent(actor=actor, candidate=get_candidate(candidate_id), purpose=ConsentPurpose.POOL)
    reschedule_candidate(candidate_id)


def object_to_contact_for(*, actor: Actor, candidate_id: UUID) -> None:
    """Nobody writes to them about other positions any more, from now on (Art. 21(3)). Raises Missing."""
    person = get_candidate(candidate_id)
    make_objection(actor=actor, candidate=person, purpose=ObjectionPurpose.POOL_CONTACT, reason=None)
    reschedule_candidate(candidate_id)
