"""How the room lets go of what it holds."""

from contextlib import suppress
from typing import Any

from sqlalchemy import select

from app.core.db import transaction
from app.domain.documents.models import Document, Tombstone
from app.domain.documents.personal_data import erase_documents
from app.domain.documents.vault import storage
from tests.factories import DocumentFactory


def test_a_row_goes_and_a_tombstone_comes_in_one_transaction(db: Any) -> None:
    """Rule 13: the file itself dies after the commit."""
    gone, kept = DocumentFactory(), DocumentFactory()
    gone_id, gone_key, kept_id = gone.id, gone.storage_key, kept.id
    with transaction():
        assert erase_documents([gone_id]) == 1
    assert db.session.scalars(select(Document.id)).all() == [kept_id]
    assert db.session.scalars(select(Tombstone.storage_key)).all() == [gone_key]
    assert storage().read(gone_key)


def test_what_is_rolled_back_was_never_erased(db: Any) -> None:
    document = DocumentFactory()
    document_id = document.id
    with suppress(ZeroDivisionError), transaction():
        erase_documents([document_id])
        _ = 1 / 0
    assert db.session.get(Document, document_id) is not None
    assert db.session.scalars(select(Tombstone)).all() == []


def test_nothing_is_erased_of_nothing(db: Any) -> None:
    with transaction():
        assert erase_documents([]) == 0
