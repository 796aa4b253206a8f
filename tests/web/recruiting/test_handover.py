"""Of a hired person, what HR needs goes out; the rest does not (A2.8)."""

import io
import json
import zipfile
from typing import Any

import pytest
from sqlalchemy import select

from app.core.clock import local_date, now
from app.core.permissions import Role
from app.domain.applications.enums import ApplicationState
from app.domain.applications.models import Application
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from tests.adapters import samples
from tests.factories import (
    AccountFactory,
    AnswerFactory,
    ApplicationFactory,
    CandidateFactory,
    DocumentFactory,
    JobFactory,
    MessageFactory,
    NoteFactory,
    QuestionFactory,
    TeamMemberFactory,
)


@pytest.fixture
def hired(db: Any) -> Application:
    candidate, job = CandidateFactory(email="camille@example.org"), JobFactory(title="Analyste M&A")
    application = ApplicationFactory(
        job=job,
        candidate=candidate,
        cv=DocumentFactory(candidate=candidate, content=samples.pdf("Camille Durand")),
        name="Camille Durand",
        phone="06 12 34 56 78",
        message="canari message",
        accommodation="canari aménagement",
        current_position="canari poste",
        cover_letter_id=DocumentFactory(candidate=candidate, content=samples.pdf("canari lettre")).id,
        state=ApplicationState.HIRED,
        decided_at=now(),
    )
    question = QuestionFactory(job_id=job.id)
    AnswerFactory(application_id=application.id, question_id=question.id, value="canari réponse")
    NoteFactory(application_id=application.id, account_id=AccountFactory().id, body="canari note")
    MessageFactory(application_id=application.id, body="canari échange")
    return application


def test_what_hr_needs_goes_out_and_nothing_else(sign_in: Any, hired: Application) -> None:
    client = sign_in(Role.RECRUITER)
    answer = client.get(f"/staff/applications/{hired.id}/handover?lang=fr")
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
        200,
        "application/zip",
        "no-store",
    )
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        names = archive.namelist()
        held = b"".join(archive.read(name) for name in names)
        data = json.loads(archive.read("data.json"))
    assert names == ["index.html", "style.css", "data.json", "files/01-cv-camille-durand.pdf"]
    assert data == {
        "format": "vivier-handover-1",
        "reference": hired.reference,
        "name": "Camille Durand",
        "email": "camille@example.org",
        "phone": "06 12 34 56 78",
        "position": "Analyste M&A",
        "hired_on": local_date(hired.decided_at).isoformat(),
        "cv": "files/01-cv-camille-durand.pdf",
    }
    assert b"canari" not in held


def test_each_one_is_written_down(sign_in: Any, db: Any, hired: Application) -> None:
    client = sign_in(Role.RECRUITER)
    client.get(f"/staff/applications/{hired.id}/handover")
    taken = select(AuditEvent.subject_id, AuditEvent.actor_id).where(AuditEvent.tag == Tag.APPLICATION_HANDED_OVER)
    assert [tuple(row) for row in db.session.execute(taken)] == [(hired.id, client.account.id)]


@pytest.mark.parametrize("state", [ApplicationState.ACTIVE, ApplicationState.WITHDRAWN])
def test_nobody_else_s_goes_out(sign_in: Any, state: ApplicationState) -> None:
    decided_at = None if state is ApplicationState.ACTIVE else now()
    application = ApplicationFactory(state=state, decided_at=decided_at)
    client = sign_in(Role.RECRUITER)
    assert client.get(f"/staff/applications/{application.id}/handover").status_code == 404
    assert client.page(f"/staff/applications/{application.id}").tree.find(".//*[@id='handover']") is None


def test_the_dossier_says_what_goes_and_what_stays(sign_in: Any, hired: Application) -> None:
    page = sign_in(Role.RECRUITER).page(f"/staff/applications/{hired.id}?lang=fr")
    assert "jour de la décision, copie propre du CV" in page.text
    assert "Reste ici jusqu’à son jour, puis s’efface" in page.text
    assert f"/staff/applications/{hired.id}/handover" in page.html
    manager = sign_in(Role.HIRING_MANAGER)
    TeamMemberFactory(job_id=hired.job_id, account_id=manager.account.id)
    assert "/handover" not in manager.page(f"/staff/applications/{hired.id}").html
    assert manager.get(f"/staff/applications/{hired.id}/handover").status_code == 404
