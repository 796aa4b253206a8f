"""The team adds somebody who did not apply: with a source and a day, and never with a consent (A1.3, A4.7)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.core.actor import Actor, staff
from app.core.clock import local_date, now, today
from app.core.db import transaction
from app.core.errors import Invalid, Missing, Refused
from app.core.permissions import Role
from app.domain.applications.actions.entering import Submission
from app.domain.applications.actions.sourcing import MAX_DETAIL, Found, add_person
from app.domain.applications.enums import SourceKind
from app.domain.applications.models import Application, Move, Sourcing
from app.domain.audit.queries import list_events_about
from app.domain.documents.enums import DocumentState
from app.domain.documents.models import Document
from app.domain.jobs.models import Job
from app.domain.mail.models import OutgoingMail
from app.domain.people.enums import ObjectionPurpose
from app.domain.people.models import Candidate, Consent
from app.domain.people.objections import make_objection
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    CandidateFactory,
    DocumentFactory,
    JobFactory,
    RestrictionFactory,
    SourcingFactory,
)


def _actor(role: Role = Role.RECRUITER) -> Actor:
    return staff(AccountFactory(role=role).id, role)


def _add(actor: Actor, job_id: UUID, form_key: str = "form", **given: Any) -> UUID:
    values = {
        "person": Submission(" Hugo\u202e  Blanc ", "hugo@example.org", "06 39 98 00 02", "Auditeur"),
        "cv": DocumentFactory(),
        "found": Found(SourceKind.NETWORK, " Profil   public ", today() - timedelta(days=3)),
        "locale": "fr",
        **given,
    }
    with transaction():
        return add_person(actor=actor, job_id=job_id, form_key=form_key, **values).id


def _count(db: Any, model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_it_is_an_ordinary_application_with_its_source(db: Any, clock: time_machine.Traveller) -> None:
    actor, job_id = _actor(), JobFactory().id
    application = db.session.get(Application, _add(actor, job_id))
    assert (application.name, application.phone, application.source) == ("Hugo Blanc", "06 39 98 00 02", "network")
    assert application.erase_on == date(2028, 11, 23)
    assert [d.state for d in db.session.scalars(select(Document))] == [DocumentState.KEPT]
    assert [(move.version, move.account_id) for move in db.session.scalars(select(Move))] == [(1, actor.account_id)]
    sourcing = db.session.get(Sourcing, application.id)
    assert (sourcing.kind, sourcing.detail, sourcing.obtained_on) == (
        SourceKind.NETWORK,
        "Profil public",
        date(2026, 11, 20),
    )
    assert (sourcing.entered_by, sourcing.informed_at, sourcing.alerted_at) == (actor.account_id, None, None)
    assert [event.tag for event in list_events_about(application.id)] == ["sourcing:added"]
    assert [_count(db, model) for model in (Consent, OutgoingMail)] == [0, 0]


def test_it_is_no_contact_of_the_person(db: Any, clock: time_machine.Traveller) -> None:
    """A2.12: of somebody new, the last contact is the day on which they were found; of somebody known, what it was."""
    actor, known = _actor(), CandidateFactory(last_contact_at=now() - timedelta(days=90))
    address, before = known.email, known.last_contact_at
    _add(actor, JobFactory().id)
    _add(actor, JobFactory().id, "other", person=Submission("Camille Durand", address))
    db.session.expire_all()
    new = db.session.scalars(select(Candidate).where(Candidate.email_key == "hugo@example.org")).one()
    assert local_date(new.last_contact_at) == date(2026, 11, 20)
    assert db.session.get(Candidate, known.id).last_contact_at == before


def test_the_same_form_again_is_the_same_application(db: Any) -> None:
    """R3."""
    actor, job_id = _actor(), JobFactory().id
    assert _add(actor, job_id) == _add(actor, job_id)
    assert _count(db, Sourcing) == 1


def _refusal(actor: Actor, job_id: UUID, **given: Any) -> set[str]:
    with pytest.raises(Invalid) as refusal:
        _add(actor, job_id, **given)
    return set(refusal.value.fields)


@pytest.mark.parametrize("detail", ["", " \u200b ", "x" * (MAX_DETAIL + 1)])
def test_a_source_is_named(db: Any, detail: str) -> None:
    """A4.7."""
    found = Found(SourceKind.OTHER, detail, today())
    assert _refusal(_actor(), JobFactory().id, found=found) == {"detail"}


def test_the_day_is_neither_to_come_nor_more_than_a_month_ago(db: Any, clock: time_machine.Traveller) -> None:
    actor = _actor()
    for days in (-1, 31):
        found = Found(SourceKind.AGENCY, "Cabinet Exemple", today() - timedelta(days=days))
        assert _refusal(actor, JobFactory().id, found=found) == {"obtained_on"}
    assert _count(db, Application) == 0
    for days in (0, 30):
        found = Found(SourceKind.AGENCY, "Cabinet Exemple", today() - timedelta(days=days))
        assert _add(actor, JobFactory().id, str(days), found=found)


def test_who_is_there_already_is_not_added_again(db: Any) -> None:
    job, person = JobFactory(), CandidateFactory()
    ApplicationFactory(job=job, candidate=person)
    assert _refusal(_actor(), job.id, person=Submission("X", person.email.upper())) == {"email"}
    assert _count(db, Sourcing) == 0


def test_who_asked_to_be_left_alone_or_is_set_apart_is_not_added(db: Any) -> None:
    """Art. 18 and 21: another job does not undo either."""
    objector, apart = CandidateFactory(), CandidateFactory()
    with transaction():
        make_objection(
            actor=_actor(),
            candidate=db.session.merge(objector),
            purpose=ObjectionPurpose.POOL_CONTACT,
            reason=None,
        )
    RestrictionFactory(candidate_id=apart.id)
    for person in (objector, apart):
        address = db.session.get(Candidate, person.id).email
        assert _refusal(_actor(), JobFactory().id, person=Submission("X", address)) == {"email"}


def test_nobody_is_added_to_a_job_that_was_left_without_a_stage(db: Any) -> None:
    """During a pause the last one may go; there is then nowhere to put anybody, which is said, and no fault."""
    job = JobFactory(paused=True, stages=False)
    with pytest.raises(Refused, match="étape"):
        _add(_actor(), job.id)
    assert _count(db, Application) == 0


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_a_job_that_takes_nobody_takes_nobody(db: Any, state: str) -> None:
    job: Job = JobFactory(**{state: True})
    with pytest.raises(Refused):
        _add(_actor(), job.id)


def test_a_job_that_the_actor_does_not_see_is_missing(db: Any) -> None:
    with pytest.raises(Missing):
        _add(_actor(Role.PRIVACY_OFFICER), JobFactory().id)


def test_the_database_itself_wants_a_named_source(db: Any) -> None:
    with pytest.raises(IntegrityError):
        SourcingFactory(detail="")
    db.session.rollback()
