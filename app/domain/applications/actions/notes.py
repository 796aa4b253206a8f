"""Notes about an application."""

from uuid import UUID

from flask_babel import lazy_gettext as _l

from ....core.actor import Actor
from ....core.clock import now
from ....core.errors import Invalid
from ....core.text import clean_text
from ....extensions import db
from ...audit.record import record
from ...audit.tags import Tag
from ..models import Note
from ..queries.visibility import get_application_visible_to

MAX_NOTE = 5000


def write_note(*, actor: Actor, application_id: UUID, body: str) -> Note:
    """Adds a note; the person may read it one day (A5.1). Raises Invalid when empty or too long, Missing."""
    application = get_application_visible_to(actor, application_id)
    text = clean_text(body)
    if not text or len(text) > MAX_NOTE:
        words = _l("Write a note of at most %(number)s characters.", number=MAX_NOTE)
        raise Invalid(words, {"body": words})
    note = Note(application_id=application.id, account_id=actor.account_id, body=text, written_at=now())
    db.session.add(note)
    db.session.flush()
    record(actor, Tag.NOTE_WRITTEN, note.id, {"application": application.id})
    return note
