"""The open jobs."""

from flask import Response, make_response, render_template, request

from ...core.actor import Actor
from ...core.clock import now
from ...core.errors import Missing
from ...core.text import clean_line
from ...domain.jobs import queries
from ...domain.jobs.enums import Contract
from ...domain.jobs.rules import answer_by
from ..kit.door import Allow
from ..kit.headers import revalidated
from ..kit.languages import current_language
from .door import door
from .job_posting import job_posting

ASKED = ("q", "place", "contract", "department")


@door.route("/jobs", allow=Allow.PUBLIC)
def list_jobs(_actor: Actor) -> Response:
    """The published jobs, filtered."""
    filters = _asked()
    page = queries.list_public_jobs(filters, current_language(), page=request.args.get("page", 1, type=int))
    places, departments = queries.list_public_choices()
    return revalidated(
        render_template(
            "careers/jobs.html",
            page=page,
            filters=filters,
            places=places,
            departments=departments,
            contracts=list(Contract),
            asked={key: request.args[key] for key in ASKED if request.args.get(key)},
        )
    )


@door.route("/jobs/<slug>", allow=Allow.PUBLIC)
def show_job(_actor: Actor, slug: str) -> Response:
    """One published job."""
    try:
        job = queries.get_public_job(slug)
    except Missing:
        return gone()
    found = queries.JobWithText(job, queries.text_of(job.id, current_language()))
    return revalidated(
        render_template(
            "careers/job.html",
            job=job,
            text=found.text,
            posting=None if job.is_spontaneous else job_posting(found),
            stages=queries.list_stages(job.id),
            must_answer=any(question.is_required for question in queries.list_questions(job.id)),
            answer_by=answer_by(now(), job.answer_days),
        )
    )


def gone() -> Response:
    """404, with the jobs that are open: a closed job's page stays useful."""
    page = queries.list_public_jobs(queries.Filters(), current_language(), page=1)
    return make_response(render_template("careers/gone.html", page=page), 404)


def _asked() -> queries.Filters:
    asked = {key: clean_line(request.args.get(key))[:200] for key in ASKED}
    return queries.Filters(
        words=asked["q"],
        place=asked["place"],
        contract=Contract.called(asked["contract"]),
        department=asked["department"],
    )
