"""What is done with the archive: a file goes in, is opened with a reason, is held while a dispute lasts."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from ...core.actor import Actor
from ...core.clock import local_date, now, today
from ...core.errors import Invalid, Missing
from ...core.text import clean_text
from ...extensions import db
from ..applications.models import Application
from ..applications.rules import check_hold
from ..audit.record import record
from ..audit.tags import Tag
from ..documents.vault import put_package
from ..firm.queries import current_profile
from ..people.queries import get_candidate
from .minimum import minimum_of, pack
from .models import ArchivedFile, ArchiveOpening
from .queries import list_files_known_as, lock_opened, person_key_of, reference_key_of

MAX_REASON = 2000


def archive_application(
    *, actor: Actor, application_id: UUID, until: date, policy_version: str, masks: Mapping[str, str]
) -> None:
    """Puts the strict minimum of a refused application apart, before the application is erased (A2.4, A11.1).

    ``masks``: what the desk has marked in what was written about its person (A8.2). The caller has it locked. Raises
    StorageUnavailable.
    """
    application = db.session.get_one(Application, application_id)
    candidate = get_candidate(application.candidate_id)
    package = put_package(pack(minimum_of(application, candidate, masks)))
    db.session.flush()
    db.session.add(
        ArchivedFile(
            application_id=application.id,
            package_id=package.id,
            person_key=person_key_of(candidate.email_key),
            reference_key=reference_key_of(application.reference),
            archived_on=today(),
            refused_on=local_date(application.decided_at) if application.decided_at else today(),
            erase_on=until,
            policy_version=policy_version,
        )
    )
    record(actor, Tag.APPLICATION_ARCHIVED, application_id, {"until": until})


def apply_shorter_period() -> None:
    """A period that has become shorter applies to what is archived already, a longer one does not; without any: today.

    The notice in force says nothing of a longer one, nor, where no archive is kept any more, of one at all (A2.11).
    """
    rule = current_profile().archive
    for refused_on in db.session.scalars(select(ArchivedFile.refused_on).distinct()).all():
        ends_on = rule.period.end_from(refused_on) if rule is not None else today()
        later = (ArchivedFile.refused_on == refused_on) & (ArchivedFile.erase_on > ends_on)
        db.session.execute(update(ArchivedFile).where(later).values(erase_on=ends_on))


def open_files(*, actor: Actor, words: str, reason: str) -> list[ArchiveOpening]:
    """Opens what is archived under a reference or an address, for this actor and for an hour; each is written down.

    Raises Invalid without a reason, or when nothing is there under these words.
    """
    why = clean_text(reason)[:MAX_REASON]
    if not why:
        said = _l("Write why this file has to be opened: the person may read it.")
        raise Invalid(said, {"reason": said})
    files = list_files_known_as(words)
    if not files:
        said = _l("The archive has nothing under this reference or address.")
        raise Invalid(said, {"words": said})
    openings = [
        ArchiveOpening(application_id=file.application_id, account_id=actor.account_id, reason=why, opened_at=now())
        for file in files
    ]
    db.session.add_all(openings)
    db.session.flush()
    for opening in openings:
        record(actor, Tag.ARCHIVE_OPENED, opening.application_id)
    return openings


def hold_file(*, actor: Actor, opening_id: UUID, reason: str, review_on: date) -> None:
    """Keeps an open file beyond its day while a dispute lasts (A2.17), or keeps it on. Raises Invalid, Missing."""
    file = lock_opened(actor, opening_id)
    why = clean_text(reason)[:MAX_REASON]
    check_hold(why, review_on)
    file.hold_reason, file.hold_review_on, file.held_by = why, review_on, actor.account_id
    record(actor, Tag.ARCHIVE_HELD, file.application_id, {"review_on": review_on})


def end_file_hold(*, actor: Actor, opening_id: UUID) -> None:
    """The normal rule resumes: past its day, the file goes with the next night. Raises Missing."""
    file = lock_opened(actor, opening_id)
    if file.hold_review_on is None:
        raise Missing("")
    release(file)
    record(actor, Tag.ARCHIVE_RELEASED, file.application_id)


def release(file: ArchivedFile) -> None:
    """Nothing keeps the file any more."""
    file.hold_reason = file.hold_review_on = file.held_by = None
    db.session.flush()


def move_files(*, old_key: str, key: str) -> None:
    """A person's address has changed: their archived files are found by the new one."""
    theirs = update(ArchivedFile).where(ArchivedFile.person_key == person_key_of(old_key))
    db.session.execute(theirs.values(person_key=person_key_of(key)))
