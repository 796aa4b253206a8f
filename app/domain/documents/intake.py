"""Files in: streamed, sized, hashed and made durable before any row speaks of them."""

from typing import BinaryIO
from uuid import UUID

from flask import current_app

from ...adapters.doubts import Unrecognised
from ...adapters.sniffing import sniff
from ...adapters.storage import LocalStorage, Storage, Stored, TooLarge
from ...core import tokens
from ...core.clock import now
from ...core.errors import Invalid, Missing
from ...extensions import db
from . import queries, rules
from .enums import DocumentKind, DocumentState, MediaType
from .models import Document


def storage() -> Storage:
    """The store of this instance."""
    return LocalStorage(current_app.config["UPLOADS_DIR"], floor=current_app.config["MIN_FREE_BYTES"])


def take_in(*, upload: BinaryIO, filename: str | None, kind: DocumentKind) -> Document:
    """Takes a stranger's file: the bytes decide what it is, never its name or header.

    Returns a staged document, already durable on disk. Raises Invalid, with words for the person, when the file is not
    one that we take; StorageUnavailable when the store is full or away. A refused file leaves nothing behind.
    """
    limit = current_app.config["MAX_UPLOAD_BYTES"]
    store = storage()
    try:
        stored = store.write(upload, limit)
    except TooLarge:
        raise Invalid(rules.TOO_LARGE % {"limit": limit // (1024 * 1024)}) from None
    try:
        media_type = _recognise(store, stored, filename)
    except Invalid:
        store.delete(stored.key)
        raise
    document = Document(
        kind=kind,
        state=DocumentState.STAGED,
        filename=rules.clean_filename(filename, media_type),
        media_type=media_type,
        size=stored.size,
        sha256=stored.sha256,
        storage_key=stored.key,
        created_at=now(),
    )
    db.session.add(document)
    db.session.flush()
    return document


def staged_token(document: Document, form: str) -> str:
    """What a refused form carries for a file that was accepted: it names the file to that form only (B3.5)."""
    return tokens.sign(f"staged.{form}", str(document.id))


def find_staged(token: str, form: str, kind: DocumentKind) -> Document | None:
    """The staged document of a form's token, held until the end of the transaction.

    None when the token is not ours, is too old, or the document is gone or already part of an application.
    """
    document_id = _named_by(token, form)
    return None if document_id is None else queries.lock_staged(document_id, kind)


def read_staged(token: str, form: str, kind: DocumentKind) -> Document | None:
    """The same, to look at only."""
    document_id = _named_by(token, form)
    return None if document_id is None else queries.find_staged(document_id, kind)


def _named_by(token: str, form: str) -> UUID | None:
    hours = current_app.config["STAGED_UPLOAD_HOURS"]
    try:
        return UUID(tokens.read(f"staged.{form}", token, max_age_seconds=hours * 3600))
    except Missing:
        return None


def keep(document: Document, candidate_id: UUID) -> None:
    """Makes a staged document part of an application."""
    document.state = DocumentState.KEPT
    document.candidate_id = candidate_id


def _recognise(store: Storage, stored: Stored, filename: str | None) -> MediaType:
    try:
        media_type = MediaType(sniff(store.path(stored.key)))
    except Unrecognised as finding:
        raise Invalid(rules.WORDS[finding.doubt]) from None
    if not rules.has_agreeing_extension(filename, media_type):
        raise Invalid(rules.WRONG_EXTENSION)
    return media_type
