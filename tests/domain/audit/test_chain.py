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
from app.domain.policy.periods import AT, DE, FR
from app.domain.policy.purposes import Purpose
from app.extensions import db as database
from tests.databases import unguarded

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


def _without_guard(*statements: str, **values: Any) -> None:
    with database.engine.begin() as connection, unguarded(connection):
        for statement in statements:
            sent = text(statement)
            connection.execute(sent, {name: values[name] for name in sent.compile().params})


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


def test_event_that_no_worker_has_sealed_yet_is_no_fault(log: list[int], clock: Any) -> None:
    """R10: a worker that is away for an hour is not somebody who wrote into the log; it seals what it finds."""
    with transaction():
        record(SYSTEM, Tag.RETENTION_RAN, None)
    clock.shift(timedelta(hours=1))
    assert _verify() is None
    _seal()
    assert _verify() is None


def test_log_that_no_worker_has_ever_seen_is_no_fault(db: Any, clock: Any) -> None:
    """R10: an instance before the first tick of its worker."""
    with transaction():
        record(SYSTEM, Tag.RETENTION_RAN, None)
    clock.shift(timedelta(hours=1))
    assert _verify() is None


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
            anchor = database.session.scalar(select(AuditSeal).order_by(AuditSeal.position.desc()).limit(1))
            with unguarded(database.session.connection()):
                database.session.execute(delete(AuditAnchor))
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
    clock.shift(timedelta(days=364))
    with transaction():
        assert chain.cut(SYSTEM, until) == 3
    assert _verify() is None
    assert _seal() == 1
    assert _verify() is None
    clock.shift(timedelta(days=364))
    with transaction():
        assert chain.cut(SYSTEM, now() - timedelta(days=363, seconds=1)) == 4
        assert chain.cut(SYSTEM, now() - timedelta(days=363, seconds=2)) == 0
    assert _seal() == 1
    with transaction():
        chain.add_anchor()
    assert _verify() is None


GUARDED = {
    "UPDATE audit_seals SET hash = 'x'": "audit_seals|audit log never",
    "DELETE FROM audit_seals": "stays with its event",
    "UPDATE audit_anchors SET hash = 'x'": "audit_anchors|audit log never",
    "DELETE FROM audit_anchors": "audit_anchors|audit log stays",
}


@pytest.mark.parametrize("statement", GUARDED)
def test_links_and_anchors_are_guarded_as_events_are(log: list[int], statement: str) -> None:
    """R10, A13.4."""
    with pytest.raises(DBAPIError, match=GUARDED[statement]), database.engine.begin() as connection:
        connection.execute(text(statement))


CUT = (
    "INSERT INTO audit_cuts (until_at, position, hash) SELECT :until, position, hash "
    "FROM audit_seals WHERE position = 6"
)


@pytest.mark.parametrize("days", [-30000, 0, 362])
def test_database_refuses_a_cut_within_the_period(log: list[int], days: int) -> None:
    """R10, A13.4: with a cut at any day, the whole log could be let go."""
    cut = text(CUT).bindparams(until=now() - timedelta(days=days))
    with pytest.raises(DBAPIError, match="until its period is over"), database.engine.begin() as connection:
        connection.execute(cut)


def test_cut_can_neither_be_changed_nor_taken_back(log: list[int], clock: Any) -> None:
    clock.shift(timedelta(days=364))
    with transaction():
        chain.cut(SYSTEM, now() - timedelta(days=363, seconds=1))
    for statement in ("UPDATE audit_cuts SET position = 9", "DELETE FROM audit_cuts"):
        with pytest.raises(DBAPIError, match=r"audit_cuts|audit log"), database.engine.begin() as connection:
            connection.execute(text(statement))


@pytest.mark.promise("C4.1")
@pytest.mark.parametrize("years", [-73, 2])
def test_whole_log_taken_away_under_a_cut_is_noticed(app: Flask, log: list[int], clock: Any, years: int) -> None:
    """R10, A13.4: by the cut's own day, or, where that is a lie, by the anchors that saw the chain after it."""
    clock.shift(timedelta(days=30))
    with transaction():
        record(SYSTEM, Tag.RETENTION_RAN, None)
    _seal()
    until = now() - timedelta(days=365 * years)
    _without_guard(CUT.replace("= 6", "= 7"), "DELETE FROM audit_events", "DELETE FROM audit_seals", until=until)
    finding = _verify()
    assert finding == chain.Finding(7, None, "was cut off before its period was over")
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert (result.exit_code, result.output) == (1, "position 7 was cut off before its period was over\n")


def test_cut_that_is_not_where_its_anchor_was_is_named(log: list[int], clock: Any) -> None:
    until = now()
    clock.shift(timedelta(days=400))
    _without_guard(CUT.replace("hash FROM", "'other' FROM"), until=until)
    assert _verify() == chain.Finding(6, None, "differs from its anchor")


def test_cut_that_left_what_it_should_have_taken_is_named(log: list[int], clock: Any) -> None:
    """It would hide what stays before it."""
    until = now()
    clock.shift(timedelta(days=400))
    _without_guard(CUT, until=until)
    assert _verify() == chain.Finding(1, None, "is there, and was cut off")
    _without_guard(
        "DELETE FROM audit_seals WHERE position < 6", "DELETE FROM audit_events WHERE id < :last", last=log[-1]
    )
    assert _verify() == chain.Finding(6, None, "is there, and was cut off")


def test_cut_of_what_was_sealed_and_anchored_late_is_honest(db: Any, clock: Any) -> None:
    """R10, A2.6: what happened before midnight was anchored after it, and its last link when the worker was back."""
    with transaction():
        record(SYSTEM, Tag.RETENTION_RAN, None)
    _seal()
    with transaction():
        record(SYSTEM, Tag.RETENTION_RAN, None)
    until = now() + timedelta(seconds=1)
    for days in (1, 9):
        clock.shift(timedelta(days=days))
        with transaction():
            chain.add_anchor()
        _seal()
    clock.shift(timedelta(days=400))
    with transaction():
        assert chain.cut(SYSTEM, until) == 2
    assert _verify() is None


def test_nothing_is_anchored_between_the_links_of_what_waited(
    db: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R10: after days without a worker, more waits than one batch; what is cut a year later is no early cut."""
    monkeypatch.setattr(chain, "BATCH", 2)
    for _ in range(3):
        with transaction():
            record(SYSTEM, Tag.RETENTION_RAN, None)
    until = now() + timedelta(seconds=1)
    clock.shift(timedelta(days=3))
    for task in [task for task in TASKS if task.name in {"audit.seal", "audit.anchor"}] * 2:
        with reading():
            is_due = task.is_due()
        if is_due:
            task.run()
    assert [anchor.position for anchor in chain.anchors().read()] == [3]
    clock.shift(timedelta(days=400))
    with transaction():
        assert chain.cut(SYSTEM, until) == 3
    assert _verify() is None


def test_worker_anchors_the_chain_whenever_it_has_grown(app: Flask, db: Any, clock: Any) -> None:
    """R10: at least daily; here every five minutes, so that no longer end can be cut off unseen."""
    tasks = {task.name: task for task in TASKS}
    seal, anchor = tasks["audit.seal"], tasks["audit.anchor"]
    assert anchor.every == timedelta(minutes=5)
    with reading():
        assert not anchor.is_due()
    anchor.run()
    for lines in (1, 2):
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
            assert len(database.session.scalars(select(AuditAnchor)).all()) == 1
        assert [told.position for told in chain.anchors().read()] == [*range(1, lines + 1)]
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert (result.exit_code, result.output) == (0, "2 event(s), every one as it was written\n")
    _without_guard("DELETE FROM audit_seals WHERE position = 2", "DELETE FROM audit_events WHERE id = 2")
    assert _verify() == chain.Finding(2, None, "is anchored and not there")


def test_file_of_anchors_that_was_changed_is_told_in_one_sentence(app: Flask, log: list[int]) -> None:
    with transaction():
        chain.add_anchor()
    path = app.config["DATA_DIR"] / "audit-anchors.log"
    path.write_text(path.read_text().replace(" ", "", 1))
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert (result.exit_code, result.stderr) == (
        1,
        f"Error: line 1 of the file of anchors {path} is not as it was written\n",
    )


@pytest.mark.usefixtures("log")
def test_file_of_anchors_that_is_gone_is_told() -> None:
    """The rows say the same, and whoever has the database has them too."""
    chain.anchors().put_aside("elsewhere")
    assert _verify() == chain.Finding(6, None, "is anchored in the database, and there is no anchor file")


def test_every_period_of_the_log_is_at_least_that_of_the_guards() -> None:
    for profile in (FR, DE, AT):
        period = profile.rule(Purpose.SECURITY_LOG).period
        assert timedelta(days=30 * period.months + period.days) + timedelta(days=3) >= chain.KEPT
