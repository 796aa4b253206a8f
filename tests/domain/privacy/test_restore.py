"""A restore brings nobody back, sends nothing again, and says what it could not know (A11.2, R8)."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app.adapters.dumps import load
from app.core.actor import SYSTEM
from app.core.clock import now
from app.core.db import reading, transaction
from app.core.queue import Worker, heartbeat
from app.domain.applications.models import Application
from app.domain.audit import chain, marks
from app.domain.audit.record import record
from app.domain.audit.tags import Tag
from app.domain.documents import vault
from app.domain.documents.models import Document
from app.domain.documents.tasks import shred_all
from app.domain.mail.enums import MailState
from app.domain.mail.models import OutgoingMail
from app.domain.mail.outbox import FROZEN
from app.domain.people.models import Candidate
from app.domain.privacy import backups
from app.domain.privacy.erasure import erase_request
from app.domain.privacy.own import erase_candidate
from app.domain.privacy.replay import check_ledger
from app.domain.rights.models import RightsRequest
from app.extensions import db as database
from tests.databases import ENGINE
from tests.factories import OutgoingMailFactory, RightsRequestFactory
from tests.remains import remains_in

CANARIES = ("Ottilie Wunderlich", "ottilie.wunderlich@example.org", "Mes mots sur moi", "Vos données, Ottilie")


@pytest.fixture
def backup(instance: Flask, people: list[Candidate], tmp_path: Path) -> Path:
    """With a request of the first person, and the letter about it."""
    name, address, body, subject = CANARIES
    with transaction():
        person = database.session.get_one(Candidate, people[0].id)
        person.email = person.email_key = address
    request = RightsRequestFactory(name=name, email=address, email_key=address, body=body)
    OutgoingMailFactory(request_id=request.id, to_address=address, subject=subject, state=MailState.QUEUED)
    return _create(tmp_path)


def _create(folder: Path) -> Path:
    with reading():
        return backups.create_backup(folder / "backups").path


def _restore(app: Flask, path: Path, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["backup", "restore", str(path), *words])


def _erase(candidate_id: UUID) -> None:
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=candidate_id)
    with transaction():
        marks.write_marks()


def _letters() -> set[tuple[MailState, str | None]]:
    with reading():
        letters = database.session.execute(select(OutgoingMail.state, OutgoingMail.last_error))
        return {(state, error) for state, error in letters}


@pytest.mark.promise("C4.1", "C5.3")
def test_restored_instance_has_all_but_what_was_erased_since(
    instance: Flask, people: list[Candidate], backup: Path
) -> None:
    """A11.2, R8 T: backup, erase, restore, start: gone, to the last byte; letters of the backup are not sent again."""
    gone, stays = (person.id for person in people)
    with reading():
        known = marks.last_position()
    _erase(gone)
    entries = marks.ledger().read()
    for key in list(vault.storage().list_keys()):
        vault.storage().delete(key)
    assert "the database is not empty" in _restore(instance, backup).stderr
    result = _restore(instance, backup, "--replace")
    assert result.exit_code == 0, result.output
    shred_all()
    with reading():
        assert database.session.scalars(select(Candidate.id)).all() == [stays]
        document = database.session.scalars(select(Document)).one()
        assert database.session.scalars(select(Application.candidate_id)).all() == [stays]
        assert vault.read_content(document) == b"CV number 1"
        request = database.session.scalars(select(RightsRequest)).one()
        assert (request.name, request.email, request.body, request.state.value) == ("", "", "", "erased")
        # T: the ledger's position is the backup's and those added.
        assert known + len(entries) == marks.last_position() == len(marks.ledger().read())
    assert _letters() == {(MailState.FAILED, FROZEN)}
    database.session.remove()
    database.engine.dispose()
    left = remains_in(instance.config["DATA_DIR"])
    assert [canary for canary in CANARIES if canary.encode() in left] == []


def test_request_that_was_erased_since_stays_erased(instance: Flask, backup: Path) -> None:
    with transaction():
        erase_request(actor=SYSTEM, request_id=database.session.scalars(select(RightsRequest.id)).one())
    with transaction():
        marks.write_marks()
    assert _restore(instance, backup, "--replace").exit_code == 0
    with reading():
        assert database.session.scalars(select(RightsRequest)).all() == []
        assert database.session.scalars(select(OutgoingMail).where(OutgoingMail.request_id.is_not(None))).all() == []


def test_database_put_back_by_hand_sends_nothing_either(instance: Flask, people: list[Candidate], backup: Path) -> None:
    """R8: without the command, the ledger alone tells that the database is an older one."""
    gone, stays = (person.id for person in people)
    _erase(gone)
    backups._empty()
    load(database.engine.url, backup / "database", programs=instance.config["PG_BIN"])
    assert (MailState.QUEUED, None) in _letters()
    check_ledger()
    assert _letters() == {(MailState.FAILED, FROZEN)}
    letter_id = OutgoingMailFactory(candidate_id=stays, state=MailState.QUEUED).id
    check_ledger()
    with reading():
        assert database.session.get_one(OutgoingMail, letter_id).state is MailState.QUEUED


def test_letter_that_had_left_is_not_among_those_to_be_sent_again(
    instance: Flask, people: list[Candidate], tmp_path: Path
) -> None:
    """R8: the administrator would press the button beside it."""
    OutgoingMailFactory(candidate_id=people[0].id, state=MailState.QUEUED)
    OutgoingMailFactory(candidate_id=people[0].id, state=MailState.SENT, sent_at=now())
    assert _restore(instance, _create(tmp_path), "--replace").exit_code == 0
    assert _letters() == {(MailState.FAILED, FROZEN), (MailState.SENT, None)}


def test_letters_are_frozen_before_the_database_is_in_its_place(
    instance: Flask, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R8: killed at that moment, nothing thaws."""

    def fill_and_die(*args: Any) -> None:
        fill(*args)
        if args[0] == database.engine.url:
            raise KeyboardInterrupt

    fill = backups._fill
    monkeypatch.setattr(backups, "_fill", fill_and_die)
    with pytest.raises(KeyboardInterrupt):
        backups.restore_backup(backup, replace=True)
    assert _letters() == {(MailState.FAILED, FROZEN)}


def test_restore_asks_for_the_ledger(instance: Flask, people: list[Candidate], backup: Path) -> None:
    """A11.2: without it nothing is erased again, and nothing says so."""
    _erase(people[0].id)
    instance.config["ERASURE_LEDGER"].unlink()
    refused = _restore(instance, backup, "--replace")
    assert (refused.exit_code, "there is no erasure ledger" in refused.stderr) == (1, True)
    result = _restore(instance, backup, "--replace", "--without-ledger")
    assert result.exit_code == 0
    assert "erased again" not in result.output
    assert "WITHOUT A LEDGER: who was erased after" in result.output
    check_ledger()
    with reading():
        assert len(database.session.scalars(select(Candidate.id)).all()) == len(people)


def test_ledger_of_another_instance_is_no_ledger(instance: Flask, backup: Path) -> None:
    instance.config["ERASURE_LEDGER"].unlink()
    marks.ledger().begin("another")
    result = _restore(instance, backup, "--replace")
    assert (result.exit_code, "belongs to another database" in result.stderr) == (1, True)


def test_restore_does_not_disturb_a_worker_without_being_told_to(instance: Flask, clock: Any, backup: Path) -> None:
    Worker([heartbeat()]).tick()
    assert "a worker is at work" in _restore(instance, backup).stderr
    clock.shift(timedelta(minutes=2))
    assert "the database is not empty" in _restore(instance, backup).stderr
    assert _restore(instance, backup, "--replace").exit_code == 0


def test_restore_of_an_old_backup_tells_what_the_night_needs(instance: Flask, clock: Any, backup: Path) -> None:
    """R13: after a step of the clock nothing is erased until somebody says that it is right."""
    words = "flask retention run --accept-clock"
    assert words not in _restore(instance, backup, "--replace").output
    clock.shift(timedelta(hours=49))
    assert words in _restore(instance, backup, "--replace").output


def test_anchors_of_the_former_log_are_put_aside_and_new_ones_begun(
    instance: Flask, people: list[Candidate], tmp_path: Path
) -> None:
    """R10: into an empty database; from the first moment the end of the log cannot be cut off unseen."""
    with transaction():
        record(SYSTEM, Tag.RETENTION_RAN, None)
    with transaction():
        chain.seal_batch()
    # Without a link yet: it comes before the anchor of the restore too, or its cut would look too early one day.
    with transaction():
        record(SYSTEM, Tag.RETENTION_RAN, None)
    path = _create(tmp_path)
    backups._empty()
    if ENGINE == "sqlite":
        Path(str(database.engine.url.database)).unlink()
    anchors = instance.config["DATA_DIR"] / "audit-anchors.log"
    anchors.write_text("of another log\n")
    assert _restore(instance, path).exit_code == 0
    assert [told.position for told in chain.anchors().read()] == [2]
    assert [each.read_text() for each in anchors.parent.glob("audit-anchors.*.log")] == ["of another log\n"]
    with reading():
        assert chain.verify() is None
        assert len(database.session.scalars(select(Candidate.id)).all()) == len(people)


def test_backup_of_another_engine_is_refused(instance: Flask, backup: Path) -> None:
    manifest = json.loads((backup / "manifest.json").read_text())
    (backup / "manifest.json").write_text(json.dumps({**manifest, "engine": "other"}))
    assert "the engine of the database" in _restore(instance, backup, "--replace").stderr
