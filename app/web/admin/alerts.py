"""Alerts about unusual volume, as the administrator sees them: which account, how many files, never whose (A13.4)."""

from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.errors import Invalid
from ...core.permissions import Permission
from ...domain.audit import alerts, queries
from ...domain.people.queries import names_of_accounts
from ..kit.forms import show_fault
from ..kit.places import back
from .door import door
from .forms import AcknowledgeForm

MANAGE = Permission.ALERTS_MANAGE


@door.route("/alerts", allow=MANAGE)
def list_alerts(_actor: Actor) -> str:
    """Every alert, the open ones first."""
    return _page({})


@door.route("/alerts/<uuid:alert_id>/acknowledge", methods=["POST"], allow=MANAGE)
def acknowledge_alert(actor: Actor, alert_id: UUID) -> AnyResponse | Response:
    """Closes an alert with a word on what it was."""
    form = AcknowledgeForm(alert_id)
    try:
        if form.validate():
            alerts.acknowledge_alert(actor=actor, alert_id=alert_id, comment=form.comment.data)
            flash(_("The alert is acknowledged."))
            return back(url_for("admin.list_alerts"), anchor=f"alert-{alert_id}")
    except Invalid as fault:
        show_fault(form, fault)
    return make_response(_page({alert_id: form}), 422)


def _page(refused: dict[UUID, AcknowledgeForm]) -> str:
    """The list; ``refused`` holds the form that comes back with its fault."""
    page = queries.list_alerts(page=request.args.get("page", 1, type=int))
    waiting = [alert.id for alert in page.items if alert.acknowledged_at is None]
    people = {account_id for alert in page.items for account_id in (alert.account_id, alert.acknowledged_by)}
    return render_template(
        "admin/alerts.html",
        page=page,
        forms={alert_id: AcknowledgeForm(alert_id, formdata=None) for alert_id in waiting} | refused,
        names=names_of_accounts(people),
    )
