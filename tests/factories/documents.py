"""Documents: rows with a real sealed file behind them."""

import hashlib
import uuid
from typing import Any

import factory

from app.core.clock import now
from app.domain.documents import vault
from app.domain.documents.enums import DocumentKind, DocumentState, MediaType
from app.domain.documents.intake import keep
from app.domain.documents.models import Document
from app.extensions import db

from .base import RowFactory


class DocumentFactory(RowFactory):
    """``content`` is what is stored; ``candidate`` None makes a staged document."""

    class Meta:
        model = Document

    class Params:
        content = b"%PDF-1.4 placeholder bytes of a test"
        stored = factory.LazyAttribute(lambda document: vault.put_staged(document.id, document.content))

    id = factory.LazyFunction(uuid.uuid4)
    kind = DocumentKind.CV
    state = DocumentState.STAGED
    filename = "CV Camille Durand.pdf"
    media_type = MediaType.PDF
    size = factory.LazyAttribute(lambda document: len(document.content))
    sha256 = factory.LazyAttribute(lambda document: hashlib.sha256(document.content).hexdigest())
    storage_key = factory.LazyAttribute(lambda document: document.stored[0])
    sealed_key = factory.LazyAttribute(lambda document: document.stored[1])
    created_at = factory.LazyFunction(now)

    @factory.post_generation
    def candidate(self: Any, _create: bool, candidate: Any, **_given: Any) -> None:  # noqa: FBT001  factory_boy's own form
        if candidate is not None:
            keep(self, candidate.id)
            db.session.commit()
