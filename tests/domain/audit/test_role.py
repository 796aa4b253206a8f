"""The role that the manual lets the application run as cannot change or delete the log, and can do its work (A13.4)."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import make_url, select, text
from sqlalchemy.exc import DBAPIError

from app import create_app
from app.core.actor import SYSTEM
from app.core.db import reading, transaction
from app.core.permissions import Role
from app.core.queue import TaskRun, Worker
from app.domain.applications.models import Application
from app.domain.audit import chain
from app.domain.audit.models import AuditCut, AuditEvent
from app.domain.audit.tags import Tag
from app.domain.privacy.own import erase_candidate
from app.domain.privacy.replay import check_ledger
from app.extensions import db as database
from app.worker import TASKS
from tests.conftest import accept_rows_without_files, test_settings
from tests.databases import ENGINE, database_url
from tests.factories import AccountFactory, ApplicationFactory, CandidateFactory, DocumentFactory, OutgoingMailFactory
from tests.page_client import PageClient

pytestmark = pytest.mark.skipif(ENGINE == "sqlite", reason="SQLite has no roles")
MANUAL = Path(__file__).parents[3] / "docs" / "operations.md"
TABLES = ("audit_events", "audit_seals", "audit_anchors", "audit_cuts")


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Flask]:
    """Migrated by its owner, run as the manual says."""
    folder = tmp_path / "instance"
    folder.mkdir()
    sql = re.search(r"```sql\n(.*?)```", MANUAL.read_text(), re.DOTALL)
    assert sql is not None
    with database_url(folder) as url:
        with create_app(test_settings(folder, url)).app_context():
            flask_migrate.upgrade()
            with database.engine.begin() as connection:
                for statement in sql[1].split(";\n"):
                    connection.execute(text(statement))
            database.engine.dispose()
        role = make_url(url).set(username="vivier_app").render_as_string(hide_password=False)
        app = create_app(test_settings(folder, role))
        accept_rows_without_files(app)
        with app.app_context():
            check_ledger()
            yield app
            database.session.remove()
            database.engine.dispose()


def _work() -> None:
    worker = Worker(TASKS)
    while worker.tick():
        pass
    with reading():
        failed = database.session.execute(select(TaskRun.name, TaskRun.error).where(TaskRun.error.is_not(None)))
        assert failed.all() == []


def _sign_in(app: Flask, role: Role) -> PageClient:
    account = AccountFactory(role=role)
    client = PageClient(app)
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = f"{account.id}:{account.session_epoch}", True
    return client


def test_application_does_its_work_as_that_role(instance: Flask, clock: Any) -> None:
    """Pages, the worker's tasks, an erasure, and the end of the log's period."""
    people = [CandidateFactory() for _ in range(2)]
    for person in people:
        ApplicationFactory(candidate=person, cv=DocumentFactory(candidate=person))
    OutgoingMailFactory(candidate_id=people[0].id)
    gone = people[0].id
    applications = database.session.scalars(select(Application.id)).all()
    client = _sign_in(instance, Role.PRIVACY_OFFICER)
    client.page("/staff/privacy/audit")
    assert PageClient(instance).get("/").status_code == 200
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=gone)
    _work()
    assert len(database.session.scalars(select(Application.id)).all()) == len(applications) - 1
    with reading():
        assert chain.verify() is None
    clock.shift(timedelta(days=367))
    _work()
    with reading():
        assert len(database.session.scalars(select(AuditCut)).all()) == 1
        tags = set(database.session.scalars(select(AuditEvent.tag)))
        assert (Tag.AUDIT_CUT in tags, Tag.CANDIDATE_ERASED in tags) == (True, False)
        assert chain.verify() is None


@pytest.mark.promise("C4.1")
@pytest.mark.parametrize("table", TABLES)
def test_role_cannot_change_or_delete_the_log(instance: Flask, table: str) -> None:
    """A13.4 T: the application's user cannot UPDATE or DELETE; nor switch the guards off."""
    column = "tag" if table == "audit_events" else "hash"
    for statement in (
        "UPDATE {table} SET {column} = 'x'",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "DROP TABLE {table}",
        "SET session_replication_role = replica",
    ):
        denied = r"permission denied|must be owner"
        with pytest.raises(DBAPIError, match=denied), database.engine.begin() as connection:
            connection.execute(text(statement.format(table=table, column=column)))


def test_function_that_lets_go_takes_nothing_within_the_period(instance: Flask) -> None:
    AccountFactory()
    with transaction():
        chain.record(SYSTEM, Tag.RETENTION_RAN, None)
    with transaction():
        chain.seal_batch()
    with pytest.raises(DBAPIError, match="until its period is over"), database.engine.begin() as connection:
        connection.execute(text("SELECT audit_log_let_go(1)"))
