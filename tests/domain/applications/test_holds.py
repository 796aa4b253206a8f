"""While a dispute lasts nothing is destroyed; after it, the normal rule (A2.17, C2.4)."""

from datetime import date, timedelta
from threading import Event
from time import sleep
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import delete, select

from app.core.actor import SYSTEM, Actor, candidate, staff
from app.core.clock import now, today
from app.core.db import reading, transaction
from app.core.errors import Invalid, Missing, Refused, Restricted
from app.core.permissions import Role
from app.core.tokens import digest
from app.domain.applications.actions.holds import end_hold, place_hold, review_hold
from app.domain.applications.actions.own import Details, correct_details, join_pool
from app.domain.applications.models import Application, FormerWords, Hold
from app.domain.applications.queries.holds import count_due_reviews
from app.domain.applications.queries.own import get_own_application
from app.domain.applications.queries.visibility import get_application_visible_to
from app.domain.applications.rules import schedule_of
from app.domain.audit import marks
from app.domain.audit.models import AuditEvent, ErasureMark
from app.domain.audit.tags import Tag
from app.domain.disclosures.enums import DisclosureState, Ground
from app.domain.disclosures.models import Disclosure
from app.domain.documents.models import CandidateKey
from app.domain.people.enums import ConsentPurpose, RestrictionReason
from app.domain.people.models import Candidate
from app.domain.people.queries import find_live_consent
from app.domain.people.restrictions import restrict_candidate
from app.domain.people.rules import LONGEST_HOLD
from app.domain.policy.schedule import State
from app.domain.privacy import queries, retention
from app.domain.privacy.disclosing import take_package
from app.domain.privacy.erasure import erase_application
from app.domain.privacy.lateness import list_late
from app.domain.privacy.models import ErasureReceipt
from app.domain.privacy.own import erase_candidate, replace_document
from app.domain.privacy.replay import check_ledger
from app.extensions import db as database
from tests.concurrency import in_parallel
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    CandidateFactory,
    ConsentFactory,
    DisclosureFactory,
    DocumentFactory,
    HoldFactory,
    ProcessorFactory,
)


@pytest.fixture
def officer(db: Any) -> Actor:
    return staff(AccountFactory(role=Role.PRIVACY_OFFICER).id, Role.PRIVACY_OFFICER)


def _place(officer: Actor, application: Application, review_on: date | None = None) -> UUID:
    with transaction():
        return place_hold(
            actor=officer,
            reference=f" {application.reference.lower()} ",
            reason="Assignation reçue",
            review_on=review_on or today() + timedelta(days=90),
        ).id


def _night() -> None:
    retention.run_batch(actor=SYSTEM)


def _left() -> list[UUID]:
    database.session.expire_all()
    return list(database.session.scalars(select(Application.id).order_by(Application.reference)))


@pytest.mark.promise("C2.4")
def test_held_file_outlives_its_day_and_goes_after_the_hold(officer: Actor, db: Any, clock: Any) -> None:
    """A2.17 T: hold and expiry, not erased; end of the hold, erased in the next night."""
    held, free = ApplicationFactory(), ApplicationFactory()
    hold_id = _place(officer, held)
    held_id = held.id
    for application in (held, free):
        person = db.session.get(Candidate, application.candidate_id)
        person.last_contact_at = application.submitted_at = now() - timedelta(days=800)
        application.erase_on = today() - timedelta(days=1)
    db.session.commit()
    _night()
    assert _left() == [held_id]
    with reading():
        assert list_late().total == 0
        assert queries.list_due(until=today()).items == []
    with transaction():
        end_hold(actor=officer, hold_id=hold_id)
    clock.shift(timedelta(days=1))
    _night()
    assert _left() == []
    assert db.session.scalars(select(Hold)).all() == []
    tags = db.session.scalars(select(AuditEvent.tag).order_by(AuditEvent.id)).all()
    assert [tag for tag in tags if tag.startswith("hold")] == [Tag.HOLD_PLACED, Tag.HOLD_ENDED]


def test_nothing_erases_what_is_held_not_even_a_request(officer: Actor, db: Any) -> None:
    """A2.17, A11.1: of a person, what is free goes, what is held stays, and so do their name and key."""
    person = CandidateFactory()
    held, free = ApplicationFactory(candidate=person), ApplicationFactory(candidate=person)
    ConsentFactory(candidate=person)
    _place(officer, held)
    HoldFactory(application_id=free.id, ended_at=now())
    of_another = ApplicationFactory()
    _place(officer, of_another)
    held_id, person_id, another_id = held.id, person.id, of_another.id
    with pytest.raises(Refused), transaction():
        erase_application(
            actor=SYSTEM,
            application_id=held_id,
            due_on=today(),
            because="request",
            policy_version="x",
            archive_until=None,
        )
    with transaction():
        receipt = erase_candidate(actor=SYSTEM, candidate_id=person_id)
    assert (receipt.applications, receipt.held) == (1, 1)
    assert _left() == [held_id, another_id]
    assert db.session.get(Application, another_id).erasure_asked_on is None
    assert db.session.get(Candidate, person_id) is not None
    assert db.session.get(CandidateKey, person_id) is not None
    assert find_live_consent(person_id, ConsentPurpose.POOL) is None


def test_a_dispute_alone_takes_a_file_from_nobody(officer: Actor, db: Any) -> None:
    """A2.17, A11.1: the team goes on reading what is held, until its person has it erased."""
    held = ApplicationFactory()
    _place(officer, held)
    team = staff(AccountFactory(role=Role.RECRUITER).id, Role.RECRUITER)
    with reading():
        assert get_application_visible_to(team, held.id).id == held.id
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=held.candidate_id)
    with reading(), pytest.raises(Restricted):
        get_application_visible_to(team, held.id)


def test_what_a_dispute_kept_of_somebody_erased_goes_in_the_night_after_its_end(
    officer: Actor, db: Any, clock: Any
) -> None:
    """A2.17, A11.1: as the receipt says; of an application under way too, and whatever the person does meanwhile."""
    held = ApplicationFactory()
    hold_id, held_id, person_id = _place(officer, held), held.id, held.candidate_id
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=person_id)
    clock.shift(timedelta(days=1))
    with transaction():
        join_pool(actor=candidate(person_id), text="D’accord.", notice_hash="0" * 64)
    _night()
    assert _left() == [held_id]
    with transaction():
        end_hold(actor=officer, hold_id=hold_id)
    clock.shift(timedelta(days=1))
    _night()
    assert _left() == []
    assert db.session.get(Candidate, person_id) is None
    with reading():
        assert list_late().total == 0


def test_partner_is_given_nothing_of_what_a_dispute_keeps_of_somebody_erased(officer: Actor, db: Any) -> None:
    """C3.1: the consent ends with everything else that the person agreed to."""
    held = ApplicationFactory()
    _place(officer, held)
    person_id, row = held.candidate_id, {"ground": Ground.CONSENT, "recipient": "Banque Morel", "asked_words": "Oui ?"}
    row_id = DisclosureFactory(application=held, **row).id
    ConsentFactory(
        candidate_id=person_id, purpose=ConsentPurpose.SHARING, recipient="Banque Morel", text_hash=digest("Oui ?")
    )
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=person_id)
    assert find_live_consent(person_id, ConsentPurpose.SHARING, "Banque Morel") is None
    with pytest.raises(Refused), transaction():
        take_package(actor=officer, disclosure_id=row_id)
    assert db.session.get(Disclosure, row_id).state is DisclosureState.DECLINED


@pytest.mark.parametrize(("ground", "leaves"), [(Ground.PROCESSOR, False), (Ground.PROTECTION_OF_RIGHTS, True)])
def test_what_a_dispute_keeps_of_somebody_erased_goes_to_no_provider(
    officer: Actor, db: Any, ground: Ground, *, leaves: bool
) -> None:
    """Art. 17(3)(e), Art. 18(2): it serves claims, and nothing else."""
    ProcessorFactory(name="Banque Morel")
    held = ApplicationFactory()
    _place(officer, held)
    row_id = DisclosureFactory(application=held, ground=ground, recipient="Banque Morel").id
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=held.candidate_id)
    if leaves:
        with transaction():
            take_package(actor=officer, disclosure_id=row_id)
    else:
        with pytest.raises(Refused, match="litige"), transaction():
            take_package(actor=officer, disclosure_id=row_id)
    assert db.session.get(Disclosure, row_id).state is (DisclosureState.SENT if leaves else DisclosureState.READY)


def test_hold_placed_while_the_night_looks_is_respected(
    officer: Actor, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the list of what is due and the lock."""
    application = ApplicationFactory(erase_on=today() - timedelta(days=1))
    _place(officer, application)
    application_id = application.id
    monkeypatch.setattr(retention, "_lock_due", lambda _until, _limit: [application_id])
    run = retention.run_batch(actor=SYSTEM)
    db.session.refresh(run)
    assert run.erased == 0
    assert _left() == [application_id]
    assert schedule_of(application_id).state is State.HELD


def test_hold_of_a_backup_does_not_keep_what_was_erased_after_it(officer: Actor, db: Any) -> None:
    """A11.2: the hold had ended when the file went."""
    application = ApplicationFactory()
    person_id, application_id, reference = application.candidate_id, application.id, application.reference
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=person_id)
    with transaction():
        marks.write_marks()
    back = ApplicationFactory(id=application_id, reference=reference, candidate=CandidateFactory(id=person_id))
    HoldFactory(application_id=back.id, ended_at=now())
    HoldFactory(application_id=back.id)
    of_another = HoldFactory(application_id=ApplicationFactory().id)
    other_id, held_id = of_another.application_id, of_another.id
    with transaction():
        database.session.execute(delete(ErasureMark))
        database.session.execute(delete(ErasureReceipt))
    check_ledger()
    assert _left() == [other_id]
    assert db.session.get(Hold, held_id).ended_at is None


def test_hold_needs_a_reason_a_known_reference_and_a_near_day(officer: Actor, db: Any) -> None:
    application = ApplicationFactory()
    near, latest = today() + timedelta(days=30), LONGEST_HOLD.end_from(today())
    for field, reference, reason, review_on in (
        ("reference", "NOBODY", "Litige", near),
        ("reason", application.reference, "  ", near),
        ("review_on", application.reference, "Litige", today()),
        ("review_on", application.reference, "Litige", latest + timedelta(days=1)),
    ):
        with pytest.raises(Invalid) as refused, transaction():
            place_hold(actor=officer, reference=reference, reason=reason, review_on=review_on)
        assert list(refused.value.fields) == [field]
    _place(officer, application, latest)
    with pytest.raises(Invalid, match="déjà gelée"):
        _place(officer, application)


def test_hold_is_looked_at_again_or_ends(officer: Actor, db: Any, clock: Any) -> None:
    hold_id = _place(officer, ApplicationFactory(), today() + timedelta(days=10))
    clock.shift(timedelta(days=10))
    with reading():
        assert count_due_reviews() == 1
    with transaction():
        review_hold(actor=officer, hold_id=hold_id, reason="En appel", review_on=today() + timedelta(days=200))
    HoldFactory(application_id=ApplicationFactory().id, review_on=today(), ended_at=now())
    with reading():
        assert count_due_reviews() == 0
        assert database.session.get_one(Hold, hold_id).reason == "En appel"
    with transaction():
        end_hold(actor=officer, hold_id=hold_id)
    with pytest.raises(Missing), transaction():
        end_hold(actor=officer, hold_id=hold_id)


def test_what_is_corrected_as_a_hold_ends_leaves_nothing_behind(app: Flask, officer: Actor, db: Any) -> None:
    """A2.17: the former words go with the hold, and none are kept for one that is ending."""
    application = ApplicationFactory(phone="06 12 34 56 78")
    application_id, own, is_ending = application.id, candidate(application.candidate_id), Event()
    hold_id = _place(officer, application)

    def end() -> None:
        with transaction():
            end_hold(actor=officer, hold_id=hold_id)
            is_ending.set()
            sleep(0.3)

    def correct() -> None:
        is_ending.wait(timeout=10)
        with transaction():
            details = Details(name="Camille Durand", phone="06 98 76 54 32", current_position="")
            correct_details(actor=own, application_id=application_id, details=details)

    in_parallel(app, [end, correct])
    assert db.session.get(Application, application_id).phone == "06 98 76 54 32"
    assert db.session.scalars(select(FormerWords)).all() == []


@pytest.mark.parametrize("kept", ["dispute", "wish"])
def test_nobody_replaces_a_file_that_is_kept(officer: Actor, db: Any, kept: str) -> None:
    """A2.17: the former file would be destroyed; the page says why it cannot be, and offers nothing."""
    application = ApplicationFactory()
    own = candidate(application.candidate_id)
    if kept == "dispute":
        _place(officer, application)
    else:
        with transaction():
            restrict_candidate(actor=own, candidate_id=application.candidate_id, reason=RestrictionReason.CLAIMS)
    cv_id, new = application.cv_id, DocumentFactory()
    with pytest.raises(Refused, match="n’est détruit"), transaction():
        replace_document(actor=own, application_id=application.id, document=db.session.merge(new))
    db.session.expire_all()
    assert db.session.get(Application, application.id).cv_id == cv_id
    with reading():
        assert not get_own_application(own, application.id, "fr").may_replace_files
