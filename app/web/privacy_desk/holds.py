"""What a dispute keeps from being erased."""

from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.clock import today
from ...core.errors import Invalid
from ...core.permissions import Permission
from ...domain.applications.actions import holds
from ...domain.applications.queries import holds as queries
from ...domain.disclosures.rules import CORRECTIONS
from ...domain.people.queries import names_of_accounts
from ..kit.forms import show_fault
from .door import door
from .forms import HoldForm, ReviewForm

HOLD = Permission.HOLDS_MANAGE


@door.route("/holds", allow=HOLD)
def list_holds(_actor: Actor) -> str:
    """The live ones, and the form for another."""
    return _page(HoldForm(formdata=None))


@door.route("/holds", methods=["POST"], allow=HOLD)
def place_hold(actor: Actor) -> Response | AnyResponse:
    """Holds an application from now on."""
    form = HoldForm()
    faults: list[object] = []
    try:
        if form.validate():
            holds.place_hold(
                actor=actor, reference=form.reference.data, reason=form.reason.data, review_on=form.review_on.data
            )
            flash(_("Held: nothing erases this application before you end it."))
            return redirect(url_for("privacy_desk.list_holds"), code=303)
    except Invalid as fault:
        faults = show_fault(form, fault)
    return make_response(_page(form, faults), 422)


@door.route("/holds/<uuid:hold_id>", allow=HOLD)
def show_hold(_actor: Actor, hold_id: UUID) -> str:
    """One of them, to be looked at again or ended."""
    return _hold(hold_id, ReviewForm(formdata=None))


@door.route("/holds/<uuid:hold_id>", methods=["POST"], allow=HOLD)
def review_hold(actor: Actor, hold_id: UUID) -> Response | AnyResponse:
    """Keeps it on, with the reason of today."""
    form = ReviewForm()
    faults: list[object] = []
    try:
        if form.validate():
            holds.review_hold(actor=actor, hold_id=hold_id, reason=form.reason.data, review_on=form.review_on.data)
            flash(_("Noted: the hold goes on."))
            return redirect(url_for("privacy_desk.list_holds"), code=303)
    except Invalid as fault:
        faults = show_fault(form, fault)
    return make_response(_hold(hold_id, form, faults), 422)


@door.route("/holds/<uuid:hold_id>/end", methods=["POST"], allow=HOLD)
def end_hold(actor: Actor, hold_id: UUID) -> AnyResponse:
    """The normal rule resumes."""
    holds.end_hold(actor=actor, hold_id=hold_id)
    flash(_("The hold has ended. What is past its day goes tonight."))
    return redirect(url_for("privacy_desk.list_holds"), code=303)


def _page(form: HoldForm, faults: list[object] | None = None) -> str:
    found = queries.list_holds()
    return render_template(
        "privacy_desk/holds.html",
        holds=found,
        names=names_of_accounts([hold.placed_by for hold, _application in found]),
        form=form,
        faults=faults or [],
        today=today(),
    )


def _hold(hold_id: UUID, form: ReviewForm, faults: list[object] | None = None) -> str:
    hold, application = queries.get_hold(hold_id)
    return render_template(
        "privacy_desk/hold.html",
        hold=hold,
        application=application,
        names=names_of_accounts([hold.placed_by]),
        former=queries.list_former_words(application.id),
        corrections=CORRECTIONS,
        form=form,
        faults=faults or [],
        today=today(),
    )
