"""Moving, deciding, opening again: one wins, nothing is lost, the chain has no gap (R6, A6.1)."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core.actor import SYSTEM, Actor, staff
from app.core.db import transaction
from app.core.errors import Conflict, Invalid, Missing, Refused
from app.core.permissions import Role
from app.domain.applications.actions import pipeline
from app.domain.applications.actions.closing import move_job_and_reschedule
from app.domain.applications.enums import ApplicationState, RejectionReason
from app.domain.applications.models import Application, Move
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.jobs.enums import JobState
from app.domain.jobs.models import Stage
from app.domain.people.models import Account
from tests.concurrency import in_parallel
from tests.factories import AccountFactory, ApplicationFactory, JobFactory, TeamMemberFactory
from tests.factories.archive import refused_application
from tests.statements import counted_statements


def _actor(role: Role = Role.RECRUITER) -> Actor:
    account = AccountFactory(role=role)
    return staff(account.id, role)


def _stages(db: Any, job_id: UUID) -> list[Stage]:
    return list(db.session.scalars(select(Stage).where(Stage.job_id == job_id).order_by(Stage.position)))


def _moves(db: Any, application_id: UUID) -> list[Move]:
    return list(db.session.scalars(select(Move).where(Move.application_id == application_id).order_by(Move.version)))


def test_a_move_changes_stage_version_history_and_audit(db: Any, clock: time_machine.Traveller) -> None:
    application, actor = ApplicationFactory(), _actor()
    first, second, *_ = _stages(db, application.job_id)
    clock.shift(86_400)
    with transaction():
        pipeline.move_application(actor=actor, application_id=application.id, to_stage_id=second.id, version=1)
    assert (application.stage_id, application.version) == (second.id, 2)
    move = _moves(db, application.id)[-1]
    assert (move.version, move.from_stage_id, move.to_stage_id, move.account_id) == (
        2,
        first.id,
        second.id,
        actor.account_id,
    )
    assert application.stage_entered_at == move.moved_at
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == Tag.APPLICATION_MOVED)).one()
    assert (event.subject_id, event.details) == (application.id, {"to": "screening", "version": 2})


def test_to_where_it_already_is_nothing_happens(db: Any) -> None:
    application = ApplicationFactory()
    with transaction():
        pipeline.move_application(
            actor=_actor(), application_id=application.id, to_stage_id=application.stage_id, version=1
        )
    assert application.version == 1


def test_a_stage_of_another_job_is_refused(db: Any) -> None:
    """B3.5."""
    application, other = ApplicationFactory(), JobFactory()
    for stage_id in (_stages(db, other.id)[0].id, uuid4()):
        with pytest.raises(Invalid), transaction():
            pipeline.move_application(actor=_actor(), application_id=application.id, to_stage_id=stage_id, version=1)


def test_the_second_of_two_people_gets_a_conflict_with_what_stands(db: Any) -> None:
    """R6."""
    application, faster = ApplicationFactory(), _actor()
    stages = _stages(db, application.job_id)
    with transaction():
        pipeline.move_application(actor=faster, application_id=application.id, to_stage_id=stages[1].id, version=1)
    with pytest.raises(Conflict) as conflict, transaction():
        pipeline.move_application(actor=_actor(), application_id=application.id, to_stage_id=stages[2].id, version=1)
    assert conflict.value.current == pipeline.Current(
        application.id, application.job_id, 2, stages[1].id, ApplicationState.ACTIVE, faster.account_id
    )
    assert application.stage_id == stages[1].id


def test_of_many_at_once_one_wins_and_the_chain_is_whole(app: Flask, db: Any) -> None:
    """R6: eight people, several rounds; every round has one winner, every other is told."""
    application = ApplicationFactory()
    stages = [stage.id for stage in _stages(db, application.job_id)]
    actors = [_actor() for _ in range(8)]
    application_id = application.id
    for round_ in range(4):
        version = round_ + 1
        target = stages[(round_ + 1) % len(stages)]

        def attempt(actor: Actor, version: int = version, target: UUID = target) -> str:
            try:
                with transaction():
                    pipeline.move_application(
                        actor=actor, application_id=application_id, to_stage_id=target, version=version
                    )
            except Conflict:
                return "told"
            return "won"

        outcomes = in_parallel(app, [lambda actor=actor: attempt(actor) for actor in actors])  # type: ignore[misc]
        assert sorted(outcomes) == ["told"] * 7 + ["won"]
    chain = _moves(db, application_id)
    assert [move.version for move in chain] == [1, 2, 3, 4, 5]
    assert [move.from_stage_id for move in chain[1:]] == [move.to_stage_id for move in chain[:-1]]


@pytest.mark.parametrize("outcome", [ApplicationState.HIRED, ApplicationState.REJECTED, ApplicationState.WITHDRAWN])
def test_a_decision_is_kept_with_its_author_and_starts_the_clock(
    db: Any, clock: time_machine.Traveller, outcome: ApplicationState
) -> None:
    """A2.2: the day on which the file goes follows at once."""
    application, actor = ApplicationFactory(), _actor()
    reason = RejectionReason.SKILLS if outcome is ApplicationState.REJECTED else None
    with transaction():
        pipeline.decide_application(
            actor=actor, application_id=application.id, outcome=outcome, reason=RejectionReason.SKILLS, version=1
        )
    db.session.refresh(application)
    assert (application.state, application.rejection_reason, application.decided_by) == (
        outcome,
        reason,
        actor.account_id,
    )
    assert application.erase_on == date(2027, 2, 23)
    move = _moves(db, application.id)[-1]
    assert (move.from_state, move.to_state, move.rejection_reason) == (ApplicationState.ACTIVE, outcome, reason)


def test_a_rejection_needs_a_reason_and_a_person(db: Any) -> None:
    """A6.1: by the rule, and by the database itself."""
    application = ApplicationFactory()
    with pytest.raises(Invalid) as fault, transaction():
        pipeline.decide_application(
            actor=_actor(),
            application_id=application.id,
            outcome=ApplicationState.REJECTED,
            reason=None,
            version=1,
        )
    assert list(fault.value.fields) == ["reason"]
    for change in ({"rejection_reason": None}, {"decided_by": None}):
        with pytest.raises(IntegrityError), transaction():
            row = db.session.get(Application, application.id)
            row.state, row.decided_at = ApplicationState.REJECTED, row.submitted_at
            row.rejection_reason, row.decided_by = RejectionReason.SKILLS, _account_id(db)
            for name, value in change.items():
                setattr(row, name, value)


def _account_id(db: Any) -> UUID:
    with db.session.no_autoflush:
        return UUID(str(db.session.scalar(select(Account.id))))


def test_the_system_decides_nothing(db: Any) -> None:
    """A6.1: it does not even see the application."""
    application = ApplicationFactory()
    with pytest.raises(Missing), transaction():
        pipeline.decide_application(
            actor=SYSTEM,
            application_id=application.id,
            outcome=ApplicationState.REJECTED,
            reason=RejectionReason.SKILLS,
            version=1,
        )


def test_a_decision_is_not_a_stage_of_life_that_we_do_not_know(db: Any) -> None:
    application = ApplicationFactory()
    with pytest.raises(Invalid), transaction():
        pipeline.decide_application(
            actor=_actor(), application_id=application.id, outcome=ApplicationState.ACTIVE, reason=None, version=1
        )


def test_a_decided_application_neither_moves_nor_is_decided_again(db: Any) -> None:
    application = ApplicationFactory()
    stages = _stages(db, application.job_id)
    with transaction():
        pipeline.decide_application(
            actor=_actor(),
            application_id=application.id,
            outcome=ApplicationState.WITHDRAWN,
            reason=None,
            version=1,
        )
    with pytest.raises(Refused), transaction():
        pipeline.move_application(actor=_actor(), application_id=application.id, to_stage_id=stages[1].id, version=2)
    with pytest.raises(Refused), transaction():
        pipeline.decide_application(
            actor=_actor(), application_id=application.id, outcome=ApplicationState.HIRED, reason=None, version=2
        )


def test_opening_again_takes_everything_of_the_decision_back(db: Any, clock: time_machine.Traveller) -> None:
    application, actor = ApplicationFactory(), _actor()
    with transaction():
        pipeline.decide_application(
            actor=actor,
            application_id=application.id,
            outcome=ApplicationState.REJECTED,
            reason=RejectionReason.PAY,
            version=1,
        )
    with transaction():
        pipeline.reopen_application(actor=actor, application_id=application.id, version=2)
    db.session.refresh(application)
    assert (application.state, application.decided_at, application.decided_by, application.rejection_reason) == (
        ApplicationState.ACTIVE,
        None,
        None,
        None,
    )
    assert application.erase_on == date(2028, 11, 23)
    with pytest.raises(Refused), transaction():
        pipeline.reopen_application(actor=actor, application_id=application.id, version=3)


def test_opening_again_long_after_the_job_closed_loses_nothing_in_the_night(
    db: Any, clock: time_machine.Traveller
) -> None:
    """A2.2: the decision alone kept the file; without it, the recruitment ended with the job, four months ago."""
    actor, job = _actor(), JobFactory()
    job_id, application_id = job.id, ApplicationFactory(job=job).id
    given: Any = {"outcome": ApplicationState.REJECTED, "reason": RejectionReason.PAY}
    with transaction():
        move_job_and_reschedule(actor=actor, job_id=job_id, to=JobState.CLOSED)
    clock.shift(80 * 86_400)
    with transaction():
        pipeline.decide_application(actor=actor, application_id=application_id, version=1, **given)
    clock.shift(40 * 86_400)
    with pytest.raises(Refused, match="clos depuis si longtemps"), transaction():
        pipeline.reopen_application(actor=actor, application_id=application_id, version=2)
    db.session.expire_all()
    kept = db.session.get(Application, application_id)
    assert (kept.state, kept.version, kept.erase_on) == (ApplicationState.REJECTED, 2, date(2027, 5, 11))
    with transaction():
        move_job_and_reschedule(actor=actor, job_id=job_id, to=JobState.PUBLISHED)
    with transaction():
        pipeline.reopen_application(actor=actor, application_id=application_id, version=2)
    db.session.expire_all()
    assert db.session.get(Application, application_id).state is ApplicationState.ACTIVE


def test_a_hiring_manager_acts_only_within_their_team(db: Any) -> None:
    """B3.1."""
    application, manager = ApplicationFactory(), _actor(Role.HIRING_MANAGER)
    stage = _stages(db, application.job_id)[1]
    act = {"actor": manager, "application_id": application.id, "to_stage_id": stage.id, "version": 1}
    with pytest.raises(Missing), transaction():
        pipeline.move_application(**act)
    TeamMemberFactory(job_id=application.job_id, account_id=manager.account_id)
    with transaction():
        pipeline.move_application(**act)
    assert application.stage_id == stage.id


def test_closing_a_job_starts_the_clock_of_those_nobody_decided_on(db: Any, clock: time_machine.Traveller) -> None:
    """A2.2; opening it again takes the clock back."""
    actor, application = _actor(), ApplicationFactory()
    with transaction():
        move_job_and_reschedule(actor=actor, job_id=application.job_id, to=JobState.CLOSED)
    db.session.refresh(application)
    assert application.erase_on == date(2027, 2, 23)
    with transaction():
        move_job_and_reschedule(actor=actor, job_id=application.job_id, to=JobState.PUBLISHED)
    db.session.refresh(application)
    assert application.erase_on == date(2028, 11, 23)


def test_closing_asks_as_much_of_many_as_of_one(db: Any, clock: time_machine.Traveller) -> None:
    """A job of ten thousand is closed within a page, in which nobody else may write."""
    actor, jobs = _actor(), [JobFactory() for _ in range(2)]
    many = [[ApplicationFactory(job=job).id for _ in range(number)] for job, number in zip(jobs, (1, 5), strict=True)]
    decided = refused_application(job=jobs[1])
    due_on = decided.erase_on
    asked = []
    for job in jobs:
        with counted_statements() as sent, transaction():
            move_job_and_reschedule(actor=actor, job_id=job.id, to=JobState.CLOSED)
        asked.append(len(sent))
    assert asked[0] == asked[1]
    days = select(Application.erase_on).where(Application.id.in_([key for keys in many for key in keys]))
    assert set(db.session.scalars(days)) == {date(2027, 2, 23)}
    db.session.refresh(decided)
    assert decided.erase_on == due_on
