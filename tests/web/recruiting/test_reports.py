"""Where applications come from: counted, visible as far as the actor sees, inert in a sheet."""

import csv
import io
from datetime import timedelta
from typing import Any

from app.core.clock import now
from app.core.permissions import Role
from tests.factories import ApplicationFactory, JobFactory, TeamMemberFactory
from tests.statements import counted_statements


def _rows(page: Any) -> list[list[str]]:
    return [["".join(cell.itertext()) for cell in row.iter("td")] for row in page.tree.iter("tr")][1:]


def test_applications_are_counted_by_source_and_campaign(sign_in: Any) -> None:
    job, other = JobFactory(), JobFactory()
    for _ in range(2):
        ApplicationFactory(job=job, source="linkedin", campaign="rentrée")
    ApplicationFactory(job=other, source="linkedin")
    ApplicationFactory(job=other, submitted_at=now() - timedelta(days=60))
    client = sign_in(Role.RECRUITER)
    page = client.page("/staff/reports?lang=en")
    first, *others = _rows(page)
    assert first == ["linkedin", "rentrée", "2", "2", "0"]
    assert sorted(others) == [["direct", "—", "1", "1", "0"], ["linkedin", "—", "1", "1", "0"]]
    assert _rows(client.page(f"/staff/reports?lang=en&job={job.id}")) == [["linkedin", "rentrée", "2", "2", "0"]]
    assert len(_rows(client.page("/staff/reports?days=30"))) == 2
    assert len(_rows(client.page("/staff/reports?days=31&job=none"))) == 3


def test_a_hiring_manager_counts_the_jobs_of_the_team_alone(sign_in: Any) -> None:
    """B3.1."""
    mine, other = ApplicationFactory(source="a"), ApplicationFactory(source="b")
    client = sign_in(Role.HIRING_MANAGER)
    TeamMemberFactory(job_id=mine.job_id, account_id=client.account.id)
    assert [row[0] for row in _rows(client.page("/staff/reports"))] == ["a"]
    assert "b;" not in client.get(f"/staff/reports/sources.csv?job={other.job_id}").get_data(as_text=True)


def test_nothing_to_count_says_what_to_do(sign_in: Any) -> None:
    assert "?source=linkedin" in sign_in(Role.RECRUITER).page("/staff/reports").text


def test_a_sheet_holds_no_formula(sign_in: Any) -> None:
    """ASVS 1.2.10: a cell that begins like a formula is text."""
    ApplicationFactory(source="-1+1", campaign="=cmd")
    answer = sign_in(Role.RECRUITER).get("/staff/reports/sources.csv?lang=en")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sources.csv"'
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")), delimiter=";"))
    assert rows == [["Source", "Campaign", "Applications", "Under way", "Hired"], ["'-1+1", "'=cmd", "1", "1", "0"]]


def test_the_table_takes_the_same_statements_whatever_its_length(sign_in: Any) -> None:
    client = sign_in(Role.RECRUITER)
    counted = []
    for number in (1, 3):
        for _ in range(number):
            ApplicationFactory(source=f"source {number}")
        with counted_statements() as queries:
            client.get("/staff/reports")
        counted.append(len(queries))
    assert counted[0] == counted[1]
