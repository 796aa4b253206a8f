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
    assert list_documents([one.id, two.id]) == {one.id: one, two.id: two}
    assert list_documents([]) == {}
