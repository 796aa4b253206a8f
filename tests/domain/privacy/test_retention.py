"""The retention night: due is gone, not due stays, twice is once, and a wrong clock erases nothing (R7, R13)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError

from app.adapters.storage import StorageUnavailable
from app.core.actor import OPERATOR, SYSTEM, VISITOR
from app.core.clock import now, today
from app.core.db import transaction
from app.domain.applications.actions.submit import Submission, submit_application
from app.domain.applications.models import Application
from app.domain.audit.models import AuditEvent
from app.domain.audit.record import record
from app.domain.audit.tags import Tag
from app.domain.contact.models import ContactMessage
from app.domain.documents.models import Document, Tombstone
from app.domain.firm.notices import current_version
from app.domain.jobs.models import Job
from app.domain.mail.models import OutgoingMail
from app.domain.people.models import Candidate, Consent
from app.domain.policy.schedule import Reason
from app.domain.privacy import queries, retention, tasks
from app.domain.privacy.enums import SweepOutcome
from app.domain.privacy.models import ErasureReceipt, SweepRun
from tests.concurrency import in_parallel
from tests.factories import (
    ApplicationFactory,
    CandidateFactory,
    ConsentFactory,
    ContactMessageFactory,
    DocumentFactory,
    HoldFactory,
    JobFactory,
    OutgoingMailFactory,
)

LONG_AGO = timedelta(days=800)


def _run(**options: Any) -> SweepRun:
    run = retention.run_batch(actor=SYSTEM, **options)
    while run.outcome is SweepOutcome.RUNNING:
        run = retention.run_batch(actor=SYSTEM, **options)
    return run


def _due(**given: Any) -> Application:
    """An undecided application whose last contact is too long ago."""
    at = now() - LONG_AGO
    candidate = given.pop("candidate", None) or CandidateFactory(last_contact_at=at, created_at=at)
    return ApplicationFactory(candidate=candidate, submitted_at=at, erase_on=today() - timedelta(days=1), **given)


def _count(db: Any, model: Any) -> int:
    return int(db.session.scalar(select(func.count()).select_from(model)))


def test_what_is_due_goes_whole_and_what_is_not_stays(db: Any, clock: time_machine.Traveller) -> None:
    due, fresh = _due(), ApplicationFactory()
    ConsentFactory(candidate_id=fresh.candidate_id)
    OutgoingMailFactory(candidate_id=due.candidate_id, application_id=due.id)
    OutgoingMailFactory(candidate_id=due.candidate_id)
    OutgoingMailFactory(candidate_id=fresh.candidate_id, application_id=fresh.id)
    due_id, cv_id = due.id, due.cv_id
    key = db.session.get(Document, cv_id).storage_key
    run = _run()
    assert (run.outcome, run.erased) == (SweepOutcome.FINISHED, 1)
    assert db.session.scalars(select(Application.id)).all() == [fresh.id]
    assert db.session.scalars(select(Candidate.id)).all() == [fresh.candidate_id]
    assert _count(db, Consent) == 1
    assert db.session.scalars(select(OutgoingMail.application_id)).all() == [fresh.id]
    assert db.session.scalars(select(Tombstone.storage_key)).all() == [key]
    receipt = db.session.scalars(select(ErasureReceipt)).one()
    assert (receipt.application_id, receipt.run_id, receipt.because, receipt.documents) == (
        due_id,
        run.id,
        Reason.UNDECIDED.value,
        1,
    )
    assert receipt.policy_version == "2026.2-FR"
    tags = db.session.scalars(select(AuditEvent.tag).order_by(AuditEvent.id)).all()
    assert tags == [Tag.APPLICATION_ERASED, Tag.RETENTION_RAN]


def test_twice_is_once(db: Any, clock: time_machine.Traveller) -> None:
    """R7."""
    _due()
    assert _run().erased == 1
    assert _run().erased == 0
    assert _count(db, ErasureReceipt) == 1


def test_a_person_stays_while_another_of_their_applications_does(db: Any, clock: time_machine.Traveller) -> None:
    at = now() - LONG_AGO
    candidate = CandidateFactory(last_contact_at=now())
    closed = JobFactory(closed=True, closed_at=at)
    gone = _due(candidate=candidate, job=closed)
    other = ApplicationFactory(candidate=candidate)
    OutgoingMailFactory(candidate_id=candidate.id, application_id=gone.id)
    OutgoingMailFactory(candidate_id=candidate.id, application_id=other.id)
    assert _run().erased == 1
    assert db.session.scalars(select(Candidate.id)).all() == [candidate.id]
    assert db.session.scalars(select(OutgoingMail.application_id)).all() == [other.id]


def test_eligibility_is_asked_again_inside_the_erasing_transaction(db: Any, clock: time_machine.Traveller) -> None:
    """R7: a stale date erases nothing; it is mended."""
    application = ApplicationFactory(erase_on=today() - timedelta(days=30))
    assert _run().erased == 0
    db.session.refresh(application)
    assert application.erase_on == date(2028, 11, 23)


def test_a_night_goes_in_bounded_batches_and_is_resumed(
    db: Any, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R7: a run that was killed goes on where it stood."""
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(5):
        _due()
    first = retention.run_batch(actor=SYSTEM)
    assert (first.outcome, _count(db, Application)) == (SweepOutcome.RUNNING, 3)
    assert retention.is_night_due()
    last = _run()
    db.session.refresh(last)
    assert (last.id, last.erased, _count(db, SweepRun)) == (first.id, 5, 1)


def _fail(monkeypatch: pytest.MonkeyPatch, erase: str, fault: Exception, *failing: UUID) -> None:
    """Has the erasure of those fail when it is nearly done."""
    real = getattr(retention, erase)

    def fails(**given: Any) -> None:
        real(**given)
        if {given.get("application_id"), given.get("message_id")}.intersection(failing):
            raise fault

    monkeypatch.setattr(retention, erase, fails)


def test_a_file_that_cannot_be_erased_stays_whole_and_keeps_no_other(
    db: Any, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2.3.3: all of a file or nothing of it. More than a batch of them fail, and come first; the next night tries."""
    monkeypatch.setattr(retention, "BATCH", 2)
    failing = [_due().id for _ in range(3)]
    db.session.execute(update(Application).values(erase_on=today() - timedelta(days=9)))
    db.session.commit()
    for _ in range(5):
        _due()
    with monkeypatch.context() as night:
        _fail(night, "erase_application", ZeroDivisionError(), *failing)
        run = _run()
        db.session.refresh(run)
        assert run.erased == 5
        assert set(db.session.scalars(select(Application.id))) == set(failing)
        assert (_count(db, ErasureReceipt), _count(db, Candidate)) == (5, 3)
    next_run = _run()
    for each in (run, next_run):
        db.session.refresh(each)
    assert (run.erased, next_run.erased, _count(db, Application)) == (5, 3, 0)


def test_more_than_a_batch_of_held_files_keep_no_other(
    db: Any, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R7, A2.17: the night ends, though what has waited longest stays."""
    monkeypatch.setattr(retention, "BATCH", 2)
    held = [_due().id for _ in range(3)]
    db.session.execute(update(Application).values(erase_on=today() - timedelta(days=9)))
    db.session.commit()
    for application_id in held:
        HoldFactory(application_id=application_id)
    _due()
    assert retention.run_batch(actor=SYSTEM).outcome is SweepOutcome.FINISHED
    assert set(db.session.scalars(select(Application.id))) == set(held)


def test_a_message_that_cannot_be_erased_keeps_no_other(
    db: Any, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 1)
    failing, _other = (ContactMessageFactory(erase_on=today() - timedelta(days=days)).id for days in (2, 1))
    _fail(monkeypatch, "erase_contact_message", ZeroDivisionError(), failing)
    _run()
    assert db.session.scalars(select(ContactMessage.id)).all() == [failing]


@pytest.mark.parametrize("fault", [StorageUnavailable("away"), OperationalError("away", None, Exception())])
def test_while_the_store_or_the_database_is_away_the_night_waits(
    db: Any, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    """2.3.3: nothing of the batch has gone, and nothing was passed over."""
    ids = [_due().id for _ in range(3)]
    with monkeypatch.context() as away:
        _fail(away, "erase_application", fault, ids[1])
        with pytest.raises(type(fault)):
            retention.run_batch(actor=SYSTEM)
    assert (_count(db, Application), _count(db, ErasureReceipt), _count(db, Tombstone)) == (3, 0, 0)
    assert _run().erased == 3


@pytest.mark.parametrize("jump", [timedelta(hours=49), timedelta(days=120), -timedelta(minutes=1)])
def test_a_clock_that_jumped_or_went_back_erases_nothing(
    db: Any, clock: time_machine.Traveller, jump: timedelta
) -> None:
    """R13; and it stays so night after night, until a person says that the time is right."""
    _run()
    clock.shift(jump)
    _due()
    run = _run()
    assert (run.outcome, run.erased, _count(db, Application)) == (SweepOutcome.STOPPED, 0, 1)
    assert db.session.scalars(select(AuditEvent.tag).order_by(AuditEvent.id)).all() == [
        Tag.RETENTION_RAN,
        Tag.RETENTION_STOPPED,
    ]
    clock.shift(timedelta(hours=24))
    if jump > timedelta(0):
        assert _run().outcome is SweepOutcome.STOPPED
        accepted = _run(accept_clock=True)
        assert (accepted.outcome, accepted.erased) == (SweepOutcome.FINISHED, 1)


def test_night_begun_in_a_future_that_was_none_counts_no_more_once_the_clock_is_accepted(
    app: Flask, db: Any, clock: time_machine.Traveller
) -> None:
    """R13: the clock stood a year ahead for a night, and was put right: stopped once a day, until a person says so."""
    clock.shift(timedelta(days=365))
    assert _run(accept_clock=True).outcome is SweepOutcome.FINISHED
    clock.shift(timedelta(days=-365))
    assert retention.is_night_due() is True
    assert _run().outcome is SweepOutcome.STOPPED
    assert retention.is_night_due() is False
    assert _run(accept_clock=True).outcome is SweepOutcome.FINISHED
    assert retention.is_night_due() is False
    clock.shift(timedelta(days=1))
    assert retention.is_night_due() is True
    assert _run().outcome is SweepOutcome.FINISHED
    assert retention.is_night_due() is False


def test_two_whole_days_between_two_nights_are_no_jump(db: Any, clock: time_machine.Traveller) -> None:
    """R13: stopped is what jumped more than 48 hours."""
    _run()
    clock.shift(timedelta(hours=48))
    assert _run().outcome is SweepOutcome.FINISHED


def test_the_first_night_compares_with_the_newest_event(db: Any, clock: time_machine.Traveller) -> None:
    """R13."""
    with transaction():
        record(OPERATOR, Tag.RETENTION_RAN, None)
    clock.shift(timedelta(days=5))
    assert _run().outcome is SweepOutcome.STOPPED


def test_a_run_under_way_stops_too_when_the_clock_jumps(
    db: Any, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 1)
    _run()
    clock.shift(timedelta(hours=24))
    for _ in range(2):
        _due()
    running = retention.run_batch(actor=SYSTEM)
    clock.shift(timedelta(days=30))
    stopped = retention.run_batch(actor=SYSTEM)
    assert (stopped.id, stopped.outcome, _count(db, Application)) == (running.id, SweepOutcome.STOPPED, 1)


def test_the_night_comes_once_a_day_after_its_hour(app: Flask, db: Any, clock: time_machine.Traveller) -> None:
    clock.move_to("2026-11-23T01:30:00+00:00")  # 2.30 in Paris
    assert not retention.is_night_due()
    clock.move_to("2026-11-23T02:00:00+00:00")
    assert retention.is_night_due()
    tasks.run_retention()
    assert not retention.is_night_due()
    clock.shift(timedelta(days=1))
    assert retention.is_night_due()
    assert tasks.TASKS[0].name == "privacy.run_retention"


def test_the_policy_s_dates_lead_from_application_to_erasure(db: Any, clock: time_machine.Traveller) -> None:
    """The whole life of a file, one night after the other, and gone on the day that was said."""
    application = ApplicationFactory(job=JobFactory(closed=True), erase_on=date(2027, 2, 23))
    assert application.erase_on == date(2027, 2, 23)
    for _ in range(91):
        assert _count(db, Application) == 1
        clock.shift(timedelta(days=1))
        _run()
    assert (today(), _count(db, Application)) == (date(2027, 2, 22), 1)
    clock.shift(timedelta(days=1))
    _run()
    assert _count(db, Application) == 0


def test_what_is_due_and_late_is_told_without_a_name(db: Any, clock: time_machine.Traveller) -> None:
    late, soon = _due(), ApplicationFactory(erase_on=today() + timedelta(days=10))
    ApplicationFactory(erase_on=today() + timedelta(days=31))
    page = queries.list_due(until=today() + timedelta(days=30))
    assert [(file.application_id, file.reference) for file in page.items] == [
        (late.id, late.reference),
        (soon.id, soon.reference),
    ]
    assert not any("Camille" in str(file) for file in page.items)
    run = _run()
    assert [each.id for each in queries.list_runs()] == [run.id]
    assert queries.find_last_run() is not None
    assert queries.find_last_run(SweepOutcome.STOPPED) is None


def test_two_sweeps_and_new_applications_at_once_end_as_one_after_the_other(app: Flask, db: Any) -> None:
    """R7: nobody erased twice, nobody new touched, certificates equal to erasures."""
    for _ in range(24):
        _due()
    job_id = JobFactory().id
    cvs = [DocumentFactory().id for _ in range(4)]

    def sweep() -> int:
        run = _run(accept_clock=True)
        return 0 if run.outcome is SweepOutcome.FINISHED else 1

    def apply(number: int, cv_id: UUID) -> int:
        with transaction():
            submit_application(
                actor=VISITOR,
                job=db.session.get_one(Job, job_id),
                form_key=f"form {number}",
                person=Submission("Neuve", f"neuve{number}@example.org"),
                cv=db.session.get_one(Document, cv_id),
                cover_letter=None,
                answers={},
                pool_consent=True,
                locale="fr",
                notice_hash=current_version("fr").hash,
            )
        return 0

    calls = [sweep, sweep, *(lambda n=n, cv=cv: apply(n, cv) for n, cv in enumerate(cvs))]
    assert in_parallel(app, calls) == [0] * 6  # type: ignore[arg-type]
    _run(accept_clock=True)
    assert sorted(db.session.scalars(select(Application.name))) == ["Neuve"] * 4
    assert _count(db, ErasureReceipt) == 24
    assert sum(db.session.scalars(select(SweepRun.erased))) == 24
    assert _count(db, Candidate) == 4


def test_a_night_that_another_worker_finished_is_finished_once(db: Any, clock: time_machine.Traveller) -> None:
    """R7: both saw nothing left to do; one of them writes it down."""
    with transaction():
        run = retention._open_run(SYSTEM, accept_clock=False)
        retention._finish(SYSTEM, run)
    with transaction():
        retention._finish(OPERATOR, run)
    told = db.session.scalars(select(AuditEvent.actor_kind).where(AuditEvent.tag == Tag.RETENTION_RAN)).all()
    assert len(told) == 1
