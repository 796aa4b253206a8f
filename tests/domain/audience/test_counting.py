"""From a line in a file to a daily count: nothing about a visitor, nothing counted twice, gone after 25 months."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import inspect, select

from app.core.clock import today
from app.core.db import transaction
from app.core.queue import Worker
from app.domain.audience import counting, queries, tasks
from app.domain.audience.enums import PageKind
from app.domain.audience.models import NO_JOB, CountedFile, VisitCount
from tests.factories import VisitCountFactory

pytestmark = pytest.mark.usefixtures("db")
Counts = dict[tuple[date, str, UUID], int]


def _counts(db: Any) -> Counts:
    db.session.rollback()
    db.session.expire_all()
    return {(row.day, row.page, row.job_id): row.count for row in db.session.scalars(select(VisitCount))}


def _left() -> list[str]:
    return sorted(path.name for path in counting.folder().glob("*"))


def test_visits_are_added_up_by_day_page_and_job(db: Any, clock: Any) -> None:
    job_id, first = uuid4(), today()
    for _ in range(3):
        counting.note(page=PageKind.HOME, job_id=None)
    counting.note(page=PageKind.JOB, job_id=job_id)
    tasks.collect()
    counting.note(page=PageKind.HOME, job_id=None)
    clock.shift(timedelta(days=1))
    counting.note(page=PageKind.JOB, job_id=job_id)
    counting.note(page=PageKind.JOB, job_id=None)
    assert tasks.has_work()
    tasks.collect()
    assert _counts(db) == {
        (first, "home", NO_JOB): 4,
        (first, "job", job_id): 1,
        (today(), "job", job_id): 1,
        (today(), "job", NO_JOB): 1,
    }
    assert (_left(), tasks.has_work()) == ([], False)


def test_what_concerns_a_job_is_counted_with_that_job_alone() -> None:
    """A15.1: beside the numbers of the jobs, the sum of them all would tell the small one that is hidden."""
    job_id = uuid4()
    VisitCountFactory(page=PageKind.HOME, job_id=NO_JOB, count=10)
    VisitCountFactory(page=PageKind.JOB, job_id=job_id, count=10)
    assert queries.count_pages(today()) == {PageKind.HOME: 10}
    assert queries.count_jobs(today()) == {job_id: {PageKind.JOB: 10}}


@pytest.mark.promise("C1.4")
def test_nothing_but_a_day_a_page_and_a_job_is_written(db: Any) -> None:
    """C1.4, A15.1: neither in the file nor in the table."""
    counting.note(page=PageKind.APPLY, job_id=uuid4())
    [path] = counting.folder().iterdir()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d apply [0-9a-f-]{36}\n", path.read_text())
    assert path.stat().st_mode & 0o777 == 0o600
    assert {column["name"] for column in inspect(db.engine).get_columns("visit_counts")} == {
        "day",
        "page",
        "job_id",
        "count",
    }


def test_the_worker_counts_each_minute(db: Any) -> None:
    counting.note(page=PageKind.HOME, job_id=None)
    assert [(task.name, task.every) for task in tasks.TASKS] == [("audience.collect", timedelta(seconds=60))]
    assert Worker(tasks.TASKS).tick() is True
    assert list(_counts(db).values()) == [1]
    assert Worker(tasks.TASKS).tick() is False


def test_a_crash_before_the_commit_loses_nothing(db: Any) -> None:
    counting.note(page=PageKind.HOME, job_id=None)
    with pytest.raises(RuntimeError), transaction():
        counting.count_files(counting.take_files())
        raise RuntimeError
    assert (_counts(db), len(_left())) == ({}, 1)
    counting.note(page=PageKind.HOME, job_id=None)
    tasks.collect()
    assert (list(_counts(db).values()), _left()) == ([2], [])


def test_a_crash_after_the_commit_counts_nothing_twice(db: Any) -> None:
    counting.note(page=PageKind.HOME, job_id=None)
    with transaction():
        counting.count_files(counting.take_files())
    assert (list(_counts(db).values()), len(_left())) == ([1], 1)
    counting.note(page=PageKind.JOBS, job_id=None)
    tasks.collect()
    assert (sorted(_counts(db).values()), _left()) == ([1, 1], [])
    tasks.collect()
    assert db.session.scalars(select(CountedFile.name)).all() == []


def test_a_torn_line_is_left_out_and_the_others_count(db: Any) -> None:
    counting.note(page=PageKind.HOME, job_id=None)
    [path] = counting.folder().iterdir()
    whole = path.read_text()
    path.write_bytes(
        whole.encode() + b"2026-11-23 home\n2026-11-23 other " + b"\xff\x00" * 4 + b"\n" + whole.encode()[:-9]
    )
    tasks.collect()
    assert list(_counts(db).values()) == [1]


def test_a_count_is_kept_for_25_months_and_not_a_day_more(db: Any, clock: Any) -> None:
    """A15.1."""
    for day in (date(2024, 10, 23), date(2024, 10, 22), date(2024, 10, 24)):
        VisitCountFactory(day=day)
    assert today() == date(2026, 11, 23)
    tasks.collect()
    assert {day for day, _page, _job_id in _counts(db)} == {date(2024, 10, 24)}
    assert tasks.has_work() is False
    clock.move_to(datetime(2026, 11, 24, 9, tzinfo=UTC))
    assert Worker(tasks.TASKS).tick() is True
    assert _counts(db) == {}


def test_visits_of_an_absent_worker_do_not_fill_the_disk(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST_OCTETS", 100)
    for _ in range(50):
        counting.note(page=PageKind.HOME, job_id=None)
    [path] = counting.folder().iterdir()
    assert path.stat().st_size < 200


def test_a_folder_that_cannot_be_written_costs_no_page(
    app: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "audience").write_text("in the way")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(app.config, "DATA_DIR", tmp_path)
        counting.note(page=PageKind.HOME, job_id=None)
    assert "visit not noted" in caplog.text


def test_the_first_visit_of_all_makes_the_folder(db: Any) -> None:
    counting.folder().rmdir()
    counting.note(page=PageKind.JOBS, job_id=None)
    assert len(list(counting.folder().iterdir())) == 1
