"""What goes wrong with the machine is one sentence and exit 1, whatever the command."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from psycopg.errors import InsufficientPrivilege
from sqlalchemy.exc import OperationalError, ProgrammingError

from app import create_app
from app.adapters.storage import StorageUnavailable
from app.domain.documents import reconciliation
from app.domain.privacy import backups
from app.extensions import db as database
from tests.conftest import test_settings

COMMANDS = (
    ("accounts", "list"),
    ("accounts", "create", "--email", "nora@example.org", "--name", "Nora", "--role", "administrator"),
    ("retention",),
    ("retention", "run"),
    ("retention", "late"),
    ("audit", "verify"),
    ("documents", "reconcile"),
    ("documents", "rotate-keys"),
    ("ledger", "renew", "--yes"),
)


@pytest.fixture
def unmigrated(tmp_path: Path) -> Iterator[Flask]:
    own = create_app(test_settings(tmp_path, f"sqlite:///{tmp_path / 'empty.db'}"))
    with own.app_context():
        yield own
        database.session.remove()
        database.engine.dispose()


def _said(app: Flask, *words: str) -> str:
    result = app.test_cli_runner().invoke(args=list(words))
    assert (result.exit_code, type(result.exception)) == (1, SystemExit), result.exception
    return result.stderr


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_before_the_tables_are_there_a_command_says_what_makes_them(unmigrated: Flask, words: tuple[str, ...]) -> None:
    said = _said(unmigrated, *words)
    assert (
        said == "Error: the tables are not those of this version: flask db upgrade, after a backup of what they hold\n"
    )


def test_backup_of_no_tables_says_so_too(unmigrated: Flask, tmp_path: Path) -> None:
    assert "flask db upgrade" in _said(unmigrated, "backup", "create", str(tmp_path / "backups"))


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (
            OperationalError("SELECT 1", {}, Exception("locked")),
            "the database does not answer, or another holds it: locked",
        ),
        (StorageUnavailable(), "the store of files does not answer"),
        (PermissionError(13, "Permission denied", "/somewhere"), "[Errno 13] Permission denied: '/somewhere'"),
    ],
)
def test_what_is_away_or_refuses_is_named(
    app: Flask, monkeypatch: pytest.MonkeyPatch, fault: Exception, told: str
) -> None:
    """R12."""

    def fail() -> None:
        raise fault

    monkeypatch.setattr(reconciliation, "compare", fail)
    assert _said(app, "documents", "reconcile") == f"Error: {told}\n"


def test_fault_of_ours_keeps_its_trace(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = ProgrammingError("SELEKT 1", {}, Exception("syntax"))

    def fail() -> None:
        raise fault

    monkeypatch.setattr(reconciliation, "compare", fail)
    result = app.test_cli_runner().invoke(args=["documents", "reconcile"])
    assert result.exception is fault


def test_role_that_may_not_is_told_which_may(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The application's own role makes no database, and is the one that the shell of the instance has."""
    refused = InsufficientPrivilege("permission denied to create database")
    fault = ProgrammingError("CREATE DATABASE vivier_proof", {}, refused)

    def fail(_path: Path) -> None:
        raise fault

    monkeypatch.setattr(backups, "verify_backup", fail)
    assert _said(app, "backup", "verify", str(tmp_path)) == (
        "Error: the role of DATABASE_URL may not do this (permission denied to create database): "
        "take the one that owns the tables\n"
    )


def test_backup_into_a_folder_that_cannot_be_made_is_refused(app: Flask) -> None:
    """R9, R12: the night's job reads why."""
    assert "/dev/null/backups" in _said(app, "backup", "create", "/dev/null/backups")
