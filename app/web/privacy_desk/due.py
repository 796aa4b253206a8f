"""What goes soon, what is late, and what went."""

from flask import render_template, request

from ...core.actor import Actor
from ...core.clock import today
from ...core.permissions import Permission
from ...domain.applications import rules
from ...domain.applications.queries.holds import list_holds, list_kept
from ...domain.applications.queries.leaving import HORIZON
from ...domain.privacy import lateness, queries
from .door import door


@door.route("/due", allow=Permission.RETENTION_READ)
def list_due(_actor: Actor) -> str:
    """The next thirty days of the retention policy, what is late and why, what a dispute keeps, and the last nights."""
    until = today() + HORIZON
    return render_template(
        "privacy_desk/due.html",
        leaving=lateness.list_leaving(until=until, page=request.args.get("page", 1, type=int)),
        late=lateness.list_late(),
        stuck=lateness.count_stuck_files(),
        held=list_holds(),
        kept=list_kept(),
        horizon_days=HORIZON.days,
        runs=queries.list_runs(),
        profile=rules.current_profile(),
    )
