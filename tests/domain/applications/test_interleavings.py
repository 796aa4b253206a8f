"""Several people at one application, every act at once and in any order (R6)."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any
from uuid import UUID

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.core.actor import Actor, staff
from app.core.db import transaction
from app.core.errors import Conflict, Refused
from app.core.permissions import Role
from app.domain.applications import rules
from app.domain.applications.actions import pipeline
from app.domain.applications.enums import ApplicationState, RejectionReason
from app.domain.applications.models import Application, Move
from app.domain.applications.rules import Act
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.jobs.queries import list_stages
from tests.concurrency import in_parallel
from tests.factories import AccountFactory, ApplicationFactory

WRITTEN = {Tag.APPLICATION_MOVED, Tag.APPLICATION_DECIDED, Tag.APPLICATION_REOPENED}
# One step: which of two people, what they do, to which stage, and how old the page is that they look at.
ACTS = sorted(set(Act) - {Act.APPLY})
STEPS = st.lists(st.tuples(st.integers(0, 1), st.sampled_from(ACTS), st.integers(0, 3), st.integers(0, 2)), max_size=12)


def _actor() -> Actor:
    return staff(AccountFactory(role=Role.RECRUITER).id, Role.RECRUITER)


def _attempt(act: Act, actor: Actor, application_id: UUID, stage_id: UUID, version: int) -> str:
    """What came of it: done, a conflict, or not possible from there."""
    what: dict[str, Any] = {"actor": actor, "application_id": application_id, "version": version}
    try:
        with transaction():
            if act is Act.MOVE:
                pipeline.move_application(to_stage_id=stage_id, **what)
            elif act is Act.REOPEN:
                pipeline.reopen_application(**what)
            else:
                outcome = next(outcome for outcome, each in pipeline.DECISIONS.items() if each is act)
                pipeline.decide_application(outcome=outcome, reason=RejectionReason.SKILLS, **what)
    except Conflict:
        return "conflict"
    except Refused:
        return "refused"
    return "done"


def _check_chain(db: Any, application_id: UUID) -> None:
    """No gap, each link starts where the last one ended, the last is where the application stands; all audited."""
    application = db.session.get_one(Application, application_id)
    db.session.refresh(application)
    chain = db.session.scalars(select(Move).where(Move.application_id == application_id).order_by(Move.version)).all()
    assert [move.version for move in chain] == list(range(1, application.version + 1))
    for before, after in pairwise(chain):
        assert (after.from_stage_id, after.from_state) == (before.to_stage_id, before.to_state)
        assert after.account_id is not None
    last = chain[-1]
    assert (last.to_stage_id, last.to_state) == (application.stage_id, application.state)
    assert application.rejection_reason == last.rejection_reason
    audited = db.session.scalars(
        select(AuditEvent).where(AuditEvent.subject_id == application_id, AuditEvent.tag.in_(WRITTEN))
    ).all()
    assert sorted(event.details["version"] for event in audited) == [move.version for move in chain[1:]]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_two_people_do_the_outcome_is_that_of_the_table(
    db: Any, steps: list[tuple[int, Act, int, int]]
) -> None:
    """R6, rule 7: only who looks at the newest version acts, and only as the table says."""
    application, actors = ApplicationFactory(), (_actor(), _actor())
    stages = [stage.id for stage in list_stages(application.job_id)]
    version, state, stage_id = 1, ApplicationState.ACTIVE, stages[0]
    for who, act, target, age in steps:
        after = rules.state_after(state, act)
        outcome = _attempt(act, actors[who], application.id, stages[target], version - age)
        if age:
            assert outcome == "conflict"
        elif after is None:
            assert outcome == "refused"
        else:
            assert outcome == "done"
            if act is not Act.MOVE or stages[target] != stage_id:
                version += 1
            state, stage_id = after, stages[target] if act is Act.MOVE else stage_id
    db.session.refresh(application)
    assert (application.version, application.state, application.stage_id) == (version, state, stage_id)
    _check_chain(db, application.id)


def test_of_different_acts_at_once_one_wins_in_every_round(app: Flask, db: Any) -> None:
    """R6: a move, a hiring, a rejection and a withdrawal meet; whoever is late is told, nothing is half done."""
    application = ApplicationFactory()
    application_id, version = application.id, 1
    stages = [stage.id for stage in list_stages(application.job_id)]
    actors = [_actor() for _ in range(8)]
    for round_ in range(5):
        acts = (Act.MOVE, Act.HIRE, Act.REJECT, Act.WITHDRAW)
        stage_id = next(each for each in stages if each != application.stage_id)
        calls: list[Callable[[], str]] = [
            partial(_attempt, acts[(number + round_) % 4], actor, application_id, stage_id, version)
            for number, actor in enumerate(actors)
        ]
        assert sorted(in_parallel(app, calls)) == ["conflict"] * 7 + ["done"]
        version += 1
        db.session.refresh(application)
        if application.state is not ApplicationState.ACTIVE:
            assert _attempt(Act.REOPEN, actors[0], application_id, stage_id, version) == "done"
            version += 1
        db.session.refresh(application)
    _check_chain(db, application_id)
