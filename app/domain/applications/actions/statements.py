"""The person's side, beside what the team noted: an opinion is not corrected, it is answered (C5.2, Art. 16)."""

from uuid import UUID

from ....core.actor import Actor
from ....core.clock import now
from ....core.text import clean_text
from ....extensions import db
from ...audit.record import record
from ...audit.tags import Tag
from ...disclosures.enums import Correction
from ..models import Statement
from ..queries.own import lock_own_application
from .holds import keep_former_words

MAX_STATEMENT = 5000


def state_side(*, actor: Actor, application_id: UUID, body: str) -> None:
    """Puts it in the place of the former one; empty, takes it away, but for a dispute that keeps it. Raises Missing.

    It answers, and asks for nothing: no contact from which a period would count anew (A2.12).
    """
    application = lock_own_application(actor, application_id)
    words = clean_text(body)[:MAX_STATEMENT]
    statement = db.session.get(Statement, application.id)
    if statement is not None and statement.body != words:
        keep_former_words(application.id, {Correction.STATEMENT: statement.body})
    if words:
        db.session.merge(Statement(application_id=application.id, body=words, written_at=now()))
    elif statement is not None:
        db.session.delete(statement)
    db.session.flush()
    record(actor, Tag.STATEMENT_WRITTEN, application.id)
