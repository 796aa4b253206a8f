"""Jobs: listed, written, published, closed."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.errors import Conflict, Invalid
from ...core.permissions import Permission
from ...core.text import in_language
from ...domain.applications.actions.closing import move_job_and_reschedule
from ...domain.applications.queries.board import Counts, count_by_job
from ...domain.firm.queries import missing_notice_items
from ...domain.jobs import queries, rules
from ...domain.jobs.actions import editing
from ...domain.jobs.enums import JobState
from ...domain.people.queries import list_hiring_accounts
from ..kit.forms import show_fault
from ..kit.labels import SelectChoice
from ..kit.languages import current_language
from .door import door
from .job_forms import JobForm, QuestionForm, StageForm, TeamForm, form_of

MANAGE = Permission.JOBS_MANAGE


@door.route("/jobs", allow=Permission.JOBS_READ)
def list_jobs(actor: Actor) -> str:
    """Every job the actor sees, with what waits in it."""
    page = queries.list_jobs_visible_to(actor, current_language(), page=request.args.get("page", 1, type=int))
    return render_template(
        "recruiting/jobs/list.html",
        page=page,
        counts=count_by_job([item.job.id for item in page.items]),
        none=Counts(),
        can_manage=actor.may(MANAGE),
    )


@door.route("/jobs/new", allow=MANAGE)
def show_new_job(_actor: Actor) -> str:
    """An empty job."""
    return _new_page(JobForm(formdata=None))


@door.route("/jobs/new", methods=["POST"], allow=MANAGE)
def create_job(actor: Actor) -> AnyResponse | Response:
    """A draft."""
    form = _with_templates(JobForm())
    try:
        if form.validate():
            job = editing.create_job(
                actor=actor,
                facts=form.facts(),
                texts=form.texts(),
                template_id=request.form.get("template", None, type=UUID),
                is_spontaneous=form.is_spontaneous.data,
            )
            return redirect(url_for("recruiting.show_job", job_id=job.id), code=303)
    except Invalid as fault:
        show_fault(form, fault)
    return make_response(_new_page(form), 422)


@door.route("/jobs/<uuid:job_id>", allow=MANAGE)
def show_job(actor: Actor, job_id: UUID) -> str:
    """A job, its stages, questions, team, and what stands in the way of publishing it."""
    return page_of(actor, job_id)


@door.route("/jobs/<uuid:job_id>", methods=["POST"], allow=MANAGE)
def change_job(actor: Actor, job_id: UUID) -> AnyResponse | Response:
    """Facts and texts."""
    form = JobForm()
    faults: list[object] = []
    try:
        if form.validate():
            editing.change_job(
                actor=actor,
                job_id=job_id,
                version=form.version.data,
                facts=form.facts(),
                texts=form.texts(),
                keeps_words=form.wording.data,
            )
            flash(_("Saved."))
            return redirect(url_for("recruiting.show_job", job_id=job_id), code=303)
    except Invalid as fault:
        faults = show_fault(form, fault)
    except Conflict as conflict:
        return make_response(page_of(actor, job_id, form=form, faults=[conflict.message]), 409)
    return make_response(page_of(actor, job_id, form=form, faults=faults), 422)


@door.route("/jobs/<uuid:job_id>/state", methods=["POST"], allow=MANAGE)
def move_job(actor: Actor, job_id: UUID) -> AnyResponse | Response:
    """Publishes, pauses, closes or opens again."""
    state = request.form.get("to", "")
    if state not in set(JobState):
        raise Invalid(_("Choose what to do with the job."))
    try:
        move_job_and_reschedule(actor=actor, job_id=job_id, to=JobState(state))
    except Invalid as fault:
        return make_response(page_of(actor, job_id, faults=list(fault.fields.values())), 422)
    flash(_("Done."))
    return redirect(url_for("recruiting.show_job", job_id=job_id), code=303)


@door.route("/jobs/<uuid:job_id>/team", methods=["POST"], allow=MANAGE)
def set_team(actor: Actor, job_id: UUID) -> AnyResponse:
    """Who is on the hiring team."""
    form = _team_form()
    if not form.validate():
        raise Invalid(_("Choose people from the list."))
    chosen = [UUID(member) for member in form.members.data]
    editing.set_team(actor=actor, job_id=job_id, account_ids=chosen, shown=form.was_shown())
    flash(_("Saved."))
    return redirect(url_for("recruiting.show_job", job_id=job_id, _anchor="team"), code=303)


def _team_form_of(job_id: UUID) -> TeamForm:
    members = [str(member) for member in queries.list_team(job_id)]
    return _team_form(formdata=None, data={"members": members, "shown": " ".join(members)})


def _team_form(**options: object) -> TeamForm:
    form = TeamForm(**options)
    form.members.choices = [SelectChoice(str(account.id), account.name) for account in list_hiring_accounts()]
    return form


def _with_templates(form: JobForm) -> JobForm:
    form.template.choices = [
        SelectChoice(str(template.id), in_language(template.names, current_language()))
        for template in queries.list_templates()
    ]
    return form


def _new_page(form: JobForm) -> str:
    return render_template("recruiting/jobs/new.html", form=_with_templates(form))


def page_of(
    actor: Actor,
    job_id: UUID,
    *,
    form: JobForm | None = None,
    stage: StageForm | None = None,
    refused_stages: Mapping[UUID, StageForm] | None = None,
    question: QuestionForm | None = None,
    faults: list[object] | None = None,
) -> str:
    """The page of a job, with whatever form was refused."""
    job = queries.get_job_visible_to(actor, job_id)
    texts, questions, stages = queries.texts_of(job.id), queries.list_questions(job.id), queries.list_stages(job.id)
    obstacles = rules.publishing_faults(job, texts, questions, len(stages), missing_notice_items())
    return render_template(
        "recruiting/jobs/job.html",
        job=job,
        text=queries.text_of(job.id, current_language()),
        form=form or form_of(job, texts),
        stage_form=stage or StageForm(formdata=None),
        refused_stages=refused_stages or {},
        question_form=question or QuestionForm(formdata=None),
        team_form=_team_form_of(job.id),
        stages=stages,
        questions=questions,
        to_read_again=any(obstacle.passages for obstacle in obstacles),
        flagged={each.id for each in questions if rules.question_fault(each)},
        obstacles=obstacles,
        moves=sorted(rules.MOVES[job.state]),
        faults=faults or [],
    )
