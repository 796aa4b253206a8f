"""What goes soon, what is late, and what went."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.clock import today
from ...core.errors import Invalid
from ...core.permissions import Permission
from ...domain.applications import rules
from ...domain.applications.actions.informing import inform_for_desk
from ...domain.applications.queries.holds import list_holds, list_kept
from ...domain.applications.queries.leaving import HORIZON
from ...domain.applications.queries.sourcings import list_due_informings
from ...domain.privacy import lateness, queries
from .door import door
from .forms import ActForm


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
        untold=list_due_informings(),
        inform_by=rules.inform_by,
        is_locked=rules.is_locked,
        horizon_days=HORIZON.days,
        runs=queries.list_runs(),
        profile=rules.current_profile(),
    )


@door.route("/sourcings/<uuid:application_id>/inform", methods=["POST"], allow=Permission.SOURCINGS_INFORM)
def inform_person(actor: Actor, application_id: UUID) -> AnyResponse:
    """Sends the letter that the team did not; a file that was locked for want of it opens (A1.3)."""
    if not ActForm().validate():
        raise Invalid(_("This page had been open for a long time. Please try again."))
    inform_for_desk(actor=actor, application_id=application_id)
    flash(_("The letter is on its way."))
    return redirect(url_for("privacy_desk.list_due"), code=303)
