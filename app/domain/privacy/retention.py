"""The retention night: bounded batches, resumable, twice is once, and a clock that jumped erases nothing.

Each file goes whole or stays whole, and one that cannot go keeps no other from going.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from flask import current_app
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError

from ...adapters.storage import StorageUnavailable
from ...core import logging
from ...core.actor import Actor
from ...core.clock import local_date, local_time, now, today
from ...core.db import reading, transaction
from ...extensions import db
from ..applications import rules
from ..applications.actions.renewals import ask_renewals
from ..applications.actions.reschedule import reschedule
from ..applications.models import Application
from ..applications.queries.holds import held_applications
from ..archive import queries as archive
from ..archive.actions import apply_shorter_period
from ..archive.minimum import CvUnreadable
from ..audit.models import AuditEvent
from ..audit.record import record
from ..audit.tags import Tag
from ..contact import queries as contact
from ..documents.reconciliation import must_be_ours
from ..policy.schedule import State
from ..rights import queries as rights
from .enums import SweepOutcome
from .erasure import erase_application, erase_archived, erase_contact_message, erase_request
from .models import SweepRun
from .queries import find_last_run, find_running, list_runs_ahead

BATCH = 50
LARGEST_STEP = timedelta(hours=48)
ListDue = Callable[[date, int], Sequence[UUID]]
# False when it stays after all.
Erase = Callable[[UUID], bool | None]
# What has its day on its own row, and asks no schedule: archived files (A2.4), messages of the contact page, requests
# whose proof has served its time.
_DATED: tuple[tuple[ListDue, Callable[[Actor, UUID], None]], ...] = (
    (archive.list_due, lambda actor, each: erase_archived(actor=actor, application_id=each)),
    (contact.list_due, lambda actor, each: erase_contact_message(actor=actor, message_id=each)),
    (rights.list_due, lambda actor, each: erase_request(actor=actor, request_id=each)),
)
# What could not be erased in the run under way. Another process would try it once more, and find the same.
_passed_over: set[UUID] = set()
log = logging.get(__name__)


def is_night_due() -> bool:
    """Whether a run waits to be continued, or none has started yet on this day, after the hour of the settings."""
    if find_running() is not None:
        return True
    last = find_last_run()
    has_come = local_time(now()).hour >= current_app.config["RETENTION_HOUR"]
    return has_come and (last is None or local_date(last.started_at) != today())


def run_batch(*, actor: Actor, accept_clock: bool = False) -> SweepRun:
    """Begins a run, or continues the one under way, and erases at most one batch of what is due.

    Returns the run: RUNNING when more may wait, FINISHED when nothing does, STOPPED when the clock cannot be trusted:
    it went back, or jumped more than 48 hours since the last finished run (R13). A person who knows the time
    to be right says ``accept_clock``. Raises StorageUnavailable with nothing begun where the files are not there.
    """
    with reading():
        must_be_ours()
    with transaction():
        run = _open_run(actor, accept_clock=accept_clock)
    if run.outcome is SweepOutcome.STOPPED:
        log.error("retention stopped: the clock cannot be trusted", run=str(run.id))
        return run
    with transaction():
        _lock(run)
        seen = max(
            _erase_batch(run, _lock_due, partial(_erase_if_due, actor, run)),
            *(_erase_batch(run, list_due, partial(erase, actor)) for list_due, erase in _DATED),
        )
        ends = seen < BATCH and _finish(actor, run)
    if ends:
        # Apart: letters that cannot be written bring back nothing that has gone, and wait for the next night.
        with transaction():
            ask_renewals(actor=actor)
    return run


def _open_run(actor: Actor, *, accept_clock: bool) -> SweepRun:
    if accept_clock:
        _disown_future()
    running, is_trusted = find_running(), accept_clock or _is_clock_plausible()
    if running is not None and is_trusted:
        return running
    if running is None:
        _passed_over.clear()
    run = running or SweepRun(day_on=today(), started_at=now(), outcome=SweepOutcome.RUNNING, erased=0)
    db.session.add(run)
    db.session.flush()
    if is_trusted:
        apply_shorter_period()
    else:
        run.outcome, run.finished_at = SweepOutcome.STOPPED, now()
        record(actor, Tag.RETENTION_STOPPED, run.id)
    return run


def _disown_future() -> None:
    """The present time is the right one: what a clock that was ahead has begun, began before now."""
    for run in list_runs_ahead():
        run.started_at = now()
    db.session.flush()


def _is_clock_plausible() -> bool:
    """Compares with the last run that finished; before the first one, with the newest event of the audit log."""
    if list_runs_ahead():
        return False
    finished = find_last_run(SweepOutcome.FINISHED)
    before = finished.started_at if finished else db.session.scalar(select(func.max(AuditEvent.at)))
    return before is None or timedelta(0) <= now() - before <= LARGEST_STEP


def _lock(run: SweepRun) -> None:
    db.session.execute(select(SweepRun.id).where(SweepRun.id == run.id).with_for_update())


def _erase_batch(run: SweepRun, list_due: ListDue, erase: Erase) -> int:
    """Erases up to one batch of what is due; says how many were looked at."""
    due = [each for each in list_due(today(), BATCH + len(_passed_over)) if each not in _passed_over]
    erased = 0
    for each in due:
        with _on_its_own(each):
            erased += erase(each) is not False
    _count(run, erased)
    return len(due)


def _erase_if_due(actor: Actor, run: SweepRun, application_id: UUID) -> bool:
    """Asks the schedule once more, under a lock; says whether the file went."""
    schedule = rules.schedule_of(application_id)
    if schedule.state is State.HELD:
        # Placed between the look and the lock.
        return False
    if schedule.erase_on > today():
        reschedule(application_id)
        return False
    erase_application(
        actor=actor,
        application_id=application_id,
        due_on=schedule.erase_on,
        because=schedule.because.value,
        policy_version=rules.current_profile().version,
        archive_until=schedule.archive_until,
        run=run,
    )
    return True


@contextmanager
def _on_its_own(each: UUID) -> Iterator[None]:
    """What cannot be erased stays whole, and keeps nothing else from going; it is late then, and everybody sees it.

    Raises StorageUnavailable and OperationalError: nothing can go while the store or the database is away.
    """
    try:
        with db.session.begin_nested():
            yield
    except Exception as fault:
        if isinstance(fault, StorageUnavailable | OperationalError) and not isinstance(fault, CvUnreadable):
            raise
        log.exception("could not be erased", id=str(each))
        _passed_over.add(each)


def _count(run: SweepRun, erased: int) -> None:
    db.session.execute(update(SweepRun).where(SweepRun.id == run.id).values(erased=SweepRun.erased + erased))


def _lock_due(until: date, limit: int) -> Sequence[UUID]:
    """Due files that nothing keeps; one that is being changed waits for next time."""
    return db.session.scalars(
        select(Application.id)
        .where(Application.erase_on <= until, Application.id.not_in(held_applications()))
        .order_by(Application.erase_on)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def _finish(actor: Actor, run: SweepRun) -> bool:
    """Says whether it ends here; another process may have ended it."""
    db.session.refresh(run)
    if run.outcome is not SweepOutcome.RUNNING:
        return False
    run.outcome, run.finished_at = SweepOutcome.FINISHED, now()
    record(actor, Tag.RETENTION_RAN, run.id, {"erased": run.erased})
    return True
