"""The link of a letter by which a member leaves the talent pool, without signing in (C5.5, A14.2)."""

from functools import cache
from uuid import UUID

from flask import current_app
from sqlalchemy import Select, bindparam, select

from ...core import tokens
from ...extensions import db
from .enums import ConsentPurpose
from .models import Candidate, Consent
from .rules import email_key

# Of this person and of this list: it opens nothing else, and no other link opens this.
PURPOSE = f"leave.{ConsentPurpose.POOL.value}"
# Longer than anybody is kept: what ends the link is the end of the person's data.
MAX_AGE_SECONDS = 4 * 366 * 24 * 3600


def leaving_link(candidate_id: UUID) -> str:
    """Where the person leaves; signed, and nothing of it is stored."""
    return f"{current_app.config['PUBLIC_URL']}/leave-pool/{tokens.sign(PURPOSE, str(candidate_id))}"


def read_leaving(token: str) -> UUID:
    """Whose link it is. Raises Missing when it is forged."""
    return UUID(tokens.read(PURPOSE, token, max_age_seconds=MAX_AGE_SECONDS))


def is_member_at(candidate_id: UUID, address: str) -> bool:
    """Whether the person is in the pool, and the address theirs: nobody else is to hold their link."""
    return db.session.scalar(_member(), {"candidate": candidate_id, "email_key": email_key(address)}) is not None


@cache
def _member() -> Select[UUID]:
    """Asked with every letter."""
    return (
        select(Consent.id)
        .join(Candidate, Candidate.id == Consent.candidate_id)
        .where(Candidate.id == bindparam("candidate"), Candidate.email_key == bindparam("email_key"))
        .where(Consent.purpose == ConsentPurpose.POOL, Consent.withdrawn_at.is_(None))
        .limit(1)
    )
