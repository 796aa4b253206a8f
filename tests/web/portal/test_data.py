"""One's data, copied and erased without asking anyone."""

import io
import json
import re
import sqlite3
import zipfile
from contextlib import closing
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.clock import now, today
from app.core.days import day_in_words
from app.core.queue import Worker
from app.domain.applications.models import Application
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.contact.enums import MessageState
from app.domain.contact.models import ContactMessage
from app.domain.documents.models import CandidateKey, Document, Tombstone
from app.domain.mail.enums import MailKind
from app.domain.mail.models import OutgoingMail
from app.domain.mail.tasks import write_due_codes
from app.domain.people.models import Candidate, CandidateCode, Consent
from app.domain.privacy.models import ErasureReceipt
from app.domain.privacy.tasks import TASKS
from app.domain.rights.enums import RequestState
from app.domain.rights.models import RightsRequest
from tests.adapters import samples
from tests.databases import ENGINE
from tests.factories import (
    AccountFactory,
    AnswerFactory,
    ApplicationFactory,
    CandidateFactory,
    ConsentFactory,
    ContactMessageFactory,
    DisclosureFactory,
    DocumentFactory,
    HoldFactory,
    JobFactory,
    MessageFactory,
    NoteFactory,
    OutgoingMailFactory,
    QuestionFactory,
    RightsRequestFactory,
)
from tests.factories.archive import archive, refused_application
from tests.page_client import PageClient
from tests.remains import remains_in


@pytest.fixture
def person(db: Any) -> Candidate:
    candidate = CandidateFactory(email="camille@example.org", email_key="camille@example.org")
    cv = DocumentFactory(candidate=candidate, content=samples.pdf("Camille Durand"))
    application = ApplicationFactory(candidate=candidate, cv=cv)
    ApplicationFactory(candidate=candidate)
    NoteFactory(application_id=application.id, account_id=AccountFactory().id)
    ConsentFactory(candidate=candidate)
    ContactMessageFactory(email="camille@example.org", email_key="camille@example.org")
    return candidate


@pytest.mark.promise("C5.1")
def test_copy_is_downloaded_at_once_by_its_person_alone(enter: Any, db: Any, person: Candidate) -> None:
    """A8.5, A9.3: authenticated, for one subject, free, and written down."""
    answer = enter(person).get("/me/data?lang=fr")
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
        200,
        "application/zip",
        "no-store",
    )
    assert re.fullmatch(
        r'attachment; filename="copie-de-mes-donnees-[\d-]+\.zip"', answer.headers["Content-Disposition"]
    )
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        data = json.loads(archive.read("data.json"))
        assert samples.pdf("Camille Durand") in {archive.read(name) for name in archive.namelist() if "files/" in name}
    assert len(data["tables"]["applications"]) == 2
    assert len(data["tables"]["contact_messages"]) == 1
    tags = db.session.execute(select(AuditEvent.tag, AuditEvent.subject_id)).all()
    assert [tuple(row) for row in tags] == [(Tag.CANDIDATE_EXPORTED, person.id)]


def test_copy_of_another_is_nobody_s(client: PageClient, enter: Any, db: Any, person: Candidate) -> None:
    assert client.get("/me/data").headers["Location"] == "/me/sign-in"
    with zipfile.ZipFile(io.BytesIO(enter(CandidateFactory()).get("/me/data").data)) as archive:
        assert json.loads(archive.read("data.json"))["tables"]["applications"] == []


def _code(db: Any) -> str:
    write_due_codes()
    body = db.session.scalars(select(OutgoingMail.body).order_by(OutgoingMail.created_at.desc())).first()
    found = re.search(r"^    (\d{3} \d{3})$", body, re.MULTILINE)
    assert found
    return found[1]


@pytest.mark.promise("C5.3")
def test_everything_is_erased_at_once_and_a_receipt_stays(app: Flask, enter: Any, db: Any, person: Candidate) -> None:
    """C5.3, A2.14, A11.1: before, what goes and what stays is said; after, the same, with a receipt."""
    other, message = ApplicationFactory(), ContactMessageFactory()
    person_id = person.id
    client = enter(person)
    before = client.page("/me/erase?lang=fr")
    assert "Aucune loi ne nous oblige" in before.text
    assert client.submit(before, "/me/erase/code?lang=fr").location == "/me/erase?lang=fr#with-code"
    gone = client.submit(client.page("/me/erase?lang=fr"), "erase-form", {"code": _code(db)})
    receipt = PageClient(app).page(gone.location)
    assert "Vos données sont effacées" in receipt.text
    assert f"Effacées le{day_in_words(today(), 'fr')}" in receipt.text
    db.session.expire_all()
    assert db.session.scalars(select(Application.id)).all() == [other.id]
    assert person_id not in db.session.scalars(select(Candidate.id)).all()
    for left in (Consent, CandidateCode, OutgoingMail):
        assert db.session.scalar(select(func.count()).select_from(left)) == 0, left
    assert db.session.scalars(select(ContactMessage.id)).all() == [message.id]
    assert db.session.scalars(select(Document.candidate_id)).all() == [other.candidate_id]
    assert db.session.scalars(select(CandidateKey.candidate_id)).all() == [other.candidate_id]
    assert len(db.session.scalars(select(Tombstone)).all()) == 2
    assert db.session.scalars(select(ErasureReceipt.because)).all() == ["request", "request"]
    assert client.get("/me/").headers["Location"].startswith("/me/sign-in")


def test_page_says_what_goes_and_stays_while_a_dispute_keeps_an_application(
    enter: Any, db: Any, person: Candidate
) -> None:
    """A2.17, A11.1: with the application stay the address, the objections and the letters; no consent does."""
    client = enter(person)
    free = "Votre adresse camille@example.org, vos accords et oppositions, et nos courriels."
    assert free in client.page("/me/erase?lang=fr").text
    held = db.session.scalars(select(Application)).first()
    HoldFactory(application_id=held.id)
    DisclosureFactory(application=held, sent=True)
    page = client.page("/me/erase?lang=fr")
    assert "Cabinet Lefort. Chacun est prévenu dès que ce qu’il détient est effacé ici." in page.text
    assert free not in page.text
    goes, stays = (["".join(each.itertext()) for each in part.iter("li")] for part in page.find_all("ul")[-2:])
    assert any("Vos accords prennent fin" in each for each in goes)
    assert any("votre adresse camille@example.org" in each for each in stays)
    assert any("la nuit qui suit sa fin" in each for each in stays)
    client.submit(page, "/me/erase/code?lang=fr")
    client.submit(client.page("/me/erase"), "erase-form", {"code": _code(db)})
    db.session.expire_all()
    assert db.session.get(Candidate, person.id).email == "camille@example.org"
    assert [each.withdrawn_at is None for each in db.session.scalars(select(Consent))] == [False]
    assert db.session.scalars(select(ContactMessage)).all() == []
    kinds = db.session.scalars(select(OutgoingMail.kind)).all()
    assert MailKind.DISCLOSURE_ERASED not in kinds
    # Nobody reads there any more, so nothing is promised, and nothing is taken to be read.
    kept = enter(db.session.get(Candidate, person.id))
    page = kept.page(f"/me/applications/{db.session.scalars(select(Application.id)).one()}?lang=fr")
    for each in (page, kept.page("/me/?lang=fr")):
        assert "seul un litige la garde, et l’équipe ne l’a plus" in each.text
        assert "Réponse" not in each.text.replace("Réponses", "")
    assert "message-form" not in page.html


@pytest.mark.promise("C5.3")
def test_what_was_archived_before_is_said_to_stay(app: Flask, enter: Any, db: Any, clock: Any) -> None:
    """A11.1: an earlier refusal left its minimum in the archive; to erase everything leaves it there, and says so."""
    person = CandidateFactory(email="camille@example.org", email_key="camille@example.org")
    ApplicationFactory(candidate=person)
    archive(refused_application(candidate=person), until=date(2031, 4, 2))
    client = enter(db.session.merge(person))
    before = client.page("/me/erase?lang=fr")
    assert "jusqu’au 2\u00a0avril\u00a02031" in before.text
    client.submit(before, "/me/erase/code?lang=fr")
    gone = client.submit(client.page("/me/erase?lang=fr"), "erase-form", {"code": _code(db)})
    assert "jusqu’au 2\u00a0avril\u00a02031" in PageClient(app).page(gone.location).text


@pytest.mark.promise("C5.3")
def test_request_that_was_open_ends_with_the_erasure_and_goes_a_year_later(
    enter: Any, db: Any, clock: Any, person: Candidate
) -> None:
    """C5.3: nobody answered it, and nothing says so; what was answered keeps its day."""
    waiting = {"state": RequestState.WAITING, "waiting_since": today()}
    answered = {"state": RequestState.ANSWERED, "answered_at": now(), "erase_on": date(2027, 2, 1), "answer": "Voici."}
    for given in ({}, waiting, answered):
        RightsRequestFactory(email=person.email, email_key=person.email_key, **given)
    client = enter(person)
    client.submit(client.page("/me/erase"), "/me/erase/code")
    client.submit(client.page("/me/erase"), "erase-form", {"code": _code(db)})
    db.session.expire_all()
    found = db.session.scalars(select(RightsRequest).order_by(RightsRequest.reference)).all()
    assert [(each.state, each.erase_on) for each in found] == [
        (RequestState.ERASED, date(2027, 11, 23)),
        (RequestState.ERASED, date(2027, 11, 23)),
        (RequestState.ANSWERED, date(2027, 2, 1)),
    ]
    assert [(each.email, each.body, each.answer) for each in found] == [("", "", None)] * 3


@pytest.mark.skipif(ENGINE != "sqlite", reason="reads SQLite's own files")
@pytest.mark.promise("C5.3")
def test_no_octet_of_the_person_is_left_in_the_database(app: Flask, enter: Any, db: Any) -> None:
    words = ["canariun", "canarideux", "canaritrois"]
    candidate = CandidateFactory(email=f"{words[0]}@example.org", email_key=f"{words[0]}@example.org")
    application = ApplicationFactory(candidate=candidate, name=words[1])
    NoteFactory(application_id=application.id, account_id=AccountFactory().id, body=words[2])
    client = enter(candidate)
    client.submit(client.page("/me/erase"), "/me/erase/code")
    client.submit(client.page("/me/erase"), "erase-form", {"code": _code(db)})
    # Somebody reads, as of before the erasure or not: the log cannot be emptied, and that is tried again.
    with closing(sqlite3.connect(app.config["DATA_DIR"] / "test.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM candidates").fetchone()
        Worker(TASKS).tick()
    assert set(_left(app, words)) == set(words)
    Worker(TASKS).tick()
    assert _left(app, words) == []


@pytest.mark.promise("C1.2")
def test_what_was_written_to_and_fro_is_in_the_copy_and_gone_after(app: Flask, enter: Any, db: Any) -> None:
    """C1.2 T: a thread, an answer, a message of the contact page with ours, a letter: rows, and every octet of them."""
    words = [f"canari{name}" for name in ("demande", "réplique", "réponse", "contact", "retour", "objet", "courriel")]
    asked, said, answered, wrote, replied, subject, letter = words
    address = {"email": "camille@example.org", "email_key": "camille@example.org"}
    candidate, account, job = CandidateFactory(**address), AccountFactory(), JobFactory()
    application = ApplicationFactory(candidate=candidate, job=job)
    MessageFactory(application_id=application.id, body=asked)
    MessageFactory(application_id=application.id, account_id=account.id, body=said)
    AnswerFactory(application_id=application.id, question_id=QuestionFactory(job_id=job.id).id, value=answered)
    answer = {"answer": replied, "answered_at": now(), "answered_by": account.id, "state": MessageState.ANSWERED}
    ContactMessageFactory(body=wrote, **address, **answer)
    OutgoingMailFactory(candidate_id=candidate.id, application_id=application.id, subject=subject, body=letter)
    client = enter(candidate)
    with zipfile.ZipFile(io.BytesIO(client.get("/me/data").data)) as archive:
        copied = {name: archive.read(name).decode() for name in ("data.json", "index.html")}
    missing = [(name, word) for name, text in copied.items() for word in words if word not in text]
    assert missing == []
    db.session.remove()
    assert set(words) == {word for word in words if word.encode() in remains_in(app.config["DATA_DIR"])}
    client.submit(client.page("/me/erase"), "/me/erase/code")
    client.submit(client.page("/me/erase"), "erase-form", {"code": _code(db)})
    Worker(TASKS).tick()
    db.session.remove()
    assert [word for word in words if word.encode() in remains_in(app.config["DATA_DIR"])] == []


def _left(app: Flask, words: list[str]) -> list[str]:
    """Those of the words that are in any file of the instance but those of the store."""
    files = [path for path in app.config["DATA_DIR"].rglob("*") if path.is_file() and "uploads" not in path.parts]
    held = b"".join(path.read_bytes() for path in files)
    return [word for word in words if word.encode() in held]


def test_wrong_code_erases_nothing(enter: Any, db: Any, person: Candidate) -> None:
    client = enter(person)
    page = client.page("/me/erase?lang=fr")
    client.submit(page, "/me/erase/code?lang=fr")
    right = _code(db).replace(" ", "")
    wrong = f"{(int(right) + 1) % 10**6:06}"
    refused = client.submit(client.page("/me/erase?lang=fr"), "erase-form", {"code": wrong}, status=422)
    assert "n’est pas le bon" in refused.text
    assert len(db.session.scalars(select(Application)).all()) == 2


def test_code_to_sign_in_does_not_erase(enter: Any, db: Any, person: Candidate) -> None:
    """A code is bound to its purpose, and to whoever is signed in."""
    stranger = enter(CandidateFactory(email="autre@example.org", email_key="autre@example.org"))
    stranger.submit(stranger.page("/me/erase"), "/me/erase/code")
    code = _code(db)
    client = enter(person)
    client.submit(client.page("/me/erase"), "/me/erase/code")
    write_due_codes()
    client.submit(client.page("/me/erase"), "erase-form", {"code": code}, status=422)
    assert len(db.session.scalars(select(Application)).all()) == 2


def test_erasing_without_having_asked_or_with_a_stale_form_is_refused(enter: Any, db: Any, person: Candidate) -> None:
    client = enter(person)
    token = client.page("/me/erase").form("/me/erase/code").values["csrf_token"]
    assert client.post("/me/erase", data={"csrf_token": token, "code": "123456"}).status_code == 422
    assert client.post("/me/erase/code", data={"csrf_token": "stale"}).status_code in {403, 422}
    assert len(db.session.scalars(select(Application)).all()) == 2


def test_person_without_an_application_is_erased_too(enter: Any, db: Any) -> None:
    client = enter(CandidateFactory(email="seule@example.org", email_key="seule@example.org"))
    client.submit(client.page("/me/erase"), "/me/erase/code")
    client.submit(client.page("/me/erase"), "erase-form", {"code": _code(db)})
    assert db.session.scalars(select(Candidate)).all() == []


def test_receipt_of_a_forged_token_does_not_exist(client: PageClient) -> None:
    assert client.get("/me/erased/forged").status_code == 404
