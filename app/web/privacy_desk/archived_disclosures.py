"""An open archived file is given to a court, an authority or the firm's lawyer: through the ledger (A2.13, C3.0)."""

from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.errors import Invalid
from ...core.permissions import Permission
from ...domain.archive.queries import get_opened, read_minimum
from ...domain.privacy.contents import kept_parts
from ...domain.privacy.disclosing import disclose_archived
from ..kit.forms import show_fault
from .disclosure_forms import ArchivedDisclosureForm
from .door import door

OPEN = Permission.ARCHIVE_OPEN


@door.route("/archive/<uuid:opening_id>/disclosure", allow=OPEN)
def show_archived_disclosure(actor: Actor, opening_id: UUID) -> str:
    """The form, about this file and no other."""
    return _page(actor, opening_id)


@door.route("/archive/<uuid:opening_id>/disclosure", methods=["POST"], allow=OPEN)
def ask_archived_disclosure(actor: Actor, opening_id: UUID) -> Response | AnyResponse:
    """Opens a row of the ledger."""
    form, faults = ArchivedDisclosureForm(), []
    try:
        if form.validate():
            row = disclose_archived(actor=actor, opening_id=opening_id, asked=form.asked())
            flash(_("Written down. Nothing has left yet."))
            return redirect(url_for("privacy_desk.show_disclosure", disclosure_id=row.id), code=303)
    except Invalid as fault:
        faults = show_fault(form, fault)
    return make_response(_page(actor, opening_id, form, faults), 422)


def _page(
    actor: Actor, opening_id: UUID, form: ArchivedDisclosureForm | None = None, faults: list[object] | None = None
) -> str:
    opening, file = get_opened(actor, opening_id)
    minimum = read_minimum(file)
    form = form or ArchivedDisclosureForm(formdata=None)
    form.keep_to(kept_parts(minimum))
    return render_template(
        "privacy_desk/new_disclosure.html", form=form, faults=faults or [], opening=opening, record=minimum.record
    )
