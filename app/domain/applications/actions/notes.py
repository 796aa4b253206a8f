"""Notes about an application."""

from uuid import UUID

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from ....core.actor import Actor
from ....core.clock import now
from ....core.errors import Invalid
from ....core.text import clean_text
from ....core.twice import find_twin
from ....extensions import db
from ...audit.record import record
from ...audit.tags import Tag
from ...policy.doubts import quote
from ..models import Note
from ..note_words import find_note_words
from ..queries.visibility import get_application_visible_to

MAX_NOTE = 5000


def write_note(*, actor: Actor, application_id: UUID, body: str, as_it_is: bool = False) -> Note:
    """Adds a note, once however often its button is pressed (R3); the person may read it one day (A5.1).

    ``as_it_is``: whoever writes has been told which words to read again, and keeps them. Such notes are counted, and
    their texts stay where they are. Raises Invalid when empty or too long, or for such words not yet told; Missing.
    """
    application = get_application_visible_to(actor, application_id)
    text = clean_text(body)
    if not text or len(text) > MAX_NOTE:
        words = _l("Write a note of at most %(number)s characters.", number=MAX_NOTE)
        raise Invalid(words, {"body": words})
    passages = find_note_words(text)
    if passages and not as_it_is:
        found = quote(passages).in_language(str(get_locale() or "fr"))
        # Said at once: a sentence that waits goes into the page unescaped, and this one quotes what was typed.
        said = str(_l("To read again: %(found)s. A note keeps to facts tied to the position.", found=found))
        raise Invalid(said, {"as_it_is": said})
    note = Note(application_id=application.id, account_id=actor.account_id, body=text, written_at=now())
    if (written := find_twin(note, "application_id", "account_id", "body", at="written_at")) is not None:
        return written
    db.session.add(note)
    db.session.flush()
    record(actor, Tag.NOTE_KEPT_AS_IS if passages else Tag.NOTE_WRITTEN, note.id, {"application": application.id})
    return note
