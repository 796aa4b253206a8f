"""What is set apart is neither read, changed, found nor counted by the team (A10.1)."""

import re
from typing import Any

import pytest
from flask import Flask

from app.core.actor import staff
from app.core.db import reading
from app.core.permissions import Role
from app.domain.applications.models import Application
from app.domain.applications.queries.board import count_by_job, get_board
from app.domain.documents.models import Document
from tests.factories import ApplicationFactory, JobFactory, RestrictionFactory


@pytest.fixture
def apart(db: Any) -> Application:
    application = ApplicationFactory(name="Zoé Écartée", job=JobFactory(title="Analyste"))
    RestrictionFactory(candidate_id=application.candidate_id)
    return application


def test_every_route_to_it_answers_423(app: Flask, sign_in: Any, db: Any, apart: Application) -> None:
    """A10.1 T: on each read and write route for the roles of the team."""
    recruiter = sign_in(Role.RECRUITER)
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
            assert status == 423, (method, path)
    assert seen >= 10
    assert db.session.get(Document, apart.cv_id) is not None


def test_no_list_no_search_and_no_count_has_it(sign_in: Any, apart: Application) -> None:
    recruiter = sign_in(Role.RECRUITER)
    job_id = apart.job_id
    ApplicationFactory(name="Yann Visible", job=JobFactory(title="Autre"))
    for path in (
        f"/staff/jobs/{job_id}/board",
        f"/staff/jobs/{job_id}/applications?q=ecartee",
        "/staff/documents",
        "/staff/jobs",
        "/staff/reports",
    ):
        page = recruiter.page(path)
        assert "Écartée" not in page.text, path
    with reading():
        board = get_board(staff(recruiter.account.id, Role.RECRUITER), job_id)
        counted = [column.count for column in board.columns]
        assert (set(counted), board.overdue, board.total, count_by_job([job_id])) == ({0}, 0, 0, {})
