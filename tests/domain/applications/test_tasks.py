"""A job whose last day is past closes by itself, once, and the clock of those without an answer follows."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.core.clock import today
from app.core.db import reading
from app.domain.applications import tasks
from app.domain.applications.models import Application
from app.domain.audit.queries import list_events_about
from app.domain.jobs.enums import JobState
from app.domain.jobs.models import Job
from app.domain.jobs.queries import has_ended_job
from tests.concurrency import in_parallel
from tests.factories import ApplicationFactory, JobFactory


def _is_due() -> bool:
    with reading():
        return has_ended_job()


def test_an_ad_closes_the_day_after_its_last(db: Any, clock: Any) -> None:
    last_day = JobFactory(closes_on=today())
    ended = JobFactory(closes_on=today() - timedelta(days=1))
    paused = JobFactory(paused=True, closes_on=today() - timedelta(days=9))
    application = ApplicationFactory(job=ended)
    before = application.erase_on
    for _ in range(3):
        tasks.close_ended_jobs()
    db.session.expire_all()
    assert [db.session.get(Job, job.id).state for job in (last_day, ended, paused)] == [
        JobState.PUBLISHED,
        JobState.CLOSED,
        JobState.CLOSED,
    ]
    assert db.session.get(Application, application.id).erase_on < before
    assert [(event.tag, event.actor_kind) for event in list_events_about(ended.id)] == [("job:closed", "system")]
    assert not _is_due()


def test_there_is_work_only_when_an_ad_has_ended(db: Any) -> None:
    JobFactory()
    JobFactory(closed=True, closes_on=today() - timedelta(days=1))
    assert not _is_due()
    JobFactory(closes_on=today() - timedelta(days=1))
    assert _is_due()


@pytest.mark.parametrize("workers", [2])
def test_two_workers_close_one_job_once(app: Flask, db: Any, workers: int) -> None:
    job_id = JobFactory(closes_on=today() - timedelta(days=1)).id

    def close() -> int:
        tasks.close_ended_jobs()
        return 0

    assert in_parallel(app, [close] * workers) == [0] * workers
    assert len(list_events_about(job_id)) == 1
