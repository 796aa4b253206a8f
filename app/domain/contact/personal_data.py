"""What this room holds about people, and how it lets go of it."""

from uuid import UUID

from sqlalchemy import delete, update

from ...extensions import db
from ..policy.catalogue import PersonalColumn, Subject
from ..policy.purposes import Purpose
from ..policy.texts import Text
from .models import ContactMessage

_WHY = Text("répondre au message", "to answer the message")
_COLUMNS = (
    "id form_key state name email email_key subject body locale notice_hash received_at "
    "answer answered_at answered_by erase_on"
)


def _column(name: str, *, is_mandatory: bool) -> PersonalColumn:
    return PersonalColumn(
        f"contact_messages.{name}", Subject.CANDIDATE, (Purpose.CONTACT,), is_mandatory=is_mandatory, why=_WHY
    )


CATALOGUE = (
    *(_column(name, is_mandatory=True) for name in _COLUMNS.split()),
    _column("phone", is_mandatory=False),
)


def move_messages(*, old_key: str, email: str, key: str) -> None:
    """The address of whoever wrote is another one now."""
    theirs = update(ContactMessage).where(ContactMessage.email_key == old_key)
    db.session.execute(theirs.values(email=email, email_key=key))


def erase_message(message_id: UUID) -> None:
    """Deletes one message."""
    db.session.execute(delete(ContactMessage).where(ContactMessage.id == message_id))
