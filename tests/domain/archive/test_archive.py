"""What stays of a refusal: the strict minimum, apart, sealed, found by what its owner knows (A2.4, A2.13, A11.1)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import NoResultFound

from app.adapters.sealing import new_key
from app.adapters.storage import LocalStorage, StorageUnavailable
from app.core.actor import SYSTEM, Actor, staff
from app.core.clock import local_date, now, today
from app.core.db import compact, reading, transaction
from app.core.errors import Invalid, Missing, Refused
from app.core.permissions import Role
from app.domain.applications.models import Application
from app.domain.archive import actions, queries
from app.domain.archive.minimum import Minimum, pack, unpack
from app.domain.archive.models import ArchivedFile, ArchiveOpening
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.documents import keys
from app.domain.documents.models import CandidateKey, Document, Package, Tombstone
from app.domain.documents.reconciliation import compare
from app.domain.documents.tasks import shred_all
from app.domain.documents.vault import storage
from app.domain.jobs.models import Stage
from app.domain.people.models import Candidate
from app.domain.people.rules import email_key
from app.domain.privacy.enums import SweepOutcome
from app.domain.privacy.erasure import erase_archived
from app.domain.privacy.models import ErasureReceipt
from app.domain.privacy.retention import run_batch
from app.extensions import db as database
from tests.factories import (
    AccountFactory,
    AnswerFactory,
    CandidateFactory,
    ConsentFactory,
    DocumentFactory,
    MessageFactory,
    NoteFactory,
    OutgoingMailFactory,
    QuestionFactory,
)
from tests.factories.archive import archive, refused_application
from tests.remains import remains_in

CV = b"canariCV de la personne"


@pytest.fixture
def litigator(db: Any) -> Actor:
    return staff(AccountFactory(role=Role.LITIGATION).id, Role.LITIGATION)


def _full(**given: Any) -> Application:
    """A refused application with something in every place that there is."""
    person = given.pop("candidate", None) or CandidateFactory(
        email="canari@example.org", email_key="canari@example.org"
    )
    cv = DocumentFactory(candidate=person, filename="CV canariFichier.pdf", content=CV)
    application: Application = refused_application(
        candidate=person,
        cv=cv,
        cover_letter_id=DocumentFactory(candidate=person, content=b"canariLettre").id,
        name="Camille Canarinom",
        phone="canariTelephone",
        message="canariMessage",
        accommodation="canariAmenagement",
        **given,
    )
    question = QuestionFactory(job_id=application.job_id)
    AnswerFactory(application_id=application.id, question_id=question.id, label="Anglais ?", value="canariReponse")
    NoteFactory(application_id=application.id, account_id=application.decided_by, body="canariNote")
    MessageFactory(application_id=application.id, body="canariEchange")
    OutgoingMailFactory(candidate_id=person.id, application_id=application.id, body="canariLettreEnvoyee")
    return application


def _read(file: ArchivedFile) -> Minimum:
    with reading():
        return queries.read_minimum(database.session.get_one(ArchivedFile, file.application_id))


@pytest.mark.promise("C2.4")
def test_what_stays_is_the_minimum_and_nothing_else(db: Any) -> None:
    """A11.1 T: the state equals the minimal set exactly."""
    application = _full()
    account, reference, decided_on = str(application.decided_by), application.reference, local_date(now()).isoformat()
    submitted_on = local_date(application.submitted_at).isoformat()
    kept = _read(archive(application))
    job = kept.record.pop("job")
    assert set(job) == {"title", "description"}
    assert kept.record == {
        "format": "vivier-archive-1",
        "reference": reference,
        "name": "Camille Canarinom",
        "email": "canari@example.org",
        "submitted_on": submitted_on,
        "decision": {"on": decided_on, "reason": "experience", "by": account},
        "answers": [{"question": "Anglais ?", "answer": "canariReponse"}],
        "notes": [{"on": decided_on, "by": account, "words": "canariNote"}],
        "statement": None,
        "steps": [{"on": submitted_on, "stage": "Nouvelles", "state": "active", "by": None}],
        "cv": {"filename": "CV canariFichier.pdf", "media_type": "application/pdf"},
        "masks": [],
    }
    assert kept.cv == CV
    assert [
        db.session.scalar(select(func.count()).select_from(each)) for each in (Candidate, CandidateKey, Document)
    ] == [
        0,
        0,
        0,
    ]


def test_a_step_that_has_no_french_name_keeps_nothing_from_the_archive(db: Any) -> None:
    """The night would otherwise stop at everybody who had been there."""
    application = refused_application(locale="fr")
    with transaction():
        db.session.execute(update(Stage).where(Stage.job_id == application.job_id).values(names={"en": "New"}))
    assert [step["stage"] for step in _read(archive(application)).record["steps"]] == ["New"]


@pytest.mark.promise("C2.4")
def test_what_is_archived_can_be_read_in_no_byte_of_the_instance(app: Flask, db: Any) -> None:
    """A2.13: other table, other file, other key; nobody can list who is there."""
    archive(_full())
    shred_all()
    compact()
    remains = remains_in(app.config["DATA_DIR"])
    assert b"canari" not in remains.lower()
    assert compare().strays == compare().missing == ()


def test_the_night_archives_a_refusal_and_destroys_it_five_years_later(db: Any, clock: time_machine.Traveller) -> None:
    """A2.4, R7: from the refusal; once is enough, and the receipt says until when."""
    refused_on = today()
    application_id = _full().id
    clock.shift(timedelta(days=95))
    with transaction():
        database.session.get_one(Application, application_id).erase_on = today()
    run = run_batch(actor=SYSTEM, accept_clock=True)
    assert (run.outcome, run.erased) == (SweepOutcome.FINISHED, 1)
    until = date(refused_on.year + 5, refused_on.month, refused_on.day)
    assert db.session.scalars(select(ErasureReceipt.archived_until)).all() == [until]
    assert db.session.scalars(select(ArchivedFile.erase_on)).all() == [until]
    clock.move_to(now() + (until - today()) - timedelta(days=1))
    assert run_batch(actor=SYSTEM, accept_clock=True).erased == 0
    clock.shift(timedelta(days=1))
    assert run_batch(actor=SYSTEM, accept_clock=True).erased == 1
    left = [db.session.scalar(select(func.count()).select_from(each)) for each in (ArchivedFile, Package)]
    assert left == [0, 0]
    shred_all()
    assert list(storage().list_keys()) == []


@pytest.mark.parametrize(("months", "left"), [(72, "2031-10-01"), (60, "2031-10-01"), (24, "2028-10-01"), (0, None)])
def test_a_shorter_archive_applies_to_what_is_there_and_a_longer_one_does_not(
    app: Flask, db: Any, clock: Any, monkeypatch: pytest.MonkeyPatch, months: int, left: str | None
) -> None:
    """A2.11: the notice in force says until when; where it says nothing of an archive any more, none is left."""
    refused = refused_application(decided_at=datetime(2026, 10, 1, 12, tzinfo=UTC), submitted_at=now() - timedelta(90))
    archive(refused, until=date(2031, 10, 1))
    monkeypatch.setitem(app.config, "RETENTION_ARCHIVE_MONTHS", months)
    monkeypatch.setitem(app.config, "ARCHIVE_JUSTIFICATION", "Plainte annoncée." if months == 72 else "")
    run_batch(actor=SYSTEM)
    found = database.session.scalars(select(ArchivedFile.erase_on)).all()
    assert found == ([date.fromisoformat(left)] if left else [])


def test_what_is_past_its_archive_already_is_erased_whole(db: Any) -> None:
    with pytest.raises(NoResultFound):
        archive(_full(), until=today())
    assert db.session.scalars(select(ErasureReceipt.archived_until)).all() == [None]


def test_a_file_is_opened_by_its_reference_or_address_with_a_reason(litigator: Actor, db: Any) -> None:
    """A2.13 T: without a reason refused, with one an audit row."""
    application = _full()
    reference = application.reference
    archive(application)
    for words in (reference.lower(), " CANARI@example.org "):
        with transaction():
            [opening] = actions.open_files(actor=litigator, words=words, reason="Saisine du conseil de prud’hommes")
        with reading():
            shown, file = queries.get_opened(litigator, opening.id)
            assert (shown.reason, queries.read_minimum(file).record["reference"]) == (
                "Saisine du conseil de prud’hommes",
                reference,
            )
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == Tag.ARCHIVE_OPENED)).all()
    assert [event.actor_id for event in events] == [litigator.account_id] * 2
    for words, reason, field in (
        ("x@example.org", "Litige", "words"),
        ("NONE", "Litige", "words"),
        (reference, " ", "reason"),
    ):
        with pytest.raises(Invalid) as refused, transaction():
            actions.open_files(actor=litigator, words=words, reason=reason)
        assert list(refused.value.fields) == [field]


def test_an_opening_shows_its_file_to_one_account_for_an_hour(litigator: Actor, db: Any, clock: Any) -> None:
    application = _full()
    reference = application.reference
    archive(application)
    with transaction():
        [opening] = actions.open_files(actor=litigator, words=reference, reason="Litige")
    other = staff(AccountFactory(role=Role.LITIGATION).id, Role.LITIGATION)
    opening_id = opening.id
    with reading():
        assert [each.id for each in queries.list_own_openings(litigator)] == [opening_id]
        assert queries.list_own_openings(other) == []
        with pytest.raises(Missing):
            queries.get_opened(other, opening_id)
    clock.shift(timedelta(hours=1))
    with reading(), pytest.raises(Missing):
        queries.get_opened(litigator, opening_id)


def test_a_dispute_keeps_an_archived_file_beyond_its_day(litigator: Actor, db: Any, clock: Any) -> None:
    """A2.17: dated, and the end gives it back to the rule."""
    application = _full()
    reference = application.reference
    file = archive(application, until=today() + timedelta(days=10))
    application_id = file.application_id
    with transaction():
        [opening] = actions.open_files(actor=litigator, words=reference, reason="Litige")
        opening_id = opening.id
        with pytest.raises(Missing):
            actions.end_file_hold(actor=litigator, opening_id=opening_id)
        with pytest.raises(Invalid):
            actions.hold_file(
                actor=litigator, opening_id=opening_id, reason="x", review_on=today() + timedelta(days=400)
            )
        actions.hold_file(
            actor=litigator, opening_id=opening_id, reason="En appel", review_on=today() + timedelta(days=90)
        )
    with reading():
        assert [each.hold_reason for each in queries.list_held()] == ["En appel"]
    with pytest.raises(Refused), transaction():
        erase_archived(actor=SYSTEM, application_id=application_id)
    clock.shift(timedelta(days=11))
    assert run_batch(actor=SYSTEM, accept_clock=True).erased == 0
    with transaction():
        [opening] = actions.open_files(actor=litigator, words=reference, reason="Jugement")
        actions.end_file_hold(actor=litigator, opening_id=opening.id)
    assert run_batch(actor=SYSTEM, accept_clock=True).erased == 1
    assert db.session.scalars(select(ArchiveOpening)).all() == []


def test_an_opening_holds_its_own_file_alone(litigator: Actor, db: Any, clock: Any) -> None:
    """A2.13, A2.17: whatever else the same person has open."""
    reasons = {}
    for words in ("Assignation", "Plainte"):
        application = _full(candidate=CandidateFactory())
        reference, application_id = application.reference, application.id
        archive(application)
        with transaction():
            [opening] = actions.open_files(actor=litigator, words=reference, reason="Litige")
            reasons[opening.id] = (application_id, words)
    review_on = today() + timedelta(days=90)
    for opening_id, (_application_id, words) in reasons.items():
        with transaction():
            actions.hold_file(actor=litigator, opening_id=opening_id, reason=words, review_on=review_on)
    with reading():
        assert {(file.application_id, file.hold_reason) for file in queries.list_held()} == set(reasons.values())
        for opening_id, (application_id, _words) in reasons.items():
            assert queries.get_opened(litigator, opening_id)[1].application_id == application_id


def test_a_lost_cv_keeps_nothing_else_from_the_archive_and_a_store_that_is_away_stops_it(
    app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = _full()
    storage().delete(database.session.get_one(Document, application.cv_id).storage_key)
    kept = _read(archive(application))
    assert (kept.cv, kept.record["cv"]) == (None, None)
    other = _full(candidate=CandidateFactory())
    other_id = other.id
    storage().delete(database.session.get_one(Document, other.cv_id).storage_key)
    monkeypatch.setitem(app.config, "MIN_FREE_BYTES", 2**62)
    with pytest.raises(StorageUnavailable):
        archive(other)
    assert db.session.get(Application, other_id) is not None


def test_a_cv_that_does_not_come_now_is_not_archived_as_lost(
    db: Any, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bucket that answers 500 for a moment: the archive would be without it for five years, and the file destroyed.

    It alone waits for another night (R7); nothing of it has gone.
    """
    waiting = _full().id
    _full(candidate=CandidateFactory())
    cv = database.session.get_one(Document, database.session.get_one(Application, waiting).cv_id).storage_key
    clock.shift(timedelta(days=120))
    with transaction():
        database.session.execute(update(Application).values(erase_on=today()))
    read = LocalStorage.read

    def falter(self: LocalStorage, key: str) -> bytes:
        if key == cv:
            raise StorageUnavailable
        return read(self, key)

    with monkeypatch.context() as faltering:
        faltering.setattr(LocalStorage, "read", falter)
        run_batch(actor=SYSTEM, accept_clock=True)
        assert list(database.session.scalars(select(Application.id))) == [waiting]
        with pytest.raises(StorageUnavailable):
            archive(database.session.get_one(Application, waiting))
    assert _read(archive(database.session.get_one(Application, waiting))).cv == CV


def test_package_reads_as_it_was_packed() -> None:
    for minimum in (Minimum({"name": "Zoé"}, b"x"), Minimum({}, None)):
        assert unpack(pack(minimum)) == minimum


def test_master_key_is_replaced_under_the_archive_too(app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    file = archive(_full())
    old = app.config["MASTER_KEYS"][0]
    monkeypatch.setitem(app.config, "MASTER_KEYS", (new_key(), old))
    keys.rotate_keys()
    monkeypatch.setitem(app.config, "MASTER_KEYS", app.config["MASTER_KEYS"][:1])
    assert _read(file).cv == CV
    keys.check_master_key()
    monkeypatch.setitem(app.config, "MASTER_KEYS", (old,))
    with pytest.raises(keys.WrongMasterKey):
        keys.check_master_key()
    with pytest.raises(StorageUnavailable):
        _read(file)


def test_archived_files_follow_their_person_to_a_new_address(db: Any) -> None:
    archive(_full())
    archive(_full(candidate=CandidateFactory(email="lea@example.org", email_key="lea@example.org")))
    with transaction():
        actions.move_files(old_key="canari@example.org", key=email_key("Nouvelle@example.org"))
    with reading():
        assert len(queries.read_minimums_of("lea@example.org")) == 1
        assert len(queries.read_minimums_of("nouvelle@example.org")) == 1
        assert queries.read_minimums_of("canari@example.org") == []


def test_tombstone_is_left_for_what_an_archived_file_had_in_the_store(db: Any) -> None:
    file = archive(_full())
    shred_all()
    application_id = file.application_id
    key = database.session.get_one(Package, file.package_id).storage_key
    with transaction():
        erase_archived(actor=SYSTEM, application_id=application_id)
    assert db.session.scalars(select(Tombstone.storage_key)).all() == [key]


def test_pool_consent_delays_the_archive_and_changes_nothing_of_it(db: Any, clock: time_machine.Traveller) -> None:
    person = CandidateFactory(email="canari@example.org", email_key="canari@example.org")
    application = _full(candidate=person)
    ConsentFactory(candidate=person)
    application_id, refused_on = application.id, today()
    clock.shift(timedelta(days=2 * 365 + 2))
    with transaction():
        database.session.get_one(Application, application_id).erase_on = today()
    assert run_batch(actor=SYSTEM, accept_clock=True).erased == 1
    assert db.session.scalars(select(ArchivedFile.refused_on)).all() == [refused_on]
