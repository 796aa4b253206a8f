"""Transactions, reading, column types, and how each engine is opened."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, SQLAlchemyError, StatementError

from app.core.db import UTCDateTime, compact, is_sqlite, ping, reading, transaction
from app.core.permissions import Role
from app.domain.people.models import Account, Invitation
from app.extensions import READING
from tests.concurrency import in_parallel
from tests.databases import ENGINE
from tests.factories import AccountFactory
from tests.processes import content_of


def rename(account: Any, name: str, db: Any) -> None:
    db.session.get(Account, account.id).name = name


def name_of(account: Any, db: Any) -> str:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(Account, account.id).name


def test_return_commits(db: Any) -> None:
    account = AccountFactory()
    with transaction():
        rename(account, "A", db)
    assert name_of(account, db) == "A"


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt])
def test_raise_rolls_everything_back(db: Any, fault: type[BaseException]) -> None:
    """2.3.3: all or nothing, also when the process is being stopped."""
    account = AccountFactory(name="before")
    with pytest.raises(fault), transaction():
        rename(account, "A", db)
        db.session.flush()
        raise fault
    assert name_of(account, db) == "before"


def test_a_transaction_starts_from_what_is_stored_not_from_what_lay_about(db: Any) -> None:
    account = AccountFactory(name="before")
    rename(account, "lying about", db)
    with transaction():
        assert db.session.get(Account, account.id).name == "before"
    assert name_of(account, db) == "before"


def test_the_database_itself_refuses_a_write_while_reading(db: Any) -> None:
    """3.5.3: no page that is only asked for changes anything, whatever its code does."""
    account = AccountFactory(name="before")
    with pytest.raises(DBAPIError, match=r"(?i)read.?only"), reading():
        rename(account, "A", db)
        db.session.flush()
    with pytest.raises(DBAPIError, match=r"(?i)read.?only"), reading():
        db.session.execute(text("DELETE FROM accounts"))
    assert name_of(account, db) == "before"


def test_writing_works_again_after_reading_in_the_same_session(db: Any) -> None:
    account = AccountFactory()
    with reading():
        assert db.session.get(Account, account.id) is not None
    with transaction():
        rename(account, "A", db)
    assert name_of(account, db) == "A"


def test_what_is_changed_while_reading_is_forgotten(db: Any) -> None:
    account = AccountFactory(name="before")
    with reading(), db.session.no_autoflush:
        rename(account, "A", db)
    assert name_of(account, db) == "before"


def test_writers_wait_for_each_other_and_lose_nothing(app: Flask, db: Any) -> None:
    """R6, 15.4.2: twelve counts of one, at once, are twelve."""
    account = AccountFactory()

    def count() -> None:
        with transaction():
            db.session.get(Account, account.id, with_for_update=True).failed_sign_ins += 1

    in_parallel(app, [count] * 12)
    assert db.session.get(Account, account.id).failed_sign_ins == 12


@pytest.mark.skipif(ENGINE != "sqlite", reason="PostgreSQL has many writers")
def test_a_writer_waits_for_the_one_before_and_not_for_ever(
    app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next one begins within thousandths of a second; who gets no turn is told."""
    account = AccountFactory(name="before")
    ended = []

    def write() -> float:
        with app.app_context(), transaction():
            begun = time.monotonic()
            rename(account, "A", db)
            return begun

    with ThreadPoolExecutor(1) as threads:
        with transaction():
            rename(account, "B", db)
            db.session.flush()
            late = threads.submit(write)
            time.sleep(0.3)
            assert not late.done()
            ended.append(time.monotonic())
        assert late.result(timeout=10) - ended[0] < 0.2
        monkeypatch.setattr("app.core.db.BUSY_SECONDS", 0)
        with transaction(), pytest.raises(OperationalError, match="locked"):
            threads.submit(write).result(timeout=10)
    assert name_of(account, db) == "A"


@pytest.mark.skipif(ENGINE != "sqlite", reason="PostgreSQL has many writers")
def test_of_many_that_wait_one_looks_at_a_time(app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look takes the interpreter from the one that writes."""
    account = AccountFactory()
    looking: list[int] = []
    most, sleep = [], time.sleep

    def pause(seconds: float) -> None:
        looking.append(1)
        most.append(len(looking))
        sleep(seconds)
        looking.pop()

    def write() -> None:
        with app.app_context(), transaction():
            db.session.get(Account, account.id).failed_sign_ins += 1

    with ThreadPoolExecutor(4) as threads:
        with transaction():
            rename(account, "A", db)
            db.session.flush()
            with monkeypatch.context() as patched:
                patched.setattr("app.core.db.time.sleep", pause)
                late = [threads.submit(write) for _ in range(4)]
                sleep(0.2)
        for each in late:
            each.result(timeout=10)
    assert (len(most) > 10, max(most)) == (True, 1)
    db.session.expire_all()
    assert db.session.get(Account, account.id).failed_sign_ins == 4


def test_readers_do_not_wait_for_a_writer(app: Flask, db: Any) -> None:
    account = AccountFactory(name="before")

    def look() -> str:
        with app.app_context(), reading():
            return str(db.session.get(Account, account.id).name)

    with transaction():
        rename(account, "A", db)
        db.session.flush()
        with ThreadPoolExecutor(1) as threads:
            seen = threads.submit(look).result(timeout=10)
    assert seen == "before"


def test_instants_come_back_aware_and_in_utc(db: Any) -> None:
    """The trap of SQLite: an instant without its zone."""
    paris = datetime(2026, 7, 1, 14, 0, tzinfo=timezone(timedelta(hours=2)))
    account = AccountFactory(signed_in_at=paris)
    db.session.expire_all()
    seen = db.session.get(Account, account.id).signed_in_at
    assert (seen, seen.tzinfo) == (datetime(2026, 7, 1, 12, 0, tzinfo=UTC), UTC)
    assert db.session.query(Account).filter(Account.signed_in_at > paris - timedelta(seconds=1)).count() == 1
    assert db.session.query(Account).filter(Account.signed_in_at > paris).count() == 0


def test_an_instant_without_a_zone_is_refused(db: Any) -> None:
    with pytest.raises(StatementError, match="naive"):
        AccountFactory(signed_in_at=datetime(2026, 7, 1))  # noqa: DTZ001  the point


def test_an_instant_that_a_driver_hands_over_in_another_zone_is_turned_into_utc(db: Any) -> None:
    paris = datetime(2026, 7, 1, 14, 0, tzinfo=timezone(timedelta(hours=2)))
    seen = UTCDateTime().process_result_value(paris, db.engine.dialect)
    assert (seen, seen.tzinfo if seen else None) == (paris, UTC)
    assert UTCDateTime().process_result_value(None, db.engine.dialect) is None


def test_a_closed_list_is_kept_by_value_and_held_by_the_database(db: Any) -> None:
    account = AccountFactory(role=Role.HIRING_MANAGER)
    stored = db.session.execute(text("SELECT role FROM accounts")).scalar_one()
    assert stored == "hiring_manager"
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(text("UPDATE accounts SET role = 'owner'"))
    assert db.session.get(Account, account.id).role is Role.HIRING_MANAGER


def test_a_row_cannot_point_at_nothing(db: Any) -> None:
    """SQLite's foreign keys are on."""
    with pytest.raises(IntegrityError), transaction():
        db.session.add(
            Invitation(
                account_id=AccountFactory.build().id, token_hash="x", expires_at=datetime(2026, 1, 1, tzinfo=UTC)
            )
        )


@pytest.mark.skipif(ENGINE != "sqlite", reason="SQLite's own settings")
def test_sqlite_is_opened_as_safely_as_it_can_be(db: Any) -> None:
    """R1: WAL with synchronous FULL survives a power cut; secure_delete leaves no erased bytes behind."""
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 15000}
    assert {name: db.session.execute(text(f"PRAGMA {name}")).scalar() for name in wanted} == wanted


@pytest.mark.skipif(ENGINE != "sqlite", reason="SQLite's own settings")
def test_a_connection_keeps_little_of_the_database_in_memory(db: Any) -> None:
    """Each thread of each process has one."""
    assert db.session.execute(text("PRAGMA cache_size")).scalar() == -500


def test_which_engine_is_known_and_it_answers(db: Any) -> None:
    assert is_sqlite() is (ENGINE == "sqlite")
    ping()
    compact()
    db.session.rollback()


def test_an_engine_that_is_away_says_so(db: Any) -> None:
    with pytest.raises(SQLAlchemyError):
        db.session.execute(text("SELECT * FROM nowhere"))
    db.session.rollback()


@pytest.mark.skipif(ENGINE != "sqlite", reason="SQLite's own log")
def test_compacting_empties_the_write_ahead_log(app: Flask, db: Any) -> None:
    """C5.3: what was erased is not left in the log beside the database."""
    AccountFactory(name="Canari Extraordinaire")
    wal = app.config["DATA_DIR"] / "test.db-wal"
    assert b"Canari Extraordinaire" in content_of(wal)
    with transaction():
        db.session.execute(text("DELETE FROM accounts"))
    db.session.remove()
    compact()
    assert content_of(wal) == b""
    assert b"Canari Extraordinaire" not in content_of(app.config["DATA_DIR"] / "test.db")


@pytest.mark.skipif(ENGINE != "sqlite", reason="PostgreSQL is told with each transaction what only reads")
def test_whoever_closes_the_connections_closes_those_that_only_read_too(app: Flask, db: Any) -> None:
    """A file of the database that is replaced, or a process that is forked, must leave none behind."""
    with reading():
        ping()
    readers = db.engines[READING]
    assert readers.pool.checkedin() > 0
    db.engine.dispose()
    assert readers.pool.checkedin() == 0
    with readers.connect() as connection, pytest.raises(DBAPIError, match=r"(?i)read.?only"):
        connection.execute(text("DELETE FROM accounts"))
