"""To whom one's data goes: asked before, withdrawn as simply (C3.1, C5.5)."""

from uuid import UUID

from flask import Response, flash, make_response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...domain.disclosures import actions
from ..kit.door import Allow
from .door import door


@door.route("/sharing/<uuid:disclosure_id>", methods=["POST"], allow=Allow.CANDIDATE)
def answer_sharing(actor: Actor, disclosure_id: UUID) -> Response | AnyResponse:
    """Yes or no: two buttons side by side, neither chosen beforehand."""
    answer = request.form.get("answer")
    if answer not in {"yes", "no"}:
        return make_response("", 404)
    actions.answer_sharing(actor=actor, disclosure_id=disclosure_id, agrees=answer == "yes")
    flash(_("Noted: you agree.") if answer == "yes" else _("Noted: nothing leaves."))
    return redirect(url_for("portal.show_home", _anchor="sharing"), code=303)


@door.route("/sharing/<uuid:consent_id>/withdraw", methods=["POST"], allow=Allow.CANDIDATE)
def withdraw_sharing(actor: Actor, consent_id: UUID) -> AnyResponse:
    """No longer."""
    actions.withdraw_sharing(actor=actor, consent_id=consent_id)
    flash(_("Noted: your consent is withdrawn, nothing leaves any more."))
    return redirect(url_for("portal.show_home", _anchor="sharing"), code=303)
