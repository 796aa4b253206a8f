"""What the desk marks in a person's copy before it leaves: exact words, and why they are not given (A8.2)."""

from collections.abc import Sequence
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ...core.actor import Actor
from ...core.clock import now
from ...core.errors import Invalid, Missing
from ...core.text import clean_text
from ...extensions import db
from ..applications.models import Application
from ..audit.record import record
from ..audit.tags import Tag
from ..people.personal_data import lock_candidate
from .models import Passage

LONGEST = 500
# A single letter would mask the whole copy.
SHORTEST = 2


def mark_passage(*, actor: Actor, candidate_id: UUID, words: str, reason: str) -> Passage:
    """From now on no copy of the person's gives these words, in what others wrote. Raises Invalid, naming the field."""
    lock_candidate(candidate_id)
    marked, why = clean_text(words), clean_text(reason)
    if not SHORTEST <= len(marked) <= LONGEST:
        said = _l("Give the exact words, at most %(number)s characters.", number=LONGEST)
        raise Invalid(said, {"words": said})
    if not why or len(why) > LONGEST:
        said = _l("Say why in at most %(number)s characters: the person reads it.", number=LONGEST)
        raise Invalid(said, {"reason": said})
    if marked in {passage.words for passage in list_passages(candidate_id)}:
        said = _l("These words are masked already.")
        raise Invalid(said, {"words": said})
    passage = Passage(candidate_id=candidate_id, words=marked, reason=why, made_at=now(), made_by=actor.account_id)
    db.session.add(passage)
    db.session.flush()
    record(actor, Tag.PASSAGE_MASKED, passage.id, {"candidate": candidate_id})
    return passage


def unmark_passage(*, actor: Actor, candidate_id: UUID, passage_id: UUID) -> None:
    """Gives them again. Raises Missing."""
    passage = db.session.get(Passage, passage_id)
    if passage is None or passage.candidate_id != candidate_id:
        raise Missing("")
    db.session.delete(passage)
    record(actor, Tag.PASSAGE_UNMASKED, passage_id, {"candidate": candidate_id})


def list_passages_about(application_id: UUID) -> Sequence[Passage]:
    """The same of the person of an application."""
    return list_passages(db.session.get_one(Application, application_id).candidate_id)


def list_passages(candidate_id: UUID) -> Sequence[Passage]:
    """What is marked, in the order in which it was."""
    theirs = select(Passage).where(Passage.candidate_id == candidate_id)
    return db.session.scalars(theirs.order_by(Passage.made_at, Passage.id)).all()
