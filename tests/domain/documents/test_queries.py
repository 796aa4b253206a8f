"""Reads of documents."""

import uuid
from typing import Any

from app.domain.documents.queries import find_document, list_documents
from tests.factories import CandidateFactory, DocumentFactory


def test_only_a_kept_document_can_be_opened(db: Any) -> None:
    kept, staged = DocumentFactory(candidate=CandidateFactory()), DocumentFactory()
    assert find_document(kept.id) is kept
    assert find_document(staged.id) is None
    assert find_document(uuid.uuid4()) is None


def test_documents_are_listed_by_id(db: Any) -> None:
    one, two, _other = DocumentFactory(), DocumentFactory(), DocumentFactory()
    found = list_documents([one.id, two.id])
    assert {key: (each.id, each.filename, each.sha256) for key, each in found.items()} == {
        each.id: (each.id, each.filename, each.sha256) for each in (one, two)
    }
    assert list_documents([]) == {}
