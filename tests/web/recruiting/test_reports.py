"""Where applications come from: counted, visible as far as the actor sees, inert in a sheet."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.core import paging
from app.core.actor import SYSTEM
from app.core.clock import now, today
from app.core.db import transaction
from app.core.permissions import Role
from app.domain.applications.enums import ApplicationState, SourceKind
from app.domain.applications.models import ErasedCount
from app.domain.applications.personal_data import erase_application as erase_rows
from app.domain.privacy.erasure import erase_application
from app.extensions import db as database
from tests.factories import ApplicationFactory, JobFactory, RestrictionFactory, TeamMemberFactory
from tests.statements import counted_statements

ROOT = Path(__file__).parents[3]


def _rows(page: Any) -> list[list[str]]:
    return [["".join(cell.itertext()) for cell in row.iter("td")] for row in page.tree.iter("tr")][1:]


def _came(number: int, **given: Any) -> list[Any]:
    return [ApplicationFactory(**given) for _ in range(number)]


def test_applications_are_counted_by_source_and_campaign(sign_in: Any) -> None:
    """Fives only: of seven, five are told; what fewer than five came through is told together."""
    job, other = JobFactory(), JobFactory()
    _came(7, job=job, source="linkedin", campaign="rentrée")
    _came(5, job=other, submitted_at=now() - timedelta(days=60))
    _came(4, job=other, source="rare")
    client = sign_in(Role.RECRUITER)
    assert _rows(client.page("/staff/reports?lang=en")) == [
        ["direct", "—", "5", "under 5"],
        ["linkedin", "rentrée", "5", "under 5"],
        ["others", "—", "under 5", "under 5"],
    ]
    assert _rows(client.page(f"/staff/reports?lang=en&job={job.id}")) == [["linkedin", "rentrée", "5", "under 5"]]
    assert [row[0] for row in _rows(client.page("/staff/reports?lang=en&months=1"))] == ["linkedin", "others"]
    assert len(_rows(client.page("/staff/reports?lang=en&months=12"))) == 3
    assert len(_rows(client.page("/staff/reports?months=31&job=none"))) == 3


def test_where_the_team_found_people_is_said_in_words(sign_in: Any) -> None:
    """A1.3: the source of whom they added is a word of ours, which no address says."""
    _came(5, job=JobFactory(), source=SourceKind.CV_DATABASE.value)
    client = sign_in(Role.RECRUITER)
    assert [row[0] for row in _rows(client.page("/staff/reports?lang=fr"))] == ["CVthèque"]
    assert "CVthèque;;5;" in client.get("/staff/reports/sources.csv?lang=fr").get_data(as_text=True)


def test_every_job_can_be_chosen_however_many_there_are(sign_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that could not be was counted behind a list that said: all jobs."""
    monkeypatch.setattr(paging, "MAX_PER_PAGE", 2)
    ids = {str(JobFactory(title=f"Poste {number}").id) for number in range(5)}
    chosen = next(iter(ids))
    page = sign_in(Role.RECRUITER).page(f"/staff/reports?job={chosen}")
    options = [option for option in page.find_all("option") if option.get("value") in ids]
    assert len(options) == len(ids)
    assert [option.get("value") for option in options if option.get("selected") is not None] == [chosen]


def test_the_manual_names_what_the_reports_are_asked(sign_in: Any) -> None:
    page = sign_in(Role.RECRUITER).page("/staff/reports")
    asked = " ".join(element.get("name") or "" for element in page.find_all("select"))
    manual = (ROOT / "docs/http.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| GET \| `/staff/reports(?:/sources\.csv)?` \| `(.+?)`", manual, re.MULTILINE) == [asked] * 2


def test_nobody_whose_data_is_set_apart_is_counted(sign_in: Any) -> None:
    """A10.1: of five, four are left, and fewer than five are told as such."""
    theirs = _came(5, source="linkedin")
    client = sign_in(Role.RECRUITER)
    assert _rows(client.page("/staff/reports?lang=en")) == [["linkedin", "—", "5", "under 5"]]
    RestrictionFactory(candidate_id=theirs[0].candidate_id)
    assert _rows(client.page("/staff/reports?lang=en")) == [["others", "—", "under 5", "under 5"]]


@pytest.mark.parametrize("state", [ApplicationState.ACTIVE, ApplicationState.HIRED])
@pytest.mark.parametrize("number", [1, 4, 5, 11])
def test_an_erasure_changes_no_cell(sign_in: Any, number: int, state: ApplicationState) -> None:
    """A11.4 T: what stands in the page and the sheet before one erasure stands there after it, for every filter."""
    job = JobFactory()
    decided = {} if state is ApplicationState.ACTIVE else {"decided_at": now()}
    theirs = _came(number, job=job, source="linkedin", state=state, **decided)
    _came(6, source="rare")
    client = sign_in(Role.RECRUITER)
    paths = [
        f"/staff/reports{page}?{query}"
        for page in ("", "/sources.csv")
        for query in ("", "months=1", f"job={job.id}", f"job={job.id}&months=12")
    ]
    before = [_said(client, path) for path in paths]
    for application in theirs:
        with transaction():
            erase_application(
                actor=SYSTEM,
                application_id=application.id,
                due_on=today(),
                because="request",
                policy_version="1",
                archive_until=None,
            )
        assert [_said(client, path) for path in paths] == before
    assert database.session.scalar(select(func.sum(ErasedCount.count))) == number


def _said(client: Any, path: str) -> Any:
    return client.get(path).get_data(as_text=True) if ".csv" in path else _rows(client.page(path))


def test_counts_of_the_erased_hold_no_day_and_no_words_that_few_came_through(db: Any) -> None:
    """A11.4: an address can be written by anybody, with anybody's name in it."""
    at = datetime(2026, 5, 31, 22, 30, tzinfo=UTC)
    _came(4, source="linkedin")
    gone = [ApplicationFactory(source=source, submitted_at=at) for source in ("linkedin", "de-jean-dupont")]
    for application in gone:
        with transaction():
            erase_rows(application.id)
    rows = db.session.execute(select(ErasedCount.month_on, ErasedCount.source, ErasedCount.is_rare, ErasedCount.count))
    assert sorted(tuple(row) for row in rows) == [
        (date(2026, 6, 1), "", True, 1),
        (date(2026, 6, 1), "linkedin", False, 1),
    ]


def test_who_came_by_few_is_not_taken_for_who_came_by_themselves(db: Any) -> None:
    """A11.4: neither has words left in the counts; many of the one do not make many of the other."""
    gone = [ApplicationFactory(source=f"ad {number}") for number in range(5)]
    for application in (*gone, ApplicationFactory(source=None)):
        with transaction():
            erase_rows(application.id)
    rows = db.session.execute(select(ErasedCount.is_rare, func.sum(ErasedCount.count)).group_by(ErasedCount.is_rare))
    assert [tuple(row) for row in rows] == [(True, 6)]


def test_a_hiring_manager_counts_the_jobs_of_the_team_alone(sign_in: Any) -> None:
    """B3.1."""
    mine, other = JobFactory(), JobFactory()
    for job, source in ((mine, "a"), (other, "b")):
        applications = _came(5, job=job, source=source)
        with transaction():
            erase_rows(applications[0].id)
    client = sign_in(Role.HIRING_MANAGER)
    TeamMemberFactory(job_id=mine.id, account_id=client.account.id)
    assert [row[0] for row in _rows(client.page("/staff/reports"))] == ["a"]
    assert "b;" not in client.get(f"/staff/reports/sources.csv?job={other.id}").get_data(as_text=True)


def test_nothing_to_count_says_what_to_do(sign_in: Any) -> None:
    assert "?source=linkedin" in sign_in(Role.RECRUITER).page("/staff/reports").text


def test_a_sheet_holds_no_formula(sign_in: Any) -> None:
    """ASVS 1.2.10: a cell that begins like a formula is text."""
    _came(5, source="-1+1", campaign="=cmd")
    answer = sign_in(Role.RECRUITER).get("/staff/reports/sources.csv?lang=en")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sources.csv"'
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")), delimiter=";"))
    assert rows == [["Source", "Campaign", "Applications", "Hired"], ["'-1+1", "'=cmd", "5", "under 5"]]


def test_the_table_takes_the_same_statements_whatever_its_length(sign_in: Any) -> None:
    client = sign_in(Role.RECRUITER)
    counted = []
    for number in (1, 3):
        for _ in range(number):
            _came(5, source=f"source {number}")
        with counted_statements() as queries:
            client.get("/staff/reports")
        counted.append(len(queries))
    assert counted[0] == counted[1]
