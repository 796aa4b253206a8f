"""A job's life: who may see it when, and what must be right before."""

from itertools import product
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.core.actor import Actor, staff
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Invalid, Missing, Refused
from app.core.permissions import Role
from app.domain.audit.models import AuditEvent
from app.domain.jobs import queries
from app.domain.jobs.actions.publishing import move_job
from app.domain.jobs.enums import JobState
from app.domain.jobs.models import Job, JobText
from app.domain.jobs.rules import MOVES
from tests.factories import AccountFactory, JobFactory, QuestionFactory

TRAITS: dict[JobState, dict[str, Any]] = {
    JobState.DRAFT: {"draft": True},
    JobState.PUBLISHED: {},
    JobState.PAUSED: {"paused": True},
    JobState.CLOSED: {"closed": True},
}


def _recruiter() -> Actor:
    return staff(AccountFactory().id, Role.RECRUITER)


def _move(job: Job, to: JobState, actor: Actor | None = None) -> Job:
    with transaction():
        return move_job(actor=actor or _recruiter(), job_id=job.id, to=to)


@pytest.mark.parametrize(("state", "to"), list(product(JobState, JobState)))
def test_a_job_moves_as_the_table_says_and_never_else(db: Any, state: JobState, to: JobState) -> None:
    job = JobFactory(**TRAITS[state])
    if to in MOVES[state]:
        moved = _move(job, to)
        assert (moved.state, moved.version) == (to, 2)
        assert (moved.closed_at is not None) == (to is JobState.CLOSED)
        assert db.session.scalars(select(AuditEvent.tag)).all() == [f"job:{to.value}"]
    else:
        with transaction(), pytest.raises(Refused):
            move_job(actor=_recruiter(), job_id=job.id, to=to)
        assert (job.state, job.version) == (state, 1)
        assert db.session.scalars(select(AuditEvent.tag)).all() == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(wished=st.lists(st.sampled_from(list(JobState)), max_size=8))
def test_whatever_is_tried_only_a_published_job_is_public_and_a_draft_never_again(
    db: Any, wished: list[JobState]
) -> None:
    job, actor, has_left = JobFactory(draft=True), _recruiter(), False
    for to in wished:
        try:
            _move(job, to, actor)
            has_left = True
        except Refused:
            pass
        assert has_left == (job.state is not JobState.DRAFT)
        found = db.session.scalar(select(Job.id).where(Job.slug == job.slug, Job.state == JobState.PUBLISHED))
        assert (found is not None) == (job.state is JobState.PUBLISHED)
        assert (job.published_at is not None) == has_left
        assert (job.closed_at is not None) == (job.state is JobState.CLOSED)


def test_the_date_of_the_ad_is_that_of_its_latest_publishing(db: Any, clock: time_machine.Traveller) -> None:
    """A4.6, L.5332-1: a pause does not make an ad younger, a new start does."""
    job = JobFactory(draft=True)
    first = _move(job, JobState.PUBLISHED).published_at
    assert first == now()
    clock.shift(86_400)
    _move(job, JobState.PAUSED)
    assert _move(job, JobState.PUBLISHED).published_at == first
    closed = _move(job, JobState.CLOSED)
    assert (closed.published_at, closed.closed_at) == (first, now())
    clock.shift(86_400)
    again = _move(job, JobState.PUBLISHED)
    assert (again.published_at, again.closed_at) == (now(), None)


def _without_french(db: Any, job: Job) -> None:
    db.session.delete(db.session.get(JobText, (job.id, "fr")))
    db.session.commit()


@pytest.mark.parametrize("state", [JobState.DRAFT, JobState.PAUSED, JobState.CLOSED])
def test_nothing_is_published_before_every_fault_is_mended(db: Any, state: JobState) -> None:
    """A4.1, A4.2, A4.6, A7.3: all are named at once, and nothing changes."""
    job = JobFactory(**TRAITS[state], stages=False, pay_min=None)
    _without_french(db, job)
    QuestionFactory(job_id=job.id, labels={"fr": "Quelle est votre religion ?"}, reasons={})
    with transaction(), pytest.raises(Invalid) as refused:
        move_job(actor=_recruiter(), job_id=job.id, to=JobState.PUBLISHED)
    assert sorted(refused.value.fields) == ["forbidden_question", "no_french", "no_pay", "no_reason", "no_stage"]
    assert all(str(words) for words in refused.value.fields.values())
    assert (job.state, job.version) == (state, 1)


def test_a_faulty_ad_can_still_be_paused_and_closed(db: Any) -> None:
    job = JobFactory(stages=False, pay_min=None)
    for to in (JobState.PAUSED, JobState.CLOSED):
        assert _move(job, to).state is to


def test_a_job_that_is_not_the_actor_s_is_missing(db: Any) -> None:
    """B3.2."""
    job = JobFactory(draft=True)
    manager = staff(AccountFactory(role=Role.HIRING_MANAGER).id, Role.HIRING_MANAGER)
    for actor, job_id in ((manager, job.id), (_recruiter(), uuid4())):
        with pytest.raises(Missing), transaction():
            move_job(actor=actor, job_id=job_id, to=JobState.PUBLISHED)
    assert queries.get_job_visible_to(_recruiter(), job.id).state is JobState.DRAFT
