"""After an erasure, nothing of the person is found in any byte we keep (C5.3, A2.14).

Twenty strings go in through the real form, as a person would send them; then the night, the worker, and a search of
everything: the database as files or as a dump, the write-ahead log, the store, the logs, the delivered mail's outbox.
"""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import flask_migrate
import pytest
import time_machine
from docx import Document as WordDocument
from flask import Flask
from fpdf import FPDF
from sqlalchemy import select

from app import create_app
from app.adapters.sealing import Unsealable
from app.adapters.storage import OWNER
from app.core.actor import staff
from app.core.clock import now
from app.core.db import reading, transaction
from app.core.permissions import Role
from app.domain.applications.models import Application, Note
from app.domain.documents.models import CandidateKey, Document
from app.domain.documents.readying import prepare_batch
from app.domain.documents.vault import master_keys, storage
from app.domain.documents.viewing import view_documents
from app.domain.jobs.models import Question
from app.domain.policy.texts import Text
from app.domain.privacy.collection import collect
from app.domain.privacy.masking import ERASED, MASK
from app.domain.privacy.passages import list_passages, mark_passage
from app.extensions import db
from tests.conftest import test_settings
from tests.databases import database_url
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    DisclosureFactory,
    JobFactory,
    NoteFactory,
    QuestionFactory,
    SourcingFactory,
)
from tests.page_client import PageClient
from tests.remains import remains_in

CANARIES = [f"canari{word}" for word in (
    "Prenom", "Nom", "Adresse", "Telephone", "Poste", "Message", "Question", "Lien", "MotduCV", "MotduCVdeux",
    "AuteurduCV", "TitreduCV", "FichierCV", "MotdeLettre", "FichierLettre", "AuteurLettre", "Note", "NoteDeux",
    "MessageDeux", "PosteDeux",
)]  # fmt: skip
(
    FIRST, LAST, ADDRESS, PHONE, POSITION, MESSAGE, ANSWER, LINK, CV_WORD, CV_WORD_2, CV_AUTHOR, CV_TITLE, CV_FILE,
    LETTER_WORD, LETTER_FILE, LETTER_AUTHOR, NOTE, NOTE_2, MESSAGE_2, POSITION_2,
) = CANARIES  # fmt: skip
IN_FILES = {CV_WORD, CV_WORD_2, CV_AUTHOR, CV_TITLE, LETTER_WORD, LETTER_AUTHOR}


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Flask]:
    """An instance on real files, as production has it."""
    with database_url(tmp_path) as url:
        app = create_app(test_settings(tmp_path, url))
        with app.app_context():
            flask_migrate.upgrade()
            yield app
            db.session.remove()
            db.engine.dispose()


def _cv() -> bytes:
    pdf = FPDF()
    pdf.set_author(CV_AUTHOR)
    pdf.set_title(CV_TITLE)
    pdf.set_compression(compress=False)
    pdf.add_page()
    pdf.set_font("Helvetica", size=12)
    pdf.multi_cell(0, 8, f"{CV_WORD} {CV_WORD_2}")
    return bytes(pdf.output())


def _letter() -> bytes:
    document = WordDocument()
    document.core_properties.author = LETTER_AUTHOR
    document.add_paragraph(LETTER_WORD)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _apply(client: PageClient, slug: str, questions: list[Question]) -> None:
    page = client.page(f"/jobs/{slug}/apply")
    client.submit(
        page,
        "apply",
        {
            "name": f"{FIRST} {LAST}",
            "email": f"{ADDRESS}@example.org",
            "phone": PHONE,
            "current_position": f"{POSITION} {POSITION_2}",
            "message": f"{MESSAGE}\n{MESSAGE_2}",
            "pool_consent": "y",
            **{
                f"question_{question.id}": value
                for question, value in zip(questions, (ANSWER, f"https://example.org/{LINK}"), strict=False)
            },
            "cv": (f"{CV_FILE}.pdf", _cv()),
            "cover_letter": (f"{LETTER_FILE}.docx", _letter()),
        },
    )


def _note(app: Flask, application: Application) -> None:
    account = AccountFactory(role=Role.RECRUITER)
    client = PageClient(app)
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = f"{account.id}:{account.session_epoch}", True
    page = client.page(f"/staff/applications/{application.id}")
    client.submit(page, "note-form", {"body": f"{NOTE} {NOTE_2}"})
    client.get(f"/staff/documents/{application.cv_id}")


def _found(folder: Path, logs: str) -> set[str]:
    """The canaries in any byte of the instance, whatever their case."""
    haystack = remains_in(folder).lower() + logs.lower().encode()
    return {canary for canary in CANARIES if canary.lower().encode() in haystack}


def _flask(app: Flask, *command: str) -> str:
    """One of the operator's commands, as a process of its own."""
    settings = {
        "DATA_DIR": str(app.config["DATA_DIR"]),
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "VIVIER_ENV": "testing",
    }
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *command],
        env={**os.environ, **settings},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.mark.promise("C5.3", "C4.1")
def test_after_the_night_no_canary_is_left_anywhere(
    instance: Flask, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    job = JobFactory()
    questions = [QuestionFactory(job_id=job.id), QuestionFactory(job_id=job.id, kind="link")]
    long_ago = now() - timedelta(days=900)
    with time_machine.travel(long_ago, tick=True):
        _apply(PageClient(instance), job.slug, questions)
        application = db.session.scalars(select(Application)).one()
        _note(instance, application)
        DisclosureFactory(application=application, sent=True, purpose=f"{NOTE} {MESSAGE}", asked_words=NOTE_2)
        SourcingFactory(application_id=application.id, detail=f"{NOTE} {POSITION_2}")
    db.session.rollback()
    # A13.5: what stands in the files is sealed, and so is all that the worker makes of them.
    assert prepare_batch() == 2
    said = view_documents([_cv_of(application)])[0].content
    assert said is not None
    assert {CV_WORD, CV_WORD_2} == set(said.text.split())
    assert _found(tmp_path, "") == set(CANARIES) - IN_FILES
    db.session.remove()
    logs = _flask(instance, "retention", "plan") + _flask(instance, "retention", "run", "--accept-clock")
    db.session.remove()
    db.engine.dispose()
    captured = capfd.readouterr()
    assert _found(tmp_path, logs + captured.out + captured.err) == set()
    assert [path.name for path in (tmp_path / "uploads").rglob("*") if path.is_file()] == [OWNER]


@pytest.mark.promise("C5.3")
def test_nor_is_one_left_in_what_was_written_of_somebody_who_stays(instance: Flask, tmp_path: Path) -> None:
    """A8.2: what the team noted of another for the same job, and what the desk has marked in it."""
    job = JobFactory()
    with time_machine.travel(now() - timedelta(days=900), tick=True):
        _apply(PageClient(instance), job.slug, [])
    stays, author = ApplicationFactory(name="Inès Moreau", job=job), AccountFactory(role=Role.PRIVACY_OFFICER)
    body = f"Mieux que {LAST.upper()} {FIRST}, à qui Mme {LAST} ressemble."
    NoteFactory(application_id=stays.id, account_id=author.id, body=body)
    officer = staff(author.id, Role.PRIVACY_OFFICER)
    with transaction():
        for words in (f"Mme {LAST} ressemble", f"{FIRST} {LAST}"):
            mark_passage(actor=officer, candidate_id=stays.candidate_id, words=words, reason=f"De Mme {LAST}.")
    db.session.remove()
    assert {FIRST, LAST} <= _found(tmp_path, "")
    _flask(instance, "retention", "run", "--accept-clock")
    db.session.remove()
    db.engine.dispose()
    assert _found(tmp_path, "") == set()
    with reading():
        assert db.session.scalars(select(Note.body)).all() == [f"Mieux que {MASK}, à qui Mme {MASK} ressemble."]
        passages = [(each.words, each.reason) for each in list_passages(stays.candidate_id)]
        assert passages == [(f"Mme {MASK} ressemble", f"De Mme {MASK}.")]
        copy = collect(stays.candidate_id)
        assert [note["body"] for note in copy.tables["notes"]] == [f"Mieux que {MASK}, à qui {MASK}."]
        assert {mask.reason for mask in copy.masks} >= {ERASED, Text(f"De Mme {MASK}.", f"De Mme {MASK}.")}


def test_who_keeps_a_copy_of_the_store_and_of_the_keys_table_opens_nothing_after_the_erasure(
    instance: Flask, tmp_path: Path
) -> None:
    """A11.2: the candidate's key goes first, and without it the copy is noise, even to who holds the master key."""
    with time_machine.travel(now() - timedelta(days=900), tick=True):
        _apply(PageClient(instance), JobFactory().slug, [])
    document = _cv_of(db.session.scalars(select(Application)).one())
    copy, sealed_key, document_id = storage().read(document.storage_key), document.sealed_key or b"", document.id
    db.session.remove()
    _flask(instance, "retention", "run", "--accept-clock")
    assert db.session.scalars(select(CandidateKey)).all() == []
    assert CV_WORD.encode() not in copy
    with pytest.raises(Unsealable):
        master_keys().unseal(sealed_key, f"document {document_id}")


def _cv_of(application: Application) -> Document:
    return db.session.get_one(Document, application.cv_id)


def test_the_search_finds_what_is_there(instance: Flask, tmp_path: Path) -> None:
    """The test above can fail: a canary anywhere is seen."""
    (tmp_path / "uploads" / "left").write_text(FIRST)
    assert _found(tmp_path, f"log {LAST.upper()}") == {FIRST, LAST}
