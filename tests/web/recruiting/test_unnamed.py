"""A job that is read without names: nothing tells the team whose an application is, until it is shown (A4.5)."""

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from fpdf import FPDF
from PIL import Image
from sqlalchemy import select

from app.core.clock import now, today
from app.core.db import transaction
from app.core.permissions import Role
from app.domain.applications.enums import ApplicationState
from app.domain.applications.models import Application, FormerDetails, Statement
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.documents.enums import DocumentKind, MediaType
from app.domain.documents.readying import prepare_batch
from app.domain.jobs.models import Job, Stage
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
    SourcingFactory,
    TeamMemberFactory,
)

EMAIL, PHONE = "wilhelmine.okonkwo@example.org", "06 39 98 12 34"
SECRETS = (
    *("Wilhelmine", "Okonkwo", "OKONKWO", EMAIL, PHONE, "0639981234", "profils.example/wilhelmine"),
    *("12 rue des Lilas", "75011 Paris", "14 mars 1991", "35 ans", "Madame"),
)
CV = (
    *(
        "Madame Wilhelmine OKONKWO",
        f"{EMAIL} - {PHONE}",
        "12 rue des Lilas, 75011 Paris",
        "www.profils.example/wilhelmine",
    ),
    *("Née le 14 mars 1991 à Lyon, 35 ans", "Analyste, deux opérations de cession"),
)
# As the team had it from where they found the person; so it stands in the file of that time.
FORMER = "Camille Durand"
LETTER = "Je suis Wilhelmine Okonkwo, et la finance me passionne."


@pytest.fixture
def unnamed(db: Any) -> Application:
    """An application of which every part says whose it is; beside it one whose person has not been told of it yet."""
    candidate = CandidateFactory(email=EMAIL, email_key=EMAIL)
    job = JobFactory(is_blind=True)
    letter = DocumentFactory(
        candidate=candidate,
        kind=DocumentKind.COVER_LETTER,
        content=samples.word(LETTER),
        media_type=MediaType.DOCX,
        filename="Lettre Okonkwo.docx",
    )
    application = ApplicationFactory(
        job=job,
        candidate=candidate,
        cv=DocumentFactory(candidate=candidate, content=_cv(), filename="CV Wilhelmine Okonkwo.pdf"),
        cover_letter_id=letter.id,
        name="Wilhelmine Okonkwo",
        phone=PHONE,
        current_position="Analyste (Okonkwo & associés)",
        message=f"Appelez Wilhelmine au {PHONE}.",
        accommodation="Madame Okonkwo viendra en fauteuil.",
        erase_on=today() + timedelta(days=5),
    )
    given = {"application_id": application.id}
    AnswerFactory(**given, question_id=QuestionFactory(job_id=job.id).id, value=f"Voir {EMAIL}")
    NoteFactory(**given, account_id=AccountFactory().id, body="Okonkwo parle allemand.")
    MessageFactory(**given, body="Cordialement, Wilhelmine Okonkwo")
    SourcingFactory(**given, detail="www.profils.example/wilhelmine", informed_at=now(), applied_at=now())
    was = DocumentFactory(candidate=candidate, content=samples.pdf(f"{FORMER}, analyste"))
    db.session.add(FormerDetails(**given, name=FORMER, phone=PHONE, cv_id=was.id))
    found = ApplicationFactory(job=job, name="Wilhelmine Okonkwo", reference="ZZZZ0000ZZ")
    SourcingFactory(application_id=found.id, detail="www.profils.example/wilhelmine")
    db.session.add(Statement(**given, body="Moi, Wilhelmine", written_at=now()))
    db.session.commit()
    return application


@pytest.fixture
def ready(unnamed: Application) -> Application:
    """The same, its files ready to read: it takes a moment."""
    while prepare_batch():
        pass
    return unnamed


def _cv() -> bytes:
    face = io.BytesIO()
    Image.new("RGB", (60, 80), "teal").save(face, "PNG")
    pdf = FPDF()
    pdf.set_author("Wilhelmine Okonkwo")
    pdf.add_page()
    pdf.set_font("Helvetica", size=11)
    for line in CV:
        pdf.cell(text=line, new_x="LMARGIN", new_y="NEXT")
    pdf.set_text_color(255)
    pdf.cell(text="Wilhelmine, que personne ne voit")
    pdf.image(face, w=20)
    return bytes(pdf.output())


def _told(words: str) -> list[str]:
    bare = words.replace("\u202f", " ").replace("\u00a0", " ").replace("&nbsp;", " ")
    return [secret for secret in SECRETS if secret in bare]


def _all_pages(app: Flask, application: Application, db: Any) -> dict[str, str]:
    """The address of every page and file of the team's, of this application where it takes one."""
    stage = db.session.scalars(select(Stage).where(Stage.job_id == application.job_id).order_by(Stage.position)).first()
    known = {
        "application_id": application.id,
        "job_id": application.job_id,
        "stage_id": stage.id,
        "document_id": application.cv_id,
        "number": 1,
    }
    made = app.url_map.bind("localhost")
    pages = {}
    for rule in app.url_map.iter_rules():
        # What came by the contact page belongs to no application.
        if rule.endpoint.startswith("recruiting.") and "GET" in rule.methods and rule.arguments <= set(known):
            pages[rule.endpoint] = made.build(rule.endpoint, {name: known[name] for name in rule.arguments})
    after = f"{now() - timedelta(days=9):%Y-%m-%dT%H:%M:%S}Z.{application.id}"
    pages["recruiting.show_more_cards"] += f"?after={after}"
    return pages


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.HIRING_MANAGER])
def test_nothing_that_the_team_gets_tells_whose_it_is(
    app: Flask, db: Any, sign_in: Any, ready: Application, role: Role
) -> None:
    """A4.5 T: no page, no file name, no words of a file, no address of a page."""
    client = sign_in(role)
    TeamMemberFactory(job_id=ready.job_id, account_id=client.account.id)
    pages = _all_pages(app, ready, db)
    assert len(pages) > 15
    answers = {name: client.get(path, follow_redirects=False) for name, path in pages.items()}
    told = {name: _told(answer.get_data(as_text=True) + str(answer.headers)) for name, answer in answers.items()}
    assert {name: secrets for name, secrets in told.items() if secrets} == {}
    letter = client.get(f"/staff/documents/{ready.cover_letter_id}/read").get_data(as_text=True)
    assert ("la finance me passionne" in letter, _told(letter)) == (True, [])
    former = db.session.scalars(select(FormerDetails.cv_id)).one()
    was = client.get(f"/staff/documents/{former}/read").get_data(as_text=True)
    assert ("analyste" in was, "Camille" in was, "Durand" in was) == (True, False, False)
    assert answers["recruiting.show_dossier"].status_code == 200
    closed = {name for name, answer in answers.items() if answer.status_code == 403}
    files = {"open_document", "show_original"} if role is Role.RECRUITER else {"open_document"}
    assert closed == {f"recruiting.{each}" for each in files}
    assert ready.reference in answers["recruiting.show_board"].get_data(as_text=True)


def test_the_same_pages_tell_it_all_once_it_is_shown(db: Any, sign_in: Any, ready: Application) -> None:
    """The test above looks where there is something to see; who showed it is written down, once."""
    client = sign_in()
    page = client.page(f"/staff/applications/{ready.id}?lang=fr")
    for words in (
        "Analyste, deux opérations de cession",
        "la finance me passionne",
        "parle allemand",
        ready.reference,
    ):
        assert words in page.text
    action = f"/staff/applications/{ready.id}/reveal"
    for _ in range(2):
        client.submit(page, f"{action}?lang=fr")
    shown = client.page(f"/staff/applications/{ready.id}?lang=fr")
    assert _told(shown.html) != []
    assert {"Wilhelmine", EMAIL, PHONE} <= set(_told(shown.text))
    assert "Lue sans son nom jusqu’au" in shown.text
    assert action not in shown.html
    assert client.get(f"/staff/documents/{ready.cv_id}").status_code == 200
    assert "Wilhelmine" in client.page(f"/staff/jobs/{ready.job_id}/board").text
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == Tag.APPLICATION_REVEALED)).all()
    assert [(event.subject_id, event.actor_id) for event in events] == [(ready.id, client.account.id)]


def test_a_search_or_an_order_does_not_tell_it_either(db: Any, sign_in: Any, unnamed: Application) -> None:
    job = db.session.get(Job, unnamed.job_id)
    first = ApplicationFactory(job=job, name="Zoé Zimmer", current_position=None, reference="AAAA0000AA")
    ApplicationFactory(job=job, name="Anna Abel", current_position=None, revealed_at=now())
    client = sign_in()
    base = f"/staff/jobs/{job.id}"
    for view in ("board", "applications"):
        # Outside of what goes soon, which no search narrows.
        of_nobody = client.page(f"{base}/{view}?q=nobody").text.count(unnamed.reference)
        assert client.page(f"{base}/{view}?q=okonkwo").text.count(unnamed.reference) == of_nobody
        assert unnamed.reference in client.page(f"{base}/{view}?q={unnamed.reference.lower()}").text
        assert "Anna Abel" in client.page(f"{base}/{view}?q=abel").text
        assert unnamed.reference in client.page(f"{base}/{view}?q=analyste").text
    listed = client.page(f"{base}/applications?sort=name&order=asc").text
    # By their names Zoé would stand behind Wilhelmine.
    assert listed.rindex(first.reference) < listed.rindex(unnamed.reference)


def test_after_a_move_a_filter_counts_no_more_than_the_board_shows(db: Any, sign_in: Any, unnamed: Application) -> None:
    """How many of those called so are beyond their limit would tell that one of them is."""
    stages = db.session.scalars(select(Stage).where(Stage.job_id == unnamed.job_id).order_by(Stage.position)).all()
    with transaction():
        unnamed.stage_entered_at = now() - timedelta(days=60)
        stages[0].limit_days = 5
    moved = ApplicationFactory(job=db.session.get(Job, unnamed.job_id), name="Zoé Zimmer")
    client = sign_in()
    action = f"/staff/applications/{moved.id}/move"
    form = client.page(f"/staff/jobs/{unnamed.job_id}/board").form(action)
    for words, overdue in (("okonkwo", ""), ("", "1 au-delà du délai")):
        asked = {**form.values, "to_stage": str(stages[0].id), "q": words}
        answer = client.post(action, data=asked, headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json["overdue"]) == (200, overdue)


def test_who_is_hired_has_a_name(db: Any, sign_in: Any, unnamed: Application) -> None:
    client = sign_in()
    path = f"/staff/applications/{unnamed.id}"
    client.submit(client.page(path), f"{path}/decide", {"outcome": ApplicationState.HIRED.value})
    assert "Wilhelmine Okonkwo" in client.page(path).text
    tags = db.session.scalars(select(AuditEvent.tag).where(AuditEvent.subject_id == unnamed.id)).all()
    assert Tag.APPLICATION_REVEALED in tags
    assert client.get(f"{path}/handover").status_code == 200


def test_who_was_hired_before_is_not_handed_over_without_a_name(db: Any, sign_in: Any, unnamed: Application) -> None:
    with transaction():
        unnamed.state, unnamed.decided_at = ApplicationState.HIRED, now()
    answer = sign_in().get(f"/staff/applications/{unnamed.id}/handover")
    assert (answer.status_code, _told(answer.get_data(as_text=True))) == (403, [])


def test_a_refusal_needs_no_name(db: Any, sign_in: Any, unnamed: Application) -> None:
    client = sign_in()
    path = f"/staff/applications/{unnamed.id}"
    client.submit(client.page(path), f"{path}/decide", {"outcome": "rejected", "reason": "experience"})
    page = client.page(path)
    assert (unnamed.revealed_at, _told(page.html)) == (None, [])


def test_what_is_refused_on_the_page_tells_nothing_either(sign_in: Any, unnamed: Application) -> None:
    client = sign_in()
    path = f"/staff/applications/{unnamed.id}"
    page = client.submit(client.page(path), f"{path}/notes", {"body": ""}, status=422)
    assert _told(page.html) == []


def test_how_a_job_is_read_is_its_recruiter_s_to_say_and_is_written_down(
    db: Any, sign_in: Any, unnamed: Application
) -> None:
    client = sign_in()
    path = f"/staff/jobs/{unnamed.job_id}"
    form = client.page(path)
    assert form.form("job").values["is_blind"]
    client.submit(form, path, {"is_blind": None})
    assert not db.session.get(Job, unnamed.job_id).is_blind
    assert _told(client.page(f"/staff/applications/{unnamed.id}").html) != []
    told = db.session.scalars(
        select(AuditEvent.details).where(AuditEvent.tag == Tag.JOB_CHANGED).order_by(AuditEvent.id.desc())
    ).first()
    assert told["is_blind"] is False


def test_who_applies_is_told_how_it_is_read(client: Any, db: Any) -> None:
    blind, open_ = JobFactory(is_blind=True), JobFactory(slug="ouvert")
    words = "sans votre nom"
    assert words in client.page(f"/jobs/{blind.slug}/apply?lang=fr").text
    assert words not in client.page(f"/jobs/{open_.slug}/apply?lang=fr").text
