"""Consents: the fact only. What follows from one is decided above."""

import hashlib

from ...core.actor import Actor
from ...core.clock import now
from ...extensions import db
from ..audit.marks import mark
from ..audit.record import record
from ..audit.tags import Tag
from .enums import ConsentChannel, ConsentPurpose
from .models import Candidate, Consent
from .queries import consents_to, find_live_consent


def give_consent(
    *,
    actor: Actor,
    candidate: Candidate,
    purpose: ConsentPurpose,
    text: str,
    notice_hash: str,
    channel: ConsentChannel,
    recipient: str = "",
) -> Consent:
    """Writes down a consent with the fingerprint of its words; a live one is renewed (A1.1, C3.1)."""
    live, at = find_live_consent(candidate.id, purpose, recipient), now()
    if live is not None:
        # At the same moment: that is how a renewal is told from a withdrawal (``words_agreed_to``).
        live.withdrawn_at = at
        db.session.flush()
    consent = Consent(
        candidate_id=candidate.id,
        purpose=purpose,
        recipient=recipient,
        text_hash=hashlib.sha256(text.encode()).hexdigest(),
        notice_hash=notice_hash,
        channel=channel,
        given_at=at,
    )
    db.session.add(consent)
    db.session.flush()
    record(actor, Tag.CONSENT_GIVEN, consent.id, {"purpose": purpose.value})
    return consent


def withdraw_consent(*, actor: Actor, candidate: Candidate, purpose: ConsentPurpose, recipient: str = "") -> None:
    """Ends the live consent; to withdraw twice is harmless (C5.5).

    Those that it had renewed are marked with it: in an older backup one of them is the live one (R8).
    """
    live = find_live_consent(candidate.id, purpose, recipient)
    if live is not None:
        live.withdrawn_at = now()
        same = consents_to(candidate.id, purpose, recipient)
        for each in db.session.scalars(same.order_by(Consent.given_at, Consent.id)):
            mark("consent", each.id)
        record(actor, Tag.CONSENT_WITHDRAWN, live.id, {"purpose": purpose.value})
