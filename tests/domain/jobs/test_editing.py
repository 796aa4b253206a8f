"""A job written and changed: facts, texts, address, team."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.core.actor import Actor, staff
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Conflict, Invalid, Missing
from app.core.permissions import Role
from app.domain.audit.models import AuditEvent
from app.domain.jobs import queries
from app.domain.jobs.actions.editing import JobFacts, change_job, create_job, set_team
from app.domain.jobs.enums import Contract, JobState, PayPeriod, RemotePolicy, StageKind
from app.domain.jobs.models import Job, JobText, PipelineTemplate, Stage
from tests.concurrency import in_parallel
from tests.factories import AccountFactory, JobFactory, TeamMemberFactory

FACTS = JobFacts(
    place="  Paris ",
    country="fr",
    remote_policy=RemotePolicy.HYBRID,
    contract=Contract.PERMANENT,
    department="Exécution",
    pay_min=50_000,
    pay_max=60_000,
    pay_period=PayPeriod.YEAR,
    pay_exception=None,
    answer_days=15,
)
TEXTS = {"fr": ("Analyste", "Vous analysez."), "en": ("Analyst", "You analyse.")}
NOTHING = ("", "")


def _recruiter() -> Actor:
    return staff(AccountFactory().id, Role.RECRUITER)


def _create(**given: Any) -> Job:
    with transaction():
        return create_job(**{"actor": _recruiter(), "facts": FACTS, "texts": TEXTS, "template_id": None, **given})


def _change(job: Job, **given: Any) -> Job:
    values = {"actor": _recruiter(), "job_id": job.id, "version": job.version, "facts": FACTS, "texts": TEXTS, **given}
    with transaction():
        return change_job(**values)


def _texts(db: Any, job: Job) -> dict[str, tuple[str, str]]:
    found = db.session.scalars(select(JobText).where(JobText.job_id == job.id))
    return {text.locale: (text.title, text.description) for text in found}


def test_a_new_job_is_a_draft_with_the_stages_of_the_first_template(db: Any, clock: time_machine.Traveller) -> None:
    job = _create()
    assert (job.state, job.version, job.slug, job.created_at, job.published_at) == (
        JobState.DRAFT,
        1,
        "analyste",
        now(),
        None,
    )
    assert (job.place, job.country, job.pay_currency) == ("Paris", "FR", "EUR")
    assert _texts(db, job) == TEXTS
    template = db.session.scalars(select(PipelineTemplate).where(PipelineTemplate.position == 0)).one()
    stages = db.session.scalars(select(Stage).where(Stage.job_id == job.id).order_by(Stage.position))
    assert [(s.position, s.names, s.kind, s.limit_days) for s in stages] == [
        (position, stage["names"], stage["kind"], stage["limit_days"]) for position, stage in enumerate(template.stages)
    ]


def test_an_assessment_of_a_template_is_told_from_the_first_day(db: Any, clock: time_machine.Traveller) -> None:
    """A3.4: nobody moves a candidate into an assessment that the ad has not told."""
    found = {stage.kind: (stage.method, stage.announced_at) for stage in queries.list_stages(_create().id)}
    method, announced_at = found.pop(StageKind.ASSESSMENT)
    assert (set(method or {}), announced_at) == ({"fr", "en"}, now())
    assert set(found.values()) == {(None, None)}


def test_the_template_asked_for_is_the_one_copied_and_an_unknown_one_gives_the_first(db: Any) -> None:
    templates = queries.list_templates()
    for asked, got in ((templates[2].id, templates[2]), (uuid4(), templates[0])):
        names = [stage.names for stage in queries.list_stages(_create(template_id=asked).id)]
        assert names == [stage["names"] for stage in got.stages]


def test_without_any_template_a_job_has_no_stage(db: Any) -> None:
    rows = [
        {"id": t.id, "names": t.names, "position": t.position, "stages": t.stages} for t in queries.list_templates()
    ]
    with transaction():
        db.session.query(PipelineTemplate).delete()
    try:
        assert queries.list_stages(_create().id) == []
    finally:
        with transaction():
            db.session.add_all(PipelineTemplate(**row) for row in rows)


def test_every_writing_leaves_its_trace_without_a_word_of_it(db: Any) -> None:
    actor = _recruiter()
    job = _create(actor=actor)
    _change(job, actor=actor)
    with transaction():
        set_team(actor=actor, job_id=job.id, account_ids=[])
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [event.tag for event in events] == ["job:created", "job:changed", "job:team_changed"]
    assert {(event.subject_id, event.actor_id) for event in events} == {(job.id, actor.account_id)}
    assert [event.details for event in events] == [{}, {"version": 2, "words_kept": 0}, {"members": 0}]


def test_addresses_are_numbered_when_they_are_taken_and_never_the_spontaneous_one(db: Any) -> None:
    assert [_create().slug for _ in range(3)] == ["analyste", "analyste-2", "analyste-3"]
    assert _create(texts={"fr": ("Spontaneous", "x")}).slug == "spontaneous-2"
    assert _create(texts={"fr": ("日本", "x")}).slug == "job"
    assert _create(texts={"fr": NOTHING, "en": ("Only in English", "x")}).slug == "only-in-english"
    assert _create(texts={"fr": ("Chargé·e d’études M&A (H/F)", "x")}).slug == "charge-e-d-etudes-m-a-h-f"


def test_of_several_spontaneous_jobs_written_at_one_moment_one_is_kept(app: Flask, db: Any) -> None:
    """15.4.2: the others are told that there is one already."""
    recruiter = _recruiter()

    def told() -> bool:
        try:
            with transaction():
                create_job(actor=recruiter, facts=FACTS, texts=TEXTS, template_id=None, is_spontaneous=True)
        except Invalid:
            return False
        return True

    assert sorted(in_parallel(app, [told] * 5)) == [False, False, False, False, True]


def test_there_is_one_spontaneous_job_under_its_own_address(db: Any) -> None:
    job = _create(is_spontaneous=True)
    assert (job.slug, job.is_spontaneous) == ("spontaneous", True)
    with pytest.raises(Invalid):
        _create(is_spontaneous=True)
    assert _change(job, texts={"fr": ("Un autre titre", "x")}).slug == "spontaneous"


def test_the_address_follows_the_title_until_the_first_publishing(db: Any) -> None:
    job = _create()
    assert _change(job).slug == "analyste"
    assert _change(job, texts={"fr": ("Associé", "x")}).slug == "associe"
    online = JobFactory(slug="analyste", state=JobState.CLOSED, closed_at=now())
    assert _change(online, texts={"fr": ("Associé", "x")}).slug == "analyste"


@pytest.mark.parametrize(
    ("facts", "texts", "field"),
    [
        ({"place": " \u200b"}, TEXTS, "place"),
        ({"department": ""}, TEXTS, "department"),
        ({"pay_min": 60_001}, TEXTS, "pay_max"),
        ({"answer_days": 0}, TEXTS, "answer_days"),
        ({"answer_days": 91}, TEXTS, "answer_days"),
        ({}, {"fr": (" \u202e", "x"), "en": NOTHING}, "title_fr"),
        ({}, {}, "title_fr"),
    ],
)
def test_what_cannot_be_is_refused_by_field_and_nothing_is_changed(
    db: Any, facts: dict[str, Any], texts: dict[str, tuple[str, str]], field: str
) -> None:
    given = {"facts": replace(FACTS, **facts), "texts": texts}
    with pytest.raises(Invalid) as refused:
        _create(**given)
    assert list(refused.value.fields) == [field]
    assert db.session.scalar(select(func.count()).select_from(Job)) == 0
    job = JobFactory()
    before = _texts(db, job)
    # As a view does: the refusal is answered, and what was done so far is committed.
    with transaction(), pytest.raises(Invalid):
        change_job(actor=_recruiter(), job_id=job.id, version=1, **given)
    assert (_texts(db, job), job.version, job.pay_max, job.answer_days) == (before, 1, 68_000, 15)


def test_pay_may_be_open_at_either_end_and_equal_at_both(db: Any) -> None:
    for pay in ((None, 60_000), (50_000, None), (None, None), (50_000, 50_000)):
        job = _create(facts=replace(FACTS, pay_min=pay[0], pay_max=pay[1]))
        assert (job.pay_min, job.pay_max) == pay


def test_texts_are_cleaned_found_without_accents_and_emptied_away(db: Any) -> None:
    job = _create(texts={"fr": (" Chef\u202e  d’équipe ", "Ligne\r\n\r\n\r\n\r\nautre"), "en": NOTHING})
    assert _texts(db, job) == {"fr": ("Chef d’équipe", "Ligne\n\nautre")}
    text = db.session.get(JobText, (job.id, "fr"))
    assert text.search_text == "chef d'equipe ligne autre paris execution"
    _change(job, texts={"fr": NOTHING, "en": ("Lead", "")}, facts=replace(FACTS, place="Lyon"))
    assert _texts(db, job) == {"en": ("Lead", "")}
    assert db.session.get(JobText, (job.id, "en")).search_text == "lead lyon execution"


def test_the_second_of_two_people_is_told_and_loses_nothing_of_the_first(app: Flask, db: Any) -> None:
    """R6: of ten changes of one version, one is made."""
    job = JobFactory()
    actor, job_id = _recruiter(), job.id

    def change(number: int) -> bool:
        try:
            with transaction():
                texts = {"fr": (f"Titre {number}", "x")}
                change_job(actor=actor, job_id=job_id, version=1, facts=FACTS, texts=texts)
        except Conflict:
            return False
        return True

    won = in_parallel(app, [lambda number=number: change(number) for number in range(10)])  # type: ignore[arg-type]
    assert won.count(True) == 1
    db.session.refresh(job)
    assert job.version == 2
    assert _texts(db, job)["fr"][0] == f"Titre {won.index(True)}"


@pytest.mark.parametrize(
    "given",
    [
        {"facts": replace(FACTS, pay_min=None)},
        {"texts": {"fr": NOTHING, "en": ("Analyst", "You analyse.")}},
        {"texts": {"fr": ("Analyste", ""), "en": ("Analyst", "You analyse.")}},
    ],
)
def test_an_ad_that_is_online_stays_fit_to_be_published(db: Any, given: dict[str, Any]) -> None:
    """A7.3, A4.6: what could not be published cannot be slipped into what is."""
    job, draft = JobFactory(), JobFactory(draft=True)
    before = _texts(db, job)
    with transaction(), pytest.raises(Invalid):
        change_job(**{"actor": _recruiter(), "job_id": job.id, "version": 1, "facts": FACTS, "texts": TEXTS, **given})
    assert (_texts(db, job), job.pay_min, job.version) == (before, 55_000, 1)
    assert _change(draft, **given).version == 2


def test_a_job_of_another_team_is_missing(db: Any) -> None:
    """B3.2: and so it is for whoever has nothing to do with hiring."""
    job = JobFactory()
    for role in (Role.HIRING_MANAGER, Role.ADMINISTRATOR):
        actor = staff(AccountFactory(role=role).id, role)
        with pytest.raises(Missing):
            _change(job, actor=actor)
        with pytest.raises(Missing), transaction():
            set_team(actor=actor, job_id=job.id, account_ids=[])


def test_the_team_is_replaced_and_holds_nobody_twice(db: Any) -> None:
    job = JobFactory()
    manager, recruiter = AccountFactory(role=Role.HIRING_MANAGER), AccountFactory()
    TeamMemberFactory(job_id=job.id, account_id=AccountFactory(role=Role.HIRING_MANAGER).id)
    with transaction():
        set_team(actor=_recruiter(), job_id=job.id, account_ids=[manager.id, recruiter.id, manager.id])
    assert set(queries.list_team(job.id)) == {manager.id, recruiter.id}


def test_only_those_who_hire_can_be_on_a_team(db: Any) -> None:
    """B3.5."""
    job, member = JobFactory(), AccountFactory(role=Role.HIRING_MANAGER)
    TeamMemberFactory(job_id=job.id, account_id=member.id)
    strangers: list[UUID] = [
        uuid4(),
        AccountFactory(role=Role.ADMINISTRATOR).id,
        AccountFactory(role=Role.HIRING_MANAGER, disabled_at=now()).id,
    ]
    for stranger in strangers:
        with transaction(), pytest.raises(Invalid):
            set_team(actor=_recruiter(), job_id=job.id, account_ids=[member.id, stranger])
    assert queries.list_team(job.id) == [member.id]
