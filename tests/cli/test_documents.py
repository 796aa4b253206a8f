"""flask documents: keys."""

import base64
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

import config
from app.adapters.sealing import UnknownMasterKey, name_key
from app.core.db import reading
from app.domain.documents import keys, vault
from app.domain.documents.models import CandidateKey, Document
from tests.factories import CandidateFactory, DocumentFactory

OLD, NEW = b"o" * 32, b"n" * 32


@pytest.fixture
def documents(app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch) -> list[Document]:
    """Two of one candidate and a staged one, all sealed under the old master key."""
    monkeypatch.setitem(app.config, "MASTER_KEYS", (OLD,))
    candidate = CandidateFactory()
    return [DocumentFactory(candidate=candidate), DocumentFactory(candidate=candidate), DocumentFactory()]


def _rotate(app: Flask) -> str:
    result = app.test_cli_runner().invoke(args=["documents", "rotate-keys"])
    assert result.exit_code == 0, result.output
    return result.output


def test_rotation_seals_every_key_anew_and_the_old_one_may_go(
    app: Flask, documents: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = [vault.read_content(document) for document in documents]
    monkeypatch.setitem(app.config, "MASTER_KEYS", (NEW, OLD))
    assert _rotate(app) == f"2 keys sealed anew by {name_key(NEW)}\n"
    assert _rotate(app) == f"0 keys sealed anew by {name_key(NEW)}\n"
    monkeypatch.setitem(app.config, "MASTER_KEYS", (NEW,))
    with reading():
        assert [vault.read_content(document) for document in documents] == contents
    keys.check_master_key()


def test_rotation_without_the_old_key_changes_nothing(
    app: Flask, db: Any, documents: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MASTER_KEYS", (NEW,))
    with pytest.raises(UnknownMasterKey):
        keys.rotate_keys()
    assert db.session.scalars(select(CandidateKey.sealed_by)).all() == [name_key(OLD)]


def test_wrong_master_key_stops_the_start_and_is_named(
    app: Flask, documents: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.check_master_key()
    monkeypatch.setitem(app.config, "MASTER_KEYS", (NEW,))
    with pytest.raises(keys.WrongMasterKey, match=rf"MASTER_KEY .*{name_key(OLD)}"):
        keys.check_master_key()


def test_new_key_is_one_that_the_settings_take(app: Flask) -> None:
    printed = app.test_cli_runner().invoke(args=["documents", "new-key"]).output.strip()
    assert len(base64.urlsafe_b64decode(printed)) == 32
    assert config.load({"MASTER_KEY": printed})["MASTER_KEYS"] == (base64.urlsafe_b64decode(printed),)
