"""Members of the pool are asked once, before their day, whether they wish to stay (A2.16)."""

from datetime import timedelta

from sqlalchemy import or_, select

from ....core.actor import Actor
from ....core.clock import now, today
from ....extensions import db
from ...audit.record import record
from ...audit.tags import Tag
from ...mail.enums import MailKind
from ...mail.outbox import queue_mail
from ...people.enums import ConsentPurpose
from ...people.models import Candidate, Consent
from ...people.restrictions import restricted_candidates
from ...policy.schedule import Reason
from .. import rules
from ..models import Application

BEFORE = timedelta(days=30)
BATCH = 500


def ask_renewals(*, actor: Actor) -> int:
    """Writes to those whose file goes within thirty days because their consent ends; says how many letters that was."""
    soon = (Application.erase_on > today()) & (Application.erase_on <= today() + BEFORE)
    members = (
        select(Consent, Candidate)
        .join(Candidate, Candidate.id == Consent.candidate_id)
        .where(
            Consent.purpose == ConsentPurpose.POOL,
            Consent.withdrawn_at.is_(None),
            # Whoever has written since goes on another day, and is asked before that one.
            or_(Consent.renewal_asked_at.is_(None), Consent.renewal_asked_at < Candidate.last_contact_at),
        )
        .where(Candidate.id.in_(select(Application.candidate_id).where(soon)))
        .where(Candidate.id.not_in(restricted_candidates()))
        .order_by(Consent.id)
        .limit(BATCH)
    )
    return sum(_ask(actor, consent, candidate) for consent, candidate in db.session.execute(members).all())


def _ask(actor: Actor, consent: Consent, candidate: Candidate) -> bool:
    schedules = rules.schedules_of(candidate.id).values()
    days = [each.erase_on for each in schedules if each.because is Reason.POOL and each.erase_on <= today() + BEFORE]
    if not days:
        return False
    consent.renewal_asked_at = now()
    queue_mail(
        kind=MailKind.POOL_RENEWAL,
        locale=candidate.locale,
        to_address=candidate.email,
        candidate_id=candidate.id,
        context={"erase_on": max(days), "given_at": consent.given_at},
    )
    record(actor, Tag.CONSENT_RENEWAL_ASKED, consent.id)
    return True
