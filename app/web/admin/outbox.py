"""The outbox as the administrator sees it: everything but whom a letter is to and what it says (B3.3)."""

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.permissions import Permission
from ...domain.accountability.queries import refused_kinds
from ...domain.mail import outbox, queries
from ...domain.mail.enums import MailState
from ..kit.places import back
from .door import door


@door.route("/outbox", allow=Permission.OUTBOX_READ)
def list_outbox(_actor: Actor) -> str:
    """Letters by state, newest first."""
    state = request.args.get("state", "")
    chosen = MailState(state) if state in set(MailState) else None
    return render_template(
        "admin/outbox.html",
        page=queries.list_outbox(state=chosen, page=request.args.get("page", 1, type=int)),
        counts=queries.count_by_state(),
        chosen=chosen,
        refused=refused_kinds(),
    )


@door.route("/outbox/<uuid:mail_id>/retry", methods=["POST"], allow=Permission.OUTBOX_READ)
def retry_mail(actor: Actor, mail_id: UUID) -> AnyResponse:
    """Puts a failed letter back in the queue."""
    outbox.retry_mail(actor=actor, mail_id=mail_id)
    flash(_("The letter is in the queue again."))
    return back(url_for("admin.list_outbox"), anchor=f"mail-{mail_id}")
