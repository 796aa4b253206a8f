"""Views of the public pages, for the team: in fives, none below five, nothing to compute from them (A15.1)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import or_, update

from app.core.clock import today
from app.core.db import transaction
from app.core.permissions import Role
from app.domain.audience.enums import PageKind
from app.domain.audience.models import VisitCount
from app.domain.firm.models import ONLY, FirmSettings
from tests.factories import JobFactory, TeamMemberFactory, VisitCountFactory
from tests.page_client import Page
from tests.statements import counted_statements

PATH = "/staff/reports/audience"


def _rows(page: Page, table: str) -> list[list[str]]:
    rows = [["".join(cell.itertext()) for cell in row.iter("td")] for row in page.by_id(table).iter("tr")]
    return [row for row in rows if row]


def _views(page: Page) -> dict[str, str]:
    return {row[0]: row[1] for row in _rows(page, "page-views")}


def test_days_are_added_up_over_a_month_or_a_year(sign_in: Any) -> None:
    job = JobFactory(title="Analyste")
    for days in (0, 30, 31, 365, 366):
        VisitCountFactory(day=today() - timedelta(days=days))
        VisitCountFactory(day=today() - timedelta(days=days), page=PageKind.JOB, job_id=job.id, count=20)
    client = sign_in(Role.RECRUITER)
    month, year = client.page(f"{PATH}?lang=en"), client.page(f"{PATH}?lang=en&period=months")
    assert (_views(month)["Start page"], _views(year)["Start page"]) == ("20", "40")
    assert _rows(month, "job-views") == [["Analyste (en)", "40", "under 5", "under 5"]]
    assert _rows(year, "job-views") == [["Analyste (en)", "80", "under 5", "under 5"]]
    assert client.page(f"{PATH}?period=ever").status == 200


@pytest.mark.promise("C1.4")
def test_no_number_below_five_is_shown(sign_in: Any) -> None:
    for page, count in ((PageKind.HOME, 4), (PageKind.PRIVACY, 5), (PageKind.COOKIES, 9), (PageKind.JOBS, 11)):
        VisitCountFactory(page=page, count=count)
    views = _views(sign_in(Role.RECRUITER).page(f"{PATH}?lang=en"))
    found = [views[name] for name in ("Start page", "Privacy", "Cookies", "List of jobs", "Accessibility")]
    assert found == ["under 5", "5", "5", "10", "under 5"]


def test_a_hidden_number_cannot_be_computed_from_those_that_are_shown(db: Any, sign_in: Any) -> None:
    """Differencing: two worlds that differ in a hidden number alone give the same page, over the month and the year."""
    jobs = [JobFactory(title=f"Poste {number}") for number in range(3)]
    for job, count in zip(jobs, (3, 40, 61), strict=True):
        VisitCountFactory(page=PageKind.JOB, job_id=job.id, count=count)
        VisitCountFactory(page=PageKind.JOB, job_id=job.id, count=100, day=today() - timedelta(days=90))
    VisitCountFactory(page=PageKind.HOME, count=2)
    client, seen = sign_in(Role.RECRUITER), []
    for count in (1, 4):
        with transaction():
            of_the_job = (VisitCount.job_id == jobs[0].id) & (VisitCount.day == today())
            hidden = or_(of_the_job, VisitCount.page == PageKind.HOME)
            db.session.execute(update(VisitCount).where(hidden).values(count=count))
        pages = [client.page(f"{PATH}?lang=en&period={period}") for period in ("days", "months")]
        seen.append([(_rows(page, "job-views"), _rows(page, "page-views")) for page in pages])
    assert seen[0] == seen[1]
    shown = {cell for tables in seen[0] for rows in tables for row in rows for cell in row[1:]}
    assert shown == {"under 5", "40", "60", "100", "140", "160"}


def test_a_hiring_manager_sees_the_jobs_of_the_team_alone(sign_in: Any) -> None:
    """B3.1."""
    mine, other = JobFactory(title="À moi"), JobFactory(title="Aux autres")
    for job in (mine, other):
        VisitCountFactory(page=PageKind.JOB, job_id=job.id, count=30)
    client = sign_in(Role.HIRING_MANAGER)
    TeamMemberFactory(job_id=mine.id, account_id=client.account.id)
    page = client.page(f"{PATH}?lang=fr")
    assert [row[0] for row in _rows(page, "job-views")] == ["À moi"]
    assert "Aux autres" not in page.text


def test_the_page_says_that_the_counting_is_off(db: Any, sign_in: Any) -> None:
    client = sign_in(Role.RECRUITER)
    assert "switched off" not in client.page(f"{PATH}?lang=en").text
    with transaction():
        db.session.add(FirmSettings(id=ONLY, words={}, counts_visits=False))
    assert "switched off" in client.page(f"{PATH}?lang=en").text


def test_the_reports_lead_to_it_and_back(sign_in: Any) -> None:
    client = sign_in(Role.RECRUITER)
    for here, there in (("/staff/reports", PATH), (PATH, "/staff/reports")):
        assert there in {link.get("href") for link in client.page(here).find_all("a")}


def test_it_takes_the_same_statements_whatever_was_seen(sign_in: Any) -> None:
    client, counted = sign_in(Role.RECRUITER), []
    for number in (1, 3):
        for _ in range(number):
            VisitCountFactory(page=PageKind.JOB, job_id=JobFactory().id)
        with counted_statements() as queries:
            client.get(PATH)
        counted.append(len(queries))
    assert counted[0] == counted[1]
