"""What is due, what is late, and what was erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from ...core.clock import now
from ...core.paging import Page, paginate
from ...extensions import db
from ..applications.enums import ApplicationState
from ..applications.models import Application
from ..applications.queries.holds import held_applications
from ..archive.queries import files_of
from ..contact.queries import list_messages_from
from .enums import SweepOutcome
from .models import BackupProof, SweepRun

# R9: a firm that loses more than two days of applications has no backup.
FRESH = timedelta(days=2)


@dataclass(frozen=True)
class DueFile:
    """A file that goes: its reference, its day, and where it stood. No name: the desk needs none to see to dates."""

    application_id: UUID
    reference: str
    erase_on: date
    state: ApplicationState


def list_due(*, until: date, page: int = 1, per_page: int = 50) -> Page[DueFile]:
    """The files that go on or before ``until``, soonest first; not those that a dispute keeps."""
    due = (
        select(Application.id, Application.reference, Application.erase_on, Application.state)
        .where(Application.erase_on <= until, Application.id.not_in(held_applications()))
        .order_by(Application.erase_on, Application.reference)
    )
    found = paginate(due, page, per_page, scalars=False)
    return Page([DueFile(*row) for row in found.items], found.number, found.per_page, found.total)


@dataclass(frozen=True)
class Leavings:
    """What is there of an address, whether or not it is a candidate's. False when there is nothing."""

    messages: int
    is_archived: bool

    def __bool__(self) -> bool:
        return self.is_archived or self.messages > 0


def leavings_of(email_key: str) -> Leavings:
    """What an answer to a request from that address must not forget; what is archived, not what it says (A2.13)."""
    archived = db.session.scalars(files_of(email_key)).all()
    return Leavings(len(list_messages_from(email_key)), bool(archived))


def list_runs(limit: int = 14) -> Sequence[SweepRun]:
    """The newest runs first."""
    return db.session.scalars(select(SweepRun).order_by(SweepRun.started_at.desc()).limit(limit)).all()


def find_last_run(outcome: SweepOutcome | None = None) -> SweepRun | None:
    """The newest run, or the newest that ended so; not one that a clock which was ahead has begun."""
    runs = select(SweepRun).where(SweepRun.started_at <= now()).order_by(SweepRun.started_at.desc()).limit(1)
    return db.session.scalar(runs if outcome is None else runs.where(SweepRun.outcome == outcome))


def find_running() -> SweepRun | None:
    """The run under way, whatever the clock said when it began."""
    return db.session.scalar(select(SweepRun).where(SweepRun.outcome == SweepOutcome.RUNNING).limit(1))


def list_runs_ahead() -> Sequence[SweepRun]:
    """Finished runs that began in what is still to come: the clock went back since."""
    ahead = select(SweepRun).where(SweepRun.started_at > now(), SweepRun.outcome == SweepOutcome.FINISHED)
    return db.session.scalars(ahead).all()


def find_last_proof() -> BackupProof | None:
    """The newest backup that was proved; to prove an old one again makes it no newer."""
    return db.session.scalar(select(BackupProof).order_by(BackupProof.made_at.desc()).limit(1))


def count_old_backups() -> int:
    """One when the newest proved backup is missing or too old: something for the administrator to look at (R9)."""
    proof = find_last_proof()
    return int(proof is None or now() - proof.made_at > FRESH)
