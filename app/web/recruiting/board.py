"""The applications of a job, as a board and as a list."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import render_template, request

from ...core.actor import Actor
from ...core.errors import Missing
from ...core.permissions import Permission
from ...core.text import clean_line
from ...domain.applications.enums import ApplicationState
from ...domain.applications.queries.board import Card, Place, get_board, get_more_cards
from ...domain.applications.queries.leaving import list_leaving_of
from ...domain.applications.queries.listing import ListFilter, Sort, list_applications
from ...domain.applications.rules import may_add_people
from ...domain.jobs import queries as jobs
from ...domain.jobs.models import Job
from ..kit.languages import current_language
from ..kit.places import addresses
from .door import door

READ = Permission.APPLICATIONS_READ


@door.route("/jobs/<uuid:job_id>/board", allow=READ)
def show_board(actor: Actor, job_id: UUID) -> str:
    """Stages as columns, the oldest waiting first."""
    words = clean_line(request.args.get("q"))[:200]
    board = get_board(actor, job_id, words=words)
    return render_template(
        "recruiting/board.html",
        board=board,
        can_add=_can_add(actor, board.job),
        leaving=list_leaving_of(actor, job_id),
        text=jobs.text_of(job_id, current_language()),
        words=words,
        can_manage=actor.may(Permission.JOBS_MANAGE),
        **_ways(),
    )


@door.route("/jobs/<uuid:job_id>/board/<uuid:stage_id>", allow=READ)
def show_more_cards(actor: Actor, job_id: UUID, stage_id: UUID) -> str:
    """The next cards of a column, for the script of the board, which asks as one scrolls."""
    words = clean_line(request.args.get("q"))[:200]
    more = get_more_cards(actor, job_id, stage_id, after=_asked_place(), words=words)
    return render_template("recruiting/_cards.html", more=more, words=words, **_ways())


def _ways() -> dict[str, Any]:
    """Where the cards lead, and where a column goes on."""
    return {
        "to_dossier": addresses("recruiting.show_dossier", "application_id"),
        "to_move": addresses("recruiting.move_application", "application_id"),
        "place_of": _place_of,
    }


def _place_of(card: Card) -> str:
    return f"{card.stage_entered_at.isoformat()}~{card.id}"


def _asked_place() -> Place:
    """Where the cards go on. Raises Missing for what is no place."""
    at, _, key = request.args.get("after", "").partition("~")
    try:
        moment = datetime.fromisoformat(at)
        # The first and the last hours of the calendar are not all in UTC, in which the column is asked.
        place = Place(moment.astimezone(UTC), UUID(key))
    except (ValueError, OverflowError):
        raise Missing("") from None
    if moment.tzinfo is None:
        raise Missing("")
    return place


@door.route("/jobs/<uuid:job_id>/applications", allow=READ)
def list_job_applications(actor: Actor, job_id: UUID) -> str:
    """The same as a list: sorted, filtered, paged."""
    asked = _asked()
    page = list_applications(actor, job_id, asked, page=request.args.get("page", 1, type=int))
    job = jobs.get_job_visible_to(actor, job_id)
    kept = {"q": asked.words, "stage": asked.stage_id, "state": asked.state.value if asked.state else ""}
    return render_template(
        "recruiting/applications.html",
        job=job,
        can_add=_can_add(actor, job),
        text=jobs.text_of(job_id, current_language()),
        stages=jobs.list_stages(job_id),
        states=list(ApplicationState),
        page=page,
        leaving=list_leaving_of(actor, job_id),
        can_manage=actor.may(Permission.JOBS_MANAGE),
        asked=asked,
        kept={"job_id": job_id} | {name: value for name, value in kept.items() if value},
        order="desc" if asked.is_descending else "asc",
    )


def _can_add(actor: Actor, job: Job) -> bool:
    """Whether the bar offers to add a person who did not apply."""
    return actor.may(Permission.SOURCINGS_ADD) and may_add_people(job)


def _asked() -> ListFilter:
    """What the query string asks, each value one of a closed list; anything else asks nothing (ASVS 1.2.4)."""
    state, sort = request.args.get("state", ""), request.args.get("sort", "")
    return ListFilter(
        words=clean_line(request.args.get("q"))[:200],
        stage_id=request.args.get("stage", None, type=UUID),
        state=ApplicationState(state) if state in set(ApplicationState) else None,
        sort=Sort(sort) if sort in set(Sort) else Sort.SUBMITTED,
        is_descending=request.args.get("order", "desc") != "asc",
    )
