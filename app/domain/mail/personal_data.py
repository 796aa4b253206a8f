"""What this room holds about people, and how it lets go of it (C1.2)."""

from uuid import UUID

from sqlalchemy import delete

from ...extensions import db
from ..policy.catalogue import PersonalColumn, Subject
from ..policy.purposes import Purpose
from ..policy.texts import Text
from .models import OutgoingMail

_LETTER = Text("les courriels que nous envoyons à la personne", "the letters that we send to the person")


def _column(name: str, subject: Subject = Subject.CANDIDATE) -> PersonalColumn:
    uses = (Purpose.APPLICATION, Purpose.STAFF_ACCESS) if subject is Subject.CANDIDATE else (Purpose.STAFF_ACCESS,)
    return PersonalColumn(f"outgoing_mails.{name}", subject, uses, is_mandatory=True, why=_LETTER)


_COLUMNS = (
    "kind locale to_address subject body state created_at sent_at "
    "candidate_id application_id contact_message_id request_id disclosure_id"
)
CATALOGUE = (
    *(_column(name) for name in _COLUMNS.split()),
    _column("account_id", Subject.STAFF),
)


def erase_mail_about(application_id: UUID) -> None:
    """Deletes every letter about one application, sent or not."""
    db.session.execute(delete(OutgoingMail).where(OutgoingMail.application_id == application_id))


def erase_mail_about_message(contact_message_id: UUID) -> None:
    """Deletes every letter about one message of the contact page, sent or not."""
    db.session.execute(delete(OutgoingMail).where(OutgoingMail.contact_message_id == contact_message_id))


def erase_mail_about_request(request_id: UUID) -> None:
    """Deletes every letter about one request, sent or not."""
    db.session.execute(delete(OutgoingMail).where(OutgoingMail.request_id == request_id))


def erase_mail_to(candidate_id: UUID) -> None:
    """Deletes every letter to one candidate, sent or not."""
    db.session.execute(delete(OutgoingMail).where(OutgoingMail.candidate_id == candidate_id))
