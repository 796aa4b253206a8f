"""What goes soon, what is late, and what went."""

from datetime import timedelta

from flask import render_template, request

from ...core.actor import Actor
from ...core.clock import today
from ...core.permissions import Permission
from ...domain.applications import rules
from ...domain.privacy import queries
from .door import door

HORIZON_DAYS = 30


@door.route("/due", allow=Permission.RETENTION_READ)
def list_due(_actor: Actor) -> str:
    """The next thirty days of the retention policy, and its last runs."""
    page = queries.list_due(until=today() + timedelta(days=HORIZON_DAYS), page=request.args.get("page", 1, type=int))
    return render_template(
        "privacy_desk/due.html",
        page=page,
        today=today(),
        horizon_days=HORIZON_DAYS,
        late=queries.count_late(today=today()),
        runs=queries.list_runs(),
        profile=rules.current_profile(),
    )
