"""A file chosen in the application form, sent at once: it is checked while the person goes on typing.

The form works without this: a file that was not sent before goes with it.
"""

from flask import Response, current_app, jsonify, make_response, request
from werkzeug.datastructures import FileStorage

from ...adapters.doubts import Doubt
from ...core.actor import Actor
from ...core.errors import Invalid, Missing
from ...domain.documents.enums import DocumentKind
from ...domain.documents.intake import read_staged, staged_token
from ...domain.documents.models import Document
from ...domain.documents.reading import read_contacts
from ...domain.documents.rules import WORDS
from ...domain.jobs import queries
from ...extensions import limiter
from ..kit import form_tokens
from ..kit.door import Allow
from ..kit.filters import file_size
from ..kit.receiving import staged_name, take_received
from .apply import bound_to
from .door import door
from .rates import refuse_octets
from .receiving import FORM, receive_files


def _upload_rate() -> str:
    rate: str = current_app.config["UPLOAD_RATE"]
    return rate


@limiter.limit(_upload_rate, exempt_when=lambda: not _upload_rate())
def _receive(slug: str) -> None:
    refuse_octets()
    receive_files(slug, "file")


@door.route("/jobs/<slug>/apply/files", methods=["POST"], allow=Allow.PUBLIC, receives=_receive)
def take_file(_actor: Actor, slug: str) -> Response:
    """Takes ``file`` in as ``kind``: 201 with the token that stands for it in the form, or 422 with what to do."""
    job = queries.get_public_job(slug)
    try:
        name = form_tokens.redeem(FORM, str(job.id), request.form.get("form_token", ""))
        document = _take(request.files.get("file"), request.form.get("kind", ""), staged_name(name))
    except Invalid as fault:
        return make_response(jsonify(message=str(fault.message)), 422)
    token = staged_token(document, bound_to(job))
    return make_response(jsonify(filename=document.filename, size=file_size(document.size), token=token), 201)


@door.route("/jobs/<slug>/apply/contacts", allow=Allow.PUBLIC)
@limiter.limit(_upload_rate, exempt_when=lambda: not _upload_rate())
def offer_contacts(_actor: Actor, slug: str) -> Response:
    """Name, address and telephone as the CV just sent has them, for the person to confirm; null for what it has not.

    The CV is named by its token in a header: it must not stand in an address that is written down somewhere.
    """
    job = queries.get_public_job(slug)
    document = read_staged(request.headers.get("X-Kept-File", ""), bound_to(job), DocumentKind.CV)
    if document is None:
        raise Missing("")
    contacts = read_contacts(document)
    return jsonify(name=contacts.name, email=contacts.email, phone=contacts.phone)


def _take(upload: FileStorage | None, kind: str, staged_by: str | None) -> Document:
    if upload is None or kind not in set(DocumentKind):
        raise Invalid(WORDS[Doubt.EMPTY])
    return take_received(upload, name="file", kind=DocumentKind(kind), staged_by=staged_by)
