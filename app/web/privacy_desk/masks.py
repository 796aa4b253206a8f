"""A person's copy before it leaves: read, and what speaks of others marked (A8.2)."""

from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.errors import Invalid
from ...core.permissions import Permission
from ...domain.audit.tags import Tag
from ...domain.people.queries import names_of_accounts
from ...domain.privacy import passages
from ...domain.privacy.collection import collect
from ...domain.privacy.legible import Reader
from ...domain.rights.queries import get_request
from ..kit.door import trace
from ..kit.forms import show_fault
from ..kit.languages import current_language
from .door import door
from .forms import ActForm, MaskForm
from .persons import person_of

MANAGE = Permission.REQUESTS_MANAGE


@door.route("/requests/<uuid:request_id>/preview", allow=MANAGE, traces=Tag.CANDIDATE_PREVIEWED)
def show_preview(actor: Actor, request_id: UUID) -> str:
    """What the copy gives, as it stands, and what is masked in it."""
    trace(person_of(actor, request_id).id)
    return _page(actor, request_id, MaskForm(formdata=None))


@door.route("/requests/<uuid:request_id>/masks", methods=["POST"], allow=MANAGE)
def mark_passage(actor: Actor, request_id: UUID) -> Response | AnyResponse:
    """Masks words in every copy of this person's."""
    form = MaskForm()
    person = person_of(actor, request_id)
    faults: list[object] = []
    try:
        if form.validate():
            passages.mark_passage(actor=actor, candidate_id=person.id, words=form.words.data, reason=form.reason.data)
            flash(_("Masked, here and in the copy that the person takes themselves."))
            return _back(request_id)
    except Invalid as fault:
        faults = show_fault(form, fault)
    return make_response(_page(actor, request_id, form, faults), 422)


@door.route("/requests/<uuid:request_id>/masks/<uuid:passage_id>/remove", methods=["POST"], allow=MANAGE)
def unmark_passage(actor: Actor, request_id: UUID, passage_id: UUID) -> AnyResponse:
    """Gives them again."""
    if ActForm().validate():
        passages.unmark_passage(actor=actor, candidate_id=person_of(actor, request_id).id, passage_id=passage_id)
        flash(_("These words are given again."))
    return _back(request_id)


def _page(actor: Actor, request_id: UUID, form: MaskForm, faults: list[object] | None = None) -> str:
    person = person_of(actor, request_id)
    marked = passages.list_passages(person.id)
    return render_template(
        "privacy_desk/preview.html",
        request_=get_request(actor, request_id),
        parts=Reader(collect(person.id).tables, current_language()).all(),
        passages=marked,
        names=names_of_accounts([passage.made_by for passage in marked]),
        form=form,
        faults=faults or [],
    )


def _back(request_id: UUID) -> AnyResponse:
    return redirect(url_for("privacy_desk.show_preview", request_id=request_id), code=303)
