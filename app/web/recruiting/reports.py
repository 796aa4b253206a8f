"""What came of the ads, as a table and as a sheet."""

from datetime import timedelta
from uuid import UUID

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _

from ...adapters.spreadsheet import write_csv
from ...core.actor import Actor
from ...core.clock import now
from ...core.permissions import Permission
from ...domain.applications.queries.reports import SourceCount, count_by_source
from ...domain.jobs.queries import list_jobs_visible_to
from ..kit.languages import current_language
from .door import door

PERIODS = (30, 90, 365)


@door.route("/reports", allow=Permission.APPLICATIONS_READ)
def show_reports(actor: Actor) -> str:
    """Applications by source, of one job or of all, over a period."""
    job_id, days = _asked()
    return render_template(
        "recruiting/reports.html",
        counts=_counts(actor),
        jobs=list_jobs_visible_to(actor, current_language(), page=1, per_page=100).items,
        job_id=job_id,
        days=days,
        periods=PERIODS,
    )


@door.route("/reports/sources.csv", allow=Permission.APPLICATIONS_READ)
def download_sources(actor: Actor) -> Response:
    """The same as a sheet. A cell that a sheet would take for a formula is given as text (ASVS 1.2.10)."""
    headings = [_("Source"), _("Campaign"), _("Applications"), _("Under way"), _("Hired")]
    lines = [
        [count.source or _("direct"), count.campaign or "", *map(str, (count.total, count.active, count.hired))]
        for count in _counts(actor)
    ]
    response = make_response(write_csv([headings, *lines]))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="sources.csv"'
    return response


def _counts(actor: Actor) -> list[SourceCount]:
    job_id, days = _asked()
    since = now() - timedelta(days=days) if days else None
    return list(count_by_source(actor, job_id=job_id, since=since))


def _asked() -> tuple[UUID | None, int | None]:
    days = request.args.get("days", None, type=int)
    return request.args.get("job", None, type=UUID), days if days in PERIODS else None
