"""The log cannot be changed unnoticed: one byte, one row, one order (C4.1, R10)."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, text
from sqlalchemy.exc import DBAPIError

from app.core.actor import SYSTEM
from app.core.clock import now
from app.core.db import reading, transaction
from app.domain.audit import chain
from app.domain.audit.models import AuditAnchor, AuditEvent, AuditSeal
from app.domain.audit.record import record
from app.domain.audit.tags import Tag
from app.domain.audit.tasks import TASKS
from app.extensions import db as database
from tests.databases import ENGINE

TAMPERED = {
    "altered": "UPDATE audit_events SET details = '{\"erased\": 9}' WHERE id = :third",
    "backdated": "UPDATE audit_events SET subject_type = 'other' WHERE id = :third",
    "deleted": "DELETE FROM audit_events WHERE id = :third",
    "deleted with its link": "DELETE FROM audit_seals WHERE position = 3",
}


@pytest.fixture
def log(db: Any, clock: Any) -> list[int]:
    """Six events, sealed and anchored."""
    for number in range(6):
        with transaction():
            record(SYSTEM, Tag.RETENTION_RAN, None, {"erased": number})
        clock.shift(60)
    _seal()
    with transaction():
        chain.add_anchor()
    return list(db.session.scalars(select(AuditEvent.id).order_by(AuditEvent.id)))


def _seal() -> int:
    with transaction():
        return chain.seal_batch()


def _verify() -> chain.Finding | None:
    with reading():
        return chain.verify()


def _without_guard(*statements: str, **values: int) -> None:
    """As somebody with the whole database in their hands would."""
    with database.engine.begin() as connection:
        if ENGINE == "sqlite":
            connection.execute(text("DROP TRIGGER IF EXISTS audit_events_never_change"))
            connection.execute(text("DROP TRIGGER IF EXISTS audit_events_stay"))
        else:
            connection.execute(text("ALTER TABLE audit_events DISABLE TRIGGER audit_events_guard"))
        for statement in statements:
            sent = text(statement)
            connection.execute(sent, {name: values[name] for name in sent.compile().params})
        if ENGINE == "sqlite":
            connection.execute(
                text(
                    "CREATE TRIGGER audit_events_never_change BEFORE UPDATE ON audit_events "
                    "BEGIN SELECT RAISE(ABORT, 'an audit event never changes'); END"
                )
            )
            connection.execute(
                text(
                    "CREATE TRIGGER audit_events_stay BEFORE DELETE ON audit_events WHEN NOT EXISTS "
                    "(SELECT 1 FROM audit_cuts WHERE audit_cuts.until_at > OLD.at) "
                    "BEGIN SELECT RAISE(ABORT, 'an audit event stays until its period is over'); END"
                )
            )
        else:
            connection.execute(text("ALTER TABLE audit_events ENABLE TRIGGER audit_events_guard"))


def test_chain_of_an_honest_log_holds(log: list[int]) -> None:
    assert _verify() is None
    with reading():
        assert chain.count_links() == 6


@pytest.mark.parametrize("statement", ["UPDATE audit_events SET tag = 'x:y'", "DELETE FROM audit_events"])
def test_database_itself_refuses_to_change_or_delete_an_event(log: list[int], statement: str) -> None:
    """R10, A13.4 T: the application's user cannot UPDATE or DELETE the log."""
    with pytest.raises(DBAPIError, match="audit event"), database.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.promise("C4.1")
@pytest.mark.parametrize("way", TAMPERED)
def test_first_event_that_is_not_as_it_was_is_named(app: Flask, log: list[int], way: str) -> None:
    """R10: edit, delete; the command ends with 1 and names it."""
    _without_guard(TAMPERED[way], third=log[2])
    finding = _verify()
    assert finding is not None
    assert finding.position == 3
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert (result.exit_code, "position 3" in result.output) == (1, True)


def test_events_that_changed_places_are_named(log: list[int]) -> None:
    _without_guard(
        "UPDATE audit_seals SET event_id = -1 WHERE position = 2",
        "UPDATE audit_seals SET event_id = :second WHERE position = 4",
        "UPDATE audit_seals SET event_id = :fourth WHERE position = 2",
        second=log[1],
        fourth=log[3],
    )
    finding = _verify()
    assert finding is not None
    assert (finding.position, finding.fault) == (2, "was altered or moved")


def test_event_slipped_in_unseen_is_named(log: list[int], clock: Any) -> None:
    clock.shift(timedelta(hours=2))
    with transaction():
        record(SYSTEM, Tag.RETENTION_RAN, None)
    _seal()
    with transaction():
        database.session.add(
            AuditEvent(
                at=now() - timedelta(hours=1),
                tag=Tag.RETENTION_RAN,
                actor_kind=SYSTEM.kind,
                subject_type="retention",
                details={},
            )
        )
    finding = _verify()
    assert finding is not None
    assert finding.fault == "was added without a link"


@pytest.mark.parametrize("rows", ["kept", "rewritten"])
def test_chain_written_anew_differs_from_its_anchor(log: list[int], rows: str) -> None:
    """Somebody who rewrites everything, anchors of the database included, does not have the file."""
    _without_guard(
        "UPDATE audit_events SET subject_type = 'other' WHERE id = :first", "DELETE FROM audit_seals", first=log[0]
    )
    _seal()
    if rows == "rewritten":
        with transaction():
            database.session.execute(delete(AuditAnchor))
            anchor = database.session.scalar(select(AuditSeal).order_by(AuditSeal.position.desc()).limit(1))
            database.session.add(AuditAnchor(day_on=now().date(), position=anchor.position, hash=anchor.hash))
    finding = _verify()
    assert finding is not None
    assert finding.fault == "differs from its anchor"


def test_end_of_the_chain_cut_off_is_named(log: list[int]) -> None:
    _without_guard(
        "DELETE FROM audit_events WHERE id = :last", "DELETE FROM audit_seals WHERE position = 6", last=log[5]
    )
    finding = _verify()
    assert finding is not None
    assert (finding.position, finding.fault) == (6, "is anchored and not there")


def test_what_is_left_after_the_end_of_a_period_still_holds(log: list[int], clock: Any) -> None:
    """C1.4 and R10 together: the oldest go, and the chain goes on."""
    until = now() - timedelta(minutes=3)
    with transaction():
        assert chain.cut(until) == 3
    assert _verify() is None
    with transaction():
        record(SYSTEM, Tag.RETENTION_RAN, None)
    assert _seal() == 1
    assert _verify() is None
    with transaction():
        assert chain.cut(now() + timedelta(seconds=1)) == 4
        assert chain.cut(now() + timedelta(seconds=2)) == 0
    assert _verify() is None


def test_worker_seals_and_anchors_once_a_day(app: Flask, db: Any, clock: Any) -> None:
    tasks = {task.name: task for task in TASKS}
    seal, anchor = tasks["audit.seal"], tasks["audit.anchor"]
    with reading():
        assert not anchor.is_due()
    with transaction():
        record(SYSTEM, Tag.RETENTION_RAN, None)
    with reading():
        assert seal.is_due()
    seal.run()
    with reading():
        assert not seal.is_due()
        assert anchor.is_due()
    anchor.run()
    with reading():
        assert not anchor.is_due()
    assert len(chain.anchors_file().read_text().splitlines()) == 1
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert (result.exit_code, result.output) == (0, "1 event(s), every one as it was written\n")


@pytest.mark.usefixtures("log")
def test_chain_is_checked_without_the_file_of_anchors() -> None:
    """The rows say the same."""
    chain.anchors_file().unlink()
    assert _verify() is None
