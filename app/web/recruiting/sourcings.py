"""People whom the team adds from a source, and those who have not been told of it yet (Art. 14, A1.3)."""

from uuid import UUID

from flask import Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core import tokens
from ...core.actor import Actor
from ...core.clock import today
from ...core.db import reading
from ...core.errors import Invalid
from ...core.permissions import Permission
from ...domain.applications.actions.entering import Submission, find_application_of_form
from ...domain.applications.actions.informing import inform_person as inform
from ...domain.applications.actions.sourcing import Found
from ...domain.applications.actions.sourcing import add_person as add
from ...domain.applications.enums import SourceKind
from ...domain.applications.models import Application
from ...domain.applications.queries.sourcings import list_untold as list_page
from ...domain.applications.rules import locked_since
from ...domain.documents.enums import DocumentKind
from ...domain.documents.models import Document
from ...domain.documents.rules import ACCEPTED
from ...domain.jobs import queries as jobs
from ...domain.people.rules import email_key
from ..kit import form_tokens
from ..kit.actor import current_actor
from ..kit.forms import show_fault
from ..kit.languages import current_language
from ..kit.places import back
from ..kit.receiving import chosen_file, kept_file, receive_fields, staged_name
from .door import door
from .forms import InformForm, PersonForm

ADD, INFORM = Permission.SOURCINGS_ADD, Permission.SOURCINGS_INFORM
FORM = "sourcing"


@door.route("/people-to-inform", allow=ADD)
def list_untold(actor: Actor) -> str:
    """Those who have not been told yet, the longest known first."""
    page = list_page(actor, current_language(), page=request.args.get("page", 1, type=int))
    return render_template("recruiting/untold.html", page=page)


@door.route("/jobs/<uuid:job_id>/people/new", allow=ADD)
def show_new_person(actor: Actor, job_id: UUID) -> str:
    """An empty form."""
    return _page(actor, job_id, PersonForm(formdata=None, data={"locale": current_language(), "write_now": True}))


def _receive(job_id: UUID) -> None:  # noqa: ARG001  the path's value
    """Whoever may not add anybody sends no file either; the door itself asks only later."""
    with reading():
        may_send = current_actor().may(ADD)
    if may_send:
        receive_fields("cv")


@door.route("/jobs/<uuid:job_id>/people/new", methods=["POST"], allow=ADD, receives=_receive)
def add_person(actor: Actor, job_id: UUID) -> AnyResponse | Response:
    """Adds a person, or shows the form again with everything that was given."""
    jobs.get_job_visible_to(actor, job_id)
    form = PersonForm()
    faults: list[object] = []
    name = _redeem(form, job_id, faults)
    form_key = tokens.derive(FORM, name, email_key(form.email.data or ""))
    if name and (sent := find_application_of_form(form_key)):
        # Sent twice, the second time its file is no longer staged: it is the same form (R3).
        return _to_dossier(sent)
    form.validate()
    no_file = _("Please choose the CV or the profile.")
    cv = chosen_file(form.cv, DocumentKind.CV, bound=_bound(job_id), staged_by=staged_name(name), missing=no_file)
    try:
        if cv is not None and not (faults or form.errors):
            return _added(actor, job_id, form, cv, form_key)
    except Invalid as fault:
        faults = show_fault(form, fault)
    return make_response(_page(actor, job_id, form, cv, faults), 422)


@door.route("/applications/<uuid:application_id>/inform", methods=["POST"], allow=INFORM)
def inform_person(actor: Actor, application_id: UUID) -> AnyResponse:
    """Sends the letter; a file that was locked for want of it opens."""
    if not InformForm().validate():
        raise Invalid(_("This page had been open for a long time. Please try again."))
    inform(actor=actor, application_id=application_id)
    flash(_("The letter is on its way."))
    return back(url_for("recruiting.show_dossier", application_id=application_id))


def _added(actor: Actor, job_id: UUID, form: PersonForm, cv: Document, form_key: str) -> AnyResponse:
    application = add(
        actor=actor,
        job_id=job_id,
        form_key=form_key,
        person=Submission(form.name.data, form.email.data, form.phone.data, form.current_position.data),
        cv=cv,
        found=Found(SourceKind(form.kind.data), form.detail.data, form.obtained_on.data),
        locale=form.locale.data,
    )
    if form.write_now.data:
        inform(actor=actor, application_id=application.id)
        flash(_("Added. The letter is on its way."))
    else:
        flash(_("Added. The person must still be informed."))
    return _to_dossier(application)


def _to_dossier(application: Application) -> AnyResponse:
    return redirect(url_for("recruiting.show_dossier", application_id=application.id), code=303)


def _redeem(form: PersonForm, job_id: UUID, faults: list[object]) -> str:
    """The form's own random name. A stale token is a fault that the next page's fresh token mends."""
    try:
        return form_tokens.redeem(FORM, str(job_id), form.form_token.data or "")
    except Invalid as fault:
        faults.append(fault.message)
        return ""


def _bound(job_id: UUID) -> str:
    """The form that a staged file belongs to (B3.5)."""
    return f"{FORM}.{job_id}"


def _page(
    actor: Actor, job_id: UUID, form: PersonForm, cv: Document | None = None, faults: list[object] | None = None
) -> str:
    return render_template(
        "recruiting/person.html",
        job=jobs.get_job_visible_to(actor, job_id),
        text=jobs.text_of(job_id, current_language()),
        form=form,
        form_token=form_tokens.issue(FORM, str(job_id)),
        kept=kept_file(cv, _bound(job_id)) if cv is not None else None,
        faults=faults or [],
        accepted=ACCEPTED,
        limit_mb=current_app.config["MAX_UPLOAD_BYTES"] // (1024 * 1024),
        since=locked_since(),
        until=today(),
        days=current_app.config["INFORM_DAYS"],
    )
