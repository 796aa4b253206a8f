"""Files in: sized, judged, hashed, sealed and made durable before any row speaks of them."""

import hashlib
from dataclasses import dataclass
from typing import IO
from uuid import UUID, uuid4

from flask import current_app

from ...adapters.doubts import Unrecognised
from ...adapters.sniffing import sniff
from ...core import tokens
from ...core.clock import now
from ...core.errors import Invalid, Missing
from ...extensions import db
from . import queries, rules, vault
from .enums import DocumentKind, DocumentState, MediaType
from .models import Document


@dataclass(frozen=True)
class Received:
    """A file that is durable in the store, and that no row speaks of yet."""

    id: UUID
    media_type: MediaType
    filename: str
    size: int
    sha256: str
    storage_key: str
    sealed_key: bytes


def take_in(*, upload: IO[bytes], filename: str | None, kind: DocumentKind, staged_by: str | None = None) -> Document:
    """Takes a stranger's file: the bytes decide what it is, never its name or header.

    Returns a staged document, already durable in the store. Raises Invalid, with words for the person, when the file is
    not one that we take, or the form ``staged_by`` has too many waiting already (5.2.4); StorageUnavailable when the
    store is full or away. A refused file never reaches the store.
    """
    must_have_place(staged_by)
    document = enter(receive(upload=upload, filename=filename), kind=kind, staged_by=staged_by)
    db.session.flush()
    return document


def must_have_place(staged_by: str | None) -> None:
    """Raises Invalid when that form has too many files waiting already (5.2.4)."""
    if staged_by is not None and queries.count_staged_by(staged_by) >= current_app.config["MAX_STAGED_PER_FORM"]:
        raise Invalid(rules.TOO_MANY)


def receive(*, upload: IO[bytes], filename: str | None) -> Received:
    """The slow half: judges the file and stores it, without a look at the database. Raises as ``take_in`` does."""
    content = _read(upload, current_app.config["MAX_UPLOAD_BYTES"])
    media_type = _recognise(content, filename)
    document_id = uuid4()
    storage_key, sealed_key = vault.put_staged(document_id, content)
    return Received(
        document_id,
        media_type,
        rules.clean_filename(filename, media_type),
        len(content),
        hashlib.sha256(content).hexdigest(),
        storage_key,
        sealed_key,
    )


def enter(received: Received, *, kind: DocumentKind, staged_by: str | None = None) -> Document:
    """The quick half: its row, in the session. Raises Invalid when the form has meanwhile sent too many."""
    must_have_place(staged_by)
    document = Document(
        id=received.id,
        kind=kind,
        state=DocumentState.STAGED,
        filename=received.filename,
        media_type=received.media_type,
        size=received.size,
        sha256=received.sha256,
        storage_key=received.storage_key,
        sealed_key=received.sealed_key,
        staged_by=staged_by,
        created_at=now(),
    )
    db.session.add(document)
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
    """Makes a staged document part of an application; from here on the candidate's key opens it."""
    vault.adopt(document, candidate_id)
    document.state, document.staged_by = DocumentState.KEPT, None


def _read(upload: IO[bytes], limit: int) -> bytes:
    """The whole body, and never more of it than the limit, whatever its length says (5.2.1)."""
    content = upload.read(limit + 1)
    if len(content) > limit:
        raise Invalid(rules.TOO_LARGE % {"limit": limit // (1024 * 1024)})
    return content


def _recognise(content: bytes, filename: str | None) -> MediaType:
    try:
        media_type = MediaType(sniff(content))
    except Unrecognised as finding:
        raise Invalid(rules.WORDS[finding.doubt]) from None
    if not rules.has_agreeing_extension(filename, media_type):
        raise Invalid(rules.WRONG_EXTENSION)
    return media_type
