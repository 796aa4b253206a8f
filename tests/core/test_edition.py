"""What is kept until a public row changes: never older than the transaction that asks. Whole pages: web/careers."""

import re
from typing import Any

import pytest
from sqlalchemy import delete, update

from app.core import edition
from app.core.actor import OPERATOR
from app.core.db import reading, transaction
from app.core.edition import MOST, WATCHED, PublicEdition, kept_for_edition
from app.domain.firm.actions import change_firm
from app.domain.firm.notices import list_notices
from app.domain.firm.queries import current_brand, current_firm
from app.domain.jobs.models import Job, JobText, Stage
from app.domain.jobs.queries import list_stages, texts_of
from tests.factories import JobFactory
from tests.statements import counted_statements


def _names(job: Job) -> list[str]:
    return [stage.names["fr"] for stage in list_stages(job.id)]


def _rename(db: Any, job: Job, name: str) -> None:
    """Past everything that could know of it."""
    db.session.execute(update(Stage).where(Stage.job_id == job.id).values(names={"fr": name}))


def test_what_has_not_changed_is_asked_for_once_and_the_edition_once_a_page(db: Any) -> None:
    job_id = JobFactory().id
    with reading():
        first = list_stages(job_id), texts_of(job_id)
    with counted_statements() as sent, reading():
        assert (list_stages(job_id), texts_of(job_id)) == first
    assert sent == [edition.SELECT]


def test_whoever_asks_after_a_change_gets_it(db: Any) -> None:
    job, other = JobFactory(), JobFactory()
    kept = _names(other)
    assert _names(job) == kept
    with transaction():
        _rename(db, job, "Autre")
        db.session.execute(update(JobText).where(JobText.job_id == job.id).values(title="Autre titre"))
    with reading():
        assert set(_names(job)) == {"Autre"}
        assert {text.title for text in texts_of(job.id)} == {"Autre titre"}
        assert _names(other) == kept


def test_a_writer_sees_what_it_writes_and_nobody_sees_what_it_takes_back(db: Any) -> None:
    job = JobFactory()
    before = _names(job)
    with pytest.raises(ZeroDivisionError), transaction():
        _rename(db, job, "Nie")
        assert set(_names(job)) == {"Nie"}
        raise ZeroDivisionError
    with reading():
        assert _names(job) == before
    with transaction():
        with pytest.raises(ZeroDivisionError), db.session.begin_nested():
            _rename(db, job, "Nie")
            assert set(_names(job)) == {"Nie"}
            raise ZeroDivisionError
        assert _names(job) == before


def test_what_a_session_has_not_yet_written_counts(db: Any) -> None:
    job = JobFactory()
    _names(job)
    with transaction():
        db.session.get(Stage, list_stages(job.id)[0].id).names = {"fr": "Neu"}
        assert _names(job)[0] == "Neu"


def test_the_firm_is_the_one_of_the_moment(app: Any, db: Any) -> None:
    assert (current_firm().name, current_brand().accent) == (app.config["FIRM_NAME"], None)
    for version, accent in enumerate(("#7a1f3d", "#1f3d7a")):
        with transaction():
            change_firm(actor=OPERATOR, version=version, facts={"name": f"Maison {version}"}, accent=accent, words={})
        with reading():
            assert (current_firm().name, current_brand().accent) == (f"Maison {version}", accent)


def test_before_anything_is_public_nothing_is_kept(db: Any) -> None:
    asked: list[int] = []
    with transaction():
        db.session.execute(delete(PublicEdition))

    @kept_for_edition
    def double(number: int) -> int:
        asked.append(number)
        return 2 * number

    assert [double(1), double(1)] == [2, 2]
    assert asked == [1, 1]
    JobFactory()
    assert [double(1), double(1)] == [2, 2]
    assert asked == [1, 1, 1]


def test_memory_has_a_bound(db: Any) -> None:
    JobFactory()
    asked: list[int] = []

    @kept_for_edition
    def same(number: int) -> int:
        asked.append(number)
        return number

    for number in range(MOST + 1):
        same(number)
    same(0)
    assert asked == [*range(MOST + 1), 0]


def test_all_that_is_kept_is_watched(db: Any) -> None:
    job = JobFactory()
    with counted_statements() as sent:
        list_stages(job.id)
        texts_of(job.id)
        current_firm()
        list_notices()
    read = {table for statement in sent for table in re.findall(r"FROM (\w+)", statement)} - {"public_edition"}
    assert read == {"stages", "job_texts", "firm_settings", "notices"}
    assert read <= set(WATCHED)
