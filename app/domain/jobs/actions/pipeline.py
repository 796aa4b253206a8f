"""A job's stages and questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ....core.actor import Actor
from ....core.clock import now
from ....core.errors import Conflict, Invalid, Missing
from ....core.text import clean_line, in_language
from ....extensions import db
from ...audit.record import record
from ...audit.tags import Tag
from .. import queries
from ..enums import QuestionKind, StageKind
from ..models import Job, Question, Stage
from ..rules import WORDS, question_fault
from .publishing import kept_publishable

# Characters of a name, a question, a reason, a choice.
MAX_TEXT = 300


@dataclass(frozen=True)
class QuestionFacts:
    """A question as it is written; texts by language, options as texts by language."""

    kind: QuestionKind
    labels: Mapping[str, str]
    reasons: Mapping[str, str]
    options: Sequence[Mapping[str, str]]
    is_required: bool
    override_reason: str | None = None


# By which a question is known to be the one of the press before; one that is asked no more is asked anew.
_SAME_QUESTION = ("kind", "labels", "reasons", "options", "is_required", "override_reason", "retired_at")


def add_stage(
    *,
    actor: Actor,
    job_id: UUID,
    names: Mapping[str, str],
    kind: StageKind,
    limit_days: int | None,
    method: Mapping[str, str] = MappingProxyType({}),
) -> Stage:
    """Adds a stage at the end, once (R3).

    Raises Invalid without a name, or for an assessment without its method; Missing.
    """
    job = queries.get_job_visible_to(actor, job_id, lock=True)
    last = db.session.scalar(select(Stage).where(Stage.job_id == job.id).order_by(Stage.position.desc()).limit(1))
    stage = Stage(job_id=job.id, position=0 if last is None else last.position + 1)
    _write_stage(stage, names, kind, limit_days, method)
    if last is not None and _are_alike(stage, last, "names", "kind", "limit_days", "method"):
        return last
    db.session.add(stage)
    record(actor, Tag.JOB_STAGES_CHANGED, job.id)
    return stage


def change_stage(  # noqa: PLR0913  a stage has that many parts, all named
    *,
    actor: Actor,
    job_id: UUID,
    stage_id: UUID,
    version: int,
    names: Mapping[str, str],
    kind: StageKind,
    limit_days: int | None,
    method: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Stage, StageKind, Mapping[str, str]]:
    """Renames a stage, or changes its kind, limit or method. Returns it with the kind and the method that it had.

    Raises Conflict when somebody was faster (R6), Invalid, Missing.
    """
    stage = _get_stage(queries.get_job_visible_to(actor, job_id, lock=True), stage_id)
    if stage.version != version:
        raise Conflict(_l("Somebody changed this stage while you were writing. Open it again to see what changed."))
    had = stage.kind, stage.method or {}
    _write_stage(stage, names, kind, limit_days, method)
    stage.version += 1
    record(actor, Tag.JOB_STAGES_CHANGED, job_id)
    return stage, *had


def shift_stage(*, actor: Actor, job_id: UUID, stage_id: UUID, by: int) -> None:
    """Moves a stage one place up (-1) or down (+1); at the end it stays."""
    stage = _get_stage(queries.get_job_visible_to(actor, job_id, lock=True), stage_id)
    stages = list(db.session.scalars(select(Stage).where(Stage.job_id == job_id).order_by(Stage.position)))
    index = stages.index(stage)
    target = max(0, min(len(stages) - 1, index + by))
    stages.insert(target, stages.pop(index))
    for position, each in enumerate(stages):
        each.position = -1 - position
    db.session.flush()
    for position, each in enumerate(stages):
        each.position = position
    record(actor, Tag.JOB_STAGES_CHANGED, job_id)


def remove_stage(*, actor: Actor, job_id: UUID, stage_id: UUID) -> None:
    """Removes a stage that no application has ever been in.

    Raises Conflict otherwise, Invalid for the last one of an ad that is online, Missing.
    """
    job = queries.get_job_visible_to(actor, job_id, lock=True)
    stage = _get_stage(job, stage_id)
    try:
        with kept_publishable(job):
            db.session.delete(stage)
    except IntegrityError:
        raise Conflict(_l("Applications have been in this stage, so it stays.")) from None
    record(actor, Tag.JOB_STAGES_CHANGED, job_id)


def add_question(*, actor: Actor, job_id: UUID, facts: QuestionFacts) -> Question:
    """Adds a question at the end, once (R3).

    Raises Invalid without wording, reason (A4.1) or options, or for what may not be asked (A4.2), Missing.
    """
    job = queries.get_job_visible_to(actor, job_id, lock=True)
    last = _find_last_question(job)
    labels, reasons = _texts(facts.labels), _texts(facts.reasons)
    options = [texts for option in facts.options if (texts := _texts(option))]
    faults: dict[str, object] = {}
    if not labels:
        faults["label_fr"] = _l("Write the question.")
    if not reasons:
        faults["reason_fr"] = _l("Say why it is asked: the candidate reads it.")
    if facts.kind is QuestionKind.CHOICE and (fault := _fault_of_options(facts.options, options)):
        faults["options"] = fault
    if faults:
        raise Invalid(_l("Something needs another look"), faults)
    override = clean_line(facts.override_reason)[:500] or None
    question = Question(
        job_id=job.id,
        position=0 if last is None else last.position + 1,
        kind=facts.kind,
        labels=labels,
        reasons=reasons,
        options=options,
        is_required=facts.is_required,
        override_reason=override,
        overridden_by=actor.account_id if override else None,
    )
    if (fault := question_fault(question)) is not None:
        # Said where it is written, and not days later where it is published.
        raise Invalid(WORDS[fault], {"label_fr": WORDS[fault]})
    if last is not None and _are_alike(question, last, *_SAME_QUESTION):
        return last
    with kept_publishable(job):
        db.session.add(question)
    record(actor, Tag.JOB_QUESTION_CHANGED, job.id, {"overridden": int(override is not None)})
    return question


def remove_question(*, actor: Actor, job_id: UUID, question_id: UUID) -> None:
    """Asks it no more. One that somebody has answered stays for those answers alone. Raises Missing."""
    job = queries.get_job_visible_to(actor, job_id, lock=True)
    question = db.session.get(Question, question_id)
    if question is None or question.job_id != job.id or question.retired_at is not None:
        raise Missing("")
    try:
        with db.session.begin_nested():
            db.session.delete(question)
    except IntegrityError:
        question.retired_at = now()
    record(actor, Tag.JOB_QUESTION_CHANGED, job.id)


def _find_last_question(job: Job) -> Question | None:
    of_job = select(Question).where(Question.job_id == job.id)
    return db.session.scalar(of_job.order_by(Question.position.desc()).limit(1))


def _are_alike(new: Stage | Question, last: Stage | Question, *same: str) -> bool:
    """Whether the button was pressed again: nothing is asked twice in a row, and no stage follows itself."""
    return all(getattr(new, name) == getattr(last, name) for name in same)


def _get_stage(job: Job, stage_id: UUID) -> Stage:
    """The stage, if it is of that job (B3.5). Raises Missing."""
    stage = db.session.get(Stage, stage_id)
    if stage is None or stage.job_id != job.id:
        raise Missing("")
    return stage


def _write_stage(
    stage: Stage, names: Mapping[str, str], kind: StageKind, limit_days: int | None, method: Mapping[str, str]
) -> None:
    if not _texts(names):
        raise Invalid(_l("Give the stage a name."), {"name_fr": _l("Give the stage a name.")})
    if limit_days is not None and limit_days < 1:
        raise Invalid(_l("The limit is at least one day."), {"limit_days": _l("The limit is at least one day.")})
    told = _texts(method) or None
    if kind is StageKind.ASSESSMENT and not (told and told.get("fr")):
        # A3.4: a method is told before it is used.
        words = _l("Say how candidates are assessed: the ad tells it beforehand.")
        raise Invalid(words, {"method_fr": words})
    if told != stage.method:
        stage.method, stage.announced_at = told, now()
    stage.names, stage.kind, stage.limit_days = _texts(names), kind, limit_days


def _fault_of_options(raw: Sequence[Mapping[str, str]], options: Sequence[Mapping[str, str]]) -> Any:  # noqa: ANN401  words to translate, or None
    """What is wrong with the choices of a question: an answer is known by its words, so no two are alike."""
    if len(options) < 2:
        return _l("Give at least two choices, one a line.")
    if any(len(clean_line(text)) > MAX_TEXT for option in raw for text in option.values()):
        return _l("Please keep to %(number)s characters.", number=MAX_TEXT)
    french = [in_language(option, "fr") for option in options]
    english = [in_language(option, "en") for option in options]
    return _l("Two choices are alike.") if len({*french}) < len(french) or len({*english}) < len(english) else None


def _texts(raw: Mapping[str, str]) -> dict[str, str]:
    return {locale: clean_line(text)[:MAX_TEXT] for locale, text in raw.items() if clean_line(text)}
