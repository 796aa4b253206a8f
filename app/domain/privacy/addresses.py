"""A candidate's address becomes another one, which they have shown to be theirs (C5.2, Art. 16)."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ...core.actor import Actor
from ...core.errors import Invalid
from ...extensions import db
from ..applications.actions.holds import keep_former_words
from ..applications.models import Application
from ..archive.actions import move_files
from ..audit.record import record
from ..audit.tags import Tag
from ..contact import personal_data as contact
from ..disclosures.enums import Correction
from ..disclosures.notices import tell_correction
from ..mail import personal_data as mail
from ..mail.enums import MailKind
from ..mail.outbox import queue_mail
from ..people.codes import end_all_but, get_own_candidate, redeem_code
from ..people.enums import CodePurpose
from ..people.queries import find_candidate_by_email
from ..people.rules import clean_email, email_key
from ..rights import personal_data as rights


def change_address(*, actor: Actor, session_id: UUID, code_id: UUID, code: str) -> bool:
    """Uses the code that was sent to the new address; False when it is not right, or somebody is known by it already.

    What goes by the address goes with it: requests, messages, archived files, the letters to come. The old address is
    told, in case it was somebody else's doing, and opens nothing any more: of the sessions only ``session_id`` stays.
    While a dispute lasts, it stays for that (A2.17). Whoever was given it is told too (A10.3).

    Raises Missing for anybody but a candidate.
    """
    used = redeem_code(asked_id=code_id, code=code, purpose=CodePurpose.ADDRESS)
    if used is None or used.candidate_id != actor.candidate_id or used.new_email is None:
        return False
    if not _move(actor, used.new_email, session_id):
        return False
    used.new_email = None
    return True


def correct_address(*, actor: Actor, email: str) -> None:
    """The same at the desk, for who cannot read the old mailbox any more: no code shows it, so the desk answers for it.

    Every session ends. Raises Invalid for what is no address, or somebody's already; Missing.
    """
    new = clean_email(email)
    if find_candidate_by_email(email_key(new)) is not None or not _move(actor, new, None):
        words = _l("A candidate is known by this address already.")
        raise Invalid(words, {"email": words})


def _move(actor: Actor, new: str, session_id: UUID | None) -> bool:
    """False when somebody is known by the new one already."""
    person = get_own_candidate(actor)
    old, old_key = person.email, person.email_key
    key = email_key(new)
    try:
        with db.session.begin_nested():
            person.email, person.email_key = new, key
    except IntegrityError:
        return False
    end_all_but(session_id, actor=actor)
    rights.move_requests(old_key=old_key, email=new, key=key)
    contact.move_messages(old_key=old_key, email=new, key=key)
    move_files(old_key=old_key, key=key)
    mail.move_letters(old_key=old_key, email=new)
    record(actor, Tag.CANDIDATE_ADDRESS_CHANGED, person.id)
    queue_mail(kind=MailKind.ADDRESS_CHANGED, locale=person.locale, to_address=old, candidate_id=person.id, context={})
    for application_id in db.session.scalars(select(Application.id).where(Application.candidate_id == person.id)):
        keep_former_words(application_id, {Correction.EMAIL: old})
        tell_correction(actor=actor, application_id=application_id, what=[Correction.EMAIL])
    return True
