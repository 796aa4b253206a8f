"""What its person needs kept is not erased while it is set apart; the rest goes on its day (Art. 18(1), A10.1)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from app.core.actor import SYSTEM
from app.core.clock import now, today
from app.core.db import reading, transaction
from app.core.errors import Invalid, Missing, Refused
from app.domain.applications.models import Application
from app.domain.applications.queries.holds import list_kept
from app.domain.applications.rules import schedule_of
from app.domain.archive.models import ArchivedFile
from app.domain.audit import marks
from app.domain.audit.models import AuditEvent, ErasureMark
from app.domain.audit.tags import Tag
from app.domain.contact.models import ContactMessage
from app.domain.people.enums import RestrictionReason
from app.domain.people.models import Candidate, Restriction
from app.domain.people.restrictions import (
    count_due_restrictions,
    lift_restriction,
    restrict_candidate,
    review_restriction,
)
from app.domain.policy.purposes import Purpose
from app.domain.policy.schedule import Reason, State
from app.domain.privacy import queries, retention
from app.domain.privacy.erasure import erase_application
from app.domain.privacy.lateness import list_late
from app.domain.privacy.models import ErasureReceipt
from app.domain.privacy.own import erase_candidate
from app.domain.privacy.replay import check_ledger
from app.domain.rights.enums import RequestState
from app.domain.rights.models import RightsRequest
from app.extensions import db as database
from tests.factories import (
    ApplicationFactory,
    CandidateFactory,
    ContactMessageFactory,
    HoldFactory,
    RestrictionFactory,
    RightsRequestFactory,
)
from tests.factories.archive import archive, refused_application

KEEPING = [RestrictionReason.UNLAWFUL, RestrictionReason.CLAIMS]


def _overdue(reason: RestrictionReason) -> UUID:
    """An application whose day has long passed, of a person set apart for that reason."""
    application = ApplicationFactory(erase_on=today() - timedelta(days=1))
    person = database.session.get_one(Candidate, application.candidate_id)
    person.last_contact_at = application.submitted_at = now() - timedelta(days=800)
    database.session.commit()
    with transaction():
        restrict_candidate(actor=SYSTEM, candidate_id=person.id, reason=reason)
    return application.id


def _night() -> None:
    retention.run_batch(actor=SYSTEM)


def _left() -> set[UUID]:
    database.session.expire_all()
    return set(database.session.scalars(select(Application.id)))


@pytest.mark.promise("C2.4", "G5")
def test_two_reasons_keep_and_two_do_not(db: Any, clock: Any) -> None:
    """Art. 18(1)(b) and (c): not erased, dated, told to the desk; once it is lifted, gone with the next night."""
    made = {reason: _overdue(reason) for reason in RestrictionReason}
    _night()
    assert _left() == {made[reason] for reason in KEEPING}
    with reading():
        assert (list_late().total, queries.list_due(until=today()).items) == (0, [])
        assert {(each.reason, each.review_on, file.id) for each, file in list_kept()} == {
            (reason, date(2027, 11, 23), made[reason]) for reason in KEEPING
        }
    for reason in KEEPING:
        with transaction():
            person_id = database.session.get_one(Application, made[reason]).candidate_id
            lift_restriction(actor=SYSTEM, candidate_id=person_id)
    clock.shift(timedelta(days=2))
    _night()
    assert _left() == {made[reason] for reason in KEEPING}
    clock.shift(timedelta(days=2))
    _night()
    assert _left() == set()


def test_desk_sees_what_is_kept_now_and_the_soonest_review_first(db: Any, clock: Any) -> None:
    """Art. 18(1)(c): neither what was given back before, nor another restriction of the same person that keeps none."""
    ago = now() - timedelta(days=1)
    made = []
    for days in (90, 30):
        application = ApplicationFactory()
        made.insert(0, application.id)
        theirs = {"candidate_id": application.candidate_id}
        day = today() + timedelta(days=days)
        RestrictionFactory(**theirs, reason=RestrictionReason.CLAIMS, review_on=day, lifted_at=ago)
        RestrictionFactory(**theirs, reason=RestrictionReason.ACCURACY, lifted_at=now() + timedelta(days=1))
        RestrictionFactory(**theirs, reason=RestrictionReason.UNLAWFUL, review_on=day)
    with reading():
        assert [(each.reason, file.id) for each, file in list_kept()] == [
            (RestrictionReason.UNLAWFUL, each) for each in made
        ]


@pytest.mark.parametrize("reason", list(RestrictionReason))
def test_messages_and_requests_of_the_person_are_kept_with_the_rest(
    db: Any, clock: Any, reason: RestrictionReason
) -> None:
    """Art. 18(1)(b) and (c): nothing is erased, says the page: not what they wrote on the contact page either."""
    person = CandidateFactory(email="lea@example.org", email_key="lea@example.org")
    theirs = {"email": person.email, "email_key": person.email_key, "erase_on": today() - timedelta(days=1)}
    answered = {"state": RequestState.ANSWERED, "answered_at": now(), "answer": "Voici."}
    for who in (theirs, theirs | {"email": "x@example.org", "email_key": "x@example.org"}):
        ContactMessageFactory(**who)
        RightsRequestFactory(**who, **answered)
    with transaction():
        restrict_candidate(actor=SYSTEM, candidate_id=person.id, reason=reason)
    _night()
    kept = ["lea@example.org"] if reason in KEEPING else []
    for table in (ContactMessage, RightsRequest):
        assert database.session.scalars(select(table.email_key)).all() == kept
    with reading():
        assert list_late().total == 0


@pytest.mark.parametrize("reason", KEEPING)
def test_clocks_tell_what_keeps_it_and_until_when(db: Any, clock: Any, reason: RestrictionReason) -> None:
    application_id = _overdue(reason)
    with reading():
        schedule = schedule_of(application_id)
    assert (schedule.state, schedule.because, schedule.on) == (State.HELD, Reason.APART, date(2027, 11, 23))
    assert (schedule.clocks[-1].purpose, schedule.clocks[-1].until) == (Purpose.DISPUTE, date(2027, 11, 23))
    with pytest.raises(Refused), transaction():
        erase_application(
            actor=SYSTEM,
            application_id=application_id,
            due_on=today(),
            because="feedback",
            policy_version="x",
            archive_until=None,
        )
    HoldFactory(application_id=application_id, review_on=date(2027, 12, 28))
    with reading():
        both = schedule_of(application_id)
    # The dispute is said to be looked at again on its own day, not on that of the person's wish.
    assert (both.because, both.on) == (Reason.HELD, date(2027, 12, 28))
    assert [clock.because for clock in both.clocks[-2:]] == [Reason.HELD, Reason.APART]


@pytest.mark.promise("C5.3")
@pytest.mark.parametrize("is_held", [False, True], ids=["free", "held"])
def test_who_asks_for_erasure_no_longer_needs_it_kept(db: Any, clock: Any, is_held: bool) -> None:  # noqa: FBT001
    """A2.14: theirs goes at once; what a dispute keeps stays, and stays apart; nobody else's is touched."""
    others = _overdue(RestrictionReason.CLAIMS)
    application_id = _overdue(RestrictionReason.CLAIMS)
    person_id = database.session.get_one(Application, application_id).candidate_id
    if is_held:
        HoldFactory(application_id=application_id)
    with transaction():
        receipt = erase_candidate(actor=SYSTEM, candidate_id=person_id)
    assert (receipt.applications, receipt.held) == ((0, 1) if is_held else (1, 0))
    assert _left() == ({application_id, others} if is_held else {others})
    assert schedule_of(others).because is Reason.APART
    restrictions = database.session.scalars(select(Restriction).where(Restriction.candidate_id == person_id)).all()
    assert [(each.lifted_at, each.review_on) for each in restrictions] == ([(None, None)] if is_held else [])


def test_it_is_looked_at_again_within_a_year(db: Any, clock: Any) -> None:
    """As a hold (A2.17)."""
    kept = RestrictionFactory(candidate_id=CandidateFactory().id, reason=RestrictionReason.UNLAWFUL)
    other = RestrictionFactory(candidate_id=CandidateFactory().id)
    RestrictionFactory(candidate_id=CandidateFactory().id, reason=RestrictionReason.UNLAWFUL, lifted_at=now())
    kept_id, other_id = kept.id, other.id
    clock.shift(timedelta(days=90))
    with reading():
        assert count_due_restrictions() == 1
    for review_on in (today(), today() + timedelta(days=366)):
        with pytest.raises(Invalid) as refused, transaction():
            review_restriction(actor=SYSTEM, restriction_id=kept_id, review_on=review_on)
        assert list(refused.value.fields) == ["review_on"]
    with transaction():
        review_restriction(actor=SYSTEM, restriction_id=kept_id, review_on=today() + timedelta(days=365))
    event = database.session.scalar(select(AuditEvent).where(AuditEvent.tag == Tag.CANDIDATE_RESTRICTION_REVIEWED))
    assert event.details == {"review_on": (today() + timedelta(days=365)).isoformat()}
    with reading():
        assert count_due_restrictions() == 0
    for nothing in (other_id, CandidateFactory().id):
        with pytest.raises(Missing), transaction():
            review_restriction(actor=SYSTEM, restriction_id=nothing, review_on=today() + timedelta(days=30))


def test_archive_of_who_needs_it_kept_outlives_its_day(db: Any, clock: Any) -> None:
    """What is needed for a claim is needed there too (Art. 18(1)(c))."""
    person = CandidateFactory()
    ApplicationFactory(candidate=person)
    until = today() + timedelta(days=1)
    kept = archive(refused_application(candidate=person), until).application_id
    archive(refused_application(), until)
    RestrictionFactory(candidate_id=person.id, reason=RestrictionReason.CLAIMS)
    clock.shift(timedelta(days=1))
    _night()
    clock.shift(timedelta(days=1))
    assert database.session.scalars(select(ArchivedFile.application_id)).all() == [kept]
    with reading():
        assert list_late().total == 0


def test_what_a_backup_still_keeps_does_not_bring_back_what_was_erased(db: Any) -> None:
    """A11.2: it was no longer kept when it went."""
    application = ApplicationFactory()
    person_id, application_id, reference = application.candidate_id, application.id, application.reference
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=person_id)
    with transaction():
        marks.write_marks()
    ApplicationFactory(id=application_id, reference=reference, candidate=CandidateFactory(id=person_id))
    RestrictionFactory(candidate_id=person_id, reason=RestrictionReason.CLAIMS)
    with transaction():
        database.session.execute(delete(ErasureMark))
        database.session.execute(delete(ErasureReceipt))
    check_ledger()
    assert _left() == set()
