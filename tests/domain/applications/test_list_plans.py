"""What the list is sorted and filtered by has an index: a page is read in its order, never sorted as a whole."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from flask import Flask

from app.core.actor import Actor, staff
from app.core.db import is_sqlite
from app.core.permissions import Role
from app.domain.applications.enums import ApplicationState
from app.domain.applications.queries.attention import list_documents_to_look_at
from app.domain.applications.queries.leaving import list_leaving_of
from app.domain.applications.queries.listing import ListFilter, Sort, list_applications
from tests.factories import AccountFactory, ApplicationFactory
from tests.statements import counted_statements

# SQLite's word for a sort of everything that was found; what only orders those of one instant by id costs nothing.
SORTS_ALL = "USE TEMP B-TREE FOR ORDER BY"


@pytest.mark.parametrize(
    ("sort", "order", "stage", "state"),
    list(product(Sort, ("asc", "desc"), ("any", "one"), (None, ApplicationState.ACTIVE))),
)
def test_a_page_is_read_in_its_order(
    db: Any, sort: Sort, order: str, stage: str, state: ApplicationState | None
) -> None:
    """Only the plan of SQLite is looked at: PostgreSQL chooses by the size of what it has."""
    application = ApplicationFactory()
    asked = ListFilter(
        stage_id=application.stage_id if stage == "one" else None, state=state, sort=sort, is_descending=order == "desc"
    )
    plan = _plan(db, lambda actor: list_applications(actor, application.job_id, asked, page=1))
    assert [step for step in plan if step.startswith("SCAN applications")] == []
    # The position of a stage stands in another table: over all stages at once, the job's applications are sorted.
    assert (SORTS_ALL in plan) == (sort is Sort.STAGE and stage == "any"), plan


def test_what_goes_soon_is_found_by_its_day(db: Any) -> None:
    """A2.16, shown on every board: its cost follows what goes, not what the job has."""
    job_id = ApplicationFactory().job_id
    assert "SEARCH applications USING INDEX ix_applications_job_id_erase_on (job_id=? AND erase_on<?)" in _plan(
        db, lambda actor: list_leaving_of(actor, job_id)
    )


@pytest.mark.parametrize("scanner", ["none", "clamd"])
def test_files_to_look_at_are_found_among_themselves(
    db: Any, app: Flask, monkeypatch: pytest.MonkeyPatch, scanner: str
) -> None:
    """Of a hundred thousand files a few hundred, whatever the others are: each by its id, and then its application."""
    monkeypatch.setitem(app.config, "ANTIVIRUS", scanner)
    plan = _plan(db, list_documents_to_look_at)
    assert "SCAN documents USING INDEX ix_documents_to_look_at" in plan
    assert "SEARCH documents USING INDEX sqlite_autoindex_documents_1 (id=?)" in plan
    assert [step for step in plan if step.startswith("SCAN applications")] == []
    assert ("SEARCH documents USING INDEX ix_documents_state_scan_preparation (state=? AND scan=?)" in plan) == (
        scanner == "clamd"
    ), plan


def _plan(db: Any, ask: Callable[[Actor], object]) -> list[str]:
    """The steps of the statement that fetches the page: the last one sent."""
    if not is_sqlite():
        pytest.skip("the plan of SQLite")
    actor = staff(AccountFactory(role=Role.RECRUITER).id, Role.RECRUITER)
    with counted_statements() as sent:
        ask(actor)
    nothing = ("",) * sent[-1].count("?")
    return [row[3] for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sent[-1]}", nothing)]
