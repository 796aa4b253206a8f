"""Documents: rows with a real file behind them."""

import hashlib
import uuid
from pathlib import Path

import factory
from flask import current_app

from app.core.clock import now
from app.domain.documents.enums import DocumentKind, DocumentState, MediaType
from app.domain.documents.models import Document

from .base import RowFactory


class DocumentFactory(RowFactory):
    """``content`` is what is stored; ``candidate`` None makes a staged document."""

    class Meta:
        model = Document

    class Params:
        candidate = None
        content = b"%PDF-1.4 placeholder bytes of a test"

    id = factory.LazyFunction(uuid.uuid4)
    candidate_id = factory.LazyAttribute(lambda document: document.candidate.id if document.candidate else None)
    kind = DocumentKind.CV
    state = factory.LazyAttribute(lambda d: DocumentState.KEPT if d.candidate else DocumentState.STAGED)
    filename = "CV Camille Durand.pdf"
    media_type = MediaType.PDF
    size = factory.LazyAttribute(lambda document: len(document.content))
    sha256 = factory.LazyAttribute(lambda document: hashlib.sha256(document.content).hexdigest())
    storage_key = factory.LazyAttribute(lambda document: _stored(document.content))
    created_at = factory.LazyFunction(now)


def _stored(content: bytes) -> str:
    """The same layout as app.adapters.storage: two characters of the key name the folder."""
    key = uuid.uuid4().hex
    path = Path(current_app.config["UPLOADS_DIR"]) / key[:2] / key
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return key
