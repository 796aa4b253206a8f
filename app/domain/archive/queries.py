"""Reads of the archive. Nothing lists who is in it: a file is found by what its owner has been told of it (A2.13)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from ...core import tokens
from ...core.actor import Actor
from ...core.clock import now, today
from ...core.errors import Missing
from ...core.text import clean_line
from ...extensions import db
from ..documents.models import Package
from ..documents.vault import read_package
from ..people.restrictions import kept_addresses
from ..people.rules import email_key
from .minimum import Minimum, unpack
from .models import ArchivedFile, ArchiveOpening

# How long one opening shows a file; the next one wants a reason of its own.
OPEN_FOR = timedelta(hours=1)


def person_key_of(address_key: str) -> str:
    """What stands for an address in the archive."""
    return tokens.derive("archive", "person", address_key)


def reference_key_of(reference: str) -> str:
    """What stands for a reference in the archive."""
    return tokens.derive("archive", "reference", clean_line(reference).upper())


def list_files_known_as(words: str) -> Sequence[ArchivedFile]:
    """The files of an address, or the one of a reference; held until the end of the transaction."""
    if "@" in words:
        return _files(ArchivedFile.person_key == person_key_of(email_key(clean_line(words))))
    return _files(ArchivedFile.reference_key == reference_key_of(words))


def files_of(address_key: str) -> Select[UUID]:
    """The ids of a person's archived files: for queries."""
    return select(ArchivedFile.application_id).where(ArchivedFile.person_key == person_key_of(address_key))


def archived_until(address_key: str) -> date | None:
    """Until when something of a person stays in the archive at most, for that person; None when nothing does."""
    kept = ArchivedFile.application_id.in_(files_of(address_key)), ArchivedFile.erase_on > today()
    return db.session.scalar(select(func.max(ArchivedFile.erase_on)).where(*kept))


def read_minimums_of(address_key: str) -> list[Minimum]:
    """What the archive keeps of a person, oldest first, for that person. Raises StorageUnavailable."""
    theirs = select(Package).join(ArchivedFile, ArchivedFile.package_id == Package.id)
    theirs = theirs.where(ArchivedFile.person_key == person_key_of(address_key))
    packages = db.session.scalars(theirs.order_by(ArchivedFile.refused_on, ArchivedFile.application_id))
    return [unpack(read_package(package)) for package in packages]


def list_own_openings(actor: Actor) -> Sequence[ArchiveOpening]:
    """What the actor has open at this moment, newest first."""
    return db.session.scalars(_own(actor).order_by(ArchiveOpening.opened_at.desc(), ArchiveOpening.id)).all()


def get_opened(actor: Actor, opening_id: UUID) -> tuple[ArchiveOpening, ArchivedFile]:
    """An opening of the actor's that still shows its file. Raises Missing: for anybody else there is none."""
    opening = db.session.scalar(_own(actor).where(ArchiveOpening.id == opening_id))
    if opening is None:
        raise Missing("")
    return opening, db.session.get_one(ArchivedFile, opening.application_id)


def lock_opened(actor: Actor, opening_id: UUID) -> ArchivedFile:
    """The file of such an opening, held until the end of the transaction. Raises Missing."""
    opened = _own(actor).where(ArchiveOpening.id == opening_id).with_only_columns(ArchiveOpening.application_id)
    files = _files(ArchivedFile.application_id.in_(opened))
    if not files:
        raise Missing("")
    return files[0]


def read_minimum(file: ArchivedFile) -> Minimum:
    """What the archive keeps of one application. Raises StorageUnavailable."""
    return unpack(read_package(db.session.get_one(Package, file.package_id)))


def list_held() -> Sequence[ArchivedFile]:
    """What a dispute keeps beyond its day, the soonest review first."""
    held = ArchivedFile.hold_review_on.is_not(None)
    return db.session.scalars(select(ArchivedFile).where(held).order_by(ArchivedFile.hold_review_on)).all()


def list_due(until: date, limit: int) -> Sequence[UUID]:
    """Files whose day has come and that nothing holds, longest first, kept from changing meanwhile."""
    due = select(ArchivedFile.application_id).where(
        ArchivedFile.erase_on <= until, ArchivedFile.hold_review_on.is_(None), is_free()
    )
    return db.session.scalars(due.order_by(ArchivedFile.erase_on).limit(limit).with_for_update(skip_locked=True)).all()


def is_free() -> ColumnElement[bool]:
    """Files whose person does not need them kept (Art. 18(1)(b) and (c)): for queries."""
    kept = db.session.scalars(kept_addresses())
    return ArchivedFile.person_key.not_in([person_key_of(key) for key in kept])


def is_kept(file: ArchivedFile) -> bool:
    """Whether it stays beyond its day: a dispute keeps it, or its person needs it kept."""
    here = select(ArchivedFile.application_id).where(ArchivedFile.application_id == file.application_id, is_free())
    return file.hold_review_on is not None or db.session.scalar(here) is None


def opened_until(opening: ArchiveOpening) -> datetime:
    """Until when it shows the file."""
    return opening.opened_at + OPEN_FOR


def _files(wanted: object) -> Sequence[ArchivedFile]:
    found = select(ArchivedFile).where(wanted).order_by(ArchivedFile.refused_on, ArchivedFile.application_id)  # type: ignore[arg-type]
    return db.session.scalars(found.with_for_update().execution_options(populate_existing=True)).all()


def _own(actor: Actor) -> Select[ArchiveOpening]:
    return select(ArchiveOpening).where(
        ArchiveOpening.account_id == actor.account_id, ArchiveOpening.opened_at > now() - OPEN_FOR
    )
