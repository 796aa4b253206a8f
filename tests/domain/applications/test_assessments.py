"""A method of assessment is told before it is used (L.1221-8, A3.4, C2.2)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.actor import SYSTEM, Actor, staff
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Invalid, Refused
from app.core.permissions import Role
from app.domain.applications.actions.assessments import change_stage_and_announce
from app.domain.applications.actions.pipeline import move_application
from app.domain.applications.models import Application
from app.domain.jobs.actions.pipeline import change_stage
from app.domain.jobs.enums import StageKind
from app.domain.jobs.models import Job, Stage
from app.domain.mail.enums import MailKind
from app.domain.mail.models import OutgoingMail
from app.domain.privacy.own import erase_candidate
from tests.factories import AccountFactory, ApplicationFactory, HoldFactory
from tests.page_client import PageClient

METHOD = {"fr": "Un cas de deux heures, relu par deux associés.", "en": "A case of two hours, read by two partners."}


@pytest.fixture
def recruiter(db: Any) -> Actor:
    return staff(AccountFactory().id, Role.RECRUITER)


def _stage(db: Any, application: Application, **values: Any) -> Stage:
    stage: Stage = db.session.scalars(
        select(Stage).where(Stage.job_id == application.job_id, Stage.kind == StageKind.INTERVIEW)
    ).first()
    for name, value in values.items():
        setattr(stage, name, value)
    db.session.commit()
    return stage


def _move(recruiter: Actor, application: Application, stage: Stage) -> None:
    ids = {"application_id": application.id, "to_stage_id": stage.id}
    with transaction():
        move_application(actor=recruiter, **ids, version=1)


@pytest.mark.promise("C2.2")
def test_nobody_enters_an_assessment_that_was_not_told(recruiter: Actor, db: Any) -> None:
    """C2.2 T: a stage flagged "assessment" cannot be entered before its method is published."""
    application = ApplicationFactory()
    stage = _stage(db, application, kind=StageKind.ASSESSMENT)
    with pytest.raises(Refused, match="évalue"):
        _move(recruiter, application, stage)
    db.session.expire_all()
    assert db.session.get(Application, application.id).stage_id != stage.id


@pytest.mark.promise("C2.2")
@pytest.mark.parametrize("age", ["new", "old"])
def test_method_that_is_new_to_the_candidate_is_sent_with_the_move(
    recruiter: Actor, db: Any, clock: Any, age: str
) -> None:
    """C2.2 T: published and, if new, sent; in the same transaction as the move."""
    application = ApplicationFactory(submitted_at=now())
    announced_at = now() + timedelta(hours=1 if age == "new" else -1)
    stage = _stage(db, application, kind=StageKind.ASSESSMENT, method=METHOD, announced_at=announced_at)
    _move(recruiter, application, stage)
    letters = db.session.scalars(select(OutgoingMail)).all()
    assert [letter.kind for letter in letters] == ([MailKind.ASSESSMENT_ANNOUNCED] if age == "new" else [])
    assert all(METHOD["fr"] in letter.body for letter in letters)


def test_stage_of_assessment_cannot_be_written_without_its_method(recruiter: Actor, db: Any, clock: Any) -> None:
    application = ApplicationFactory()
    stage = _stage(db, application)
    facts = {"names": {"fr": "Cas"}, "kind": StageKind.ASSESSMENT, "limit_days": None}
    with pytest.raises(Invalid) as refused, transaction():
        change_stage(
            actor=recruiter,
            job_id=application.job_id,
            stage_id=stage.id,
            version=1,
            **facts,
            method={"en": "A case"},
        )
    assert list(refused.value.fields) == ["method_fr"]
    wanted = {"job_id": application.job_id, "stage_id": stage.id, **facts, "method": METHOD}
    for version in (1, 2):
        with transaction():
            change_stage(actor=recruiter, version=version, **wanted)
        clock.shift(60)
    db.session.expire_all()
    kept = db.session.get(Stage, stage.id)
    assert (kept.method, kept.announced_at) == (METHOD, now() - timedelta(seconds=120))


@pytest.mark.promise("C2.2")
def test_who_stands_in_a_stage_that_becomes_an_assessment_is_told_how_and_once(
    recruiter: Actor, db: Any, clock: Any
) -> None:
    """A3.4: told before it is used; a new name or a translation that they do not read is nothing new to them."""
    application = ApplicationFactory()
    ApplicationFactory(job=db.session.get(Job, application.job_id))
    stage = _stage(db, application)
    _move(recruiter, application, stage)
    clock.shift(60)

    def change(**given: Any) -> list[str]:
        facts = {"names": {"fr": "Cas"}, "kind": StageKind.ASSESSMENT, "limit_days": None, "method": METHOD, **given}
        with transaction():
            wanted = {"job_id": application.job_id, "stage_id": stage.id, "version": stage.version, **facts}
            change_stage_and_announce(actor=recruiter, **wanted)
        return list(db.session.scalars(select(OutgoingMail.body).order_by(OutgoingMail.created_at)))

    assert [METHOD["fr"] in body for body in change()] == [True]
    for nothing in ({}, {"names": {"fr": "Étude"}}, {"method": METHOD | {"en": "A case."}}):
        clock.shift(60)
        assert len(change(**nothing)) == 1
    assert "Un cas d’une heure." in change(method={"fr": "Un cas d’une heure."})[-1]
    assert db.session.scalars(select(OutgoingMail.application_id)).all() == [application.id] * 2


def test_who_had_everything_erased_is_told_of_no_assessment(recruiter: Actor, db: Any) -> None:
    """A11.1: what a dispute alone keeps stands in a stage still, and is in no recruitment."""
    application = ApplicationFactory()
    stage = _stage(db, application)
    _move(recruiter, application, stage)
    HoldFactory(application_id=application.id)
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=application.candidate_id)
    facts = {"names": {"fr": "Cas"}, "kind": StageKind.ASSESSMENT, "limit_days": None, "method": METHOD}
    with transaction():
        change_stage_and_announce(actor=recruiter, job_id=stage.job_id, stage_id=stage.id, version=1, **facts)
    assert db.session.scalars(select(OutgoingMail)).all() == []


@pytest.mark.promise("C2.2")
def test_ad_tells_the_method_beside_the_step(client: PageClient, db: Any) -> None:
    application = ApplicationFactory()
    stage = _stage(db, application, kind=StageKind.ASSESSMENT, method=METHOD, announced_at=now())
    slug = db.session.get(Job, stage.job_id).slug
    assert METHOD["fr"] in client.page(f"/jobs/{slug}?lang=fr").text
    assert METHOD["en"] in client.page(f"/jobs/{slug}?lang=en").text
