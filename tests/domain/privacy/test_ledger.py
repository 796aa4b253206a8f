"""The ledger and the database are of the same time, or nothing starts (A11.2, R12)."""

import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, text

from app import create_app
from app.adapters.ledger import LedgerUnusable
from app.core import db as db_module
from app.core.actor import SYSTEM
from app.core.db import reading, transaction
from app.domain.audit import marks
from app.domain.audit.models import ErasureLedger, ErasureMark
from app.domain.mail.enums import MailState
from app.domain.mail.models import OutgoingMail
from app.domain.privacy.own import erase_candidate
from app.domain.privacy.replay import check_ledger
from app.extensions import db as database
from tests.conftest import test_settings
from tests.databases import ENGINE
from tests.factories import CandidateFactory, OutgoingMailFactory
from tests.processes import UNMEASURED

ROOT = Path(__file__).parents[3]


def _erase_somebody() -> None:
    person_id = CandidateFactory().id
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=person_id)


def _write() -> int:
    with transaction():
        return marks.write_marks()


def test_ledger_begins_with_the_instance_and_must_be_there_from_then_on(app: Flask, db: Any) -> None:
    """A11.2 T: with a backup of before the first erasure, the database knows no entry and still refuses."""
    check_ledger()
    assert marks.ledger().read() == []
    check_ledger()
    app.config["ERASURE_LEDGER"].unlink()
    with pytest.raises(LedgerUnusable, match="is missing"):
        check_ledger()
    assert not marks.ledger().exists()


def test_database_of_before_ledgers_had_names_takes_the_one_that_is_there(app: Flask, db: Any) -> None:
    _erase_somebody()
    _write()
    with transaction():
        database.session.execute(delete(ErasureLedger))
    check_ledger()
    with reading():
        assert marks.ledger_name() == marks.ledger().name()
    with transaction():
        database.session.execute(delete(ErasureLedger))
    app.config["ERASURE_LEDGER"].unlink()
    with pytest.raises(LedgerUnusable, match="is missing"):
        check_ledger()


def test_what_a_crash_left_in_the_file_is_found_there(db: Any) -> None:
    """R12: written into the file, not yet into the rows: at the next start, and in the same process.

    No backup was put in place, so that no letter is frozen (R8).
    """
    letter_id = OutgoingMailFactory(candidate_id=CandidateFactory().id).id
    for again in (check_ledger, _write):
        _erase_somebody()
        _write()
        entries = marks.ledger().read()
        with transaction():
            database.session.execute(text("UPDATE erasure_marks SET position = NULL"))
        again()
        with reading():
            assert (marks.last_position(), marks.has_unwritten()) == (len(entries), False)
        assert marks.ledger().read() == entries
        assert database.session.get_one(OutgoingMail, letter_id, populate_existing=True).state is MailState.QUEUED


@pytest.mark.parametrize("harm", ["shorter", "of another time"])
def test_running_instance_writes_into_no_other_ledger(app: Flask, db: Any, harm: str) -> None:
    for _ in range(2):
        _erase_somebody()
    _write()
    path = app.config["ERASURE_LEDGER"]
    if harm == "shorter":
        path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    else:
        with transaction():
            database.session.execute(delete(ErasureMark))
    kept = path.read_bytes()
    _erase_somebody()
    with pytest.raises(LedgerUnusable, match="not of the same time"):
        _write()
    assert path.read_bytes() == kept


def test_lost_ledger_is_written_anew_from_the_marks(app: Flask, db: Any) -> None:
    """The way out: with the database that was never replaced, nothing is lost."""
    _erase_somebody()
    _write()
    _erase_somebody()
    name = marks.ledger().name()
    before = [entry.pseudonym for entry in marks.ledger().read()]
    app.config["ERASURE_LEDGER"].write_text("unreadable\n")
    with pytest.raises(LedgerUnusable):
        check_ledger()
    result = app.test_cli_runner().invoke(args=["ledger", "renew", "--yes"])
    assert "a new ledger with 2 entries" in result.output
    check_ledger()
    assert marks.ledger().name() == name
    assert [entry.pseudonym for entry in marks.ledger().read()][:1] == before
    aside = [path for path in app.config["ERASURE_LEDGER"].parent.iterdir() if path != app.config["ERASURE_LEDGER"]]
    assert [path.read_text() for path in aside] == ["unreadable\n"]
    for path in aside:
        path.unlink()


def test_tables_of_an_older_version_are_not_served(app: Flask, db: Any) -> None:
    """What the ledger says could not be carried out there."""
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE erasure_ledger RENAME TO hidden"))
    try:
        with pytest.raises(LedgerUnusable, match="flask db upgrade"):
            check_ledger()
    finally:
        with database.engine.begin() as connection:
            connection.execute(text("ALTER TABLE hidden RENAME TO erasure_ledger"))


@pytest.mark.parametrize(("place", "is_away"), [("empty.db", False), ("none/none.db", True)])
def test_nobody_is_served_before_the_database_was_compared(tmp_path: Path, place: str, *, is_away: bool) -> None:
    """A11.2, R8: one that is away may come back as an older one. One without tables is an instance not yet begun."""
    settings = test_settings(tmp_path, f"sqlite:///{tmp_path / place}")
    refused = pytest.raises(LedgerUnusable, match="the database does not answer: unable to open")
    with create_app(settings).app_context():
        with refused if is_away else nullcontext():
            check_ledger()
        database.engine.dispose()
    assert not settings["ERASURE_LEDGER"].exists()


def test_start_goes_on_while_another_writes(instance: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """R12: a database that is held for long keeps no web server, and no command that only reads, from starting."""
    monkeypatch.setattr(db_module, "BUSY_SECONDS", 0.1)
    with database.engine.connect().execution_options(**db_module.WRITES) as holder:
        holder.execute(text("UPDATE erasure_ledger SET name = name"))
        check_ledger()


def _start(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {**UNMEASURED, "VIVIER_ENV": "development", "DATA_DIR": str(folder)}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.skipif(ENGINE != "sqlite", reason="the processes have a database of their own")
def test_refusal_is_one_line_and_the_ways_out_stay_open(tmp_path: Path) -> None:
    """A11.2, R12: a server or a command says why and ends; what mends it still starts."""
    assert _start(tmp_path, "flask", "db", "upgrade").returncode == 0
    assert _start(tmp_path, "flask", "retention", "late").returncode == 0
    ledger = tmp_path / "ledger" / "erasures.log"
    ledger.unlink()
    for words in (
        ("flask", "retention", "late"),
        ("gunicorn", "--preload", "--bind", "127.0.0.1:0", "wsgi:application"),
    ):
        done = _start(tmp_path, *words)
        told = [line for line in done.stderr.splitlines() if "does not start" in line]
        assert (done.returncode, len(told), "Traceback" in done.stderr) == (3, 1, False), done.stderr
        assert str(ledger) in told[0]
    assert _start(tmp_path, "flask", "ledger", "renew", "--yes").returncode == 0
    assert _start(tmp_path, "flask", "retention", "late").returncode == 0
