"""What came of the ads, as a table and as a sheet."""

from datetime import date
from itertools import chain
from uuid import UUID

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _

from ...adapters.spreadsheet import write_csv
from ...core.actor import Actor
from ...core.clock import today
from ...core.paging import MAX_PER_PAGE
from ...core.permissions import Permission
from ...domain.applications.enums import SourceKind
from ...domain.applications.queries.reports import Ad, SourceCount, count_by_source
from ...domain.jobs.queries import JobWithText, list_jobs_visible_to
from ..kit.labels import label
from ..kit.languages import current_language
from .door import door

MONTHS = (1, 3, 12)


@door.route("/reports", allow=Permission.APPLICATIONS_READ)
def show_reports(actor: Actor) -> str:
    """Applications by source, of one job or of all, over some months."""
    job_id, months = _asked()
    return render_template(
        "recruiting/reports.html",
        counts=[(_source(count.ad), count) for count in _counts(actor)],
        jobs=_jobs(actor),
        job_id=job_id,
        months=months,
        periods=MONTHS,
    )


@door.route("/reports/sources.csv", allow=Permission.APPLICATIONS_READ)
def download_sources(actor: Actor) -> Response:
    """The same as a sheet. A cell that a sheet would take for a formula is given as text (ASVS 1.2.10)."""
    headings = [_("Source"), _("Campaign"), _("Applications"), _("Hired")]
    lines = [
        [_source(count.ad), count.ad.campaign, _number(count.total), _number(count.hired)] for count in _counts(actor)
    ]
    response = make_response(write_csv([headings, *lines]))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="sources.csv"'
    return response


def _jobs(actor: Actor) -> list[JobWithText]:
    """All of them: no job is ever deleted, and each has something to count."""
    first = list_jobs_visible_to(actor, current_language(), page=1, per_page=MAX_PER_PAGE)
    pages = range(2, first.pages + 1)
    more = (list_jobs_visible_to(actor, current_language(), page=page, per_page=MAX_PER_PAGE).items for page in pages)
    return [*first.items, *chain.from_iterable(more)]


def _source(ad: Ad) -> str:
    """What the address of the ad says; of those whom the team added, where they were found."""
    if ad.is_rare:
        return _("others")
    return label(SourceKind(ad.source)) if ad.source in set(SourceKind) else ad.source or _("direct")


def _number(count: int | None) -> str:
    return _("under 5") if count is None else str(count)


def _counts(actor: Actor) -> list[SourceCount]:
    job_id, months = _asked()
    return list(count_by_source(actor, job_id=job_id, since=_first_of(months) if months else None))


def _first_of(months: int) -> date:
    """The first day of the period: this month is its last one."""
    this = today()
    before = this.year * 12 + this.month - months
    return date(before // 12, before % 12 + 1, 1)


def _asked() -> tuple[UUID | None, int | None]:
    months = request.args.get("months", None, type=int)
    return request.args.get("job", None, type=UUID), months if months in MONTHS else None
