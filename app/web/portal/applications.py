"""One application, as its candidate sees and changes it."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from flask import Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse
from wtforms import Field

from ...core.actor import Actor
from ...core.errors import Invalid
from ...domain.applications.actions import messages, own, statements
from ...domain.applications.queries.own import get_own_application, get_own_document, list_own_answers
from ...domain.documents.enums import DocumentKind
from ...domain.documents.intake import find_staged, staged_token, take_in
from ...domain.documents.models import Document
from ...domain.documents.release import release_original
from ...domain.documents.rules import ACCEPTED
from ...domain.firm.notices import find_notice
from ...domain.firm.queries import current_profile
from ...domain.jobs.queries import list_questions
from ...domain.people.codes import get_own_candidate
from ...domain.people.enums import ConsentPurpose
from ...domain.people.queries import find_live_consent
from ...domain.people.restrictions import find_restriction
from ...domain.privacy.own import destroy_former as destroy
from ...domain.privacy.own import replace_document
from ...extensions import limiter
from ..kit.corrections import DetailsForm, FilesForm, answers_form
from ..kit.door import Allow
from ..kit.forms import show_fault
from ..kit.languages import current_language
from ..kit.questions import fields_of_questions
from ..kit.stock import Form
from .door import door
from .forms import MessageForm, SideForm


@door.route("/applications/<uuid:application_id>", allow=Allow.CANDIDATE)
def show_application(actor: Actor, application_id: UUID) -> str:
    """Where it stands, what it holds, until when, and what may be changed."""
    return application_page(actor, application_id)


@door.route("/applications/<uuid:application_id>/details", methods=["POST"], allow=Allow.CANDIDATE)
def correct_details(actor: Actor, application_id: UUID) -> Response | AnyResponse:
    """Puts right what the person wrote of themselves (C5.2)."""
    form = DetailsForm()
    if not form.validate():
        return make_response(application_page(actor, application_id, details=form), 422)
    try:
        own.correct_details(actor=actor, application_id=application_id, details=form.details())
    except Invalid as fault:
        show_fault(form, fault)
        return make_response(application_page(actor, application_id, details=form), 422)
    tell(actor, _("Corrected. The team sees it at once."))
    return back_to(application_id)


def _upload_rate() -> str:
    rate: str = current_app.config["UPLOAD_RATE"]
    return rate


@door.route("/applications/<uuid:application_id>/files", methods=["POST"], allow=Allow.CANDIDATE)
@limiter.limit(_upload_rate, exempt_when=lambda: not _upload_rate())
def replace_files(actor: Actor, application_id: UUID) -> Response | AnyResponse:
    """Other files in the place of those sent, while the stage allows it; the old ones are destroyed."""
    get_own_application(actor, application_id, current_language())
    form = FilesForm()
    form.validate()
    taken = [document for kind in DocumentKind if (document := _taken(form[kind.value], kind, application_id))]
    if not taken and not form.errors:
        form.cv.errors = [_("Please choose a file.")]
    if form.errors:
        return make_response(application_page(actor, application_id, files=form, kept=taken), 422)
    replaced = [replace_document(actor=actor, application_id=application_id, document=each) for each in taken]
    flash(_("Received. The former file is destroyed.") if any(replaced) else _("Received, with what you had sent."))
    return back_to(application_id)


@door.route("/applications/<uuid:application_id>/former", methods=["POST"], allow=Allow.CANDIDATE)
def destroy_former(actor: Actor, application_id: UUID) -> AnyResponse:
    """What stood there before the person applied goes."""
    destroy(actor=actor, application_id=application_id)
    flash(_("Destroyed: what you sent stands alone."))
    return back_to(application_id)


@door.route("/applications/<uuid:application_id>/withdraw", methods=["POST"], allow=Allow.CANDIDATE)
def withdraw(actor: Actor, application_id: UUID) -> AnyResponse:
    """The person no longer applies."""
    own.withdraw_application(actor=actor, application_id=application_id)
    is_added = get_own_application(actor, application_id, current_language()).is_added
    flash(_("Your file is withdrawn.") if is_added else _("Your application is withdrawn."))
    return back_to(application_id)


@door.route("/applications/<uuid:application_id>/messages", methods=["POST"], allow=Allow.CANDIDATE)
def write_message(actor: Actor, application_id: UUID) -> Response | AnyResponse:
    """A few lines to the team."""
    form = MessageForm()
    try:
        if form.validate():
            messages.write_to_team(actor=actor, application_id=application_id, body=form.body.data)
            tell(actor, _("Sent to the team."))
            return back_to(application_id, "messages")
    except Invalid as fault:
        show_fault(form, fault)
    return make_response(application_page(actor, application_id, message=form), 422)


@door.route("/applications/<uuid:application_id>/side", methods=["POST"], allow=Allow.CANDIDATE)
def state_side(actor: Actor, application_id: UUID) -> Response | AnyResponse:
    """The person's own side, beside the notes (C5.2)."""
    form = SideForm()
    if not form.validate():
        return make_response(application_page(actor, application_id, side=form), 422)
    statements.state_side(actor=actor, application_id=application_id, body=form.side.data or "")
    tell(actor, _("Noted. The team sees it beside its notes."))
    return back_to(application_id, "my-side")


@door.route("/files/<uuid:document_id>", allow=Allow.CANDIDATE)
def open_file(actor: Actor, document_id: UUID) -> Response:
    """The person's own file, as they sent it."""
    released = release_original(get_own_document(actor, document_id))
    response = make_response(released.content)
    response.headers.update(released.headers)
    response.mimetype = released.media_type
    return response


def _taken(field: Field, kind: DocumentKind, application_id: UUID) -> Document | None:
    """The file chosen now, else the one accepted with a form that was refused; a refusal stands beside its field."""
    if not field.data or not field.data.filename:
        return find_staged(request.form.get(f"{kind.value}_kept", ""), _bound(application_id), kind)
    try:
        return take_in(upload=field.data.stream, filename=field.data.filename, kind=kind)
    except Invalid as fault:
        field.errors = [*field.errors, cast("str", fault.message)]
        return None


def _bound(application_id: UUID) -> str:
    """The form that a staged file belongs to (B3.5)."""
    return f"replace.{application_id}"


def tell(actor: Actor, words: str) -> None:
    """Says what the team sees now; of data that is set apart, that it sees nothing yet (A10.1)."""
    is_apart = find_restriction(get_own_candidate(actor).id) is not None
    flash(_("Kept. The team reads it once your data is no longer set apart.") if is_apart else words)


def back_to(application_id: UUID, anchor: str | None = None) -> AnyResponse:
    """Where its page shows what was done."""
    return redirect(url_for("portal.show_application", application_id=application_id, _anchor=anchor), code=303)


def application_page(actor: Actor, application_id: UUID, *, kept: Sequence[Document] = (), **sent: Form) -> str:
    """The page, with the form that was ``sent``, if one was. Raises Missing for what is not the person's (B3.1)."""
    seen = get_own_application(actor, application_id, current_language())
    forms: dict[str, Form] = {
        "details": DetailsForm(formdata=None, obj=seen.application),
        "answers": answers_form(seen.application, list_questions(seen.job.id), list_own_answers(seen.application)),
        "files": FilesForm(formdata=None),
        "message": MessageForm(formdata=None),
        "side": SideForm(formdata=None, side=seen.statement.body if seen.statement else ""),
        **sent,
    }
    return render_template(
        "portal/application.html",
        seen=seen,
        notice=find_notice(seen.application.notice_hash),
        accepted=ACCEPTED,
        limit_mb=current_app.config["MAX_UPLOAD_BYTES"] // (1024 * 1024),
        kept={
            one.kind.value: {
                "filename": one.filename,
                "size": one.size,
                "token": staged_token(one, _bound(application_id)),
            }
            for one in kept
        },
        questions=fields_of_questions(forms["answers"]),
        restriction=find_restriction(seen.application.candidate_id),
        is_in_pool=find_live_consent(seen.application.candidate_id, ConsentPurpose.POOL) is not None,
        feedback_period=current_profile().feedback.period.words.in_language(current_language()),
        **forms,
    )
