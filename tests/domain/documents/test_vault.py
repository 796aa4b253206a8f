"""Files under their keys: what was stored before there were keys is sealed, and what no key opens is told (A11.2)."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.adapters.storage import StorageUnavailable
from app.core.db import reading, transaction
from app.domain.documents import keys, vault
from app.domain.documents.intake import keep
from app.domain.documents.models import Document, Tombstone
from tests.factories import CandidateFactory, DocumentFactory

CONTENT = b"%PDF-1.4 an old file that anybody could read in the store"


def _bare(**given: Any) -> Document:
    return DocumentFactory(content=CONTENT, stored=(vault.storage().write(CONTENT), None), **given)


@pytest.mark.promise("C4.1")
def test_readable_files_are_sealed_and_the_readable_octets_buried(app: Flask, db: Any) -> None:
    staged, kept = _bare(), _bare(candidate=CandidateFactory())
    old = {staged.storage_key, kept.storage_key}
    assert vault.read_content(kept) == CONTENT
    with reading():
        assert keys.is_sealing_due()
    assert keys.seal_batch() == 2
    assert keys.seal_batch() == 0
    with reading():
        assert not keys.is_sealing_due()
        for document in db.session.scalars(select(Document)):
            assert vault.read_content(document) == CONTENT
            assert CONTENT not in vault.storage().read(document.storage_key)
        assert set(db.session.scalars(select(Tombstone.storage_key))) == old


def test_file_from_before_the_keys_can_still_be_given_to_a_person(app: Flask, db: Any) -> None:
    staged, candidate = _bare(), CandidateFactory()
    with transaction():
        keep(staged, candidate.id)
    assert vault.read_content(staged) == CONTENT


@pytest.mark.promise("C4.1")
def test_file_that_its_key_does_not_open_is_not_there(app: Flask, db: Any) -> None:
    document = DocumentFactory(candidate=CandidateFactory())
    other = DocumentFactory(candidate=CandidateFactory())
    with transaction():
        taken, document.storage_key = document.storage_key, uuid4().hex
        db.session.flush()
        other.storage_key = taken
    with pytest.raises(StorageUnavailable):
        vault.read_content(other)


def test_way_to_read_a_file_later_needs_no_transaction(app: Flask, db: Any) -> None:
    """As a copy of one's data does, sealed or from before there were keys."""
    sealed, bare = DocumentFactory(candidate=CandidateFactory(), content=CONTENT), _bare(candidate=CandidateFactory())
    with reading():
        ways = [vault.opener(document) for document in (sealed, bare)]
    db.session.remove()
    assert [read() for read in ways] == [CONTENT, CONTENT]
