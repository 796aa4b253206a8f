"""All that is known of one application, in a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, select

from ....core.actor import Actor
from ....core.db import Base, UTCDateTime
from ....core.permissions import Permission
from ....core.rows import AnyRow, read_rows, with_values
from ...documents.queries import list_documents
from ...jobs.queries import list_stages
from ...people.queries import names_of_accounts
from ...policy.schedule import Schedule
from .. import rules
from ..enums import ApplicationState
from ..models import Answer, Application, Message, Move, Note, Statement
from ..redaction import Redactor
from .files import Former, find_former
from .locks import find_sourcing
from .visibility import get_facts_visible_to, is_not_apart, is_unnamed


@dataclass(frozen=True)
class Dossier:
    """What the page of one application shows; ``names`` are those of the staff who wrote or acted.

    ``redactor``: what takes out of the words of its files whose they are, while the job is read without names (A4.5);
    all other words of the dossier are without it then.
    """

    application: AnyRow
    job: AnyRow
    candidate: AnyRow
    stage: AnyRow
    stages: Sequence[AnyRow]
    documents: Sequence[AnyRow]
    answers: Sequence[AnyRow]
    notes: Sequence[AnyRow]
    statement: AnyRow | None
    messages: Sequence[AnyRow]
    moves: Sequence[AnyRow]
    names: dict[UUID, str]
    schedule: Schedule
    sourcing: AnyRow | None
    former: Former | None
    previous_id: UUID | None
    next_id: UUID | None
    is_overdue: bool
    accommodation: str | None
    redactor: Redactor | None = None


def get_dossier(actor: Actor, application_id: UUID) -> Dossier:
    """The dossier, as the actor sees it. Raises Missing."""
    facts = get_facts_visible_to(actor, application_id)
    application, job, sourcing = facts.Application, facts.Job, facts.Sourcing
    stages = list_stages(job.id)
    stage = next(stage for stage in stages if stage.id == application.stage_id)
    notes = _all(Note, application, "-written_at", "id")
    messages = _all(Message, application, "written_at", "id")
    moves = _all(Move, application, "-version")
    held = list_documents([key for key in (application.cv_id, application.cover_letter_id) if key])
    wrote = [each.account_id for rows in (notes, messages, moves) for each in rows]
    dossier = Dossier(
        application,
        job,
        facts.Candidate,
        stage,
        stages,
        [held[key] for key in (application.cv_id, application.cover_letter_id) if key in held],
        _all(Answer, application, "label"),
        notes,
        next(iter(_all(Statement, application)), None),
        messages,
        moves,
        names_of_accounts([*wrote, sourcing.entered_by if sourcing else None]),
        rules.schedule_from(facts),
        sourcing,
        find_former(sourcing),
        *_neighbours(application),
        is_overdue=application.state is ApplicationState.ACTIVE
        and rules.is_overdue(application.stage_entered_at, stage.limit_days),
        accommodation=application.accommodation if actor.may(Permission.ACCOMMODATIONS_READ) else None,
    )
    return _without_names(dossier) if rules.is_unnamed(job, application) else dossier


def find_redactor(application: Application) -> Redactor | None:
    """What takes out of the words of a file that they are of this application; None where its name is no secret."""
    return _redactor_of(application, find_former(find_sourcing(application.id))) if is_unnamed(application) else None


def _redactor_of(application: Any, former: Former | None) -> Redactor:  # noqa: ANN401  an entity, or a row
    whole = [application, *([former.details] if former else [])]
    return Redactor([each.name for each in whole], phones=[each.phone for each in whole])


def _without_names(dossier: Dossier) -> Dossier:
    application = dossier.application
    redactor = _redactor_of(application, dossier.former)

    def told(text: str | None) -> str | None:
        return redactor.redact(text) if text else text

    return replace(
        dossier,
        application=with_values(
            application,
            name=application.reference,
            phone=None,
            current_position=told(application.current_position),
            message=told(application.message),
        ),
        candidate=with_values(dossier.candidate, email=None),
        answers=[with_values(each, value=told(each.value)) for each in dossier.answers],
        notes=[with_values(each, body=told(each.body)) for each in dossier.notes],
        statement=dossier.statement and with_values(dossier.statement, body=told(dossier.statement.body)),
        messages=[with_values(each, body=told(each.body)) for each in dossier.messages],
        former=None,
        accommodation=told(dossier.accommodation),
        redactor=redactor,
    )


def _all(model: type[Base], application: AnyRow, *order: str) -> Sequence[AnyRow]:
    """Everything of one kind that hangs on the application, by those columns; ``-``: the last one first."""
    return read_rows(_rows_of(model, *order), application_id=application.id).all()


@cache
def _rows_of(model: type[Base], *order: str) -> Select[*tuple[Any, ...]]:
    columns = model.__table__.c
    sorted_by = [columns[name[1:]].desc() if name.startswith("-") else columns[name] for name in order]
    return select(*columns).where(columns.application_id == bindparam("application_id")).order_by(*sorted_by)


def _neighbours(application: AnyRow) -> tuple[UUID | None, UUID | None]:
    """The applications before and after this one in its stage, in the order of the board."""
    here = {
        "job_id": application.job_id,
        "stage_id": application.stage_id,
        "entered_at": application.stage_entered_at,
        "key": application.id,
    }
    previous_id, next_id = read_rows(_beside(), **here).one()
    return previous_id, next_id


@cache
def _beside() -> Select[UUID | None, UUID | None]:
    same = select(Application.id).where(
        Application.job_id == bindparam("job_id"),
        Application.stage_id == bindparam("stage_id"),
        Application.state == ApplicationState.ACTIVE,
        *is_not_apart(),
    )
    at, key = bindparam("entered_at", type_=UTCDateTime()), bindparam("key", type_=Uuid())
    # The plain bound is what the index goes by; the rest decides between those of one instant.
    entered = Application.stage_entered_at
    before = (entered <= at) & ((entered < at) | (Application.id < key))
    after = (entered >= at) & ((entered > at) | (Application.id > key))
    previous = same.where(before).order_by(entered.desc(), Application.id.desc()).limit(1)
    following = same.where(after).order_by(entered, Application.id).limit(1)
    return select(previous.scalar_subquery(), following.scalar_subquery())
