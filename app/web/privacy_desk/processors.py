"""The list of processors (A12.3)."""

from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.errors import Conflict, Invalid
from ...core.permissions import Permission
from ...domain.accountability import actions, queries
from ..kit.forms import show_fault
from .door import door
from .register_forms import ProcessorForm, VersionForm

MANAGE = Permission.REGISTERS_MANAGE


@door.route("/processors", allow=MANAGE)
def list_processors(_actor: Actor) -> str:
    """Those at work, then those whose contract has ended."""
    return render_template(
        "privacy_desk/processors.html", processors=queries.list_processors(), refused=queries.refused_kinds()
    )


@door.route("/processors/new", allow=MANAGE)
def show_new_processor(_actor: Actor) -> str:
    """The form for one more."""
    return render_template("privacy_desk/processor.html", form=ProcessorForm(formdata=None), processor=None, faults=[])


@door.route("/processors/new", methods=["POST"], allow=MANAGE)
def add_processor(actor: Actor) -> Response | AnyResponse:
    """One more."""
    form = ProcessorForm()
    faults: list[object] = []
    try:
        if form.validate():
            actions.add_processor(actor=actor, facts=form.facts())
            flash(_("Saved."))
            return redirect(url_for("privacy_desk.list_processors"), code=303)
    except Invalid as fault:
        faults = show_fault(form, fault)
    return make_response(render_template("privacy_desk/processor.html", form=form, processor=None, faults=faults), 422)


@door.route("/processors/<uuid:processor_id>", allow=MANAGE)
def show_processor(_actor: Actor, processor_id: UUID) -> str:
    """One of them, to change or to end."""
    return _page(processor_id, ProcessorForm(formdata=None, obj=queries.get_processor(processor_id)))


@door.route("/processors/<uuid:processor_id>", methods=["POST"], allow=MANAGE)
def change_processor(actor: Actor, processor_id: UUID) -> Response | AnyResponse:
    """Other facts."""
    form = ProcessorForm()
    faults: list[object] = []
    try:
        if form.validate():
            actions.change_processor(
                actor=actor, processor_id=processor_id, version=form.version.data, facts=form.facts()
            )
            flash(_("Saved."))
            return redirect(url_for("privacy_desk.list_processors"), code=303)
    except Invalid as fault:
        faults = show_fault(form, fault)
    except Conflict as conflict:
        return make_response(_page(processor_id, form, [conflict.message]), 409)
    return make_response(_page(processor_id, form, faults), 422)


@door.route("/processors/<uuid:processor_id>/end", methods=["POST"], allow=MANAGE)
def end_processor(actor: Actor, processor_id: UUID) -> Response | AnyResponse:
    """The contract is over; the line stays."""
    form = VersionForm()
    try:
        actions.end_processor(actor=actor, processor_id=processor_id, version=form.version.data)
    except Conflict as conflict:
        stored = ProcessorForm(formdata=None, obj=queries.get_processor(processor_id))
        return make_response(_page(processor_id, stored, [conflict.message]), 409)
    flash(_("The contract is ended."))
    return redirect(url_for("privacy_desk.list_processors"), code=303)


def _page(processor_id: UUID, form: ProcessorForm, faults: list[object] | None = None) -> str:
    processor = queries.get_processor(processor_id)
    return render_template("privacy_desk/processor.html", form=form, processor=processor, faults=faults or [])
