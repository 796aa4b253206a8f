"""The stages and questions of a job."""

from uuid import UUID

from flask import Response, flash, make_response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.errors import Conflict, Invalid
from ...core.permissions import Permission
from ...domain.applications.actions.assessments import change_stage_and_announce
from ...domain.jobs.actions import pipeline
from ...domain.jobs.enums import StageKind
from ..kit.forms import show_fault
from .door import door
from .job_forms import QuestionForm, StageForm
from .jobs import page_of

MANAGE = Permission.JOBS_MANAGE


@door.route("/jobs/<uuid:job_id>/stages", methods=["POST"], allow=MANAGE)
def add_stage(actor: Actor, job_id: UUID) -> AnyResponse | Response:
    """One more stage, at the end."""
    form = StageForm()
    try:
        if form.validate():
            pipeline.add_stage(
                actor=actor,
                job_id=job_id,
                names=form.names(),
                kind=StageKind(form.kind.data),
                limit_days=form.limit_days.data,
                method=form.method(),
            )
            return _done(job_id, "stages")
    except Invalid as fault:
        show_fault(form, fault)
    return make_response(page_of(actor, job_id, stage=form), 422)


@door.route("/jobs/<uuid:job_id>/stages/<uuid:stage_id>", methods=["POST"], allow=MANAGE)
def change_stage(actor: Actor, job_id: UUID, stage_id: UUID) -> AnyResponse | Response:
    """Names, kind, limit and method of a stage."""
    form = StageForm()
    try:
        if form.validate():
            change_stage_and_announce(
                actor=actor,
                job_id=job_id,
                stage_id=stage_id,
                version=form.version.data,
                names=form.names(),
                kind=StageKind(form.kind.data),
                limit_days=form.limit_days.data,
                method=form.method(),
            )
            return _done(job_id, "stages")
    except Invalid as fault:
        show_fault(form, fault)
    except Conflict as conflict:
        refused = {stage_id: form}
        return make_response(page_of(actor, job_id, refused_stages=refused, faults=[conflict.message]), 409)
    return make_response(page_of(actor, job_id, refused_stages={stage_id: form}), 422)


@door.route("/jobs/<uuid:job_id>/stages/<uuid:stage_id>/shift", methods=["POST"], allow=MANAGE)
def shift_stage(actor: Actor, job_id: UUID, stage_id: UUID) -> AnyResponse:
    """One place up or down."""
    by = -1 if request.form.get("by") == "up" else 1
    pipeline.shift_stage(actor=actor, job_id=job_id, stage_id=stage_id, by=by)
    return _done(job_id, "stages")


@door.route("/jobs/<uuid:job_id>/stages/<uuid:stage_id>/remove", methods=["POST"], allow=MANAGE)
def remove_stage(actor: Actor, job_id: UUID, stage_id: UUID) -> AnyResponse | Response:
    """Removes a stage in which no application has been."""
    try:
        pipeline.remove_stage(actor=actor, job_id=job_id, stage_id=stage_id)
    except Invalid as fault:
        return make_response(page_of(actor, job_id, faults=list(fault.fields.values())), 422)
    except Conflict as conflict:
        return make_response(page_of(actor, job_id, faults=[conflict.message]), 409)
    return _done(job_id, "stages")


@door.route("/jobs/<uuid:job_id>/questions", methods=["POST"], allow=MANAGE)
def add_question(actor: Actor, job_id: UUID) -> AnyResponse | Response:
    """One more question, with the reason for asking it."""
    form = QuestionForm()
    faults: list[object] = []
    try:
        if form.validate():
            pipeline.add_question(actor=actor, job_id=job_id, facts=form.facts())
            return _done(job_id, "questions")
    except Invalid as fault:
        faults = show_fault(form, fault)
    return make_response(page_of(actor, job_id, question=form, faults=faults), 422)


@door.route("/jobs/<uuid:job_id>/questions/<uuid:question_id>/remove", methods=["POST"], allow=MANAGE)
def remove_question(actor: Actor, job_id: UUID, question_id: UUID) -> AnyResponse:
    """Asks a question no more."""
    pipeline.remove_question(actor=actor, job_id=job_id, question_id=question_id)
    return _done(job_id, "questions")


def _done(job_id: UUID, part: str) -> AnyResponse:
    flash(_("Saved."))
    return redirect(url_for("recruiting.show_job", job_id=job_id, _anchor=part), code=303)
