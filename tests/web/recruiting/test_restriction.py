"""What is set apart is neither read, changed, found nor counted by the team (A10.1)."""

import re
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from app.core.actor import SYSTEM, staff
from app.core.db import reading, transaction
from app.core.permissions import GRANTS, Role
from app.domain.applications.models import Application
from app.domain.applications.queries.board import count_by_job, get_board
from app.domain.documents.models import Document
from app.domain.privacy.own import erase_candidate
from tests.factories import ApplicationFactory, HoldFactory, JobFactory, RestrictionFactory, TeamMemberFactory

TEAM = (Role.RECRUITER, Role.HIRING_MANAGER)


@pytest.fixture(params=["restricted", "erased"])
def apart(db: Any, request: pytest.FixtureRequest) -> Application:
    """Because its person asked for that, or had it erased while a dispute kept it (A11.1)."""
    application = ApplicationFactory(name="Zoé Écartée", source="apec", job=JobFactory(title="Analyste"))
    if request.param == "restricted":
        RestrictionFactory(candidate_id=application.candidate_id)
        return application
    HoldFactory(application_id=application.id)
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=application.candidate_id)
    return application


def _member(sign_in: Any, role: Role, *job_ids: UUID) -> Any:
    """Somebody of the team of these jobs: a recruiter is of every team."""
    client = sign_in(role)
    if role is Role.HIRING_MANAGER:
        for job_id in job_ids:
            TeamMemberFactory(job_id=job_id, account_id=client.account.id)
    return client


@pytest.mark.parametrize("role", TEAM)
def test_every_route_to_it_answers_423(app: Flask, sign_in: Any, db: Any, apart: Application, role: Role) -> None:
    """A10.1 T: on each read and write route for the roles of the team; what a role may not do stays not there."""
    recruiter = _member(sign_in, role, apart.job_id)
    stages = str(db.session.get(Application, apart.id).stage_id)
    token = recruiter.page("/staff/jobs").form("/staff/logout").values["csrf_token"]
    bodies = {
        "csrf_token": token,
        "to_stage": stages,
        "version": "1",
        "outcome": "rejected",
        "reason": "skills",
        "body": "x",
        "letter": "x",
    }
    ids = {"application_id": str(apart.id), "document_id": str(apart.cv_id)}
    seen = 0
    for rule in app.url_map.iter_rules():
        names = rule.arguments & set(ids)
        # The picture of a page wants the token of the page that shows it, and that page is refused.
        if not names or not rule.endpoint.startswith("recruiting.") or rule.endpoint == "recruiting.show_page":
            continue
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: ids.get(m[1], "1"), rule.rule)
        for method in (rule.methods or set()) & {"GET", "POST"}:
            seen += 1
            status = recruiter.open(path, method=method, data=bodies if method == "POST" else None).status_code
            may = app.view_functions[rule.endpoint].allow in GRANTS[role]  # type: ignore[attr-defined]
            assert status == (423 if may else 404), (method, path)
    assert seen >= 10
    assert db.session.get(Document, apart.cv_id) is not None


@pytest.mark.parametrize("role", TEAM)
def test_no_list_no_search_and_no_count_has_it(sign_in: Any, apart: Application, role: Role) -> None:
    """A10.1 T: excluded from search, statistics and exports, in its own job and beside another's in the same."""
    job_id, other = apart.job_id, JobFactory(title="Autre")
    client = _member(sign_in, role, job_id, other.id)
    ApplicationFactory(name="Yann Visible", job=other, source="jobteaser")
    for path in (
        f"/staff/jobs/{job_id}/board",
        f"/staff/jobs/{job_id}/board?q=ecartee",
        f"/staff/jobs/{job_id}/applications?q=ecartee",
        f"/staff/jobs/{job_id}/applications?state=active",
        "/staff/documents",
        "/staff/jobs",
        "/staff/reports",
    ):
        page = client.page(path)
        assert "Écartée" not in page.text, path
    with reading():
        board = get_board(staff(client.account.id, role), job_id)
        counted = [column.count for column in board.columns]
        assert (set(counted), board.overdue, board.total, count_by_job([job_id])) == ({0}, 0, 0, {})


@pytest.mark.parametrize("role", TEAM)
def test_statistics_and_their_sheet_leave_it_out(sign_in: Any, apart: Application, role: Role) -> None:
    """A10.1 T: the row of its ad is not there; the other's counts one."""
    job_id, other = apart.job_id, JobFactory(title="Autre")
    client = _member(sign_in, role, job_id, other.id)
    for _ in range(5):
        ApplicationFactory(name="Yann Visible", job=other, source="jobteaser")
    for query in ("", f"?job={job_id}", "?months=1"):
        lines = client.get(f"/staff/reports/sources.csv{query}").text.lstrip("\ufeff").splitlines()[1:]
        assert [line for line in lines if "apec" in line] == []
        assert len(lines) == (0 if "job" in query else 1)
        page = client.page(f"/staff/reports{query}").text
        assert ("apec" in page, "jobteaser" in page) == (False, "job" not in query)
