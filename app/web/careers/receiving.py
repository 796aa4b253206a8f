"""Files of a form are judged and stored before its transaction begins, in which every other writer would have to wait.

What is received here is a row once the view says so; what the view has no use for is swept within the hour, as is what
an interrupted request leaves behind (R2).
"""

from flask import g, request
from werkzeug.datastructures import FileStorage

from ...core import tokens
from ...core.db import reading
from ...core.errors import Invalid, Missing
from ...domain.documents.enums import DocumentKind
from ...domain.documents.intake import Received, enter, must_have_place, receive, take_in
from ...domain.documents.models import Document
from ...domain.jobs import queries
from ..kit import form_tokens
from ..kit.languages import current_language

FORM = "application"


def receive_files(slug: str, *fields: str) -> None:
    """Receives the files of these fields; nothing for a job that is not open, or a form that has sent too many."""
    if request.form.get("website") or not _may_send(slug):
        return
    g.received = {name: _receive(upload) for name in fields if (upload := request.files.get(name)) and upload.filename}


def take_received(upload: FileStorage, *, name: str, kind: DocumentKind, staged_by: str | None) -> Document:
    """The document of a field. Raises Invalid, with words for the person; StorageUnavailable."""
    found: Received | Invalid | None = g.get("received", {}).get(name)
    if isinstance(found, Invalid):
        raise found
    if found is None:
        return take_in(upload=upload.stream, filename=upload.filename, kind=kind, staged_by=staged_by)
    return enter(found, kind=kind, staged_by=staged_by)


def staged_name(name: str) -> str | None:
    """By which a form's waiting files are known; none for a form without a valid token."""
    return tokens.derive("staged", name) if name else None


def _may_send(slug: str) -> bool:
    with reading():
        try:
            job = queries.get_public_job(slug, current_language()).job
            must_have_place(staged_name(form_tokens.redeem(FORM, str(job.id), request.form.get("form_token", ""))))
        except (Missing, Invalid):
            # The view finds the same, and says it.
            return False
    return True


def _receive(upload: FileStorage) -> Received | Invalid:
    try:
        return receive(upload=upload.stream, filename=upload.filename)
    except Invalid as fault:
        return fault
