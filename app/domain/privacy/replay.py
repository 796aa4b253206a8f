"""After a restore: what was erased since the backup is erased again, before anybody is served (A11.2, R8)."""

from collections.abc import Callable, Container, Iterable
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from ...adapters.ledger import Entry, LedgerUnusable
from ...core import logging
from ...core.actor import SYSTEM
from ...core.clock import now, today
from ...core.db import is_unmigrated, reading, transaction
from ...extensions import db
from ..applications import rules
from ..applications.actions.holds import end_hold
from ..applications.models import Application, Hold
from ..archive.actions import release
from ..archive.models import ArchivedFile
from ..audit import marks
from ..audit.models import ErasureMark
from ..contact.models import ContactMessage
from ..firm.queries import current_profile
from ..people.models import Candidate, Consent
from .erasure import erase_application, erase_archived, erase_contact_message
from .own import erase_candidate

REPLAY = "replay"
log = logging.get(__name__)


def check_ledger() -> None:
    """Replays the ledger where it is ahead of the database. Raises LedgerUnusable when it is missing, behind or broken.

    Called before the first request: a restored instance serves nobody whom it had erased.
    """
    try:
        with reading():
            known = marks.last_position()
    except DatabaseError:
        # No tables yet, or no database: nothing can be served, and nothing restored.
        if not is_unmigrated():
            log.warning("the erasure ledger could not be checked")
        return
    entries = marks.ledger().read()
    if len(entries) < known:
        what = "is missing" if not marks.ledger().exists() else f"ends at {len(entries)}"
        message = (
            f"the erasure ledger {what}, and the database knows {known} entries: without it, erased data could come "
            "back unseen. Put the right file at ERASURE_LEDGER."
        )
        raise LedgerUnusable(message)
    if len(entries) > known:
        replay(entries)


def replay(entries: list[Entry]) -> int:
    """Erases whatever the entries name and the database holds; says how many things that was."""
    with reading():
        new = {entry.pseudonym for entry in entries} - marks.list_known([entry.pseudonym for entry in entries])
        kinds = _kinds({entry.pseudonym for entry in entries})
    found = [(kind, each) for kind, ids, _ in kinds for each in ids() if marks.pseudonym_of(kind, each) in new]
    acts = {kind: act for kind, _, act in kinds}
    for kind, each in found:
        with transaction():
            acts[kind](each)
    with transaction():
        left = new - marks.list_known(list(new))
        known = {entry.pseudonym: entry for entry in entries}
        db.session.add_all(
            ErasureMark(kind=known[each].kind, pseudonym=each, marked_at=now(), position=known[each].position)
            for each in sorted(left)
        )
        marks.write_marks()
    if found:
        log.warning("erased again after a restore", things=len(found))
    return len(found)


def _kinds(gone: Container[str]) -> tuple[tuple[str, Callable[[], Iterable[UUID]], Callable[[UUID], None]], ...]:
    """What may be named by the ledger: its kind, the ids that are there, and how each goes. ``gone``: all it names."""
    return (
        ("application", lambda: db.session.scalars(select(Application.id)).all(), partial(_erase_application, gone)),
        ("archive", lambda: db.session.scalars(select(ArchivedFile.application_id)).all(), _erase_archived),
        ("contact_message", lambda: db.session.scalars(select(ContactMessage.id)).all(), _erase_message),
        ("candidate", lambda: db.session.scalars(select(Candidate.id)).all(), _erase_candidate),
        ("consent", _live_consents, _withdraw),
    )


def _live_consents() -> Iterable[UUID]:
    return db.session.scalars(select(Consent.id).where(Consent.withdrawn_at.is_(None))).all()


def _erase_application(gone: Container[str], application_id: UUID) -> None:
    """What was erased had no hold any more: one that the backup still has is over.

    It leaves in the archive what it left then, unless that is gone by now too.
    """
    for hold_id in db.session.scalars(
        select(Hold.id).where(Hold.application_id == application_id, Hold.ended_at.is_(None))
    ):
        end_hold(actor=SYSTEM, hold_id=hold_id)
    is_gone = marks.pseudonym_of("archive", application_id) in gone
    erase_application(
        actor=SYSTEM,
        application_id=application_id,
        due_on=today(),
        because=REPLAY,
        policy_version=current_profile().version,
        archive_until=None if is_gone else rules.schedule_of(application_id).archive_until,
    )


def _erase_archived(application_id: UUID) -> None:
    release(db.session.get_one(ArchivedFile, application_id))
    erase_archived(actor=SYSTEM, application_id=application_id)


def _erase_message(message_id: UUID) -> None:
    erase_contact_message(actor=SYSTEM, message_id=message_id)


def _erase_candidate(candidate_id: UUID) -> None:
    """With their last application they may have gone already."""
    if db.session.get(Candidate, candidate_id) is not None:
        erase_candidate(actor=SYSTEM, candidate_id=candidate_id)


def _withdraw(consent_id: UUID) -> None:
    """Withdrawn after the backup was made: withdrawn again."""
    consent = db.session.get(Consent, consent_id)
    if consent is not None:
        consent.withdrawn_at = now()
        marks.mark_erased("consent", consent_id)
