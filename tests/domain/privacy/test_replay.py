"""A restored backup brings nobody back whom the ledger names (A11.2, R8)."""

import logging
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from app import create_app
from app.adapters.ledger import LedgerUnusable
from app.core.actor import SYSTEM, candidate
from app.core.clock import now, today
from app.core.db import reading, transaction
from app.core.tokens import digest
from app.domain.applications.models import Application, FormerDetails
from app.domain.archive.models import ArchivedFile
from app.domain.audit import marks
from app.domain.audit.models import AuditEvent, ErasureMark
from app.domain.audit.tags import Tag
from app.domain.audit.tasks import TASKS
from app.domain.contact.models import ContactMessage
from app.domain.documents.enums import DocumentKind, DocumentState
from app.domain.documents.keys import check_master_key
from app.domain.documents.models import Document, Tombstone
from app.domain.documents.queries import list_documents
from app.domain.documents.reconciliation import check_store
from app.domain.documents.vault import read_content
from app.domain.mail.models import OutgoingMail
from app.domain.people.consents import give_consent, withdraw_consent
from app.domain.people.enums import ConsentChannel, ConsentPurpose, ObjectionPurpose, RestrictionReason
from app.domain.people.models import Candidate, Consent, Objection, Restriction
from app.domain.people.objections import list_objections, make_objection, take_objection_back
from app.domain.people.restrictions import find_restriction, lift_restriction, restrict_candidate
from app.domain.policy.schedule import Reason
from app.domain.privacy.erasure import erase_application, erase_archived, erase_request
from app.domain.privacy.models import ErasureReceipt
from app.domain.privacy.own import destroy_former, erase_candidate, replace_document
from app.domain.privacy.replay import check_ledger
from app.domain.rights.models import RightsRequest
from app.extensions import db as database
from tests.conftest import test_settings as settings_of
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    CandidateFactory,
    ConsentFactory,
    ContactMessageFactory,
    DocumentFactory,
    FormerDetailsFactory,
    OutgoingMailFactory,
    RightsRequestFactory,
    SourcingFactory,
)
from tests.factories.archive import archive, refused_application
from tests.processes import UNMEASURED


def _flush() -> None:
    task = next(task for task in TASKS if task.name == "audit.write_ledger")
    with reading():
        assert task.is_due()
    task.run()
    with reading():
        assert not task.is_due()


def _as_in_the_backup() -> None:
    """The database of the backup knows nothing of what was erased since."""
    with transaction():
        database.session.execute(delete(ErasureMark))
        database.session.execute(delete(ErasureReceipt))


def test_person_erased_after_the_backup_is_erased_again(db: Any) -> None:
    """A11.2 T: backup, erase, restore, start: gone; the ledger's position is the backup's and those added."""
    person, stays = CandidateFactory(), ApplicationFactory()
    address = person.email_key
    ids = [ApplicationFactory(candidate=person).id for _ in range(2)]
    message = ContactMessageFactory(email=person.email, email_key=address)
    message_id, person_id = message.id, person.id
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=person_id)
    _flush()
    entries = marks.ledger().read()
    assert [entry.kind for entry in entries] == ["contact_message", "application", "application", "candidate"]
    assert not [word for word in (str(person_id), address, *map(str, ids)) if word in str(entries)]
    # What a restored database would hold: the same ids once more.
    back = CandidateFactory(id=person_id, email="Again@example.org", email_key="again@example.org")
    for application_id in ids:
        ApplicationFactory(id=application_id, candidate=back)
    ContactMessageFactory(id=message_id)
    _as_in_the_backup()
    check_ledger()
    db.session.expire_all()
    assert db.session.scalars(select(Application.id)).all() == [stays.id]
    assert person_id not in db.session.scalars(select(Candidate.id)).all()
    assert db.session.scalars(select(ContactMessage)).all() == []
    with reading():
        assert marks.last_position() == len(marks.ledger().read()) == len(entries)
    check_ledger()
    assert marks.ledger().read() == entries


def test_consent_withdrawn_after_the_backup_stays_withdrawn(db: Any) -> None:
    """R8: unsubscribes too."""
    person = CandidateFactory()
    consent = ConsentFactory(candidate=person)
    application_id = refused_application(candidate=person, erase_on=today() + timedelta(days=730)).id
    with transaction():
        withdraw_consent(actor=SYSTEM, candidate=db.session.get(Candidate, person.id), purpose=ConsentPurpose.POOL)
    _flush()
    entries = marks.ledger().read()
    with transaction():
        db.session.get(Consent, consent.id).withdrawn_at = None
    _as_in_the_backup()
    check_ledger()
    db.session.expire_all()
    assert db.session.get(Consent, consent.id).withdrawn_at is not None
    assert db.session.get(Application, application_id).erase_on < today() + timedelta(days=100)
    with reading():
        assert marks.last_position() == len(entries)
    assert marks.ledger().read() == entries


def test_one_application_goes_again_and_its_person_stays(db: Any) -> None:
    """The night took one of two."""
    person = CandidateFactory()
    gone_id, stays_id = (ApplicationFactory(candidate=person).id for _ in range(2))
    with transaction():
        erase_application(
            actor=SYSTEM,
            application_id=gone_id,
            due_on=today(),
            because=Reason.FEEDBACK.value,
            policy_version="2026.2-FR",
            archive_until=None,
        )
    _flush()
    ApplicationFactory(id=gone_id, candidate=db.session.get(Candidate, person.id))
    _as_in_the_backup()
    check_ledger()
    assert db.session.scalars(select(Application.id)).all() == [stays_id]


@pytest.mark.parametrize("is_gone", [False, True])
def test_what_a_refusal_left_in_the_archive_is_there_again_unless_that_is_gone(db: Any, *, is_gone: bool) -> None:
    """A2.4, A11.2: of an application that was erased after the backup, and then destroyed in the archive too."""
    application_id = archive(refused_application()).application_id
    if is_gone:
        with transaction():
            erase_archived(actor=SYSTEM, application_id=application_id)
    _flush()
    with transaction():
        db.session.execute(delete(ArchivedFile))
    refused_application(id=application_id)
    _as_in_the_backup()
    check_ledger()
    assert db.session.scalars(select(Application)).all() == []
    assert db.session.scalars(select(ArchivedFile.application_id)).all() == ([] if is_gone else [application_id])


def test_consent_renewed_and_then_withdrawn_after_the_backup_stays_withdrawn(db: Any) -> None:
    """R8: the backup has the one that was renewed; leaving ends that one too."""
    person_id = CandidateFactory().id
    person = db.session.get(Candidate, person_id)
    given = {"purpose": ConsentPurpose.POOL, "text": "Oui", "notice_hash": "", "channel": ConsentChannel.OWN_PAGES}
    with transaction():
        first_id = give_consent(actor=SYSTEM, candidate=person, **given).id
    with transaction():
        second_id = give_consent(actor=SYSTEM, candidate=person, **given).id
    with transaction():
        withdraw_consent(actor=SYSTEM, candidate=person, purpose=ConsentPurpose.POOL)
    _flush()
    with transaction():
        db.session.delete(db.session.get(Consent, second_id))
        db.session.get(Consent, first_id).withdrawn_at = None
    _as_in_the_backup()
    check_ledger()
    db.session.expire_all()
    assert db.session.get(Consent, first_id).withdrawn_at is not None


def test_candidate_alone_is_erased_again(db: Any) -> None:
    person = CandidateFactory()
    person_id = person.id
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=person_id)
    _flush()
    CandidateFactory(id=person_id)
    _as_in_the_backup()
    check_ledger()
    assert db.session.scalars(select(Candidate)).all() == []


def test_request_erased_after_the_backup_is_erased_again(db: Any) -> None:
    request_id = RightsRequestFactory().id
    OutgoingMailFactory(request_id=request_id)
    with transaction():
        erase_request(actor=SYSTEM, request_id=request_id)
    assert db.session.scalars(select(OutgoingMail)).all() == []
    assert db.session.scalars(select(AuditEvent.tag)).all() == [Tag.REQUEST_ERASED]
    _flush()
    RightsRequestFactory(id=request_id)
    _as_in_the_backup()
    check_ledger()
    assert db.session.scalars(select(RightsRequest)).all() == []


def test_words_of_a_request_and_its_letters_go_again_with_whoever_asked(db: Any) -> None:
    """C5.3, A11.2: that it was asked and when stays; the request is named, for its address went with its person."""
    person, asks = CandidateFactory(), {"name": "Lea", "email": "lea@example.org", "email_key": "lea@example.org"}
    request_id = RightsRequestFactory(email=person.email, email_key=person.email_key).id
    OutgoingMailFactory(request_id=request_id, to_address=person.email)
    stays = RightsRequestFactory(email="x@example.org")
    of_another = OutgoingMailFactory(request_id=stays.id, to_address=stays.email)
    others = [stays.id, of_another.id]

    def left() -> tuple[list[Any], list[Any]]:
        db.session.expire_all()
        words = [RightsRequest.name, RightsRequest.email, RightsRequest.email_key, RightsRequest.body]
        rows = db.session.execute(select(*words).where(RightsRequest.id == request_id)).all()
        letters = db.session.scalars(select(OutgoingMail.id)).all()
        with reading():
            assert db.session.get_one(RightsRequest, others[0]).body != ""
        return [tuple(row) for row in rows], list(letters)

    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=person.id)
    assert left() == ([("", "", "", "")], others[1:])
    _flush()
    with transaction():
        db.session.execute(update(RightsRequest).where(RightsRequest.id == request_id).values(**asks, body="Effacez"))
    OutgoingMailFactory(request_id=request_id, to_address=asks["email"])
    _as_in_the_backup()
    check_ledger()
    assert left() == ([("", "", "", "")], others[1:])


def test_what_stood_before_one_applied_goes_again(db: Any) -> None:
    """The file is named; the words beside it go with it."""
    person = CandidateFactory()
    application_id = ApplicationFactory(candidate=person).id
    SourcingFactory(application_id=application_id, informed_at=now(), applied_at=now())
    document_id = FormerDetailsFactory(application_id=application_id, candidate=person).cv_id
    with transaction():
        destroy_former(actor=candidate(person.id), application_id=application_id)
    _flush()
    document = DocumentFactory(id=document_id, candidate=db.session.get(Candidate, person.id))
    FormerDetailsFactory(application_id=application_id, candidate=db.session.get(Candidate, person.id))
    db.session.execute(update(FormerDetails).values(cv_id=document.id))
    db.session.commit()
    _as_in_the_backup()
    check_ledger()
    db.session.expire_all()
    assert db.session.scalars(select(FormerDetails)).all() == []
    assert db.session.get(Document, document_id) is None
    assert db.session.get(Application, application_id) is not None


@pytest.mark.parametrize("harm", ["missing", "behind", "altered", "another's"])
def test_instance_refuses_to_start_without_a_whole_ledger(app: Flask, db: Any, harm: str) -> None:
    """A11.2 T: start refuses when the ledger is missing or behind."""
    for _ in range(2):
        person = CandidateFactory()
        with transaction():
            erase_candidate(actor=SYSTEM, candidate_id=person.id)
    _flush()
    check_ledger()
    path = app.config["ERASURE_LEDGER"]
    lines = path.read_text().splitlines(keepends=True)
    if harm == "missing":
        shutil.rmtree(path.parent)
    elif harm == "another's":
        path.unlink()
        marks.ledger().begin("another")
        marks.ledger().append([("candidate", digest(str(number))) for number in range(3)])
    else:
        path.write_text("".join(lines[:-1]) if harm == "behind" else "".join(lines).replace("candidate", "candidats"))
    with pytest.raises(LedgerUnusable, match="another database" if harm == "another's" else None):
        check_ledger()


def test_mark_of_a_rolled_back_erasure_is_none(db: Any) -> None:
    person = CandidateFactory()
    with pytest.raises(ZeroDivisionError), transaction():
        erase_candidate(actor=SYSTEM, candidate_id=person.id)
        raise ZeroDivisionError
    with reading():
        assert not marks.has_unwritten()


def test_database_that_is_away_is_no_reason_not_to_answer(tmp_path: Any) -> None:
    """The commands that make the tables load the same file."""
    environment = {**UNMEASURED, "VIVIER_ENV": "development", "DATA_DIR": str(tmp_path)}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "audit", "--help"],
        env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_database_without_any_of_the_named_learns_the_ledger(db: Any) -> None:
    """An older backup, from before they came: nothing to erase, and the positions are known from then on."""
    person = CandidateFactory()
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=person.id)
    _flush()
    _as_in_the_backup()
    check_ledger()
    with reading():
        assert marks.last_position() == len(marks.ledger().read())


def test_person_and_their_withdrawn_consent_go_together(db: Any) -> None:
    person = CandidateFactory()
    person_id, consent_id = person.id, ConsentFactory(candidate=person).id
    with transaction():
        withdraw_consent(actor=SYSTEM, candidate=db.session.get(Candidate, person_id), purpose=ConsentPurpose.POOL)
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=person_id)
    _flush()
    ConsentFactory(id=consent_id, candidate=CandidateFactory(id=person_id))
    _as_in_the_backup()
    check_ledger()
    assert db.session.scalars(select(Candidate)).all() == []


def test_file_that_was_replaced_after_the_backup_does_not_come_back(db: Any) -> None:
    """R8: the one that came in its place went with the database; a page that says so stands there."""
    person = CandidateFactory()
    application = ApplicationFactory(candidate=person, cv=DocumentFactory(candidate=person, content=b"the first"))
    application_id, old_id, alone_id = application.id, application.cv_id, DocumentFactory(candidate=person).id
    letter_id = DocumentFactory(candidate=person, kind=DocumentKind.COVER_LETTER).id
    with transaction():
        db.session.get_one(Application, application_id).cover_letter_id = letter_id
    with transaction():
        for document_id in (old_id, letter_id, alone_id):
            marks.mark("document", document_id)
    _flush()
    entries = marks.ledger().read()
    _as_in_the_backup()
    check_ledger()
    with reading():
        left = db.session.get_one(Application, application_id)
        assert {left.cv_id, left.cover_letter_id} & {old_id, letter_id} == set()
        documents = list_documents([left.cv_id, left.cover_letter_id])
        words = {read_content(document).decode() for document in documents.values()}
        assert [word for word in words if not word.startswith("La personne avait remplacé ce fichier")] == []
        assert {document.kind for document in documents.values()} == set(DocumentKind)
        assert {document.candidate_id for document in documents.values()} == {left.candidate_id}
        assert DocumentState.STAGED not in {document.state for document in documents.values()}
        assert set(db.session.scalars(select(Document.id))) == set(documents)
        assert len(db.session.scalars(select(Tombstone)).all()) == 3
    assert marks.ledger().read() == entries


def test_replacing_a_file_leaves_a_mark(db: Any) -> None:
    person = CandidateFactory()
    application = ApplicationFactory(candidate=person, cv=DocumentFactory(candidate=person))
    old_id = application.cv_id
    new = DocumentFactory(state=DocumentState.STAGED, candidate=None)
    actor = candidate(person.id)
    application_id, new_id = application.id, new.id
    with transaction():
        new = db.session.get_one(Document, new_id)
        replace_document(actor=actor, application_id=application_id, document=new)
    with reading():
        assert db.session.scalars(select(ErasureMark.pseudonym)).all() == [marks.pseudonym_of("document", old_id)]


@pytest.mark.parametrize("times", [1, 2, 3])
def test_objection_and_restriction_made_after_the_backup_hold_again(db: Any, times: int) -> None:
    """R8: also when they were taken back and made anew; not when they were taken back last."""
    person_id = CandidateFactory().id
    for number in range(times):
        with transaction():
            person = db.session.get_one(Candidate, person_id)
            if number % 2 == 0:
                make_objection(actor=SYSTEM, candidate=person, purpose=ObjectionPurpose.FEEDBACK, reason="Mes raisons")
                restrict_candidate(actor=SYSTEM, candidate_id=person_id, reason=RestrictionReason.CLAIMS)
            else:
                take_objection_back(actor=SYSTEM, candidate=person, purpose=ObjectionPurpose.FEEDBACK)
                lift_restriction(actor=candidate(person_id), candidate_id=person_id)
    _flush()
    entries = marks.ledger().read()
    _as_in_the_backup()
    with transaction():
        db.session.execute(delete(Objection))
        db.session.execute(delete(Restriction))
    check_ledger()
    with reading():
        objections = [(each.purpose, each.reason) for each in list_objections(person_id)]
        restriction = find_restriction(person_id)
        assert objections == ([(ObjectionPurpose.FEEDBACK, None)] if times % 2 else [])
        assert (restriction is None) == (times % 2 == 0)
        assert restriction is None or restriction.reason is RestrictionReason.CLAIMS
        assert marks.last_position() == len(entries)
    assert marks.ledger().read() == entries


def test_restriction_of_which_the_reason_had_changed_stays_given_back(db: Any) -> None:
    """R8: its person needed it kept as well, and then wanted neither."""
    person_id = CandidateFactory().id
    with transaction():
        restrict_candidate(actor=SYSTEM, candidate_id=person_id, reason=RestrictionReason.ACCURACY)
        restrict_candidate(actor=SYSTEM, candidate_id=person_id, reason=RestrictionReason.CLAIMS)
    with transaction():
        lift_restriction(actor=candidate(person_id), candidate_id=person_id)
    _flush()
    _as_in_the_backup()
    with transaction():
        db.session.execute(delete(Restriction))
    check_ledger()
    with reading():
        assert find_restriction(person_id) is None


def test_what_somebody_forbade_goes_with_them(db: Any) -> None:
    person_id = CandidateFactory().id
    with transaction():
        person = db.session.get_one(Candidate, person_id)
        make_objection(actor=SYSTEM, candidate=person, purpose=ObjectionPurpose.FEEDBACK, reason=None)
        restrict_candidate(actor=SYSTEM, candidate_id=person_id, reason=RestrictionReason.CLAIMS)
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=person_id)
    _flush()
    CandidateFactory(id=person_id)
    _as_in_the_backup()
    check_ledger()
    assert db.session.scalars(select(Candidate)).all() == []


def test_archived_file_destroyed_after_the_backup_is_destroyed_again(db: Any) -> None:
    """A2.4, A11.2: also when the backup still has it held."""
    application_id, owner_id = archive(refused_application()).application_id, AccountFactory().id
    with transaction():
        erase_archived(actor=SYSTEM, application_id=application_id)
    assert Tag.ARCHIVE_ERASED in db.session.scalars(select(AuditEvent.tag)).all()
    _flush()
    entries = marks.ledger().read()
    _as_in_the_backup()
    archive(refused_application(id=application_id))
    with transaction():
        held = db.session.get_one(ArchivedFile, application_id)
        held.hold_reason, held.hold_review_on, held.held_by = "Assignation", today(), owner_id
    _as_in_the_backup()
    check_ledger()
    with reading():
        assert db.session.scalars(select(ArchivedFile)).all() == []
    assert marks.ledger().read() == entries


def test_nothing_to_write_adds_nothing_to_the_ledger(db: Any) -> None:
    with transaction():
        assert marks.write_marks() == 0
    assert marks.ledger().read() == []


@pytest.mark.parametrize(("place", "is_away"), [("empty.db", False), ("no/such/folder/vivier.db", True)])
def test_only_a_database_that_is_away_is_warned_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, place: str, *, is_away: bool
) -> None:
    """One without tables is an instance before its first start: nothing is wrong with it."""
    application = create_app(settings_of(tmp_path, f"sqlite:///{tmp_path / place}"))
    logging.getLogger().addHandler(caplog.handler)
    with application.app_context():
        check_master_key()
        check_store()
        database.engine.dispose()
    told = [str(record.msg) for record in caplog.records if record.levelname == "WARNING"]
    assert [each.partition(" could not be checked")[0].rpartition("the ")[2] for each in told] == [
        "master key",
        "store",
    ] * is_away
