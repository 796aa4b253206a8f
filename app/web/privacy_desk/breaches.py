"""The register of breaches, its clock, and what is told of them (A12.2, C4.2)."""

from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.errors import Conflict, Invalid
from ...core.permissions import Permission
from ...domain.accountability import actions, queries
from ...domain.accountability.drafts import draft_letter, draft_notification
from ..kit.forms import show_fault
from .door import door
from .register_forms import BreachForm, NewBreachForm

MANAGE = Permission.REGISTERS_MANAGE
LANGUAGES = ("fr", "en")


@door.route("/breaches", allow=MANAGE)
def list_breaches(_actor: Actor) -> str:
    """All of them, closed ones too."""
    page = queries.list_breaches(page=request.args.get("page", 1, int))
    clocks = {breach.id: queries.clock_for(breach) for breach in page.items}
    return render_template("privacy_desk/breaches.html", page=page, clocks=clocks)


@door.route("/breaches/new", allow=MANAGE)
def show_new_breach(_actor: Actor) -> str:
    """The form that starts the clock."""
    return render_template("privacy_desk/new_breach.html", form=NewBreachForm(formdata=None), faults=[])


@door.route("/breaches/new", methods=["POST"], allow=MANAGE)
def open_breach(actor: Actor) -> Response | AnyResponse:
    """The clock runs."""
    form = NewBreachForm()
    faults: list[object] = []
    try:
        if form.validate():
            breach = actions.open_breach(
                actor=actor, title=form.title.data, aware_at=form.aware_at.data, started_at=form.started_at.data
            )
            flash(_("The clock runs."))
            return redirect(url_for("privacy_desk.show_breach", breach_id=breach.id), code=303)
    except Invalid as fault:
        faults = show_fault(form, fault)
    return make_response(render_template("privacy_desk/new_breach.html", form=form, faults=faults), 422)


@door.route("/breaches/<uuid:breach_id>", allow=MANAGE)
def show_breach(_actor: Actor, breach_id: UUID) -> str:
    """One of them: its clock, and what is known of it."""
    return _page(breach_id, _stored(breach_id))


@door.route("/breaches/<uuid:breach_id>", methods=["POST"], allow=MANAGE)
def change_breach(actor: Actor, breach_id: UUID) -> Response | AnyResponse:
    """What was learnt since, and who was told."""
    form = BreachForm()
    faults: list[object] = []
    try:
        if form.validate():
            actions.change_breach(
                actor=actor, breach_id=breach_id, version=form.version.data, facts=form.breach_facts()
            )
            flash(_("Saved."))
            return redirect(url_for("privacy_desk.show_breach", breach_id=breach_id), code=303)
    except Invalid as fault:
        faults = show_fault(form, fault)
    except Conflict as conflict:
        return make_response(_page(breach_id, form, [conflict.message]), 409)
    return make_response(_page(breach_id, form, faults), 422)


@door.route("/breaches/<uuid:breach_id>/close", methods=["POST"], allow=MANAGE)
def close_breach(actor: Actor, breach_id: UUID) -> Response | AnyResponse:
    """Dealt with, as the page says it now; it stays in the register."""
    form = BreachForm()
    faults: list[object] = []
    try:
        if form.validate():
            actions.settle_breach(
                actor=actor, breach_id=breach_id, version=form.version.data, facts=form.breach_facts()
            )
            flash(_("The breach is closed. It stays in the register."))
            return redirect(url_for("privacy_desk.list_breaches"), code=303)
    except Invalid as fault:
        faults = show_fault(form, fault)
    except Conflict as conflict:
        return make_response(_page(breach_id, form, [conflict.message]), 409)
    return make_response(_page(breach_id, form, faults), 422)


@door.route("/breaches/<uuid:breach_id>/drafts", allow=MANAGE)
def show_drafts(_actor: Actor, breach_id: UUID) -> str:
    """To print, in each language: the notification, and a letter to the people when the risk is high."""
    breach = queries.get_breach(breach_id)
    papers = [draft(breach, locale) for draft in (draft_notification, draft_letter) for locale in LANGUAGES]
    return render_template("privacy_desk/drafts.html", breach=breach, papers=[paper for paper in papers if paper])


def _stored(breach_id: UUID) -> BreachForm:
    return BreachForm(formdata=None, obj=queries.get_breach(breach_id))


def _page(breach_id: UUID, form: BreachForm, faults: list[object] | None = None) -> str:
    breach = queries.get_breach(breach_id)
    return render_template(
        "privacy_desk/breach.html", breach=breach, clock=queries.clock_for(breach), form=form, faults=faults or []
    )
