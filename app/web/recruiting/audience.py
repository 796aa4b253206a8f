"""How often the public pages are seen: fives, and none below five (A15.1)."""

from datetime import date, timedelta
from enum import StrEnum

from flask import render_template, request

from ...core.actor import Actor
from ...core.clock import today
from ...core.permissions import Permission
from ...domain.audience.enums import OF_A_JOB, PageKind
from ...domain.audience.queries import count_pages
from ...domain.firm.queries import counts_visits
from ...domain.jobs.visits import list_visits_visible_to
from ..kit.languages import current_language
from .door import door


class Span(StrEnum):
    """How far the page looks back."""

    DAYS = "days"
    MONTHS = "months"


LENGTHS = {Span.DAYS: timedelta(days=30), Span.MONTHS: timedelta(days=365)}
GENERAL = tuple(page for page in PageKind if page not in OF_A_JOB)


@door.route("/reports/audience", allow=Permission.APPLICATIONS_READ)
def show_audience(actor: Actor) -> str:
    """Views of each page, and of each job that the actor sees, over a period."""
    span = _asked()
    since: date = today() - LENGTHS[span]
    counts = count_pages(since)
    return render_template(
        "recruiting/audience.html",
        pages=[(page, counts.get(page)) for page in GENERAL],
        jobs=list_visits_visible_to(actor, current_language(), since),
        counts=counts_visits(),
        span=span,
    )


def _asked() -> Span:
    asked = request.args.get("period")
    return Span(asked) if asked in set(Span) else Span.DAYS
