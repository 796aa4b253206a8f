"""Applying: one form, one application, one receipt (R1, R3, B6.2, A1.1, A3.3)."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.core.actor import VISITOR, candidate
from app.core.db import transaction
from app.core.errors import Invalid
from app.domain.applications.actions.own import join_pool, object_to
from app.domain.applications.actions.submit import Receipt, Submission, find_receipt, submit_application
from app.domain.applications.models import Answer, Application, Move
from app.domain.documents.enums import DocumentState
from app.domain.documents.models import Document, Tombstone
from app.domain.firm.notices import current_document, current_version, find_notice
from app.domain.jobs.models import Job
from app.domain.mail.enums import MailKind
from app.domain.mail.models import OutgoingMail
from app.domain.people.enums import ConsentPurpose, ObjectionPurpose
from app.domain.people.models import Candidate, Consent
from app.domain.people.objections import list_objections
from app.domain.people.queries import find_live_consent
from app.domain.policy.notices import notice_hash
from tests.concurrency import in_parallel
from tests.factories import ApplicationFactory, DocumentFactory, JobFactory, QuestionFactory


def _submit(job: Job, form_key: str = "form", **given: Any) -> Receipt:
    values = {
        "person": Submission(
            "  Camille\u202e  Durand ", "camille@example.org", "06 39 98 00 01", "Analyste", "Bonjour"
        ),
        "cv": DocumentFactory(),
        "cover_letter": None,
        "answers": {},
        "pool_consent": False,
        "locale": "fr",
        "notice_hash": current_version("fr").hash,
        **given,
    }
    with transaction():
        return submit_application(actor=VISITOR, job=job, form_key=form_key, **values)


@pytest.mark.promise("C7.2", "C3.1")
def test_an_application_is_whole(db: Any, clock: time_machine.Traveller) -> None:
    job = JobFactory(answer_days=21)
    question = QuestionFactory(job_id=job.id)
    QuestionFactory(job_id=job.id)
    letter = DocumentFactory(kind="cover_letter")
    receipt = _submit(
        job, cover_letter=letter, answers={question.id: " C1 ", uuid4(): "of no question"}, pool_consent=True
    )
    application = db.session.scalars(select(Application)).one()
    assert (application.reference, receipt.answer_by) == (receipt.reference, date(2026, 12, 14))
    assert (application.name, application.name_key) == ("Camille Durand", "camille durand")
    assert application.notice_hash == notice_hash(current_document("fr").text)
    assert find_notice(application.notice_hash).fr == current_document("fr").text
    assert application.cover_letter_id == letter.id
    assert [d.state for d in db.session.scalars(select(Document))] == [DocumentState.KEPT] * 2
    assert [(a.label, a.value) for a in db.session.scalars(select(Answer))] == [("Votre niveau d’anglais", "C1")]
    assert [move.version for move in db.session.scalars(select(Move))] == [1]
    consent = db.session.scalars(select(Consent)).one()
    assert (consent.candidate_id, consent.withdrawn_at) == (application.candidate_id, None)
    assert application.erase_on == date(2028, 11, 23)
    mail = db.session.scalars(select(OutgoingMail)).one()
    assert (mail.kind, mail.to_address) == (MailKind.APPLICATION_RECEIVED, "camille@example.org")
    assert receipt.reference in mail.body
    assert "vivier" in mail.body


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_box_of_a_form_ends_no_objection_to_contact(db: Any, locale: str) -> None:
    """C5.4, B3.5: anybody may type an address; its person hears of it, and joins on their own pages."""
    objecting = {"fr": "cette opposition demeure", "en": "your objection stands"}[locale]
    _submit(JobFactory(), "one", pool_consent=True, locale=locale)
    person = db.session.scalars(select(Candidate)).one()
    with transaction():
        object_to(actor=candidate(person.id), purpose=ObjectionPurpose.POOL_CONTACT, reason=None)
    _submit(JobFactory(), "two", pool_consent=True, locale=locale)
    assert find_live_consent(person.id, ConsentPurpose.POOL) is None
    assert [each.purpose for each in list_objections(person.id)] == [ObjectionPurpose.POOL_CONTACT]
    first, second = db.session.scalars(select(OutgoingMail.body).order_by(OutgoingMail.created_at))
    assert objecting not in first
    assert objecting in second
    assert "leave-pool" not in second
    with transaction():
        join_pool(actor=candidate(person.id), text="D’accord.", notice_hash="0" * 64)
    _submit(JobFactory(), "three", pool_consent=True, locale=locale)
    assert find_live_consent(person.id, ConsentPurpose.POOL) is not None


@pytest.mark.promise("C3.1")
def test_without_the_box_there_is_no_consent(db: Any) -> None:
    """A1.1."""
    _submit(JobFactory())
    assert db.session.scalar(select(func.count()).select_from(Consent)) == 0


def test_the_same_form_again_changes_nothing(db: Any) -> None:
    """R3."""
    job = JobFactory()
    first, again = _submit(job), _submit(job, person=Submission("Somebody else", "camille@example.org"))
    assert first == again
    application = db.session.scalars(select(Application)).one()
    assert application.name == "Camille Durand"
    assert db.session.scalar(select(func.count()).select_from(OutgoingMail)) == 1
    assert [d.state for d in db.session.scalars(select(Document).order_by(Document.state))] == [
        DocumentState.KEPT,
        DocumentState.STAGED,
    ]
    assert find_receipt("form") == first
    assert find_receipt("another") is None


def test_another_form_of_a_known_address_is_told_by_mail_only_once_a_day(
    db: Any, clock: time_machine.Traveller
) -> None:
    """B6.2."""
    job = JobFactory()
    first, second, third = _submit(job, "one"), _submit(job, "two"), _submit(job, "three")
    assert len({first.reference, second.reference, third.reference}) == 3
    assert first.answer_by == second.answer_by
    kinds = [mail.kind for mail in db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.created_at))]
    assert sorted(kinds) == [MailKind.APPLICATION_RECEIVED, MailKind.APPLICATION_REPEATED]
    repeated = db.session.scalars(select(OutgoingMail).where(OutgoingMail.kind == MailKind.APPLICATION_REPEATED)).one()
    assert first.reference in repeated.body
    assert second.reference not in repeated.body
    clock.shift(25 * 3600)
    _submit(job, "four")
    assert db.session.scalar(select(func.count()).select_from(OutgoingMail)) == 3
    assert db.session.scalar(select(func.count()).select_from(Application)) == 1


def test_one_person_may_apply_to_several_jobs_and_no_application_changes_another(db: Any) -> None:
    """B3.5: an address typed into a form proves nothing."""
    _submit(JobFactory(), "one")
    _submit(JobFactory(), "two", person=Submission("Someone Else", "CAMILLE@example.org"))
    assert db.session.scalar(select(func.count()).select_from(Candidate)) == 1
    names = db.session.scalars(select(Application.name).order_by(Application.name)).all()
    assert names == ["Camille Durand", "Someone Else"]


def test_a_new_application_is_a_contact_for_the_others(db: Any, clock: time_machine.Traveller) -> None:
    """A2.12."""
    earlier = ApplicationFactory()
    address = db.session.get(Candidate, earlier.candidate_id).email
    clock.shift(40 * 86_400)
    _submit(JobFactory(), person=Submission("Camille Durand", address))
    db.session.refresh(earlier)
    assert earlier.erase_on == date(2029, 1, 2)


@pytest.mark.parametrize(
    "address", ["", "camille", "camille@", "a b@example.org", "camille@example.org\nBcc: x@example.org"]
)
def test_an_address_that_cannot_be_one_is_refused_and_nothing_is_left(db: Any, address: str) -> None:
    with pytest.raises(Invalid):
        _submit(JobFactory(), person=Submission("Camille Durand", address))
    assert db.session.scalar(select(func.count()).select_from(Application)) == 0


def test_a_rolled_back_application_sends_no_mail(db: Any) -> None:
    """R5: never for something that did not happen."""
    job, cv = JobFactory(), DocumentFactory()
    with pytest.raises(ZeroDivisionError), transaction():
        submit_application(
            actor=VISITOR,
            job=job,
            form_key="form",
            person=Submission("Camille", "camille@example.org"),
            cv=cv,
            cover_letter=None,
            answers={},
            pool_consent=False,
            locale="fr",
            notice_hash=current_version("fr").hash,
        )
        raise ZeroDivisionError
    for model in (Application, OutgoingMail, Candidate):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0


def test_of_twenty_at_once_one_application_comes(app: Flask, db: Any) -> None:
    """R3, 15.4.2: one form twenty times, and another form of the same address beside it."""
    job = JobFactory()
    job_id = job.id
    cvs = [DocumentFactory().id for _ in range(20)]

    def send(number: int, cv_id: UUID) -> Receipt:
        with transaction():
            return submit_application(
                actor=VISITOR,
                job=_get(Job, job_id),
                form_key="one" if number % 2 else "two",
                person=Submission("Camille", "camille@example.org"),
                cv=_get(Document, cv_id),
                cover_letter=None,
                answers={},
                pool_consent=True,
                locale="fr",
                notice_hash=current_version("fr").hash,
            )

    def _get(model: Any, key: UUID) -> Any:
        return db.session.get_one(model, key)

    calls = [lambda number=number, cv_id=cv_id: send(number, cv_id) for number, cv_id in enumerate(cvs)]
    receipts = in_parallel(app, calls)  # type: ignore[arg-type]
    assert len({receipt.reference for receipt in receipts}) == 2
    counts = {
        model: db.session.scalar(select(func.count()).select_from(model))
        for model in (Application, Candidate, Consent, Document, Tombstone, OutgoingMail)
    }
    assert counts == {Application: 1, Candidate: 1, Consent: 1, Document: 20, Tombstone: 0, OutgoingMail: 2}
