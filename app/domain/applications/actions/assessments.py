"""Nobody is assessed by a method that they have not been told of (Labour Code L.1221-8, A3.4, C2.2)."""

from collections.abc import Mapping
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ....core.actor import Actor
from ....core.errors import Refused
from ....core.rows import AnyRow
from ....core.text import in_language
from ....extensions import db
from ...jobs.actions.pipeline import change_stage
from ...jobs.enums import StageKind
from ...jobs.models import Stage
from ...jobs.queries import text_of
from ...mail.enums import MailKind
from ...mail.outbox import queue_mail
from ...people.queries import get_candidate
from ..enums import ApplicationState
from ..models import Application
from ..queries.locks import find_sourcing, is_only_added
from .informing import inform_at_first_contact


def change_stage_and_announce(  # noqa: PLR0913  a stage has that many parts, all named
    *,
    actor: Actor,
    job_id: UUID,
    stage_id: UUID,
    version: int,
    names: Mapping[str, str],
    kind: StageKind,
    limit_days: int | None,
    method: Mapping[str, str],
) -> None:
    """Changes a stage; whoever stands in it already is told a method that is new to them, as if they entered now.

    Raises Conflict when somebody was faster (R6), Invalid, Missing.
    """
    stage, former_kind, former = change_stage(
        actor=actor,
        job_id=job_id,
        stage_id=stage_id,
        version=version,
        names=names,
        kind=kind,
        limit_days=limit_days,
        method=method,
    )
    # What its person had erased, and a dispute alone keeps, is assessed by nobody.
    within = select(Application).where(
        Application.stage_id == stage.id,
        Application.state == ApplicationState.ACTIVE,
        Application.erasure_asked_on.is_(None),
    )
    for application in db.session.scalars(within.order_by(Application.id)):
        words = [in_language(each, application.locale) for each in (former, stage.method or {})]
        if former_kind is not stage.kind or words[0] != words[1]:
            announce_method(actor=actor, application=application, stage=stage)


def announce_method(*, actor: Actor, application: Application, stage: Stage | AnyRow) -> None:
    """Before an application enters ``stage``: what the ad did not say when the person applied, a letter tells now.

    Whoever did not apply has read no ad: they are always told, and first of all where we found them (A1.3).

    Raises Refused for an assessment without a method.
    """
    if stage.kind is not StageKind.ASSESSMENT:
        return
    if not stage.method or stage.announced_at is None:
        raise Refused(_l("Say first how this stage assesses candidates: the job tells it to them beforehand."))
    sourcing = find_sourcing(application.id)
    if stage.announced_at <= application.submitted_at and sourcing is None:
        return
    inform_at_first_contact(actor=actor, application=application)
    candidate = get_candidate(application.candidate_id)
    queue_mail(
        kind=MailKind.ASSESSMENT_ANNOUNCED,
        locale=application.locale,
        to_address=candidate.email,
        candidate_id=candidate.id,
        application_id=application.id,
        context={
            "name": application.name,
            "reference": application.reference,
            "job_title": text_of(application.job_id, application.locale).title,
            "method": in_language(stage.method, application.locale),
            "is_added": is_only_added(sourcing),
        },
    )
