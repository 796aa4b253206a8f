"""A candidate shows that an address is theirs: a code of six figures, or the link of the same letter (B6.1, B6.2)."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select

from ...core import tokens
from ...core.actor import Actor, candidate
from ...core.clock import now
from ...core.errors import Invalid, Missing
from ...extensions import db
from ..audit.record import record
from ..audit.tags import Tag
from .enums import CodePurpose
from .models import Candidate, CandidateCode
from .rules import clean_email, email_key

CODE_LIFE = timedelta(minutes=10)
SESSION_LIFE = timedelta(hours=1)
MAX_TRIES = 5
# What one address gets of letters in an hour, whoever asks for them.
MAX_LETTERS = 5
KEPT = timedelta(days=1)
NO_CODE = _l("This code is not right, or is older than ten minutes. Ask for a new one if in doubt.")
DEAD_LINK = _l("This link has been used or is older than ten minutes. Ask for a new code.")


@dataclass(frozen=True)
class Letter:
    """What a letter carries, once: neither is kept."""

    candidate: Candidate
    to_address: str
    purpose: CodePurpose
    locale: str
    code: str
    token: str


def ask_code(*, email: str, locale: str) -> UUID:
    """Notes that somebody asks to sign in with an address; the same work whether it is known or not (B6.2).

    Returns what the browser keeps to type the code against. Raises Invalid for what is no address.
    """
    asked = CandidateCode(purpose=CodePurpose.SIGN_IN, email_asked=clean_email(email), locale=locale, asked_at=now())
    db.session.add(asked)
    db.session.flush()
    return asked.id


def ask_code_again(*, actor: Actor, purpose: CodePurpose, locale: str) -> UUID:
    """The same for somebody who is signed in, before an act that cannot be undone."""
    person = get_own_candidate(actor)
    asked = CandidateCode(purpose=purpose, email_asked=person.email, locale=locale, asked_at=now())
    db.session.add(asked)
    db.session.flush()
    return asked.id


def ask_address_code(*, actor: Actor, email: str, locale: str) -> UUID:
    """A code to another address, which is to be the person's from now on.

    Raises Invalid for what is no address, and for the one that is theirs already; never says whether somebody else is
    known by it (B6.2).
    """
    person = get_own_candidate(actor)
    address = clean_email(email)
    if email_key(address) == person.email_key:
        words = _l("This is your address already.")
        raise Invalid(words, {"email": words})
    asked = CandidateCode(
        purpose=CodePurpose.ADDRESS, email_asked=person.email, new_email=address, locale=locale, asked_at=now()
    )
    db.session.add(asked)
    db.session.flush()
    return asked.id


def is_letter_due() -> bool:
    """Whether an address waits to be looked up."""
    waiting = select(CandidateCode.id).where(CandidateCode.email_asked.is_not(None))
    return db.session.scalar(waiting.limit(1)) is not None


def take_letter() -> Letter | None:
    """Looks up the oldest address that waits.

    None when none waits, nobody is known by it, the person has had letters enough in this hour, or the address that is
    to be theirs is somebody's already.
    """
    waiting = select(CandidateCode).where(CandidateCode.email_asked.is_not(None)).order_by(CandidateCode.asked_at)
    asked = db.session.scalar(waiting.limit(1).with_for_update(skip_locked=True))
    if asked is None or asked.email_asked is None:
        return None
    person = db.session.scalar(select(Candidate).where(Candidate.email_key == email_key(asked.email_asked)))
    asked.email_asked = None
    if person is None or _count_letters(person.id) >= MAX_LETTERS or _is_taken(asked.new_email):
        return None
    code, token = f"{secrets.randbelow(10**6):06}", tokens.random_token()
    asked.candidate_id, asked.code_hash, asked.token_hash = person.id, _digest(asked.id, code), tokens.digest(token)
    return Letter(person, asked.new_email or person.email, asked.purpose, asked.locale, code, token)


def redeem_code(*, asked_id: UUID, code: str, purpose: CodePurpose) -> CandidateCode | None:
    """Uses a code up. None when it is wrong, used, too old, tried too often, or of an address that nobody is known by.

    A code that is typed wrong is counted, which the caller must let be written.
    """
    asked = db.session.get(CandidateCode, asked_id, with_for_update=True)
    if asked is None or asked.purpose is not purpose or not _is_open(asked):
        return None
    asked.tries += 1
    if not tokens.same(_digest(asked.id, "".join(code.split())), asked.code_hash or ""):
        return None
    return _opened(asked)


def redeem_token(token: str) -> CandidateCode | None:
    """Uses a link up; a link signs in and does nothing else."""
    found = select(CandidateCode).where(
        CandidateCode.token_hash == tokens.digest(token), CandidateCode.purpose == CodePurpose.SIGN_IN
    )
    asked = db.session.scalar(found.with_for_update())
    return None if asked is None or not _is_open(asked) else _opened(asked)


def find_signed_in(session_id: UUID) -> UUID | None:
    """The candidate of a session, while it lives; the session is the code that opened it."""
    return db.session.scalar(
        select(CandidateCode.candidate_id).where(
            CandidateCode.id == session_id,
            CandidateCode.purpose == CodePurpose.SIGN_IN,
            CandidateCode.ended_at.is_(None),
            CandidateCode.used_at > now() - SESSION_LIFE,
        )
    )


def sign_out(*, actor: Actor) -> None:
    """Ends every session of the person, here and elsewhere."""
    mine = select(CandidateCode).where(
        CandidateCode.candidate_id == actor.candidate_id, CandidateCode.used_at.is_not(None)
    )
    for session in db.session.scalars(mine.where(CandidateCode.ended_at.is_(None))):
        session.ended_at = now()
    record(actor, Tag.CANDIDATE_SIGNED_OUT, actor.candidate_id)


def end_all_but(session_id: UUID | None, *, actor: Actor) -> None:
    """Ends what the person's former address has opened or still could: other sessions, unused codes (7.4.3)."""
    theirs = select(CandidateCode).where(
        CandidateCode.candidate_id == actor.candidate_id, CandidateCode.id != session_id
    )
    for each in db.session.scalars(theirs.where(CandidateCode.ended_at.is_(None))):
        each.ended_at = now()


def get_own_candidate(actor: Actor) -> Candidate:
    """The person who acts. Raises Missing for anybody who is no candidate, and once they are erased."""
    person = db.session.get(Candidate, actor.candidate_id) if actor.candidate_id else None
    if person is None:
        raise Missing("")
    return person


def has_old_codes() -> bool:
    """Whether any code is past all use."""
    return db.session.scalar(select(CandidateCode.id).where(CandidateCode.asked_at < now() - KEPT).limit(1)) is not None


def delete_old_codes() -> None:
    """Takes away what is past all use, addresses that were never looked up included."""
    db.session.execute(delete(CandidateCode).where(CandidateCode.asked_at < now() - KEPT))


def _is_open(asked: CandidateCode) -> bool:
    is_fresh = asked.asked_at > now() - CODE_LIFE and asked.ended_at is None
    return is_fresh and asked.used_at is None and asked.code_hash is not None and asked.tries < MAX_TRIES


def _opened(asked: CandidateCode) -> CandidateCode:
    """Only a code that was sent to somebody can be right."""
    asked.used_at, person_id = now(), cast("UUID", asked.candidate_id)
    record(candidate(person_id), Tag.CANDIDATE_SIGNED_IN, person_id, {"for": asked.purpose.value})
    return asked


def _is_taken(email: str | None) -> bool:
    if email is None:
        return False
    return db.session.scalar(select(Candidate.id).where(Candidate.email_key == email_key(email))) is not None


def _count_letters(candidate_id: UUID) -> int:
    since = now() - timedelta(hours=1)
    recent = select(func.count()).where(CandidateCode.candidate_id == candidate_id, CandidateCode.asked_at > since)
    return db.session.scalar(recent) or 0


def _digest(asked_id: UUID, code: str) -> str:
    """Keyed: six figures alone could be guessed from a plain digest in a second."""
    return tokens.derive("candidate_code", str(asked_id), code)
