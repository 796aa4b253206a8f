"""Whoever the team had added applies themselves: the application is theirs, and nothing in it is lost (A1.3, B3.5)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.core.actor import SYSTEM, VISITOR, Actor, candidate, staff
from app.core.clock import now, today
from app.core.db import reading, transaction
from app.core.errors import Conflict, Missing, Refused, Restricted
from app.core.permissions import Role
from app.domain.applications import rules
from app.domain.applications.actions.entering import Submission
from app.domain.applications.actions.own import Details, correct_details
from app.domain.applications.actions.pipeline import decide_application, move_application
from app.domain.applications.actions.submit import Receipt, find_receipt, submit_application
from app.domain.applications.enums import ApplicationState, RejectionReason
from app.domain.applications.models import Answer, Application, FormerDetails, Move, Note, Sourcing
from app.domain.applications.queries.dossier import get_dossier
from app.domain.applications.queries.sourcings import count_due_informings
from app.domain.applications.queries.visibility import get_application_visible_to, get_document_visible_to
from app.domain.audit.queries import list_events_about
from app.domain.documents.models import Document, Tombstone
from app.domain.firm.notices import current_version
from app.domain.jobs.models import Job, Stage
from app.domain.mail.models import OutgoingMail
from app.domain.people.models import Candidate
from app.domain.policy.purposes import Purpose
from app.domain.privacy.own import destroy_former, erase_candidate
from app.extensions import db as database
from tests.concurrency import in_parallel
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    CandidateFactory,
    DisclosureFactory,
    DocumentFactory,
    HoldFactory,
    JobFactory,
    NoteFactory,
    QuestionFactory,
    RestrictionFactory,
    SourcingFactory,
)

ADDRESS = "hugo@example.org"


def _recruiter() -> Actor:
    return staff(AccountFactory(role=Role.RECRUITER).id, Role.RECRUITER)


def _added(days: int = 3, **given: Any) -> Application:
    """Somebody whom the team added so many days ago and whom nobody has told."""
    person = given.pop("candidate", None) or CandidateFactory(email=ADDRESS, last_contact_at=now() - timedelta(days=9))
    values = {"name": "Hugo Blanc", "phone": "06 39 98 00 02", "current_position": "Auditeur", "source": "network"}
    application = ApplicationFactory(candidate=person, **{**values, **given})
    SourcingFactory(application_id=application.id, obtained_on=today() - timedelta(days=days))
    return application


def _apply(application: Application, form_key: str = "own", **given: Any) -> Receipt:
    values = {
        "person": Submission("Hugo Blanc-Petit", ADDRESS.upper(), None, "Analyste", "Bonjour"),
        "cv": DocumentFactory(filename="Le mien.pdf"),
        "cover_letter": None,
        "answers": {},
        "pool_consent": False,
        "locale": "fr",
        "notice_hash": current_version("fr").hash,
        **given,
    }
    job = application.job_id
    with transaction():
        receipt = submit_application(actor=VISITOR, job=_get(Job, job), form_key=form_key, **values)
    database.session.expire_all()
    return receipt


def _get(model: Any, key: UUID) -> Any:
    return database.session.get_one(model, key)


def _letters(db: Any) -> list[str]:
    return sorted(db.session.scalars(select(OutgoingMail.kind)))


@pytest.mark.promise("G11")
def test_the_application_is_theirs_where_it_stood(db: Any, clock: time_machine.Traveller) -> None:
    """Their CV, words, answers and notice; the stage, the notes, the reference and the source as they were."""
    clock.move_to(now())
    added = _added(40, locale="en")
    question = QuestionFactory(job_id=added.job_id)
    interview = db.session.scalars(select(Stage).where(Stage.job_id == added.job_id, Stage.position == 2)).one()
    added.stage_id = interview.id
    db.session.commit()
    NoteFactory(application_id=added.id, account_id=AccountFactory().id)
    stage_id, reference, old_cv = added.stage_id, added.reference, added.cv_id
    clock.shift(timedelta(hours=1))
    cv = DocumentFactory()
    receipt = _apply(added, cv=cv, answers={question.id: "C1"})
    own = db.session.scalars(select(Application)).one()
    assert (own.name, own.name_key, own.phone, own.current_position, own.message) == (
        "Hugo Blanc-Petit",
        "hugo blanc-petit",
        None,
        "Analyste",
        "Bonjour",
    )
    assert (own.cv_id, own.locale, own.notice_hash, own.submitted_at) == (
        cv.id,
        "fr",
        current_version("fr").hash,
        now(),
    )
    assert (own.stage_id, own.reference, own.source, own.state) == (stage_id, reference, "network", "active")
    assert [(each.label, each.value) for each in db.session.scalars(select(Answer))] == [
        ("Votre niveau d’anglais", "C1")
    ]
    assert db.session.scalar(select(func.count()).select_from(Note)) == 1
    assert receipt == find_receipt("own") == _apply(added)
    assert receipt.reference == reference
    former = db.session.scalars(select(FormerDetails)).one()
    assert (former.name, former.phone, former.current_position, former.cv_id) == (
        "Hugo Blanc",
        "06 39 98 00 02",
        "Auditeur",
        old_cv,
    )
    assert db.session.scalar(select(func.count()).select_from(Tombstone)) == 0


@pytest.mark.promise("G11")
def test_the_month_has_nothing_left_to_wait_for_and_the_team_sees_who_applied(db: Any) -> None:
    """A1.3: a file that was locked opens; retention is that of an application; the chain and the log say it (R6)."""
    added, actor = _added(40), _recruiter()
    with reading(), pytest.raises(Restricted):
        get_application_visible_to(actor, added.id)
    _apply(added)
    sourcing = db.session.get(Sourcing, added.id)
    assert sourcing.applied_at == sourcing.informed_at == db.session.get(Application, added.id).submitted_at
    with reading():
        assert count_due_informings() == 0
        dossier = get_dossier(actor, added.id)
        assert dossier.former is not None
        assert get_document_visible_to(actor, dossier.former.cv.id)[1].id == added.id
        assert [document.filename for document in dossier.documents] == ["Le mien.pdf"]
        assert dossier.schedule.clocks[0].purpose is Purpose.APPLICATION
        assert [(move.version, move.account_id) for move in dossier.moves] == [(2, None), (1, None)]
    assert "application:submitted" in [event.tag for event in list_events_about(added.id)]
    stage_id = dossier.stages[1].id
    with pytest.raises(Conflict), transaction():
        move_application(actor=actor, application_id=added.id, to_stage_id=stage_id, version=1)


def test_a_file_is_locked_or_told_never_applied_and_untold(db: Any) -> None:
    with pytest.raises(IntegrityError):
        SourcingFactory(applied_at=now())
    db.session.rollback()


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        (
            "fr",
            ("est parvenue", "Avant votre candidature", "réseau professionnel", "téléphone", "pas postulé\u202f?"),
        ),
        ("en", ("has reached us", "Before you applied", "professional network", "telephone", "did not apply?")),
    ],
)
@pytest.mark.promise("G11")
def test_one_letter_says_that_it_has_arrived_and_where_they_had_been_found(
    db: Any, locale: str, words: tuple[str, ...]
) -> None:
    """Art. 14: the ordinary one, whose link takes back what somebody else sent; not the one to who did not apply."""
    added = _added()
    receipt = _apply(added, locale=locale)
    letter = db.session.scalars(select(OutgoingMail)).one()
    assert (letter.kind, letter.to_address) == ("application_received", ADDRESS)
    for fact in (*words, receipt.reference, "Profil public, reseau.example", "/status/", f"/privacy?lang={locale}"):
        assert fact in letter.body, fact


def test_nobody_else_is_told_of_a_source(db: Any) -> None:
    _apply(ApplicationFactory(), person=Submission("Camille", "camille@example.org"))
    assert "Avant votre candidature" not in db.session.scalars(select(OutgoingMail.body)).one()


def test_whoever_comes_after_changes_nothing(db: Any) -> None:
    """B3.5: once; from then on it is protected as any application is."""
    added = _added()
    _apply(added)
    own_cv = db.session.get(Application, added.id).cv_id
    again = _apply(added, "stranger", person=Submission("Somebody else", ADDRESS))
    own = db.session.get(Application, added.id)
    assert (own.name, own.cv_id, own.version) == ("Hugo Blanc-Petit", own_cv, 2)
    assert again.reference != own.reference
    assert _letters(db) == ["application_received", "application_repeated"]


@pytest.mark.parametrize("outcome", [ApplicationState.REJECTED, ApplicationState.WITHDRAWN])
def test_what_was_decided_on_what_was_found_is_open_again(
    db: Any, clock: time_machine.Traveller, outcome: ApplicationState
) -> None:
    """A6.1: nobody is refused by an answer to something else; what they sent is read."""
    added, actor = _added(), _recruiter()
    with transaction():
        decide_application(
            actor=actor,
            application_id=added.id,
            outcome=outcome,
            reason=RejectionReason.SKILLS if outcome is ApplicationState.REJECTED else None,
            version=1,
            told_by_voice=True,
        )
    clock.shift(timedelta(days=1))
    _apply(added)
    own = db.session.get(Application, added.id)
    assert (own.state, own.decided_at, own.decided_by, own.rejection_reason) == ("active", None, None, None)
    assert own.stage_entered_at == own.submitted_at
    last = db.session.scalars(select(Move).order_by(Move.version.desc()).limit(1)).one()
    assert (last.version, last.from_state, last.to_state, last.account_id) == (3, outcome, "active", None)
    assert "application_received" in _letters(db)


def test_a_hire_stands_and_its_person_is_told(db: Any) -> None:
    added, actor = _added(), _recruiter()
    with transaction():
        decide_application(actor=actor, application_id=added.id, outcome=ApplicationState.HIRED, reason=None, version=1)
    _apply(added)
    assert db.session.get(Application, added.id).state is ApplicationState.HIRED
    assert "application_repeated" in _letters(db)


def test_what_its_person_has_put_there_signed_in_is_not_taken_over(db: Any) -> None:
    """B3.5: their own words are proven, a form is not."""
    added = _added()
    with transaction():
        correct_details(
            actor=candidate(added.candidate_id),
            application_id=added.id,
            details=Details("Hugo Blanc", "", "Auditeur", message="Je suis libre en mars"),
        )
    _apply(added)
    assert db.session.get(Application, added.id).message == "Je suis libre en mars"
    assert _letters(db) == ["application_repeated", "person_informed"]


def test_only_the_job_that_they_apply_to_is_taken_over(db: Any) -> None:
    person = CandidateFactory(email=ADDRESS)
    one, other = (_added(candidate=person) for _ in range(2))
    _apply(one)
    third = JobFactory().id
    with transaction():
        submit_application(
            actor=VISITOR,
            job=_get(Job, third),
            form_key="third",
            person=Submission("Hugo", ADDRESS),
            cv=DocumentFactory(),
            cover_letter=None,
            answers={},
            pool_consent=False,
            locale="fr",
            notice_hash=current_version("fr").hash,
        )
    db.session.expire_all()
    assert [db.session.get(Sourcing, each.id).applied_at is None for each in (one, other)] == [False, True]
    assert db.session.scalar(select(func.count()).select_from(Application)) == 3


def test_of_ten_at_once_one_takes_it_over(app: Flask, db: Any) -> None:
    """15.4.2: two forms of one address, five times each."""
    added = _added()
    job_id = added.job_id
    cvs = [DocumentFactory().id for _ in range(10)]

    def send(number: int, cv_id: UUID) -> Receipt:
        with transaction():
            return submit_application(
                actor=VISITOR,
                job=_get(Job, job_id),
                form_key="one" if number % 2 else "two",
                person=Submission("Hugo", ADDRESS),
                cv=_get(Document, cv_id),
                cover_letter=None,
                answers={},
                pool_consent=False,
                locale="fr",
                notice_hash=current_version("fr").hash,
            )

    receipts = in_parallel(
        app, [lambda number=number, cv_id=cv_id: send(number, cv_id) for number, cv_id in enumerate(cvs)]
    )
    assert len({receipt.reference for receipt in receipts}) == 2
    assert added.reference in {receipt.reference for receipt in receipts}
    assert _letters(db) == ["application_received", "application_repeated"]
    assert db.session.scalar(select(func.count()).select_from(FormerDetails)) == 1
    assert db.session.scalar(select(func.count()).select_from(Move)) == 2


def test_under_a_dispute_nothing_is_lost_and_nothing_is_destroyed(db: Any) -> None:
    """A2.17."""
    added = _added()
    HoldFactory(application_id=added.id, placed_by=AccountFactory().id)
    old_cv = added.cv_id
    _apply(added)
    with pytest.raises(Refused), transaction():
        destroy_former(actor=candidate(added.candidate_id), application_id=added.id)
    assert db.session.get(Document, old_cv) is not None


def test_while_their_data_is_set_apart_the_team_still_reads_nothing(db: Any) -> None:
    """A10.1: their application is kept, and read once they say so."""
    added, actor = _added(), _recruiter()
    RestrictionFactory(candidate_id=added.candidate_id)
    _apply(added)
    assert db.session.get(Application, added.id).name == "Hugo Blanc-Petit"
    with reading(), pytest.raises(Restricted):
        get_application_visible_to(actor, added.id)


@pytest.mark.promise("C5.2")
def test_signed_in_they_have_what_stood_before_destroyed(db: Any) -> None:
    """C5.2, A10.3: its file and words go; whoever was given them is told what was put right, and nothing else."""
    added = _added()
    old_cv = added.cv_id
    key = db.session.get(Document, old_cv).storage_key
    DisclosureFactory(application=added, sent=True, categories="details files")
    _apply(added)
    stranger = candidate(CandidateFactory().id)
    with pytest.raises(Missing), transaction():
        destroy_former(actor=stranger, application_id=added.id)
    with transaction():
        destroy_former(actor=candidate(added.candidate_id), application_id=added.id)
    db.session.expire_all()
    assert db.session.scalars(select(FormerDetails)).all() == []
    assert db.session.get(Document, old_cv) is None
    assert key in db.session.scalars(select(Tombstone.storage_key)).all()
    told = db.session.scalars(select(OutgoingMail).where(OutgoingMail.kind == "disclosure_corrected")).one()
    assert "nom, téléphone, poste actuel, CV" in told.body
    assert "Blanc" not in told.body
    with pytest.raises(Missing), transaction():
        destroy_former(actor=candidate(added.candidate_id), application_id=added.id)
    assert db.session.get(Sourcing, added.id).applied_at is not None


def test_both_go_with_the_application(db: Any) -> None:
    added = _added()
    candidate_id = added.candidate_id
    _apply(added)
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=candidate_id)
    for model in (Application, FormerDetails, Sourcing, Document, Candidate):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0, model
    assert db.session.scalar(select(func.count()).select_from(Tombstone)) == 2


def test_a_withdrawal_is_no_objection_any_more(db: Any) -> None:
    """Art. 21 is for who did not apply: whoever did has their feedback."""
    added = _added()
    _apply(added)
    with reading():
        own = db.session.get(Application, added.id)
        facts = rules.facts_of(
            own, _get(Job, own.job_id), _get(Candidate, own.candidate_id), None, None, db.session.get(Sourcing, own.id)
        )
    assert facts.at_their_request


def test_who_had_everything_erased_and_then_applies_is_answered(db: Any) -> None:
    """A2.17: as anybody; what a dispute had kept of the source stays as it was, and goes in the night after its end."""
    added = _added()
    HoldFactory(application_id=added.id)
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=added.candidate_id)
    db.session.expire_all()
    assert _get(Application, added.id).erasure_asked_on == today()
    _apply(added)
    found = _get(Application, added.id)
    assert (found.name, found.erasure_asked_on, found.erase_on) == ("Hugo Blanc", today(), today())
    own = database.session.scalars(select(Application).where(Application.id != added.id)).one()
    assert (own.name, own.candidate_id, own.erasure_asked_on) == ("Hugo Blanc-Petit", found.candidate_id, None)
    assert own.erase_on > today() + timedelta(days=700)
    assert database.session.get(FormerDetails, own.id) is None
