"""What the archive keeps of a refusal leaves through the ledger too, on two grounds, and for litigation alone."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from html5lib import HTMLParser
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.adapters.storage import StorageUnavailable
from app.core.actor import SYSTEM, Actor, candidate, staff
from app.core.clock import local_date, now, today
from app.core.db import transaction
from app.core.errors import Conflict, Invalid, Missing, Refused
from app.core.permissions import Role
from app.domain.applications.models import Application, Statement
from app.domain.archive.actions import hold_file, open_files
from app.domain.archive.models import ArchivedFile
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.disclosures import actions
from app.domain.disclosures.actions import Asked
from app.domain.disclosures.enums import DataCategory, DisclosureState, Ground
from app.domain.disclosures.models import Disclosure
from app.domain.disclosures.queries import list_about
from app.domain.documents.models import Document, Package
from app.domain.documents.vault import storage
from app.domain.mail.enums import MailKind
from app.domain.mail.models import OutgoingMail
from app.domain.people.enums import RestrictionReason
from app.domain.people.restrictions import restrict_candidate
from app.domain.privacy.disclosing import disclose_archived, take_package
from app.domain.privacy.erasure import erase_archived
from app.domain.privacy.masking import MASK
from app.domain.privacy.retention import run_batch
from app.extensions import db as database
from tests.concurrency import in_parallel
from tests.factories import (
    AccountFactory,
    AnswerFactory,
    ApplicationFactory,
    CandidateFactory,
    DisclosureFactory,
    DocumentFactory,
    NoteFactory,
    QuestionFactory,
)
from tests.factories.archive import archive, refused_application

KEPT = (
    *(DataCategory.DETAILS, DataCategory.ANSWERS, DataCategory.FILES, DataCategory.NOTES, DataCategory.HISTORY),
)  # fmt: skip
LAWYER = Asked(
    ground=Ground.PROTECTION_OF_RIGHTS,
    recipient="Cabinet Lefort",
    recipient_email="dossiers@example.org",
    purpose="Répondre devant le conseil de prud’hommes.",
    categories=KEPT,
    their_reference="",
    legal_text="",
    locale="fr",
)
COURT = replace(
    LAWYER,
    ground=Ground.LEGAL_DUTY,
    recipient="Tribunal judiciaire",
    their_reference="RG 26/00412",
    legal_text="Code de procédure civile, article 11",
)
CV = b"CV canari"


def _someone(role: Role = Role.LITIGATION) -> Actor:
    return staff(AccountFactory(role=role).id, role)


@pytest.fixture
def litigator(db: Any) -> Actor:
    return _someone()


def _application(note: str = "mot-note : Camille Durand, moins que Paul Martin") -> Application:
    """Refused, with something in every place that the archive keeps, and in some that it does not."""
    person = CandidateFactory(email="camille@example.org", email_key="camille@example.org")
    ApplicationFactory(name="Paul Martin")
    application: Application = refused_application(
        candidate=person,
        cv=DocumentFactory(candidate=person, filename="CV Camille.pdf", content=CV),
        name="Camille Durand",
        phone="06 07 08 09 10",
        message="mot-message",
    )
    question = QuestionFactory(job_id=application.job_id)
    AnswerFactory(application_id=application.id, question_id=question.id, label="Anglais ?", value="mot-reponse")
    NoteFactory(application_id=application.id, account_id=application.decided_by, body=note)
    database.session.add(Statement(application_id=application.id, body="mot-cote", written_at=now()))
    database.session.commit()
    return application


def _open(actor: Actor, reference: str) -> UUID:
    with transaction():
        [opening] = open_files(actor=actor, words=reference, reason="Saisine du 3 mai")
        return opening.id


def _ask(actor: Actor, asked: Asked = LAWYER, application: Application | None = None) -> Disclosure:
    application = application or _application()
    reference = application.reference
    archive(application)
    opening_id = _open(actor, reference)
    with transaction():
        disclosure_id = disclose_archived(actor=actor, opening_id=opening_id, asked=asked).id
    return _row(disclosure_id)


def _row(disclosure_id: UUID) -> Disclosure:
    return database.session.get_one(Disclosure, disclosure_id, populate_existing=True)


def _take(app: Flask, actor: Actor, disclosure_id: UUID) -> zipfile.ZipFile:
    with app.test_request_context(), transaction():
        package = take_package(actor=actor, disclosure_id=disclosure_id)
    return zipfile.ZipFile(io.BytesIO(package.content))


def _erase(application_id: UUID) -> None:
    with transaction():
        erase_archived(actor=SYSTEM, application_id=application_id)


def _tags(db: Any) -> list[str]:
    tags = db.session.scalars(select(AuditEvent.tag).order_by(AuditEvent.id))
    return [tag for tag in tags if tag.startswith("disclosure:")]


@pytest.mark.promise("C3.0")
def test_package_is_the_archived_minimum_and_the_row_says_that_it_left(
    app: Flask, db: Any, litigator: Actor, clock: Any
) -> None:
    """In the tables of every other package; what the copy masks is masked; the person's own name is not."""
    application = _application()
    sent_on, application_id, reference = local_date(application.submitted_at), application.id, application.reference
    row = _ask(litigator, application=application)
    assert (row.candidate_id, row.application_id, row.application_reference) == (None, application_id, reference)
    with _take(app, litigator, row.id) as package:
        assert package.testzip() is None
        page, data = package.read("index.html").decode(), json.loads(package.read("data.json"))
        assert package.read("files/01-cv-camille.pdf") == CV
        assert len(package.namelist()) == 4
    HTMLParser(strict=True).parse(page)
    day = today().isoformat()
    assert data == {
        "format": "vivier-disclosure-1",
        "reference": row.reference,
        "recipient": "Cabinet Lefort",
        "tables": {
            "candidates": [{"email": "camille@example.org"}],
            "applications": [
                {
                    "name": "Camille Durand",
                    "submitted_at": sent_on.isoformat(),
                    "state": "rejected",
                    "decided_at": day,
                    "rejection_reason": "experience",
                }
            ],
            "answers": [{"label": "Anglais ?", "value": "mot-reponse"}],
            "notes": [{"body": f"mot-note : Camille Durand, moins que {MASK}", "written_at": day}],
            "statements": [{"body": "mot-cote"}],
            "moves": [{"moved_at": sent_on.isoformat(), "stage": "Nouvelles", "to_state": "active"}],
        },
    }
    for words in (
        "Camille Durand",
        "mot-reponse",
        "mot-cote",
        "Nouvelles",
        "Ce que la personne répond aux notes",
        "CV, tel qu’envoyé",
    ):
        assert words in page, words
    assert "00:00" not in page
    sent = _row(row.id)
    assert (sent.state, sent.sent_by, sent.sent_at) == (DisclosureState.SENT, litigator.account_id, now())
    assert _tags(db) == [Tag.DISCLOSURE_ASKED, Tag.DISCLOSURE_SENT]
    with pytest.raises(Refused):
        _take(app, litigator, row.id)


@pytest.mark.promise("C3.0")
@pytest.mark.parametrize("category", KEPT)
def test_nothing_that_was_not_chosen_leaves(app: Flask, litigator: Actor, category: DataCategory) -> None:
    row = _ask(litigator, replace(LAWYER, categories=(category,)))
    words = {
        DataCategory.DETAILS: "camille@example.org",
        DataCategory.ANSWERS: "mot-reponse",
        DataCategory.NOTES: "mot-note",
        DataCategory.HISTORY: "to_state",
    }
    with _take(app, litigator, row.id) as package:
        said = package.read("index.html").decode() + package.read("data.json").decode()
        assert any(name.startswith("files/") for name in package.namelist()) == (category is DataCategory.FILES)
    for other, word in words.items():
        assert (word in said) == (other is category), word
    assert ("mot-cote" in said) == (category is DataCategory.NOTES)


def test_who_has_come_back_is_masked_as_in_their_own_copy(app: Flask, db: Any, litigator: Actor) -> None:
    """A new application under another name makes them nobody else."""
    row = _ask(litigator, application=_application("Camille Durand, née Camille Petit, moins que Paul Martin"))
    back = CandidateFactory(email="camille@example.org", email_key="camille@example.org")
    ApplicationFactory(candidate=back, name="Camille Petit")
    with _take(app, litigator, row.id) as package:
        [note] = json.loads(package.read("data.json"))["tables"]["notes"]
    assert note["body"] == f"Camille Durand, née Camille Petit, moins que {MASK}"


@pytest.mark.promise("C3.0", "C3.4")
@pytest.mark.parametrize("ground", [Ground.CONSENT, Ground.PROCESSOR])
def test_archive_serves_no_other_ground(db: Any, litigator: Actor, ground: Ground) -> None:
    """A2.13: it answers for a refusal; neither a partner nor a provider has anything of it."""
    with pytest.raises(Invalid) as fault:
        _ask(litigator, replace(LAWYER, ground=ground))
    assert fault.value.fields["ground"] == actions.ARCHIVE_GROUNDS_ONLY
    assert db.session.scalars(select(Disclosure)).all() == []
    with pytest.raises(IntegrityError, match="archive_answers_for_refusals"):
        DisclosureFactory(
            candidate_id=None, application_id=UUID(int=1), application_reference="ABCDE-FGHIJ", ground=ground
        )


def test_only_what_the_archive_has_can_be_asked_for(db: Any, litigator: Actor) -> None:
    application = refused_application()
    storage().delete(database.session.get_one(Document, application.cv_id).storage_key)
    reference = application.reference
    archive(application)
    opening_id = _open(litigator, reference)
    for category in (*KEPT[1:4], DataCategory.MESSAGES, DataCategory.ACCOMMODATION):
        with pytest.raises(Invalid) as fault, transaction():
            asked = replace(LAWYER, categories=(DataCategory.DETAILS, category))
            disclose_archived(actor=litigator, opening_id=opening_id, asked=asked)
        assert set(fault.value.fields) == {"categories"}, category
    assert db.session.scalars(select(Disclosure)).all() == []


@pytest.mark.promise("C3.2")
@pytest.mark.parametrize("role", [Role.PRIVACY_OFFICER, Role.LITIGATION])
def test_court_gets_it_by_two_people(app: Flask, db: Any, litigator: Actor, role: Role) -> None:
    """C3.2 T: its reference and the legal text, and somebody else's yes; who asked cannot be that somebody."""
    row, second = _ask(litigator, COURT), _someone(role)
    assert row.state is DisclosureState.WAITING
    for alone in (lambda: _take(app, litigator, row.id), lambda: _approve(litigator, row.id)):
        with pytest.raises(Refused):
            alone()
    _approve(second, row.id)
    with pytest.raises(Conflict):
        _approve(second, row.id)
    _take(app, litigator, row.id).close()
    assert _row(row.id).state is DisclosureState.SENT
    assert _tags(db) == [Tag.DISCLOSURE_ASKED, Tag.DISCLOSURE_APPROVED, Tag.DISCLOSURE_SENT]


def _approve(actor: Actor, disclosure_id: UUID) -> None:
    with transaction():
        actions.approve_disclosure(actor=actor, disclosure_id=disclosure_id)


@pytest.mark.promise("C3.2")
def test_court_gives_its_reference_and_the_text(db: Any, litigator: Actor) -> None:
    with pytest.raises(Invalid) as fault:
        _ask(litigator, replace(COURT, their_reference=" ", legal_text=""))
    assert set(fault.value.fields) == {"their_reference", "legal_text"}


@pytest.mark.promise("C2.4")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.LITIGATION])
def test_nobody_else_asks_or_takes(app: Flask, db: Any, litigator: Actor, role: Role) -> None:
    """A2.13: the package reads the archive, so who may not open it does not take it: the officer neither."""
    row = _ask(litigator)
    opening_id, other = _open(litigator, row.application_reference), _someone(role)
    with pytest.raises(Missing):
        _take(app, other, row.id)
    with pytest.raises(Missing), transaction():
        disclose_archived(actor=other, opening_id=opening_id, asked=LAWYER)
    about = actions.About(None, row.application_id, row.application_reference)
    with pytest.raises(Missing), transaction():
        actions.ask_disclosure(actor=other, about=about, asked=LAWYER)
    assert _row(row.id).state is DisclosureState.READY


def test_it_is_asked_for_while_the_file_is_open_and_by_who_opened_it(litigator: Actor, db: Any, clock: Any) -> None:
    application = _application()
    reference = application.reference
    archive(application)
    opening_id = _open(litigator, reference)
    with pytest.raises(Missing), transaction():
        disclose_archived(actor=_someone(), opening_id=opening_id, asked=LAWYER)
    clock.shift(timedelta(hours=1))
    with pytest.raises(Missing), transaction():
        disclose_archived(actor=litigator, opening_id=opening_id, asked=LAWYER)
    assert db.session.scalars(select(Disclosure)).all() == []


@pytest.mark.promise("C3.0")
def test_package_that_the_store_cannot_give_leaves_the_row_as_it_was(app: Flask, db: Any, litigator: Actor) -> None:
    row = _ask(litigator)
    file = db.session.get_one(ArchivedFile, row.application_id)
    storage().delete(db.session.get_one(Package, file.package_id).storage_key)
    with pytest.raises(StorageUnavailable):
        _take(app, litigator, row.id)
    assert _row(row.id).state is DisclosureState.READY
    assert _tags(db) == [Tag.DISCLOSURE_ASKED]


def test_neither_a_dispute_nor_a_restriction_keeps_it_from_a_judge(app: Flask, db: Any, litigator: Actor) -> None:
    """A10.1, Art. 18(2): for claims and under the law; who asked for it applies again meanwhile."""
    row = _ask(litigator)
    opening_id = _open(litigator, row.application_reference)
    back = CandidateFactory(email="camille@example.org", email_key="camille@example.org")
    with transaction():
        hold_file(actor=litigator, opening_id=opening_id, reason="En appel", review_on=today() + timedelta(days=30))
        restrict_candidate(actor=candidate(back.id), candidate_id=back.id, reason=RestrictionReason.CLAIMS)
    _take(app, litigator, row.id).close()
    assert _row(row.id).state is DisclosureState.SENT


@pytest.mark.promise("C3.0")
def test_recipient_is_told_when_the_archive_lets_go_and_the_row_names_nobody(
    app: Flask, db: Any, litigator: Actor, clock: Any
) -> None:
    """A10.3: as with an application; what had not left is no row any more, and cannot be taken."""
    row = _ask(litigator, replace(COURT, locale="en"))
    row_id, application_id = row.id, row.application_id
    _approve(_someone(), row_id)
    _take(app, litigator, row_id).close()
    opening_id = _open(litigator, row.application_reference)
    with transaction():
        waiting_id = disclose_archived(actor=litigator, opening_id=opening_id, asked=LAWYER).id
    _erase(application_id)
    [letter] = db.session.scalars(select(OutgoingMail)).all()
    assert (letter.kind, letter.to_address, letter.disclosure_id, letter.candidate_id) == (
        MailKind.DISCLOSURE_ERASED,
        "dossiers@example.org",
        row_id,
        None,
    )
    assert "RG 26/00412" in letter.body
    [left] = db.session.scalars(select(Disclosure).execution_options(populate_existing=True)).all()
    assert (left.id, left.application_id, left.erased_at) == (row_id, application_id, now())
    assert (left.purpose, left.recipient_email, left.recipient) == (None, None, "Tribunal judiciaire")
    for disclosure_id in (row_id, waiting_id):
        with pytest.raises(Missing):
            _take(app, litigator, disclosure_id)


def test_night_that_ends_the_archive_tells_them_too(app: Flask, db: Any, litigator: Actor) -> None:
    row = _ask(litigator)
    _take(app, litigator, row.id).close()
    with transaction():
        database.session.get_one(ArchivedFile, row.application_id).erase_on = today()
    run_batch(actor=SYSTEM, accept_clock=True)
    assert [mail.kind for mail in db.session.scalars(select(OutgoingMail))] == [MailKind.DISCLOSURE_ERASED]


def test_what_was_given_before_the_archive_was_told_then_and_is_told_once(
    app: Flask, db: Any, litigator: Actor
) -> None:
    """The application is erased when its minimum goes to the archive: that recipient has nothing more to hear."""
    application = _application()
    DisclosureFactory(application=application, sent=True, recipient_email="avant@example.org")
    row = _ask(litigator, application=application)
    _take(app, litigator, row.id).close()
    assert {each.erased_at is None for each in list_about(row.application_id)} == {True, False}
    _erase(row.application_id)
    told = db.session.scalars(select(OutgoingMail.to_address).order_by(OutgoingMail.to_address)).all()
    assert told == ["avant@example.org", "dossiers@example.org"]


def test_erasure_during_the_taking_is_told_or_leaves_nothing(app: Flask, db: Any, litigator: Actor) -> None:
    """A10.3: whichever comes first; nobody holds what is erased and has not been told."""
    row = _ask(litigator)
    disclosure_id, application_id = row.id, row.application_id

    def take() -> bool:
        try:
            _take(app, litigator, disclosure_id).close()
        except Missing:
            return False
        return True

    has_left = in_parallel(app, [take, lambda: _erase(application_id)])[0]
    assert bool(database.session.scalars(select(OutgoingMail)).all()) == has_left
    assert bool(database.session.scalars(select(Disclosure)).all()) == has_left
