"""Files of a form are judged and stored before its transaction begins, in which every other writer would have to wait.

What is received here is a row once the view says so; what the view has no use for is swept within the hour, as is what
an interrupted request leaves behind (R2).
"""

from dataclasses import dataclass

from flask import g, request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import Field

from ...core import tokens
from ...core.errors import Invalid
from ...domain.documents.enums import DocumentKind
from ...domain.documents.intake import Received, enter, find_staged, receive, staged_token, take_in
from ...domain.documents.models import Document


@dataclass(frozen=True)
class KeptFile:
    """An accepted file of a refused form, as the page shows it."""

    filename: str
    size: int
    token: str


def receive_fields(*fields: str) -> None:
    """Receives the files of these fields; whether the form may send any is for its door to say before."""
    g.received = {name: _receive(upload) for name in fields if (upload := request.files.get(name)) and upload.filename}


def take_received(upload: FileStorage, *, name: str, kind: DocumentKind, staged_by: str | None) -> Document:
    """The document of a field. Raises Invalid, with words for the person; StorageUnavailable."""
    found: Received | Invalid | None = g.get("received", {}).get(name)
    if isinstance(found, Invalid):
        raise found
    if found is None:
        return take_in(upload=upload.stream, filename=upload.filename, kind=kind, staged_by=staged_by)
    return enter(found, kind=kind, staged_by=staged_by)


def chosen_file(
    field: Field, kind: DocumentKind, *, bound: str, staged_by: str | None, missing: str | None = None
) -> Document | None:
    """The file chosen now, else the one accepted before; a refusal stands beside its field.

    ``missing``: what to say when there is none, where there must be one.
    """
    upload = field.data
    earlier = request.form.get(f"{field.name}_kept", "")
    if upload is not None and upload.filename:
        try:
            return take_received(upload, name=field.name, kind=kind, staged_by=staged_by)
        except Invalid as fault:
            field.errors = [*field.errors, str(fault.message)]
    document = find_staged(earlier, bound, kind) if earlier else None
    if document is None and not field.errors:
        if earlier:
            field.errors = [_l("We no longer have this file. Please choose it again.")]
        elif missing is not None:
            field.errors = [missing]
    return document


def kept_file(document: Document, bound: str) -> KeptFile:
    """What a refused form says of a file that it keeps."""
    return KeptFile(document.filename, document.size, staged_token(document, bound))


def staged_name(name: str) -> str | None:
    """By which a form's waiting files are known; none for a form without a valid token."""
    return tokens.derive("staged", name) if name else None


def _receive(upload: FileStorage) -> Received | Invalid:
    try:
        return receive(upload=upload.stream, filename=upload.filename)
    except Invalid as fault:
        return fault
