"""Files: read on screen, downloaded as a clean copy, opened as they were sent by those permitted."""

from functools import partial
from uuid import UUID

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _

from ...core import tokens
from ...core.actor import Actor
from ...core.errors import Invalid, Missing
from ...core.permissions import Permission
from ...domain.applications.queries.attention import list_documents_to_look_at
from ...domain.applications.queries.dossier import find_redactor
from ...domain.applications.queries.visibility import get_document_to_read, get_document_visible_to
from ...domain.audit.record import record
from ...domain.audit.tags import Tag
from ...domain.documents import release
from ...domain.documents.viewing import removed_from, view_documents, without_names
from ..kit.door import trace
from .door import door
from .forms import OriginalForm

OPEN, ORIGINAL = Permission.DOCUMENTS_OPEN, Permission.DOCUMENTS_ORIGINAL
# As long as a session: what a page has shown it may go on showing.
SHOWN_SECONDS = 12 * 3600


def shown_token(actor: Actor, document_id: UUID) -> str:
    """What a page that was traced carries for the pictures of this document, which are shown to nobody else (A13.4)."""
    return tokens.sign("pages", [str(actor.account_id), str(document_id)])


@door.route("/documents/<uuid:document_id>", allow=OPEN, traces=Tag.DOCUMENT_OPENED)
def open_document(actor: Actor, document_id: UUID) -> Response:
    """The clean copy: always a download, never shown in our origin (ASVS 3.2.1)."""
    document, application = get_document_visible_to(actor, document_id)
    copy = release.release_clean_copy(document)
    trace(document.id, application=application.id)
    return _send(copy)


@door.route("/documents/<uuid:document_id>/read", allow=OPEN, traces=Tag.DOCUMENT_OPENED)
def read_document(actor: Actor, document_id: UUID) -> str:
    """The pages as pictures, with their text above them."""
    document, application = get_document_to_read(actor, document_id)
    trace(document.id, application=application.id)
    name = application.name
    (view,) = view_documents([document])
    if (redactor := find_redactor(application)) is not None:
        name = application.reference
        view = without_names(view, redactor.redact, name)
    return render_template(
        "recruiting/document.html",
        view=view,
        application=application,
        name=name,
        shown=partial(shown_token, actor),
        can_open_original=actor.may(ORIGINAL),
    )


@door.route("/documents/<uuid:document_id>/pages/<int:number>", allow=OPEN)
def show_page(actor: Actor, document_id: UUID, number: int) -> Response:
    """The picture of a page, for a page of ours that was itself traced and shows it."""
    shown = tokens.read("pages", request.args.get("shown", ""), max_age_seconds=SHOWN_SECONDS)
    if shown != [str(actor.account_id), str(document_id)]:
        raise Missing("")
    document, _application = get_document_visible_to(actor, document_id)
    return _send(release.release_page(document, number))


@door.route("/documents/<uuid:document_id>/original", allow=ORIGINAL)
def show_original(actor: Actor, document_id: UUID) -> str:
    """What an original may hold, before it is opened."""
    document, application = get_document_visible_to(actor, document_id)
    release.refuse_held(document)
    return render_template(
        "recruiting/original.html", document=document, application=application, removed=removed_from(document)
    )


@door.route("/documents/<uuid:document_id>/original", methods=["POST"], allow=ORIGINAL)
def open_original(actor: Actor, document_id: UUID) -> Response:
    """The file as it was sent; each time it leaves is written down."""
    if not OriginalForm().validate():
        raise Invalid(_("This page had been open for a long time. Please try again."))
    document, application = get_document_visible_to(actor, document_id)
    original = release.release_original(document)
    record(actor, Tag.DOCUMENT_ORIGINAL_OPENED, document.id, {"application": application.id})
    return _send(original)


@door.route("/documents", allow=OPEN)
def list_documents(actor: Actor) -> str:
    """The files that a person should look at: held by the antivirus, not readable, scans, or with unseen text."""
    return render_template(
        "recruiting/documents.html", page=list_documents_to_look_at(actor, page=request.args.get("page", 1, type=int))
    )


def _send(released: release.Release) -> Response:
    response = make_response(released.content)
    response.mimetype = released.media_type
    response.headers.update(released.headers)
    return response
