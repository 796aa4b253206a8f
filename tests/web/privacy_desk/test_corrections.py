"""A rectification that came by letter: the desk does what the person could do alone (C5.2, A10.3)."""

from typing import Any

import pytest
from sqlalchemy import select

from app.core.actor import ActorKind
from app.core.permissions import Role
from app.domain.applications.models import Answer, Application, Statement
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.documents.models import Document, Tombstone
from app.domain.mail.enums import MailKind
from app.domain.mail.models import OutgoingMail
from app.domain.people.models import Candidate
from app.domain.rights.enums import RequestKind
from app.domain.rights.models import RightsRequest
from tests.adapters import samples
from tests.factories import (
    AnswerFactory,
    ApplicationFactory,
    CandidateFactory,
    DisclosureFactory,
    DocumentFactory,
    QuestionFactory,
    RestrictionFactory,
    RightsRequestFactory,
)
from tests.factories.archive import refused_application
from tests.page_client import PageClient

LIST = "/staff/privacy/requests"
CORRECTED = (Tag.APPLICATION_CORRECTED, Tag.APPLICATION_FILE_REPLACED, Tag.STATEMENT_WRITTEN)


@pytest.fixture
def officer(sign_in: Any) -> PageClient:
    client: PageClient = sign_in(Role.PRIVACY_OFFICER)
    return client


@pytest.fixture
def application(db: Any) -> Application:
    person = CandidateFactory()
    cv = DocumentFactory(candidate=person, content=samples.pdf("ancien CV"))
    return ApplicationFactory(candidate=person, cv=cv, phone="01 02 03 04 05")


@pytest.fixture
def request_(db: Any, application: Application) -> RightsRequest:
    person = db.session.get(Candidate, application.candidate_id)
    return RightsRequestFactory(email=person.email, email_key=person.email_key, kind=RequestKind.RECTIFICATION)


def _url(request_: RightsRequest, application: Application) -> str:
    return f"{LIST}/{request_.id}/applications/{application.id}"


def _correct(officer: PageClient, url: str, form: str, values: dict[str, Any], status: int = 303) -> Any:
    return officer.submit(officer.page(url), form, values, status=status)


@pytest.mark.promise("C5.2")
def test_letter_s_correction_is_carried_out_told_to_recipients_and_logged(
    officer: PageClient, db: Any, application: Application, request_: RightsRequest
) -> None:
    """C5.2, A10.3: by the act of the person's own pages; the log says who did it, for whom, and no value."""
    DisclosureFactory(application=application, sent=True, categories="details")
    page = officer.page(f"{LIST}/{request_.id}")
    url = _url(request_, application)
    assert f'href="{url}"' in page.html
    assert page.form("answer-form").values["answer"].strip() == ""
    values = {"name": "Camille Durand-Petit", "phone": "06 07 08 09 10", "current_position": "Analyste"}
    made = _correct(officer, url, "details-form", values)
    assert made.location == url
    db.session.expire_all()
    found = db.session.get(Application, application.id)
    assert (found.name, found.name_key, found.phone) == (values["name"], "camille durand-petit", values["phone"])
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == Tag.APPLICATION_CORRECTED)).one()
    assert (event.actor_kind, event.actor_id, event.subject_id) == (
        ActorKind.STAFF,
        officer.account.id,
        application.id,
    )
    assert set(event.details.values()) == {"changed"}
    letter = db.session.scalars(select(OutgoingMail)).one()
    assert letter.kind is MailKind.DISCLOSURE_CORRECTED
    assert "téléphone" in letter.body
    assert "06 07" not in letter.body
    after = officer.page(f"{LIST}/{request_.id}")
    assert "Nous avons corrigé" in after.form("answer-form").values["answer"]


def test_answers_side_and_files_are_put_right_too(
    officer: PageClient, db: Any, application: Application, request_: RightsRequest
) -> None:
    """C5.2: whatever the person's own pages let them change of an application."""
    question = QuestionFactory(job_id=application.job_id)
    AnswerFactory(application_id=application.id, question_id=question.id, label="Anglais", value="B2")
    url, old_cv = _url(request_, application), application.cv_id
    DisclosureFactory(application=application, sent=True, categories="answers files")
    _correct(officer, url, "answers-form", {f"question_{question.id}": "C1"})
    _correct(officer, url, "side-form", {"side": "Je parlais anglais."})
    _correct(officer, url, "files-form", {"cv": ("CV.pdf", samples.pdf("nouveau CV"))})
    db.session.expire_all()
    assert db.session.scalars(select(Answer.value)).all() == ["C1"]
    assert db.session.get(Statement, application.id).body == "Je parlais anglais."
    assert db.session.get(Application, application.id).cv_id != old_cv
    assert db.session.get(Document, old_cv) is None
    assert len(db.session.scalars(select(Tombstone)).all()) == 1
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.tag.in_(CORRECTED))).all()
    assert [event.actor_id for event in events] == [officer.account.id] * 3
    assert [mail.kind for mail in db.session.scalars(select(OutgoingMail))] == [MailKind.DISCLOSURE_CORRECTED] * 2


def test_what_cannot_be_corrected_is_said_and_nothing_typed_is_lost(
    officer: PageClient, db: Any, application: Application, request_: RightsRequest
) -> None:
    url = _url(request_, application)
    page = _correct(officer, url, "details-form", {"name": " ", "phone": "06 07 08 09 10"}, 422)
    assert page.by_id("name-error") is not None
    assert page.form("details-form").values["phone"] == "06 07 08 09 10"
    bad = {"cv": ("CV.pdf", samples.pdf("nouveau CV")), "cover_letter": ("lettre.pdf", b"no file at all")}
    refused = _correct(officer, url, "files-form", bad, 422)
    assert refused.by_id("cover_letter-error") is not None
    assert _correct(officer, url, "files-form", {}, 422).by_id("cv-error") is not None
    officer.submit(refused, "files-form")
    db.session.expire_all()
    assert db.session.get(Application, application.id).phone == "01 02 03 04 05"
    assert db.session.get(Document, application.cv_id).filename == "CV.pdf"


def test_data_that_is_apart_is_corrected_by_the_desk(
    officer: PageClient, db: Any, application: Application, request_: RightsRequest
) -> None:
    """Art. 18(1)(a): whoever disputes what is there has it set apart first."""
    RestrictionFactory(candidate_id=application.candidate_id)
    _correct(officer, _url(request_, application), "details-form", {"name": "Camille Petit"})
    db.session.expire_all()
    assert db.session.get(Application, application.id).name == "Camille Petit"


def test_nothing_is_corrected_while_a_proof_is_awaited(
    officer: PageClient, db: Any, application: Application, request_: RightsRequest
) -> None:
    """A9.2: whoever may not be who they say has nothing of anybody's changed."""
    url = _url(request_, application)
    page = officer.page(url)
    officer.submit(officer.page(f"{LIST}/{request_.id}"), "wait-form")
    said = officer.submit(page, "details-form", {"name": "Autre Nom"}, status=409).text
    assert "délai de cette demande est suspendu" in said
    assert f'href="{url}"' not in officer.page(f"{LIST}/{request_.id}").html
    db.session.expire_all()
    assert db.session.get(Application, application.id).name != "Autre Nom"


def test_decided_application_keeps_what_it_was_decided_on(officer: PageClient, db: Any) -> None:
    """As on the person's own pages; a refusal is not rewritten by letter either."""
    person = CandidateFactory()
    refused = refused_application(candidate=person)
    question = QuestionFactory(job_id=refused.job_id)
    request_ = RightsRequestFactory(email=person.email, email_key=person.email_key)
    url = _url(request_, refused)
    page = officer.page(url)
    assert ("answers-form" in page.html, "files-form" in page.html) == (False, False)
    data = {"csrf_token": page.form("details-form").values["csrf_token"], f"question_{question.id}": "C1"}
    assert officer.post(f"{url}/answers", data=data).status_code == 403
    assert db.session.scalars(select(Answer)).all() == []


@pytest.mark.parametrize("act", ["", "/details", "/answers", "/side", "/files"])
def test_another_s_application_cannot_be_reached_from_a_request(
    officer: PageClient, db: Any, application: Application, request_: RightsRequest, act: str
) -> None:
    """B3.1: the id in the address selects among the applications of whoever asks, and of nobody else."""
    token = officer.page(_url(request_, application)).form("details-form").values["csrf_token"]
    url = f"{_url(request_, ApplicationFactory(name='Autre'))}{act}"
    sent = {"csrf_token": token, "name": "Camille", "side": "Non"}
    answer = officer.post(url, data=sent) if act else officer.get(url)
    assert answer.status_code == 404
    nobody = RightsRequestFactory(email="x@example.org", email_key="x@example.org")
    assert officer.get(_url(nobody, application)).status_code == 404


@pytest.mark.promise("C5.2")
def test_address_that_its_person_cannot_read_any_more_is_corrected_by_letter(
    officer: PageClient, enter: Any, db: Any, application: Application, request_: RightsRequest
) -> None:
    """C5.2, A10.3, 7.4.3: the old address is told and opens nothing, recipients hear of it, the request goes along."""
    DisclosureFactory(application=application, sent=True, categories="details")
    old, theirs = request_.email, enter(db.session.get(Candidate, application.candidate_id))
    path = f"{LIST}/{request_.id}"
    officer.submit(officer.page(path), "address-form", {"new-email": "Camille.Petit@example.org"})
    db.session.expire_all()
    found = db.session.get(RightsRequest, request_.id)
    person = db.session.get(Candidate, application.candidate_id)
    assert (person.email_key, found.email) == ("camille.petit@example.org", "Camille.Petit@example.org")
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == Tag.CANDIDATE_ADDRESS_CHANGED)).one()
    assert (event.actor_id, event.subject_id) == (officer.account.id, person.id)
    letters = {mail.kind: mail.to_address for mail in db.session.scalars(select(OutgoingMail))}
    assert letters == {MailKind.ADDRESS_CHANGED: old, MailKind.DISCLOSURE_CORRECTED: "dossiers@example.org"}
    assert theirs.get("/me/").status_code == 303
    assert "Nous avons corrigé" in officer.page(path).form("answer-form").values["answer"]


@pytest.mark.parametrize("email", ["", "nobody", "Other@example.org", "own"])
def test_address_that_is_none_or_somebody_s_already_is_refused(
    officer: PageClient, db: Any, request_: RightsRequest, email: str
) -> None:
    CandidateFactory(email="other@example.org", email_key="other@example.org")
    path, own = f"{LIST}/{request_.id}", request_.email
    given = {"new-email": own if email == "own" else email}
    page = officer.submit(officer.page(path), "address-form", given, status=422)
    assert page.by_id("new-email-error") is not None
    assert db.session.scalars(select(OutgoingMail)).all() == []


def test_no_address_is_changed_while_a_proof_is_awaited(officer: PageClient, db: Any, request_: RightsRequest) -> None:
    """A9.2: it would hand everything to whoever asks."""
    path, own = f"{LIST}/{request_.id}", request_.email
    page = officer.page(path)
    officer.submit(page, "wait-form")
    officer.submit(page, "address-form", {"new-email": "x@example.org"}, status=409)
    db.session.expire_all()
    assert db.session.scalars(select(Candidate.email)).all() == [own]
    assert "address-form" not in officer.page(path).html


def test_page_is_seen_by_the_desk_and_written_down(
    officer: PageClient, sign_in: Any, db: Any, application: Application, request_: RightsRequest
) -> None:
    url = _url(request_, application)
    officer.page(url)
    opened = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == Tag.APPLICATION_OPENED)).one()
    assert (opened.actor_id, opened.subject_id) == (officer.account.id, application.id)
    assert sign_in(Role.RECRUITER).get(url).status_code == 404
