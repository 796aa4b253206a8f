"""What this room holds about people, and how it lets go of it (C1.2)."""

from uuid import UUID

from sqlalchemy import delete, func, update

from ...extensions import db
from ..policy.catalogue import PersonalColumn, Subject
from ..policy.purposes import Purpose
from ..policy.texts import Text
from .enums import MailKind, MailState
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


def move_letters(*, old_key: str, email: str) -> None:
    """What has not left yet, or could not be delivered, goes to the address that a person has now.

    Not what tells the old one, nor a code that was asked for there.
    """
    left = OutgoingMail.state.in_((MailState.QUEUED, MailState.FAILED))
    theirs = OutgoingMail.account_id.is_(None) & OutgoingMail.disclosure_id.is_(None)
    stay = OutgoingMail.kind.in_((MailKind.ADDRESS_CHANGED, MailKind.CANDIDATE_CODE))
    to_old = func.lower(OutgoingMail.to_address) == old_key
    db.session.execute(update(OutgoingMail).where(left, theirs, ~stay, to_old).values(to_address=email))


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
