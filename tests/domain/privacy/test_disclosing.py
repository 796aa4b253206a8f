"""What leaves: the chosen categories of one application, and never without its row (C3.0)."""

import io
import json
import zipfile
from typing import Any

import pytest
from flask import Flask
from html5lib import HTMLParser
from sqlalchemy import select

from app.adapters.storage import StorageUnavailable
from app.core.actor import Actor, candidate, staff
from app.core.clock import now, today
from app.core.db import reading, transaction
from app.core.errors import Invalid, Missing, Refused
from app.core.permissions import Role
from app.domain.applications.actions.own import Details, correct_details
from app.domain.applications.models import Answer, Application, Statement
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.disclosures.actions import Asked
from app.domain.disclosures.enums import Correction, DataCategory, DisclosureState, Ground
from app.domain.disclosures.models import Disclosure
from app.domain.documents.enums import ScanState
from app.domain.documents.models import Document
from app.domain.documents.vault import storage
from app.domain.mail.models import OutgoingMail
from app.domain.privacy.contents import HOLDS, contents_of
from app.domain.privacy.disclosing import Package, disclose_application, take_package
from app.domain.privacy.erasure import erase_application
from app.domain.privacy.inventory import CATALOGUE
from app.extensions import db as database
from tests.adapters import samples
from tests.concurrency import in_parallel
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    CandidateFactory,
    DisclosureFactory,
    DocumentFactory,
    FormerWordsFactory,
    MessageFactory,
    NoteFactory,
    ProcessorFactory,
    QuestionFactory,
)

ALL = " ".join(DataCategory)
CV, LETTER = samples.pdf("Camille Durand"), samples.pdf("Madame, Monsieur")


@pytest.fixture
def officer(db: Any) -> Actor:
    return staff(AccountFactory(role=Role.PRIVACY_OFFICER).id, Role.PRIVACY_OFFICER)


@pytest.fixture
def application(db: Any) -> Application:
    """With something in every category, beside another application of the same person."""
    person = CandidateFactory(email="camille@example.org", email_key="camille@example.org")
    letter = DocumentFactory(candidate=person, content=LETTER, filename="Lettre.pdf")
    made = ApplicationFactory(
        candidate=person,
        cv=DocumentFactory(candidate=person, content=CV),
        cover_letter_id=letter.id,
        phone="06 07 08 09 10",
        message="mot-message",
        accommodation="mot-amenagement",
    )
    question = QuestionFactory(job_id=made.job_id)
    db.session.add(Answer(application_id=made.id, question_id=question.id, label="Question", value="mot-reponse"))
    NoteFactory(application_id=made.id, account_id=AccountFactory().id, body="mot-note, mieux que Paul Martin")
    MessageFactory(application_id=made.id, body="mot-echange")
    db.session.add(Statement(application_id=made.id, body="mot-cote", written_at=now()))
    db.session.commit()
    other = ApplicationFactory(candidate=person, message="autre-candidature")
    NoteFactory(application_id=other.id, account_id=AccountFactory().id, body="autre-candidature")
    ApplicationFactory(name="Paul Martin")
    return made


def _take(app: Flask, officer: Actor, row: Disclosure) -> zipfile.ZipFile:
    disclosure_id = row.id
    with app.test_request_context(), transaction():
        package = take_package(actor=officer, disclosure_id=disclosure_id)
    return zipfile.ZipFile(io.BytesIO(package.content))


@pytest.mark.promise("C3.0")
def test_package_holds_what_the_row_names_and_the_row_says_that_it_left(
    app: Flask, db: Any, officer: Actor, application: Application
) -> None:
    row = DisclosureFactory(application=application, categories=ALL)
    with _take(app, officer, row) as archive:
        assert archive.testzip() is None
        page, data = archive.read("index.html").decode(), json.loads(archive.read("data.json"))
        files = {name: archive.read(name) for name in archive.namelist() if name.startswith("files/")}
    HTMLParser(strict=True).parse(page)
    for word in ("camille@example.org", "06 07", "mot-message", "mot-reponse", "mot-amenagement", "mot-echange"):
        assert word in page, word
    assert "mot-note, mieux que █████" in page
    assert "<h2>La personne" in page
    assert "autre-candidature" not in page + json.dumps(data)
    assert files == {"files/01-cv-camille-durand.pdf": CV, "files/02-lettre.pdf": LETTER}
    assert (data["reference"], data["recipient"]) == (row.reference, "Cabinet Lefort")
    db.session.expire_all()
    assert row.state is DisclosureState.SENT
    assert db.session.scalars(select(AuditEvent.tag)).all() == [Tag.DISCLOSURE_SENT]


@pytest.mark.parametrize("category", list(DataCategory))
def test_nothing_that_was_not_chosen_leaves(
    app: Flask, officer: Actor, application: Application, category: DataCategory
) -> None:
    """Minimisation: each category alone; what the person says of the notes goes where these go (C5.2)."""
    words = {
        DataCategory.DETAILS: "06 07 08 09 10",
        DataCategory.ANSWERS: "mot-reponse",
        DataCategory.ACCOMMODATION: "mot-amenagement",
        DataCategory.MESSAGES: "mot-echange",
        DataCategory.NOTES: "mot-note",
    }
    with _take(app, officer, DisclosureFactory(application=application, categories=category.value)) as archive:
        said = archive.read("index.html").decode() + archive.read("data.json").decode()
        assert any(name.startswith("files/") for name in archive.namelist()) == (category is DataCategory.FILES)
    for other, word in words.items():
        assert (word in said) == (other is category), word
    assert ("to_state" in said) == (category is DataCategory.HISTORY)
    assert ("mot-cote" in said) == (category is DataCategory.NOTES)


@pytest.mark.parametrize("ground", list(Ground))
def test_what_a_dispute_keeps_of_before_goes_to_those_who_settle_it_alone(
    app: Flask, application: Application, ground: Ground
) -> None:
    """A2.17, C3.0: under a duty or in defence of rights, with the part that it stood in; never to a partner."""
    for what, words in {Correction.NAME: "mot-ancien", Correction.ANSWERS: "autre-ancien"}.items():
        FormerWordsFactory(application_id=application.id, what=what, words=words)
    row = Disclosure(ground=ground, categories=DataCategory.DETAILS.value, locale="fr")
    with app.test_request_context(), reading():
        given = contents_of(row, application).tables.get("former_words", [])
    is_for_them = ground in {Ground.LEGAL_DUTY, Ground.PROTECTION_OF_RIGHTS}
    assert [each["words"] for each in given] == ["mot-ancien"] * is_for_them


def test_categories_name_columns_of_the_inventory() -> None:
    known = {entry.column for entry in CATALOGUE}
    named = {
        f"{table}.{column}" for held in HOLDS.values() for table, words in held.items() for column in words.split()
    }
    assert set(HOLDS) == set(DataCategory)
    # The archive keeps the name of a stage where a table has its id; whose a message is, the copy tells beside it.
    assert named - known == {"moves.stage", "messages.written_by"}


@pytest.mark.promise("C3.0")
@pytest.mark.parametrize("is_held", [True, False])
def test_package_that_cannot_be_made_leaves_neither_file_nor_row(
    app: Flask, db: Any, officer: Actor, application: Application, *, is_held: bool
) -> None:
    """Whatever stops it takes the mark back: a file held by the antivirus, or gone from the store."""
    row = DisclosureFactory(application=application, categories="files")
    disclosure_id, cv = row.id, db.session.get(Document, application.cv_id)
    if is_held:
        cv.scan = ScanState.INFECTED
        db.session.commit()
    else:
        storage().delete(cv.storage_key)
    with app.test_request_context(), transaction(), pytest.raises(Refused if is_held else StorageUnavailable):
        take_package(actor=officer, disclosure_id=disclosure_id)
    db.session.expire_all()
    assert row.state is DisclosureState.READY
    assert db.session.scalars(select(AuditEvent)).all() == []


def test_reference_is_read_from_the_letter_however_it_is_typed(app: Flask, db: Any, officer: Actor) -> None:
    application = ApplicationFactory(reference="ABCDE-FGHIJ")
    ProcessorFactory(name="Test & Cie")
    asked = Asked(
        Ground.PROCESSOR, "Test & Cie", "x@example.org", "Un test.", (DataCategory.DETAILS,), "", "", locale="en"
    )
    with transaction():
        row = disclose_application(actor=officer, reference=" abcde-fghij ", asked=asked)
        assert (row.application_id, row.application_reference) == (application.id, "ABCDE-FGHIJ")
    with pytest.raises(Invalid) as fault, transaction():
        disclose_application(actor=officer, reference="ZZZZZ-ZZZZZ", asked=asked)
    assert set(fault.value.fields) == {"application"}


def test_package_of_what_is_erased_does_not_exist(app: Flask, db: Any, officer: Actor) -> None:
    application = ApplicationFactory()
    sent = DisclosureFactory(application=application, sent=True)
    ready = DisclosureFactory(application=application)
    ids = sent.id, ready.id
    with transaction():
        erase_application(
            actor=officer,
            application_id=application.id,
            due_on=today(),
            because="request",
            policy_version="1",
            archive_until=None,
        )
    for disclosure_id in ids:
        with app.test_request_context(), pytest.raises(Missing), transaction():
            take_package(actor=officer, disclosure_id=disclosure_id)


def test_correction_during_the_taking_is_in_the_package_or_told(app: Flask, db: Any, officer: Actor) -> None:
    """A10.3: whichever comes first; the recipient never holds the former words untold."""
    application = ApplicationFactory(current_position=None)
    disclosure_id = DisclosureFactory(application=application).id
    person, application_id = candidate(application.candidate_id), application.id

    def take() -> Package:
        with app.test_request_context(), transaction():
            return take_package(actor=officer, disclosure_id=disclosure_id)

    def correct() -> None:
        with transaction():
            correct_details(actor=person, application_id=application_id, details=Details("Nouveau Nom", "", ""))

    package = in_parallel(app, [take, correct])[0]
    assert package is not None
    with zipfile.ZipFile(io.BytesIO(package.content)) as archive:
        is_new = "Nouveau Nom" in archive.read("data.json").decode()
    assert is_new != bool(database.session.scalars(select(OutgoingMail)).all())
