"""An archived file is given from where it is open, through the ledger, and in no other way (C3.0 to C3.2, A2.13)."""

import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.actor import SYSTEM
from app.core.clock import today
from app.core.db import transaction
from app.core.permissions import Role
from app.domain.archive.models import ArchivedFile, ArchiveOpening
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.disclosures.enums import DisclosureState
from app.domain.disclosures.models import Disclosure
from app.domain.documents.models import Document
from app.domain.documents.vault import storage
from app.domain.privacy.erasure import erase_archived
from tests.factories import ApplicationFactory, CandidateFactory, DocumentFactory, NoteFactory
from tests.factories.archive import archive, refused_application
from tests.page_client import Page, PageClient

ARCHIVE, LEDGER = "/staff/privacy/archive", "/staff/privacy/disclosures"
LAWYER = {
    "ground": "protection_of_rights",
    "recipient": "Cabinet Lefort",
    "recipient_email": "dossiers@example.org",
    "purpose": "Répondre devant les prud’hommes.",
    "categories": ["details", "files"],
}
COURT = {
    **LAWYER,
    "ground": "legal_duty",
    "recipient": "Tribunal judiciaire",
    "their_reference": "RG 26/00412",
    "legal_text": "Article 11",
}


@pytest.fixture
def reference(db: Any) -> str:
    """Of an archived refusal."""
    person = CandidateFactory(email="zoe@example.org", email_key="zoe@example.org")
    cv = DocumentFactory(candidate=person, filename="CV Zoé.pdf", content=b"CV de Zoe")
    application = refused_application(candidate=person, cv=cv, name="Zoé Clavier")
    NoteFactory(application_id=application.id, account_id=application.decided_by, body="Trop peu d’anglais.")
    known: str = application.reference
    archive(application, until=today() + timedelta(days=900))
    return known


def _open(client: PageClient, words: str) -> str:
    """The address of the open file."""
    opened = client.submit(client.page(ARCHIVE), "archive-form", {"words": words, "reason": "Saisine du 3 mai"})
    assert re.fullmatch(rf"{ARCHIVE}/[0-9a-f-]+", opened.location)
    return opened.location


def _send(client: PageClient, file: str, words: dict[str, Any], status: int = 303) -> Page:
    return client.submit(client.page(f"{file}/disclosure"), "disclosure-form", words, status=status)


def _faults(page: Page) -> set[str]:
    return {str(element.get("id")) for element in page.find_all("p", class_="field-error")}


def _state(db: Any) -> DisclosureState:
    db.session.expire_all()
    found: DisclosureState = db.session.scalars(select(Disclosure.state)).one()
    return found


@pytest.mark.promise("C3.0")
def test_lawyer_is_given_the_open_file_once_and_the_ledger_says_so(sign_in: Any, db: Any, reference: str) -> None:
    client = sign_in(Role.LITIGATION)
    file = _open(client, reference)
    assert f"{file}/disclosure" in client.page(file).html
    form = client.page(f"{file}/disclosure?lang=fr")
    assert {each.get("value") for each in form.find_all("input", type="radio")} == {
        "legal_duty",
        "protection_of_rights",
    }
    assert {each.get("value") for each in form.find_all("input", type="checkbox")} == {
        *("details", "files", "notes", "history"),
    }  # fmt: skip
    assert (form.find_all("input", id="application"), "Zoé Clavier" in form.text) == ([], True)
    row = _send(client, file, LAWYER).location
    page = client.page(f"{row}?lang=fr")
    for words in (reference, "dans l’archive", "CV, tel qu’envoyé", client.account.name):
        assert words in page.text, words
    assert "dans l’archive" in client.page(f"{LEDGER}?lang=fr").text
    assert "Cabinet Lefort" in client.page(file).text
    token = page.form("package-form").values["csrf_token"]
    answer = client.post(f"{row}/package", data={"csrf_token": token})
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
        200,
        "application/zip",
        "no-store",
    )
    with zipfile.ZipFile(io.BytesIO(answer.data)) as package:
        assert package.read("files/01-cv-zoe.pdf") == b"CV de Zoe"
        assert "c’est une preuve" in package.read("index.html").decode()
    assert _state(db) is DisclosureState.SENT
    assert client.post(f"{row}/package", data={"csrf_token": token}).status_code == 403
    about = select(AuditEvent.tag).where(AuditEvent.tag.like("disclosure:%"))
    tags = db.session.scalars(about.order_by(AuditEvent.id)).all()
    assert [tag for tag in tags if tag != Tag.DISCLOSURE_OPENED] == [
        Tag.DISCLOSURE_ASKED,
        Tag.DISCLOSURE_SENT,
        Tag.DISCLOSURE_REFUSED,
    ]


@pytest.mark.promise("C3.2")
def test_court_s_package_needs_the_officer_s_yes_and_is_taken_by_litigation(
    sign_in: Any, db: Any, reference: str
) -> None:
    """C3.2 T: alone, refused and logged; the officer approves and, not opening the archive, takes nothing."""
    client, officer = sign_in(Role.LITIGATION), sign_in(Role.PRIVACY_OFFICER)
    row = _send(client, _open(client, reference), COURT).location
    page = client.page(row)
    token = page.form("decline-form").values["csrf_token"]
    assert [form.get("id") for form in page.find_all("form", method="post")].count("approve-form") == 0
    for act in ("package", "approve"):
        assert client.post(f"{row}/{act}", data={"csrf_token": token}).status_code == 403
    assert _state(db) is DisclosureState.WAITING
    officer.submit(officer.page(row), "approve-form")
    theirs = officer.page(f"{row}?lang=fr")
    assert "se prend avec l’un de ces rôles\u202f: Contentieux" in theirs.text
    assert [form.get("id") for form in theirs.find_all("form")].count("package-form") == 0
    token = theirs.form("decline-form").values["csrf_token"]
    assert officer.post(f"{row}/package", data={"csrf_token": token}).status_code == 404
    page = client.page(row)
    assert officer.account.name in page.text
    answer = client.post(f"{row}/package", data={"csrf_token": page.form("package-form").values["csrf_token"]})
    assert answer.mimetype == "application/zip"
    assert _state(db) is DisclosureState.SENT


@pytest.mark.promise("C3.0")
@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"ground": None}, {"ground"}),
        ({"ground": "consent"}, {"ground"}),
        ({"ground": "processor"}, {"ground"}),
        ({"ground": "nonsense"}, {"ground"}),
        ({"categories": ["messages"]}, {"categories"}),
        ({"categories": ["accommodation", "details"]}, {"categories"}),
        ({"categories": ["answers"]}, {"categories"}),
        ({"ground": "legal_duty"}, {"their_reference", "legal_text"}),
        ({"recipient_email": "nobody"}, {"recipient_email"}),
    ],
)
def test_what_is_wrong_or_forged_stands_beside_its_field_and_opens_no_row(
    sign_in: Any, db: Any, reference: str, changed: dict[str, Any], fields: set[str]
) -> None:
    """A form that no page of ours offers is refused as well."""
    client = sign_in(Role.LITIGATION)
    file = _open(client, reference)
    form = client.page(f"{file}/disclosure").form("disclosure-form").values
    sent = {"csrf_token": form["csrf_token"], "locale": "fr", **LAWYER, **changed}
    answer = client.post(f"{file}/disclosure", data={name: value for name, value in sent.items() if value is not None})
    page = Page(answer)
    assert (answer.status_code, _faults(page)) == (422, {f"{name}-error" for name in fields})
    assert page.form("disclosure-form").values["purpose"] == LAWYER["purpose"]
    assert db.session.scalars(select(Disclosure)).all() == []


def test_other_grounds_are_refused_with_the_reason(sign_in: Any, db: Any, reference: str) -> None:
    client = sign_in(Role.LITIGATION)
    file = _open(client, reference)
    token = client.page(f"{file}/disclosure").form("disclosure-form").values["csrf_token"]
    sent = {"csrf_token": token, "locale": "fr", **LAWYER, "ground": "consent"}
    answer = client.post(f"{file}/disclosure?lang=en", data=sent)
    assert "serves nothing else: it gives under a legal duty, or to protect rights." in Page(answer).text


def test_whose_file_it_is_is_no_field(sign_in: Any, db: Any, reference: str) -> None:
    """Whatever a form names, the row is about the file that is open."""
    other = ApplicationFactory(reference="ABCDE-FGHIJ")
    client = sign_in(Role.LITIGATION)
    file = _open(client, reference)
    forged = {"application": "ABCDE-FGHIJ", "application_id": str(other.id), "candidate_id": str(other.candidate_id)}
    token = client.page(f"{file}/disclosure").form("disclosure-form").values["csrf_token"]
    answer = client.post(f"{file}/disclosure", data={"csrf_token": token, "locale": "fr", **LAWYER, **forged})
    assert answer.status_code == 303
    row = db.session.scalars(select(Disclosure)).one()
    kept = db.session.scalars(select(ArchivedFile.application_id)).one()
    assert (row.application_reference, row.application_id, row.candidate_id) == (reference, kept, None)


def test_an_opening_of_another_or_past_its_hour_leads_nowhere(
    sign_in: Any, db: Any, reference: str, clock: Any
) -> None:
    client, other = sign_in(Role.LITIGATION), sign_in(Role.LITIGATION)
    file = _open(client, reference)
    theirs = other.page(ARCHIVE).form("archive-form").values["csrf_token"]
    mine = client.page(f"{file}/disclosure").form("disclosure-form").values["csrf_token"]
    assert other.get(f"{file}/disclosure").status_code == 404
    assert other.post(f"{file}/disclosure", data={"csrf_token": theirs, "locale": "fr", **LAWYER}).status_code == 404
    clock.shift(timedelta(hours=1))
    assert client.get(f"{file}/disclosure").status_code == 404
    assert client.post(f"{file}/disclosure", data={"csrf_token": mine, "locale": "fr", **LAWYER}).status_code == 404
    assert db.session.scalars(select(Disclosure)).all() == []


def test_without_its_token_nothing_is_asked(sign_in: Any, db: Any, reference: str) -> None:
    client = sign_in(Role.LITIGATION)
    file = _open(client, reference)
    assert client.post(f"{file}/disclosure", data={"locale": "fr", **LAWYER}).status_code in {400, 403}
    assert db.session.scalars(select(Disclosure)).all() == []


def test_of_a_lost_cv_none_is_offered(sign_in: Any, db: Any) -> None:
    application = refused_application(name="Zoé Clavier")
    reference = application.reference
    storage().delete(db.session.get_one(Document, application.cv_id).storage_key)
    archive(application)
    client = sign_in(Role.LITIGATION)
    form = client.page(f"{_open(client, reference)}/disclosure")
    assert {each.get("value") for each in form.find_all("input", type="checkbox")} == {"details", "history"}


def test_what_the_archive_has_let_go_of_is_not_there_to_take(sign_in: Any, db: Any, reference: str) -> None:
    client = sign_in(Role.LITIGATION)
    file = _open(client, reference)
    taken, waiting = _send(client, file, LAWYER).location, _send(client, file, LAWYER | {"purpose": "Again"}).location
    page = client.page(waiting)
    token = page.form("package-form").values["csrf_token"]
    assert client.post(f"{taken}/package", data={"csrf_token": token}).status_code == 200
    application_id = db.session.scalars(select(ArchiveOpening.application_id)).first()
    with transaction():
        erase_archived(actor=SYSTEM, application_id=application_id)
    for row in (taken, waiting):
        assert client.post(f"{row}/package", data={"csrf_token": token}).status_code == 404
    assert client.get(waiting).status_code == 404
    page = client.page(f"{taken}?lang=en")
    assert "erased with the application" in page.text
    assert "in the archive" not in page.text
    assert "Notices to the recipient" in page.text


def test_person_who_comes_back_sees_to_whom_it_went(sign_in: Any, enter: Any, db: Any, reference: str) -> None:
    """A10.3, Art. 15: on their pages and in their copy, as of any other application, and with what was given of it."""
    client = sign_in(Role.LITIGATION)
    row = _send(client, _open(client, reference), LAWYER).location
    package = client.page(row).form("package-form").values["csrf_token"]
    assert client.post(f"{row}/package", data={"csrf_token": package}).status_code == 200
    person = CandidateFactory(email="zoe@example.org", email_key="zoe@example.org")
    ApplicationFactory(candidate=person)
    theirs = enter(person)
    for path in ("/me/?lang=fr", "/me/erase?lang=fr"):
        assert "Cabinet Lefort" in theirs.page(path).text, path
    with zipfile.ZipFile(io.BytesIO(theirs.get("/me/data?lang=fr").data)) as copy:
        page, data = copy.read("index.html").decode(), copy.read("data.json").decode()
    assert "Cabinet Lefort" in page
    assert "CV, tel qu’envoyé" in page
    assert "Remise à un tiers" in page
    assert "dossiers@example.org" not in page + data
    assert "Cabinet Lefort" not in enter(CandidateFactory()).page("/me/").text
