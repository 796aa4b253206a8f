"""Objections (Art. 21): contact about other positions stops at once; what else, a person decides (C5.4, A10.2)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from ...core.actor import Actor
from ...core.clock import now
from ...core.text import clean_text
from ...extensions import db
from ..audit.marks import mark
from ..audit.record import record
from ..audit.tags import Tag
from .consents import withdraw_consent
from .enums import ConsentPurpose, ObjectionPurpose
from .models import Candidate, Objection
from .personal_data import lock_candidate

MAX_REASON = 2000


def make_objection(
    *, actor: Actor, candidate: Candidate, purpose: ObjectionPurpose, reason: str | None
) -> Objection | None:
    """Writes an objection down, once for each purpose; one to contact ends the pool with it. None when it was there."""
    objection = None
    # Another press of the button, or the desk meanwhile, waits for the first, and finds what it did.
    lock_candidate(candidate.id)
    if not has_objected(candidate.id, purpose):
        words = clean_text(reason)[:MAX_REASON] or None
        objection = Objection(candidate_id=candidate.id, purpose=purpose, reason=words, made_at=now())
        db.session.add(objection)
        db.session.flush()
        mark(f"objection.{purpose.value}", candidate.id)
        record(actor, Tag.OBJECTION_MADE, objection.id, {"purpose": purpose.value})
    if purpose is ObjectionPurpose.POOL_CONTACT:
        withdraw_consent(actor=actor, candidate=candidate, purpose=ConsentPurpose.POOL)
    return objection


def take_objection_back(*, actor: Actor, candidate: Candidate, purpose: ObjectionPurpose) -> None:
    """Who gives the consent anew objects no longer."""
    for objection in [each for each in list_objections(candidate.id) if each.purpose is purpose]:
        db.session.delete(objection)
        mark(f"objection_ended.{purpose.value}", candidate.id)
        record(actor, Tag.OBJECTION_TAKEN_BACK, objection.id, {"purpose": purpose.value})


def has_objected(candidate_id: UUID, purpose: ObjectionPurpose) -> bool:
    """Whether the person objects to that."""
    return purpose in {each.purpose for each in list_objections(candidate_id)}


def list_objections(candidate_id: UUID) -> Sequence[Objection]:
    """What the person objects to, oldest first."""
    return db.session.scalars(
        select(Objection).where(Objection.candidate_id == candidate_id).order_by(Objection.made_at)
    ).all()
