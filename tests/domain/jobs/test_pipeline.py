"""Stages and questions of a job."""

from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from app.core.actor import Actor, staff
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Conflict, Invalid, Missing
from app.core.permissions import Role
from app.domain.applications.models import Answer
from app.domain.audit.models import AuditEvent
from app.domain.jobs import queries
from app.domain.jobs.actions import pipeline
from app.domain.jobs.actions.pipeline import QuestionFacts
from app.domain.jobs.enums import QuestionKind, StageKind
from app.domain.jobs.models import Job, Question, Stage
from app.domain.jobs.rules import WORDS, Fault
from tests.concurrency import in_parallel
from tests.factories import AccountFactory, AnswerFactory, ApplicationFactory, JobFactory, QuestionFactory, StageFactory

NAMES = {"fr": "Appel", "en": "Call"}


def _recruiter() -> Actor:
    return staff(AccountFactory().id, Role.RECRUITER)


def _names(job: Job) -> list[str]:
    return [stage.names["fr"] for stage in queries.list_stages(job.id)]


def _facts(**given: Any) -> QuestionFacts:
    values = {
        "kind": QuestionKind.SHORT_TEXT,
        "labels": {"fr": "Votre niveau d’anglais"},
        "reasons": {"fr": "Nos clients parlent anglais"},
        "options": [],
        "is_required": False,
        **given,
    }
    return QuestionFacts(**values)


def _ask(job: Job, actor: Actor | None = None, **given: Any) -> Question:
    with transaction():
        return pipeline.add_question(actor=actor or _recruiter(), job_id=job.id, facts=_facts(**given))


def _add_stage(job: Job, **given: Any) -> Stage:
    values = {"names": NAMES, "kind": StageKind.INTERVIEW, "limit_days": 4, **given}
    with transaction():
        return pipeline.add_stage(actor=_recruiter(), job_id=job.id, **values)


def _tags(db: Any) -> list[str]:
    return list(db.session.scalars(select(AuditEvent.tag).order_by(AuditEvent.id)))


def test_a_stage_is_added_at_the_end_and_cleaned(db: Any) -> None:
    job, bare = JobFactory(), JobFactory(draft=True, stages=False)
    stage = _add_stage(job, names={"fr": "  Appel\u202e ", "en": " "}, limit_days=None)
    assert (stage.names, stage.position, stage.kind, stage.limit_days) == (
        {"fr": "Appel"},
        4,
        StageKind.INTERVIEW,
        None,
    )
    assert [_add_stage(bare, names={"fr": name}).position for name in ("Un", "Deux", "Deux")] == [0, 1, 1]
    assert _tags(db) == ["job:stages_changed"] * 3


@pytest.mark.parametrize(
    ("change", "field"),
    [({"names": {}}, "name_fr"), ({"names": {"fr": "\u200b "}}, "name_fr"), ({"limit_days": 0}, "limit_days")],
)
def test_a_stage_that_is_none_is_refused_by_field(db: Any, change: dict[str, Any], field: str) -> None:
    job = JobFactory()
    stage = queries.list_stages(job.id)[0]
    values = {"names": NAMES, "kind": StageKind.OFFER, "limit_days": 4, **change}
    with transaction(), pytest.raises(Invalid) as refused:
        pipeline.add_stage(actor=_recruiter(), job_id=job.id, **values)
    assert list(refused.value.fields) == [field]
    with transaction(), pytest.raises(Invalid):
        pipeline.change_stage(actor=_recruiter(), job_id=job.id, stage_id=stage.id, version=1, **values)
    assert _names(job) == ["Nouvelles", "Lecture", "Entretien", "Proposition"]
    assert (stage.kind, stage.limit_days) == (StageKind.NEW, 5)


def test_a_stage_is_changed(db: Any) -> None:
    job = JobFactory()
    stage = queries.list_stages(job.id)[1]
    with transaction():
        pipeline.change_stage(
            actor=_recruiter(),
            job_id=job.id,
            stage_id=stage.id,
            version=1,
            names=NAMES,
            kind=StageKind.OFFER,
            limit_days=9,
        )
    stage = queries.list_stages(job.id)[1]
    assert (stage.names, stage.kind, stage.limit_days, stage.position) == (NAMES, StageKind.OFFER, 9, 1)
    assert _tags(db) == ["job:stages_changed"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(moves=st.lists(st.tuples(st.integers(0, 3), st.integers(-3, 3)), max_size=6))
def test_shifting_keeps_every_stage_once_in_a_row_without_gaps(db: Any, moves: list[tuple[int, int]]) -> None:
    job = JobFactory()
    ids = [stage.id for stage in queries.list_stages(job.id)]
    expected, actor = list(ids), _recruiter()
    for which, by in moves:
        with transaction():
            pipeline.shift_stage(actor=actor, job_id=job.id, stage_id=ids[which], by=by)
        at = expected.index(ids[which])
        expected.insert(max(0, min(3, at + by)), expected.pop(at))
    stages = queries.list_stages(job.id)
    assert [stage.id for stage in stages] == expected
    assert [stage.position for stage in stages] == [0, 1, 2, 3]


def test_a_stage_that_nobody_was_in_is_removed(db: Any) -> None:
    job = JobFactory()
    ApplicationFactory(job=job)
    stages = queries.list_stages(job.id)
    with transaction():
        pipeline.remove_stage(actor=_recruiter(), job_id=job.id, stage_id=stages[2].id)
    assert _names(job) == ["Nouvelles", "Lecture", "Proposition"]
    # As a view does: the refusal is answered, and what was done so far is committed.
    with transaction(), pytest.raises(Conflict):
        pipeline.remove_stage(actor=_recruiter(), job_id=job.id, stage_id=stages[0].id)
    assert _names(job) == ["Nouvelles", "Lecture", "Proposition"]
    assert _add_stage(job).position == 4
    assert _tags(db).count("job:stages_changed") == 2


def test_the_last_stage_of_an_ad_that_is_online_stays(db: Any) -> None:
    job, draft = JobFactory(stages=False), JobFactory(draft=True, stages=False)
    for each in (job, draft):
        StageFactory(job_id=each.id)
    with transaction(), pytest.raises(Invalid) as refused:
        pipeline.remove_stage(actor=_recruiter(), job_id=job.id, stage_id=queries.list_stages(job.id)[0].id)
    assert list(refused.value.fields) == ["no_stage"]
    assert len(queries.list_stages(job.id)) == 1
    with transaction():
        pipeline.remove_stage(actor=_recruiter(), job_id=draft.id, stage_id=queries.list_stages(draft.id)[0].id)
    assert queries.list_stages(draft.id) == []


def test_a_question_is_added_at_the_end_and_cleaned(db: Any) -> None:
    job, actor = JobFactory(), _recruiter()
    first = _ask(job, labels={"fr": " Niveau\u202e ", "en": ""}, reasons={"fr": " Clients ", "en": "Clients"})
    assert (first.labels, first.reasons, first.position) == ({"fr": "Niveau"}, {"fr": "Clients", "en": "Clients"}, 0)
    options = [{"fr": "Un", "en": "One"}, {"fr": " ", "en": ""}, {"fr": "Deux", "en": ""}]
    second = _ask(job, actor, kind=QuestionKind.CHOICE, options=options, is_required=True)
    assert (second.options, second.position, second.is_required) == (
        [{"fr": "Un", "en": "One"}, {"fr": "Deux"}],
        1,
        True,
    )
    assert (second.override_reason, second.overridden_by) == (None, None)
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.tag, event.actor_id, event.details) == ("job:question_changed", actor.account_id, {"overridden": 0})


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"labels": {"fr": " "}}, ["label_fr"]),
        ({"reasons": {"fr": "\u200b"}}, ["reason_fr"]),
        ({"kind": QuestionKind.CHOICE, "options": [{"fr": "Un"}, {"fr": ""}]}, ["options"]),
        ({"kind": QuestionKind.CHOICE, "options": [{"fr": "Un"}, {"fr": "Un"}]}, ["options"]),
        ({"kind": QuestionKind.CHOICE, "options": [{"fr": "Un", "en": "Two"}, {"fr": "Two"}]}, ["options"]),
        ({"kind": QuestionKind.CHOICE, "options": [{"fr": "Un"}, {"fr": "x" * 301}]}, ["options"]),
        ({"labels": {}, "reasons": {}}, ["label_fr", "reason_fr"]),
    ],
)
def test_a_question_without_wording_reason_or_choices_is_refused_by_field(
    db: Any, change: dict[str, Any], fields: list[str]
) -> None:
    """A4.1."""
    job = JobFactory()
    with pytest.raises(Invalid) as refused:
        _ask(job, **change)
    assert list(refused.value.fields) == fields
    assert queries.list_questions(job.id) == []


FORBIDDEN = {"labels": {"fr": "Avez-vous des enfants ?"}}


def test_a_written_reason_overrides_the_linter_and_says_whose_it_is(db: Any) -> None:
    """A4.2."""
    job, actor = JobFactory(), _recruiter()
    question = _ask(job, actor, **FORBIDDEN, override_reason="  Poste en crèche, agrément demandé ")
    assert (question.override_reason, question.overridden_by) == (
        "Poste en crèche, agrément demandé",
        actor.account_id,
    )
    event = db.session.scalars(select(AuditEvent)).one()
    assert event.details == {"overridden": 1}


@pytest.mark.parametrize("is_draft", [True, False])
def test_what_may_not_be_asked_is_told_where_it_is_written(db: Any, *, is_draft: bool) -> None:
    """A4.2: neither as a question nor as a choice, neither in a draft nor in an ad that is online."""
    job = JobFactory(draft=is_draft)
    choices = [{"fr": "Célibataire"}, {"fr": "Marié"}]
    for change in (
        FORBIDDEN,
        {**FORBIDDEN, "override_reason": " \u200b"},
        {"kind": QuestionKind.CHOICE, "options": choices},
    ):
        with transaction(), pytest.raises(Invalid) as refused:
            pipeline.add_question(actor=_recruiter(), job_id=job.id, facts=_facts(**change))
        assert refused.value.fields == {"label_fr": WORDS[Fault.FORBIDDEN_QUESTION]}
    assert queries.list_questions(job.id) == []


def test_a_question_is_asked_no_more_and_stays_for_the_answers_that_were_given(db: Any, clock: Any) -> None:
    """A4.2: what may not be asked is not asked for ever because somebody has answered it."""
    application = ApplicationFactory()
    job = db.session.get(Job, application.job_id)
    answered, other = QuestionFactory(job_id=job.id), QuestionFactory(job_id=job.id)
    AnswerFactory(application_id=application.id, question_id=answered.id)
    other_id = other.id
    with transaction():
        pipeline.remove_question(actor=_recruiter(), job_id=job.id, question_id=other_id)
    assert list(queries.list_questions(job.id)) == [answered]
    with transaction():
        pipeline.remove_question(actor=_recruiter(), job_id=job.id, question_id=answered.id)
    assert queries.list_questions(job.id) == []
    assert db.session.scalars(select(Question.retired_at)).all() == [now()]
    assert db.session.scalars(select(Answer.question_id)).all() == [answered.id]
    with transaction(), pytest.raises(Missing):
        pipeline.remove_question(actor=_recruiter(), job_id=job.id, question_id=answered.id)
    assert _tags(db) == ["job:question_changed"] * 2


def _everything(actor: Actor, job_id: UUID, stage_id: UUID, question_id: UUID) -> list[Any]:
    stage: dict[str, Any] = {"names": NAMES, "kind": StageKind.OFFER, "limit_days": 1}
    return [
        lambda: pipeline.change_stage(actor=actor, job_id=job_id, stage_id=stage_id, version=1, **stage),
        lambda: pipeline.shift_stage(actor=actor, job_id=job_id, stage_id=stage_id, by=1),
        lambda: pipeline.remove_stage(actor=actor, job_id=job_id, stage_id=stage_id),
        lambda: pipeline.remove_question(actor=actor, job_id=job_id, question_id=question_id),
    ]


def test_ids_of_another_job_or_of_nothing_never_act(db: Any) -> None:
    """B3.5, B3.2."""
    job, other = JobFactory(), JobFactory()
    stage, question = queries.list_stages(other.id)[0], QuestionFactory(job_id=other.id)
    manager = AccountFactory(role=Role.HIRING_MANAGER)
    calls = [
        *_everything(_recruiter(), job.id, stage.id, question.id),
        *_everything(_recruiter(), job.id, uuid4(), uuid4()),
        *_everything(staff(manager.id, Role.HIRING_MANAGER), other.id, stage.id, question.id),
        lambda: pipeline.add_stage(
            actor=_recruiter(), job_id=uuid4(), names=NAMES, kind=StageKind.OFFER, limit_days=None
        ),
        lambda: pipeline.add_question(actor=_recruiter(), job_id=uuid4(), facts=_facts()),
    ]
    for call in calls:
        with transaction(), pytest.raises(Missing):
            call()
    assert _names(other) == ["Nouvelles", "Lecture", "Entretien", "Proposition"]
    assert list(queries.list_questions(other.id)) == [question]
    assert _tags(db) == []


def test_stages_and_questions_added_at_once_stand_one_after_the_other(app: Flask, db: Any) -> None:
    """R6: whoever comes second waits for the job's row, and no position is given twice."""
    job = JobFactory(draft=True, stages=False)
    actor, job_id = _recruiter(), job.id

    def add(number: int) -> None:
        names = {"fr": f"Étape {number}"}
        with transaction():
            pipeline.add_stage(actor=actor, job_id=job_id, names=names, kind=StageKind.OFFER, limit_days=None)
            pipeline.add_question(actor=actor, job_id=job_id, facts=_facts(labels=names))

    in_parallel(app, [partial(add, number) for number in range(8)])
    assert [stage.position for stage in queries.list_stages(job_id)] == list(range(8))
    assert [question.position for question in queries.list_questions(job_id)] == list(range(8))


def test_a_job_takes_its_stages_and_questions_with_it(db: Any) -> None:
    job = JobFactory()
    QuestionFactory(job_id=job.id)
    with transaction():
        db.session.execute(delete(Job).where(Job.id == job.id))
    for model in (Stage, Question):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0
