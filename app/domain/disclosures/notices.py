"""Recipients are told when what they hold was corrected, restricted or erased (Art. 19; A10.3, A11.3)."""

from collections.abc import Iterable
from uuid import UUID

from flask_babel import lazy_gettext as _l

from ...core.actor import Actor
from ...core.clock import now
from ...core.errors import Invalid, Missing
from ...core.permissions import Permission
from ..audit.record import record
from ..audit.tags import Tag
from ..mail.enums import MailKind, MailState
from ..mail.outbox import queue_mail, retry_mail
from ..mail.queries import list_notices
from ..people.enums import RestrictionReason
from ..people.restrictions import restrict_candidate
from ..people.rules import clean_email
from . import rules
from .enums import Correction
from .models import Disclosure
from .personal_data import forget_application
from .queries import get_disclosure, list_to_tell


def tell_correction(*, actor: Actor, application_id: UUID, what: Iterable[Correction]) -> None:
    """A letter to each recipient, in the transaction that corrects: what was put right of what they hold, not how.

    Of the rest they learn nothing, not even that it exists: an arrangement that was asked for least of all.
    """
    corrected = list(what)
    for row in list_to_tell(Disclosure.application_id == application_id):
        words = [rules.CORRECTIONS[each] for each in corrected if rules.HELD_IN[each] in row.parts]
        if words:
            _tell(actor, row, MailKind.DISCLOSURE_CORRECTED, what=rules.listed(words, row.locale))


def set_apart(*, actor: Actor, candidate_id: UUID, reason: RestrictionReason) -> None:
    """Sets a person's data apart (A10.1), and tells each recipient of their applications, once: not why.

    Not those to whom the archive gave something: a restriction leaves claims alone (Art. 18(2)), which is all that the
    archive serves.
    """
    if restrict_candidate(actor=actor, candidate_id=candidate_id, reason=reason):
        for row in list_to_tell(Disclosure.candidate_id == candidate_id):
            _tell(actor, row, MailKind.DISCLOSURE_RESTRICTED, since=now())


def tell_erasure(*, actor: Actor, application_id: UUID) -> None:
    """A letter to each recipient, in the transaction that erases; then the ledger lets go of the person too."""
    for row in list_to_tell(Disclosure.application_id == application_id):
        _tell(actor, row, MailKind.DISCLOSURE_ERASED)
    forget_application(application_id)


def send_notices_again(*, actor: Actor, disclosure_id: UUID, email: str) -> None:
    """Puts the failed letters about a disclosure back in the queue, to an address that may be another.

    Raises Invalid for the address, Missing.
    """
    if not actor.may(Permission.DISCLOSURES_MANAGE):
        raise Missing("")
    row = get_disclosure(actor, disclosure_id, lock=True)
    try:
        address = clean_email(email)
    except Invalid as fault:
        raise Invalid(fault.message, {"email": fault.message}) from None
    failed = [mail.id for mail in list_notices([row.id]) if mail.state is MailState.FAILED]
    if not failed:
        words = _l("Every notice is on its way.")
        raise Invalid(words, {"email": words})
    for mail_id in failed:
        retry_mail(actor=actor, mail_id=mail_id, to_address=address)
    if row.erased_at is None:
        row.recipient_email = address


def _tell(actor: Actor, row: Disclosure, kind: MailKind, **words: object) -> None:
    """Nothing in it about the person but the references under which the recipient holds their data."""
    queue_mail(
        kind=kind,
        locale=row.locale,
        to_address=row.recipient_email or "",
        disclosure_id=row.id,
        context={
            "reference": row.reference,
            "their_reference": row.their_reference,
            "sent_at": row.sent_at,
            **words,
        },
    )
    record(actor, Tag.DISCLOSURE_NOTIFIED, row.id, {"about": kind.value})
