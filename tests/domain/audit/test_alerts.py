"""Unusual volume is noticed, counted while it goes on, and settled by a person (A13.4)."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core.actor import OPERATOR, staff
from app.core.clock import now
from app.core.db import is_sqlite, reading, transaction
from app.core.errors import Conflict, Invalid, Missing
from app.core.permissions import Role
from app.core.queue import Worker
from app.domain.audit import queries
from app.domain.audit.alerts import acknowledge_alert
from app.domain.audit.models import Alert
from app.domain.audit.queries import list_events_about
from app.domain.audit.tags import OPENINGS, Tag
from app.domain.audit.tasks import TASKS, is_unusual
from tests.factories import AlertFactory, OpeningFactory
from tests.statements import counted_statements

pytestmark = pytest.mark.usefixtures("db")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def worker() -> Worker:
    return Worker(TASKS[:1])


@pytest.fixture
def account_id() -> UUID:
    return uuid4()


def _open(account_id: UUID, files: int, **values: Any) -> None:
    OpeningFactory.create_batch(files, actor_id=account_id, **values)


def _alerts(db: Any) -> list[Alert]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(Alert).order_by(Alert.raised_at, Alert.count)))


def _acknowledge(alert: Alert, comment: str = "Passation avant un congé.") -> UUID:
    administrator = staff(uuid4(), Role.ADMINISTRATOR)
    with transaction():
        acknowledge_alert(actor=administrator, alert_id=alert.id, comment=comment)
    return administrator.account_id  # type: ignore[return-value]


def test_sixty_files_are_usual_and_one_more_is_not(db: Any, clock: Any, worker: Worker, account_id: UUID) -> None:
    began = now()
    _open(account_id, 60)
    assert worker.tick() is False
    assert _alerts(db) == []
    clock.shift(5 * MINUTE)
    _open(account_id, 1)
    assert worker.tick() is True
    [alert] = _alerts(db)
    assert (alert.account_id, alert.kind, alert.count) == (account_id, "many_files", 61)
    assert (alert.since_at, alert.raised_at, alert.acknowledged_at) == (began, now(), None)


def test_the_worker_looks_at_least_every_five_minutes() -> None:
    """A13.4."""
    assert (TASKS[0].name, TASKS[0].every <= 5 * MINUTE) == ("audit.watch", True)


def test_what_is_spread_over_two_hours_is_usual(db: Any, clock: Any, worker: Worker, account_id: UUID) -> None:
    for _ in range(120):
        _open(account_id, 1)
        clock.shift(MINUTE)
        worker.tick()
    assert len(queries.list_openings(account_id)) == 120
    assert _alerts(db) == []


def test_a_burst_that_ended_between_two_looks_is_seen(db: Any, clock: Any, worker: Worker, account_id: UUID) -> None:
    """The hour before the look no longer holds it; a worker that was away for half a day still finds it."""
    for _ in range(61):
        _open(account_id, 1)
        clock.shift(59 * MINUTE / 60)
    clock.shift(timedelta(hours=12))
    worker.tick()
    assert [alert.count for alert in _alerts(db)] == [61]


def test_a_file_opened_again_counts_once(db: Any, clock: Any, worker: Worker, account_id: UUID) -> None:
    _open(account_id, 59)
    _open(account_id, 40, subject_id=uuid4())
    worker.tick()
    assert _alerts(db) == []


def test_dossiers_and_documents_count_together_and_nothing_else(
    db: Any, clock: Any, worker: Worker, account_id: UUID
) -> None:
    for tag in Tag:
        _open(account_id, 15, tag=tag)
    worker.tick()
    assert _alerts(db) == []
    _open(account_id, 1, tag=Tag.APPLICATION_OPENED)
    clock.shift(MINUTE)
    worker.tick()
    assert [alert.count for alert in _alerts(db)] == [61]
    assert OPENINGS == (
        Tag.DOCUMENT_OPENED,
        Tag.DOCUMENT_ORIGINAL_OPENED,
        Tag.APPLICATION_OPENED,
        Tag.ARCHIVE_OPENED,
    )


def test_each_account_is_counted_for_itself(db: Any, clock: Any, worker: Worker) -> None:
    for files in (60, 61, 62):
        _open(uuid4(), files)
    _open(None, 100)  # type: ignore[arg-type]  # an operator's command has no account
    worker.tick()
    assert [alert.count for alert in _alerts(db)] == [61, 62]


def test_an_alert_is_written_once_and_grows_while_the_burst_goes_on(
    db: Any, clock: Any, worker: Worker, account_id: UUID
) -> None:
    counts, began = [], now()
    for more in (61, 0, 9, 30):
        _open(account_id, more)
        clock.shift(MINUTE)
        worker.tick()
        counts.append([(alert.count, alert.since_at) for alert in _alerts(db)])
    assert counts == [[(61, began)], [(61, began)], [(70, began)], [(100, began)]]
    [alert] = _alerts(db)
    assert [event.tag for event in list_events_about(alert.id)] == ["alert:raised"]


def test_ordinary_work_after_a_burst_is_not_counted(db: Any, clock: Any, worker: Worker, account_id: UUID) -> None:
    _open(account_id, 61)
    clock.shift(timedelta(hours=2))
    _open(account_id, 10)
    worker.tick()
    assert [alert.count for alert in _alerts(db)] == [61]


def test_a_second_burst_days_later_raises_the_count_of_the_open_alert(
    db: Any, clock: Any, worker: Worker, account_id: UUID
) -> None:
    _open(account_id, 61)
    worker.tick()
    clock.shift(timedelta(days=3))
    worker.tick()
    assert [alert.count for alert in _alerts(db)] == [61]
    _open(account_id, 70)
    clock.shift(MINUTE)
    worker.tick()
    assert [alert.count for alert in _alerts(db)] == [131]


def test_an_acknowledged_burst_is_settled_and_a_new_one_is_another_alert(
    db: Any, clock: Any, worker: Worker, account_id: UUID
) -> None:
    _open(account_id, 61)
    worker.tick()
    clock.shift(MINUTE)
    by = _acknowledge(_alerts(db)[0], "  Passation \n avant un congé. ")
    clock.shift(MINUTE)
    _open(account_id, 60)
    worker.tick()
    [first] = _alerts(db)
    assert (first.acknowledged_by, first.comment) == (by, "Passation avant un congé.")
    assert first.acknowledged_at == now() - MINUTE
    _open(account_id, 1)
    clock.shift(MINUTE)
    worker.tick()
    assert [(alert.count, alert.comment) for alert in _alerts(db)] == [(61, "Passation avant un congé."), (61, None)]


def test_both_ends_of_an_alert_stand_in_the_audit_log_without_its_words(
    db: Any, clock: Any, worker: Worker, account_id: UUID
) -> None:
    _open(account_id, 61)
    worker.tick()
    [alert] = _alerts(db)
    by = _acknowledge(alert)
    raised, acknowledged = list_events_about(alert.id)
    assert (raised.tag, raised.actor_kind, raised.subject_type) == (Tag.ALERT_RAISED, "system", "alert")
    assert raised.details == {"account": str(account_id), "kind": "many_files", "count": 61}
    assert (acknowledged.tag, acknowledged.actor_id, acknowledged.details) == (Tag.ALERT_ACKNOWLEDGED, by, {})


@pytest.mark.parametrize("comment", ["", " \n ", "x" * 201])
def test_an_alert_is_closed_with_a_short_word_only(db: Any, comment: str) -> None:
    alert = AlertFactory()
    with pytest.raises(Invalid) as refusal:
        _acknowledge(alert, comment)
    assert list(refusal.value.fields) == ["comment"]
    assert [each.acknowledged_at for each in _alerts(db)] == [None]


def test_an_alert_is_acknowledged_once(db: Any) -> None:
    alert = AlertFactory()
    by = _acknowledge(alert, "x" * 200)
    with pytest.raises(Conflict):
        _acknowledge(alert, "Autre chose.")
    assert [(each.acknowledged_by, each.comment) for each in _alerts(db)] == [(by, "x" * 200)]
    with pytest.raises(Missing), transaction():
        acknowledge_alert(actor=OPERATOR, alert_id=uuid4(), comment="Rien.")


@pytest.mark.parametrize(
    "values", [{"acknowledged_at": now()}, {"comment": "Rien."}, {"acknowledged_by": uuid4(), "comment": "Rien."}]
)
def test_the_database_knows_no_half_acknowledged_alert(db: Any, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        AlertFactory(**values)
    db.session.rollback()


def test_the_database_keeps_one_open_alert_per_account(db: Any, account_id: UUID) -> None:
    alert = AlertFactory(account_id=account_id)
    with pytest.raises(IntegrityError):
        AlertFactory(account_id=account_id)
    db.session.rollback()
    _acknowledge(alert)
    AlertFactory(account_id=account_id)
    assert len(_alerts(db)) == 2


@pytest.mark.parametrize(("limit", "counts"), [(0, []), (5, [6]), (6, [])])
def test_the_limit_is_a_setting_and_nought_switches_the_watch_off(
    app: Flask,
    db: Any,
    monkeypatch: pytest.MonkeyPatch,
    worker: Worker,
    account_id: UUID,
    limit: int,
    counts: list[int],
) -> None:
    monkeypatch.setitem(app.config, "ALERT_FILES_PER_HOUR", limit)
    _open(account_id, 6)
    worker.tick()
    assert [alert.count for alert in _alerts(db)] == counts


def test_the_look_is_one_statement_that_an_index_carries(db: Any, account_id: UUID) -> None:
    """It runs every minute over a log that only grows."""
    _open(account_id, 3)
    with reading(), counted_statements() as sent:
        assert is_unusual() is False
    assert len(sent) == 1
    if is_sqlite():
        # SQLite plans without looking at the parameters; PostgreSQL reads so small a table from end to end.
        nothing = ("",) * sent[0].count("?")
        plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sent[0]}", nothing).all()
        assert "SEARCH audit_events USING INDEX ix_audit_events_at (at>?)" in [row[3] for row in plan]
