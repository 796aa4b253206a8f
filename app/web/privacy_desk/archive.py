"""The archive of refusals: opened one file at a time, by the litigation role alone, with a reason (A2.13)."""

from datetime import date
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.clock import today
from ...core.errors import Invalid, Missing
from ...core.permissions import Permission
from ...domain.applications.enums import ApplicationState, RejectionReason
from ...domain.archive import actions, queries
from ...domain.archive.minimum import accounts_in
from ...domain.audit.tags import Tag
from ...domain.disclosures.queries import list_about
from ...domain.documents.release import as_download
from ...domain.firm.queries import current_profile
from ...domain.people.queries import names_of_accounts
from ..kit.door import trace
from ..kit.forms import show_fault
from .door import door
from .forms import ArchiveForm, ReviewForm

OPEN = Permission.ARCHIVE_OPEN


@door.route("/archive", allow=OPEN)
def show_archive(actor: Actor) -> str:
    """The form, what the actor has open, and what a dispute keeps."""
    return _page(actor, ArchiveForm(formdata=None))


@door.route("/archive", methods=["POST"], allow=OPEN)
def open_files(actor: Actor) -> Response | AnyResponse:
    """Opens what is archived under a reference or an address."""
    form = ArchiveForm()
    faults: list[object] = []
    try:
        if form.validate():
            opened = actions.open_files(actor=actor, words=form.words.data, reason=form.reason.data)
            if len(opened) == 1:
                return redirect(url_for("privacy_desk.show_archived", opening_id=opened[0].id), code=303)
            flash(ngettext("%(num)d file is open.", "%(num)d files are open.", len(opened)))
            return redirect(url_for("privacy_desk.show_archive"), code=303)
    except Invalid as fault:
        faults = show_fault(form, fault)
    return make_response(_page(actor, form, faults), 422)


@door.route("/archive/<uuid:opening_id>", allow=OPEN)
def show_archived(actor: Actor, opening_id: UUID) -> str:
    """One open file: what the archive keeps of it."""
    return _file(actor, opening_id, ReviewForm(formdata=None))


@door.route("/archive/<uuid:opening_id>/cv", allow=OPEN, traces=Tag.ARCHIVE_CV_TAKEN)
def download_archived_cv(actor: Actor, opening_id: UUID) -> Response:
    """The CV as it was sent: always a download, never shown here."""
    _opening, file = queries.get_opened(actor, opening_id)
    minimum = queries.read_minimum(file)
    if minimum.cv is None:
        raise Missing("")
    trace(file.application_id)
    release = as_download(minimum.cv, minimum.record["cv"]["media_type"], minimum.record["cv"]["filename"])
    return Response(release.content, mimetype=release.media_type, headers=release.headers)


@door.route("/archive/<uuid:opening_id>/hold", methods=["POST"], allow=OPEN)
def hold_archived(actor: Actor, opening_id: UUID) -> Response | AnyResponse:
    """Keeps it beyond its day while a dispute lasts."""
    form = ReviewForm()
    faults: list[object] = []
    try:
        if form.validate():
            actions.hold_file(
                actor=actor, opening_id=opening_id, reason=form.reason.data, review_on=form.review_on.data
            )
            flash(_("Held: nothing erases this file before you end it."))
            return redirect(url_for("privacy_desk.show_archived", opening_id=opening_id), code=303)
    except Invalid as fault:
        faults = show_fault(form, fault)
    return make_response(_file(actor, opening_id, form, faults), 422)


@door.route("/archive/<uuid:opening_id>/hold/end", methods=["POST"], allow=OPEN)
def end_archived_hold(actor: Actor, opening_id: UUID) -> AnyResponse:
    """The normal rule resumes."""
    actions.end_file_hold(actor=actor, opening_id=opening_id)
    flash(_("The hold has ended. What is past its day goes tonight."))
    return redirect(url_for("privacy_desk.show_archived", opening_id=opening_id), code=303)


def _page(actor: Actor, form: ArchiveForm, faults: list[object] | None = None) -> str:
    held = queries.list_held()
    return render_template(
        "privacy_desk/archive.html",
        form=form,
        faults=faults or [],
        openings=queries.list_own_openings(actor),
        opened_until=queries.opened_until,
        held=held,
        names=names_of_accounts([file.held_by for file in held]),
        rule=current_profile().archive,
        today=today(),
    )


def _file(actor: Actor, opening_id: UUID, form: ReviewForm, faults: list[object] | None = None) -> str:
    opening, file = queries.get_opened(actor, opening_id)
    record = queries.read_minimum(file).record
    return render_template(
        "privacy_desk/archived.html",
        opening=opening,
        opened_until=queries.opened_until(opening),
        file=file,
        is_kept=queries.is_kept(file),
        record=record,
        reason=RejectionReason(record["decision"]["reason"]) if record["decision"]["reason"] else None,
        notes=[note | {"on": date.fromisoformat(note["on"])} for note in record["notes"]],
        steps=[
            step | {"on": date.fromisoformat(step["on"]), "state": ApplicationState(step["state"])}
            for step in record["steps"]
        ],
        given=list_about(file.application_id),
        names={str(key): name for key, name in names_of_accounts(accounts_in(record)).items()},
        form=form,
        faults=faults or [],
        today=today(),
    )
