"""People whom the team added from a source and has not told yet (Art. 14, A1.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select

from ....core.actor import Actor
from ....core.paging import Page, paginate
from ....core.rows import read_rows
from ....extensions import db
from ...jobs.queries import titles_of
from ...people.restrictions import restricted_candidates
from .. import rules
from ..models import Application, Sourcing
from .locks import find_sourcing, locked_applications
from .visibility import applications_visible_to, applications_within_reach, unnamed

MOST = 50


@dataclass(frozen=True)
class Untold:
    """One of them; ``name`` only while the actor may read the file.

    ``is_unnamed``: its job is read without names, which an exact source tells as well.
    """

    application_id: UUID
    reference: str
    name: str | None
    job_title: str
    sourcing: Sourcing
    is_unnamed: bool
    days: int
    is_due: bool
    is_locked: bool


def list_untold(actor: Actor, locale: str, *, page: int, per_page: int = MOST) -> Page[Untold]:
    """Those of the jobs that the actor sees, the longest known first, in a fixed number of statements."""
    readable = applications_visible_to(actor).with_only_columns(Application.id)
    found = (
        applications_within_reach(actor)
        .join(Sourcing, Sourcing.application_id == Application.id)
        .add_columns(Sourcing, Application.id.in_(readable), unnamed())
        .where(Sourcing.informed_at.is_(None))
        .order_by(Sourcing.obtained_on, Application.id)
    )
    rows = paginate(found, page, per_page, scalars=False)
    titles = titles_of({application.job_id for application, *_ in rows.items}, locale)
    items = [
        _untold(
            application,
            sourcing,
            titles.get(application.job_id, ""),
            is_readable=bool(is_readable),
            is_unnamed=bool(is_unnamed),
        )
        for application, sourcing, is_readable, is_unnamed in rows.items
    ]
    return Page(items, rows.number, rows.per_page, rows.total)


def find_locked(actor: Actor, application_id: UUID, locale: str) -> Untold | None:
    """One whose file is locked, for those who would read it were its person told."""
    reachable = applications_within_reach(actor).add_columns(unnamed())
    found = reachable.where(
        Application.id == application_id,
        Application.id.in_(locked_applications()),
        Application.candidate_id.not_in(restricted_candidates()),
        Application.erasure_asked_on.is_(None),
    )
    row, sourcing = db.session.execute(found).one_or_none(), find_sourcing(application_id)
    if row is None or sourcing is None:
        return None
    application, is_unnamed = row
    title = titles_of([application.job_id], locale).get(application.job_id, "")
    return _untold(application, sourcing, title, is_readable=False, is_unnamed=bool(is_unnamed))


def list_due_informings() -> Sequence[tuple[Sourcing, str]]:
    """Those that are due, each with its reference and no name, the longest known first: for the desk."""
    due = select(Sourcing, Application.reference).join(Application, Application.id == Sourcing.application_id)
    waits = due.where(Sourcing.informed_at.is_(None), Sourcing.obtained_on <= rules.due_since())
    rows = db.session.execute(waits.order_by(Sourcing.obtained_on, Application.reference).limit(MOST)).all()
    return [(row.Sourcing, row.reference) for row in rows]


def count_due_informings() -> int:
    """How many people have to be told now, those past their month included."""
    return read_rows(_due(), since=rules.due_since()).scalar_one()


@cache
def _due() -> Select[int]:
    sourcing = Sourcing.__table__.c
    return select(func.count()).where(sourcing.informed_at.is_(None), sourcing.obtained_on <= bindparam("since"))


def _untold(
    application: Application, sourcing: Sourcing, job_title: str, *, is_readable: bool, is_unnamed: bool
) -> Untold:
    return Untold(
        application.id,
        application.reference,
        application.name if is_readable and not is_unnamed else None,
        job_title,
        sourcing,
        is_unnamed,
        rules.days_to_inform(sourcing.obtained_on),
        rules.is_informing_due(sourcing),
        rules.is_locked(sourcing),
    )
