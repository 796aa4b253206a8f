"""Versions of the notice: written once, never changed, compared with the one before (C7.1, C7.2)."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.actor import OPERATOR
from app.core.db import reading, transaction
from app.core.errors import Missing
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.firm import notices, tasks
from app.domain.firm.actions import change_firm
from app.domain.firm.models import Notice
from app.domain.policy.notices import notice_hash


def _publish() -> int:
    with transaction():
        return notices.publish_notice(actor=OPERATOR)


@pytest.mark.promise("C7.1")
def test_what_has_not_changed_is_the_same_version(db: Any) -> None:
    assert (_publish(), _publish()) == (1, 1)
    assert db.session.scalars(select(AuditEvent.tag)).all() == [Tag.NOTICE_PUBLISHED]


@pytest.mark.promise("C7.1")
def test_changed_setting_is_a_new_version_and_the_old_one_stays_as_it_was(
    app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C7.1 T: editing a used notice creates a version; the old hash is still retrievable."""
    _publish()
    first = notices.get_notice(1)
    before = (first.fr, first.en, first.fr_hash)
    monkeypatch.setitem(app.config, "RETENTION_POOL_MONTHS", 12)
    assert _publish() == 2
    db.session.expire_all()
    first = notices.get_notice(1)
    assert (first.fr, first.en, first.fr_hash) == before
    assert notice_hash(first.fr) == first.fr_hash
    assert notices.find_notice(before[2]).number == 1
    monkeypatch.setitem(app.config, "RETENTION_POOL_MONTHS", None)
    assert _publish() == 3
    assert notices.find_notice(before[2]).number == 1


def test_words_of_the_firm_make_a_new_version_in_the_same_transaction(db: Any) -> None:
    _publish()
    words = {
        name: {"fr": f"{name} fr", "en": f"{name} en"} for name in ("recipients", "transfers", "sources", "methods")
    }
    with transaction():
        change_firm(actor=OPERATOR, version=0, facts={}, accent=None, words={}, notice_words=words)
    latest = notices.find_latest_notice()
    assert latest is not None
    assert latest.number == 2
    for name in words:
        assert f"{name} fr" in latest.fr
        assert f"{name} en" in latest.en


@pytest.mark.promise("C7.2")
def test_difference_is_told_word_by_word(app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _publish()
    monkeypatch.setitem(app.config, "FIRM_PRIVACY_CONTACT", "donnees@example.org")
    _publish()
    before, after = (notices.text_of(notices.get_notice(number), "fr") for number in (1, 2))
    changes = notices.changes_between(before, after)
    assert len(changes) == 4
    for paragraph in changes:
        said = {kind: " ".join(one.text for one in paragraph if one.kind == kind) for kind in ("removed", "added")}
        assert "reclamations@example.org" in said["removed"]
        assert "donnees@example.org" in said["added"]
    assert notices.changes_between(before, before) == []


def test_paragraph_that_is_new_or_gone_is_told_whole() -> None:
    pair = notices._stretches("", "Une phrase nouvelle.")
    assert [(one.kind, one.text) for one in pair] == [("added", "Une phrase nouvelle.")]
    pair = notices._stretches("Une phrase ancienne.", "")
    assert [(one.kind, one.text) for one in pair] == [("removed", "Une phrase ancienne.")]


def test_worker_publishes_what_a_release_or_a_setting_has_changed(
    app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for months in (None, 6):
        monkeypatch.setitem(app.config, "RETENTION_POOL_MONTHS", months)
        with reading():
            assert tasks.has_unpublished_notice()
        tasks.publish()
        with reading():
            assert not tasks.has_unpublished_notice()
    assert [notice.number for notice in notices.list_notices()] == [2, 1]


def test_version_that_never_was_is_missing(db: Any) -> None:
    with pytest.raises(Missing):
        notices.get_notice(1)
    assert notices.find_notice("0" * 64) is None
    assert db.session.scalars(select(Notice)).all() == []


def test_a_notice_is_made_once_for_the_same_facts(app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first = notices.current_document("fr")
    assert notices.current_document("fr") is first
    monkeypatch.setitem(app.config, "FIRM_NAME", "Une autre maison")
    assert "Une autre maison" in notices.current_document("fr").text
    monkeypatch.undo()
    assert notices.current_document("fr") == first
