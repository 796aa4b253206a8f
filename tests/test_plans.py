"""What is asked every few seconds, and the pages of what only grows, find what they look for in an index.

Only the plan of SQLite is looked at: PostgreSQL chooses by the size of what it has.
"""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from app.adapters import ocr
from app.core.actor import staff
from app.core.db import is_sqlite, reading
from app.core.permissions import Role
from app.domain.applications.queries.reports import count_by_source
from app.domain.documents import readying
from app.domain.mail.enums import MailState
from app.domain.mail.queries import list_outbox
from app.worker import TASKS
from tests.statements import counted_statements

RECRUITER = staff(uuid4(), Role.RECRUITER)
GROWING = ("applications", "moves", "documents", "candidates", "audit_events", "outgoing_mails")
SORTS_ALL = "USE TEMP B-TREE FOR ORDER BY"
# The newest of a table is read from its end, with no look at the others.
FROM_THE_END = re.compile(r"ORDER BY (audit_events\.id|audit_seals\.position) DESC\s+LIMIT")


@pytest.fixture
def plans(db: Any) -> Callable[[Callable[[], object]], list[tuple[str, list[str]]]]:
    """Each statement of what is done, with its plan."""
    if not is_sqlite():
        pytest.skip("the plan of SQLite")

    def planned(ask: Callable[[], object]) -> list[tuple[str, list[str]]]:
        with reading(), counted_statements() as sent:
            ask()
        return [(statement, _plan(db, statement)) for statement in sent if "SELECT" in statement]

    return planned


def _plan(db: Any, statement: str) -> list[str]:
    nothing = ("",) * statement.count("?")
    return [row[3] for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", nothing)]


def _whole(statement: str, plan: list[str]) -> list[str]:
    """The steps that go through a whole table that grows."""
    if FROM_THE_END.search(statement):
        return []
    return [step for step in plan if re.fullmatch(rf"SCAN ({'|'.join(GROWING)})", step)]


@pytest.mark.parametrize("name", [task.name for task in TASKS])
def test_worker_looks_for_work_in_an_index(plans: Any, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Every second: with a hundred thousand files at rest, one look for a file that waits took most of a second."""
    monkeypatch.setattr(ocr, "find_ocr", lambda: "here")
    task = next(each for each in TASKS if each.name == name)
    assert [step for statement, plan in plans(task.is_due) for step in _whole(statement, plan)] == []


def test_a_file_that_waits_is_found_among_those_that_wait(plans: Any) -> None:
    """Not among all that are kept, in the order of their days."""
    index = "ix_documents_preparation_state_created_at (preparation=? AND state=?)"
    assert [plan for _statement, plan in plans(readying.is_preparation_due)] == [
        [f"SEARCH documents USING INDEX {index}"]
    ]


def test_reports_are_counted_from_an_index_alone(plans: Any) -> None:
    """Of a hundred thousand applications each row was read for it, with all that people had written."""
    counted = [plan for statement, plan in plans(lambda: count_by_source(RECRUITER)) if "count(*)" in statement]
    assert [
        [step for step in plan if "applications" in step and "COVERING INDEX ix_applications_counted" not in step]
        for plan in counted
    ] == [[]]


@pytest.mark.parametrize("state", [None, *MailState])
def test_page_of_letters_is_read_in_its_order(plans: Any, state: MailState | None) -> None:
    """Of two hundred thousand letters all were read and sorted, with their words, for the fifty of a page."""
    for statement, plan in plans(lambda: list_outbox(state=state, page=1)):
        assert _whole(statement, plan) == []
        assert SORTS_ALL not in plan
