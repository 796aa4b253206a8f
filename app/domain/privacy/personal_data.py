"""What this room holds about people, and how it lets go of it."""

from uuid import UUID

from sqlalchemy import delete

from ...extensions import db
from ..policy.catalogue import PersonalColumn, Subject
from ..policy.purposes import Purpose
from ..policy.texts import Text
from .models import Passage

_WHY = Text("ne pas donner à l’un ce qui est à un autre", "not to give to one what is another's")

CATALOGUE = tuple(
    PersonalColumn(f"masks.{name}", Subject.CANDIDATE, (Purpose.REQUESTS,), is_mandatory=False, why=_WHY)
    for name in ("id", "candidate_id", "words", "reason", "made_at", "made_by")
)


def erase_passages(candidate_id: UUID) -> None:
    """Deletes what was marked in a person's copies."""
    db.session.execute(delete(Passage).where(Passage.candidate_id == candidate_id))
