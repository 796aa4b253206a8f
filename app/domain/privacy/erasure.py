"""The only place that destroys personal data: sweep, request and withdrawal all call this one function (A2.14)."""

from datetime import date
from uuid import UUID

from ...core.actor import Actor
from ...core.clock import now
from ...extensions import db
from ..applications import personal_data as applications
from ..audit.marks import mark_erased
from ..audit.record import record
from ..audit.tags import Tag
from ..contact import personal_data as contact
from ..documents import personal_data as documents
from ..mail import personal_data as mail
from ..people import personal_data as people
from .models import ErasureReceipt, SweepRun


def erase_application(
    *,
    actor: Actor,
    application_id: UUID,
    due_on: date,
    because: str,
    policy_version: str,
    run: SweepRun | None = None,
) -> int:
    """Destroys one application and all that hangs on it; with a person's last application goes the person.

    Runs inside the caller's transaction. Stored files are left to a tombstone in the same transaction, and die after
    the commit. The receipt and the audit event hold ids, dates and codes only (A2.15). Returns how many files went.
    """
    share = applications.erase_application(application_id)
    people.lock_candidate(share.candidate_id)
    is_last = not applications.has_other_applications(share.candidate_id)
    if is_last:
        documents.destroy_key(share.candidate_id)
    mail.erase_mail_about(application_id)
    erased_documents = documents.erase_documents(share.document_ids)
    if is_last:
        mail.erase_mail_to(share.candidate_id)
        people.erase_candidate(share.candidate_id)
    mark_erased("application", application_id)
    if is_last:
        mark_erased("candidate", share.candidate_id)
    db.session.add(
        ErasureReceipt(
            application_id=application_id,
            run_id=run.id if run else None,
            erased_at=now(),
            due_on=due_on,
            because=because,
            policy_version=policy_version,
            documents=erased_documents,
        )
    )
    record(actor, Tag.APPLICATION_ERASED, application_id, {"due_on": due_on})
    return erased_documents


def erase_contact_message(*, actor: Actor, message_id: UUID) -> None:
    """Destroys a message of the contact page with its letters."""
    mail.erase_mail_about_message(message_id)
    contact.erase_message(message_id)
    mark_erased("contact_message", message_id)
    record(actor, Tag.CONTACT_ERASED, message_id)
