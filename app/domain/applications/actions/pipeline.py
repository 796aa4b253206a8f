"""An application moves, is decided, is opened again. Of two people at once the second gets a conflict (R6)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ....core.actor import Actor
from ....core.clock import now
from ....core.errors import Conflict, Invalid, Refused
from ....core.rows import add_rows
from ....extensions import db
from ...audit.record import record
from ...audit.tags import Tag
from ...jobs.queries import list_stages
from ...policy.schedule import State
from .. import rules
from ..enums import ApplicationState, RejectionReason
from ..models import Application, Move
from ..queries.locks import find_sourcing
from ..queries.visibility import lock_application_visible_to
from .assessments import announce_method
from .messages import tell_refusal, words_of_refusal
from .reschedule import reschedule
from .revealing import reveal

DECISIONS = {
    ApplicationState.HIRED: rules.Act.HIRE,
    ApplicationState.REJECTED: rules.Act.REJECT,
    ApplicationState.WITHDRAWN: rules.Act.WITHDRAW,
}
_MEANWHILE = _l("Somebody changed this application while you were looking at it. Nothing of yours was applied.")


@dataclass(frozen=True)
class Current:
    """What stands after a conflict: the version, stage and state that won, and the account that made them so."""

    application_id: UUID
    job_id: UUID
    version: int
    stage_id: UUID
    state: ApplicationState
    changed_by: UUID | None


def move_application(*, actor: Actor, application_id: UUID, to_stage_id: UUID, version: int) -> Application:
    """Moves an active application to another stage of its job. To where it is already: nothing happens.

    Raises Conflict when ``version`` is not the current one, Refused when it is decided or when an assessment has no
    method, Invalid for a stage of another job (B3.5), Missing.
    """
    application = _locked(actor, application_id, version)
    stage = next((stage for stage in list_stages(application.job_id) if stage.id == to_stage_id), None)
    if stage is None:
        raise Invalid(_l("This stage does not belong to the job."))
    _state_after(application, rules.Act.MOVE)
    if stage.id == application.stage_id:
        return application
    announce_method(actor=actor, application=application, stage=stage)
    move = _next_move(actor, application)
    move["to_stage_id"] = application.stage_id = stage.id
    application.stage_entered_at = move["moved_at"]
    # No fact of the schedule has changed: its day to go stays.
    add_rows(Move, move)
    record(actor, Tag.APPLICATION_MOVED, application.id, {"to": stage.kind.value, "version": application.version})
    return application


def decide_application(
    *,
    actor: Actor,
    application_id: UUID,
    outcome: ApplicationState,
    reason: RejectionReason | None,
    version: int,
    letter: str | None = None,
    told_by_voice: bool = False,
) -> Application:
    """Ends the recruitment for this person: hired, rejected with a reason, or withdrawn.

    A rejection needs a reason, and a person: only a signed-in member of staff sees an application at all (A6.1). It is
    told by a letter, in the words of ``letter`` or the usual ones, unless the person was ``told_by_voice`` already:
    whoever applies is promised an answer. Raises Conflict, Refused, Missing, Invalid
    without a reason or for a letter that is too long.
    """
    application = _locked(actor, application_id, version)
    if outcome not in DECISIONS:
        raise Invalid(_l("This is not a decision."))
    act = DECISIONS[outcome]
    if act is rules.Act.REJECT and reason is None:
        raise Invalid(_l("Choose a reason."), {"reason": _l("Choose a reason.")})
    state = _state_after(application, act)
    is_told = act is rules.Act.REJECT and not told_by_voice
    # Asked before anything changes: who is shown their form again has decided nothing.
    words = words_of_refusal(application, letter) if is_told else ""
    move = _next_move(actor, application)
    application.state = move["to_state"] = state
    application.rejection_reason = move["rejection_reason"] = reason if act is rules.Act.REJECT else None
    move["told_by_voice"] = told_by_voice and act is rules.Act.REJECT
    application.decided_at, application.decided_by = move["moved_at"], actor.account_id
    if act is rules.Act.HIRE:
        # Nobody is hired without a name.
        reveal(actor=actor, application=application)
    record(actor, Tag.APPLICATION_DECIDED, application.id, {"outcome": state.value, "version": application.version})
    _written(application, move)
    if is_told:
        tell_refusal(actor=actor, application=application, words=words)
    return application


def reopen_application(*, actor: Actor, application_id: UUID, version: int) -> Application:
    """Takes a decision back; the application is active again in the stage where it stood.

    Raises Refused where it is not theirs to take back: somebody who was found has said no (Art. 21); and where nothing
    but the decision keeps the file, long after the job closed. Conflict, Missing.
    """
    application = _locked(actor, application_id, version)
    state = _state_after(application, rules.Act.REOPEN)
    if _has_said_no(application):
        raise Refused(_l("This person did not apply, and has said no: they alone may come back, by applying."))
    move = _next_move(actor, application)
    application.state = move["to_state"] = state
    application.rejection_reason = application.decided_at = application.decided_by = None
    application.stage_entered_at = move["moved_at"]
    record(actor, Tag.APPLICATION_REOPENED, application.id, {"version": application.version})
    _written(application, move)
    if rules.schedule_of(application.id).state is State.DUE:
        raise Refused(
            _l("The job was closed so long ago that the coming night would erase this file: open the job again first.")
        )
    return application


def _has_said_no(application: Application) -> bool:
    """Whether it is the no, by their own hand, of somebody whom the team had added."""
    sourcing = find_sourcing(application.id)
    if application.state is not ApplicationState.WITHDRAWN or sourcing is None or sourcing.applied_at is not None:
        return False
    return _current(application).changed_by is None


def _locked(actor: Actor, application_id: UUID, version: int) -> Application:
    application = lock_application_visible_to(actor, application_id)
    if application.version != version:
        raise Conflict(_MEANWHILE, _current(application))
    return application


def _current(application: Application) -> Current:
    """What won, and whose it is: the newest link of the chain says it."""
    newest = select(Move.account_id).where(Move.application_id == application.id, Move.version == application.version)
    return Current(
        application.id,
        application.job_id,
        application.version,
        application.stage_id,
        application.state,
        db.session.scalar(newest),
    )


def _state_after(application: Application, act: rules.Act) -> ApplicationState:
    state = rules.state_after(application.state, act)
    if state is None:
        raise Refused(_l("This is not possible from where the application stands."))
    return state


def _next_move(actor: Actor, application: Application) -> dict[str, Any]:
    """The next link of the chain, from where the application stands."""
    application.version += 1
    return {
        "application_id": application.id,
        "version": application.version,
        "from_stage_id": application.stage_id,
        "to_stage_id": application.stage_id,
        "from_state": application.state,
        "to_state": application.state,
        "account_id": actor.account_id,
        "moved_at": now(),
    }


def _written(application: Application, move: dict[str, Any]) -> Application:
    add_rows(Move, move)
    reschedule(application.id)
    return application
