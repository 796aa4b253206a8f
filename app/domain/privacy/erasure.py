"""The only place that destroys personal data: sweep, request and withdrawal all call this one function (A2.14)."""

from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l

from ...core.actor import Actor
from ...core.clock import now, today
from ...core.errors import Refused
from ...extensions import db
from ..applications import personal_data as applications
from ..applications.queries.holds import is_held
from ..archive import personal_data as archive
from ..archive.actions import archive_application
from ..archive.models import ArchivedFile
from ..audit.marks import mark
from ..audit.record import record
from ..audit.tags import Tag
from ..contact import personal_data as contact
from ..disclosures import notices as disclosures
from ..documents import personal_data as documents
from ..mail import personal_data as mail
from ..people import personal_data as people
from ..rights import personal_data as rights
from .mentions import forget_mentions
from .models import ErasureReceipt, SweepRun
from .passages import list_passages_about
from .personal_data import erase_passages


def erase_application(
    *,
    actor: Actor,
    application_id: UUID,
    due_on: date,
    because: str,
    policy_version: str,
    archive_until: date | None,
    run: SweepRun | None = None,
) -> int:
    """Destroys one application and all that hangs on it; with a person's last application goes the person.

    Until ``archive_until``, where that day is still to come, its strict minimum stays in the archive (A2.4, A11.1).
    Runs inside the caller's transaction, in which whoever was given the data is told (A10.3) and stored files are left
    to a tombstone: they die after the commit. What stays holds ids, dates, codes (A2.15). Returns how many files went.
    Raises Refused for one that is held (A2.17, A10.1): the caller has it locked, so none can be placed meanwhile.
    """
    if is_held(application_id):
        raise Refused(_l("A dispute, or its person’s own wish, keeps this application from being erased."))
    if archive_until is not None and archive_until > today():
        _archive(actor, application_id, archive_until, policy_version)
    else:
        archive_until = None
    documents_erased = _erase_rows(actor, application_id)
    db.session.add(
        ErasureReceipt(
            application_id=application_id,
            run_id=run.id if run else None,
            erased_at=now(),
            due_on=due_on,
            because=because,
            policy_version=policy_version,
            documents=documents_erased,
            archived_until=archive_until,
        )
    )
    record(actor, Tag.APPLICATION_ERASED, application_id, {"due_on": due_on})
    return documents_erased


def _archive(actor: Actor, application_id: UUID, until: date, policy_version: str) -> None:
    """With what the desk has marked: those words stay masked, though their mark goes with the person (A8.2)."""
    archive_application(
        actor=actor,
        application_id=application_id,
        until=until,
        policy_version=policy_version,
        masks={each.words: each.reason for each in list_passages_about(application_id)},
    )


def _erase_rows(actor: Actor, application_id: UUID) -> int:
    forget_mentions(application_id)
    share = applications.erase_application(application_id)
    disclosures.tell_erasure(actor=actor, application_id=application_id)
    people.lock_candidate(share.candidate_id)
    mail.erase_mail_about(application_id)
    documents_erased = documents.erase_documents(share.document_ids)
    mark("application", application_id)
    if not applications.has_other_applications(share.candidate_id):
        erase_person(share.candidate_id)
    return documents_erased


def erase_person(candidate_id: UUID) -> None:
    """Destroys what is left of a person without an application, their key first."""
    documents.destroy_key(candidate_id)
    mail.erase_mail_to(candidate_id)
    erase_passages(candidate_id)
    people.erase_candidate(candidate_id)
    mark("candidate", candidate_id)


def erase_archived(*, actor: Actor, application_id: UUID) -> None:
    """Destroys an archived file with its key; whoever was given it is told (A10.3).

    Raises Refused for one that a dispute keeps (A2.17).
    """
    # Before the ledger's rows, as the taking of a package does: neither waits for what the other has.
    file = db.session.get_one(ArchivedFile, application_id, with_for_update=True, populate_existing=True)
    if file.hold_review_on is not None:
        raise Refused(_l("A dispute keeps this application from being erased."))
    disclosures.tell_erasure(actor=actor, application_id=application_id)
    documents.erase_package(archive.erase_file(application_id))
    mark("archive", application_id)
    record(actor, Tag.ARCHIVE_ERASED, application_id)


def erase_contact_message(*, actor: Actor, message_id: UUID) -> None:
    """Destroys a message of the contact page with its letters."""
    mail.erase_mail_about_message(message_id)
    contact.erase_message(message_id)
    mark("contact_message", message_id)
    record(actor, Tag.CONTACT_ERASED, message_id)


def erase_request(*, actor: Actor, request_id: UUID) -> None:
    """Destroys a request that was answered long enough ago, with its letters."""
    mail.erase_mail_about_request(request_id)
    rights.erase_request(request_id)
    mark("request", request_id)
    record(actor, Tag.REQUEST_ERASED, request_id)


def blank_requests_from(email_key: str) -> None:
    """Of an erased person's requests the dates stay; each is marked, for who comes back by address is not found so."""
    for request_id in rights.blank_requests_from(email_key):
        _forget_words(request_id)


def blank_request(request_id: UUID) -> None:
    """The same of one request, by its id."""
    rights.blank_request(request_id)
    _forget_words(request_id)


def _forget_words(request_id: UUID) -> None:
    mail.erase_mail_about_request(request_id)
    mark("request_words", request_id)


def erase_replaced(document_id: UUID) -> None:
    """Destroys a file that its owner has replaced."""
    documents.erase_documents([document_id])
    mark("document", document_id)
