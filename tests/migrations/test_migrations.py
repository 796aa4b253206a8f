"""Migrations: one head, four digits and a slug, up-down-up on a real database, and equal to the models (rule 18)."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import CheckConstraint, func, inspect, select, text, update
from sqlalchemy.exc import IntegrityError

from app import create_app
from app.core.text import fold
from app.domain.applications.enums import SourceKind
from app.domain.applications.models import Application, Sourcing
from app.domain.documents.models import Document, Tombstone
from app.domain.jobs.models import Job, JobText
from app.domain.mail.enums import MailState
from app.domain.mail.models import OutgoingMail
from app.domain.people.models import Candidate
from app.domain.privacy import backups
from app.domain.rights.enums import RequestState
from app.domain.rights.models import RightsRequest
from app.extensions import db
from tests.conftest import test_settings
from tests.databases import ENGINE, database_url
from tests.domain.privacy.conftest import PROGRAMS
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    CandidateFactory,
    FormerDetailsFactory,
    JobFactory,
    OutgoingMailFactory,
    RightsRequestFactory,
    SourcingFactory,
)

MIGRATIONS = Path(__file__).parents[2] / "migrations"


@pytest.fixture
def empty_app(tmp_path: Path) -> Iterator[Flask]:
    with database_url(tmp_path) as url:
        app = create_app(test_settings(tmp_path, url))
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def test_there_is_one_head_and_names_are_numbered() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert len(script.get_heads()) == 1
    names = sorted(path.name for path in (MIGRATIONS / "versions").glob("*.py"))
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", name) for name in names)


def test_up_down_up_leaves_exactly_the_models(empty_app: Flask) -> None:
    flask_migrate.upgrade()
    flask_migrate.downgrade(revision="base")
    left = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    assert left == set()
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, empty_app.extensions["vivier.metadata"]) == []


@pytest.mark.skipif(ENGINE != "sqlite", reason="SQLite's own setting")
def test_no_connection_that_has_migrated_is_used_for_anything_else(empty_app: Flask) -> None:
    """Foreign keys are off while tables are rebuilt; a restore goes on in the same process, and erases."""
    seen = set()
    for work in (flask_migrate.upgrade, flask_migrate.upgrade, flask_migrate.check, flask_migrate.current):
        work()
        seen.add((work.__name__, db.session.execute(text("PRAGMA foreign_keys")).scalar()))
        db.session.rollback()
    assert {on for _work, on in seen} == {1}, seen


@pytest.mark.parametrize("revision", ["0005", "0012", "0018", "0029"])
def test_backup_before_an_upgrade_is_made_by_the_new_version(empty_app: Flask, tmp_path: Path, revision: str) -> None:
    """R11: ``flask serve`` asks for one, and what it says it says in the new version, of tables of an older one."""
    empty_app.config["PG_BIN"] = str(PROGRAMS)
    flask_migrate.upgrade(revision=revision)
    made = backups.create_backup(tmp_path / "backups")
    assert json.loads((made.path / "manifest.json").read_text())["revision"] == revision
    db.session.remove()
    backups.restore_backup(made.path, replace=True)
    assert db.session.scalar(text("SELECT version_num FROM alembic_version")) == revision


def test_every_check_of_the_models_stands_in_the_migrated_tables(empty_app: Flask) -> None:
    """Rebuilding a table on SQLite loses, without a word, the CHECKs that it is not told of."""
    flask_migrate.upgrade()
    flask_migrate.downgrade(revision="0007")
    flask_migrate.upgrade()
    seen = inspect(db.engine)
    for table in empty_app.extensions["vivier.metadata"].sorted_tables:
        wanted = {str(each.name) for each in table.constraints if isinstance(each, CheckConstraint)}
        assert {each["name"] for each in seen.get_check_constraints(table.name)} == wanted, table.name


def test_letters_keep_their_words_when_messages_come_and_go(empty_app: Flask) -> None:
    """0008: letters to accounts stay through both ways; what speaks of a message cannot stay on the way back."""
    flask_migrate.upgrade(revision="0007")
    row = {
        "id": "a" * 32,
        "email": "claire@example.org",
        "email_key": "claire@example.org",
        "name": "Claire Martin",
        "role": "recruiter",
        "locale": "fr",
        "session_epoch": 0,
        "failed_sign_ins": 0,
        "is_compact": False,
        "totp_last_step": 0,
        "created_at": "2026-11-23 09:30:00+00:00",
    }
    letter = {
        "id": "b" * 32,
        "kind": "account_invited",
        "account_id": "a" * 32,
        "to_address": "claire@example.org",
        "locale": "fr",
        "subject": "Invitation",
        "body": "Bonjour",
        "message_id": "<1@example.org>",
        "state": "queued",
        "tries": 0,
        "next_try_at": "2026-11-23 09:30:00+00:00",
        "created_at": "2026-11-23 09:30:00+00:00",
    }
    _insert("accounts", row)
    _insert("outgoing_mails", letter)
    flask_migrate.upgrade()
    changed = {"id": "c" * 32, "message_id": "<2@example.org>", "kind": "contact_received", "account_id": None}
    _insert("outgoing_mails", {**letter, **changed, "contact_message_id": "d" * 32})
    flask_migrate.downgrade(revision="0007")
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT subject, body, kind, account_id IS NULL FROM outgoing_mails")).all() == [
            ("Invitation", "Bonjour", "account_invited", False)
        ]


def _insert(table: str, row: dict[str, object]) -> None:
    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    with db.engine.begin() as connection:
        connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)  # noqa: S608  our own names


def test_each_step_back_and_forth_keeps_the_head(empty_app: Flask) -> None:
    flask_migrate.upgrade()
    revisions = [step.revision for step in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
    for revision in revisions[1:]:
        flask_migrate.downgrade(revision=revision)
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == revisions[0]


def test_letters_about_a_source_go_with_it_on_the_way_back(empty_app: Flask) -> None:
    """0018: a letter that the former version does not know cannot stay; its constraint would refuse it."""
    flask_migrate.upgrade()
    letter = {
        "id": "b" * 32,
        "to_address": "hugo@example.org",
        "locale": "fr",
        "subject": "Un poste",
        "body": "Bonjour",
        "state": "queued",
        "tries": 0,
        "next_try_at": "2026-11-23 09:30:00+00:00",
        "created_at": "2026-11-23 09:30:00+00:00",
        "request_id": "d" * 32,
    }
    for number, kind in enumerate(("person_informed", "informing_due", "request_received")):
        row = {**letter, "id": f"{number}" * 32, "kind": kind, "message_id": f"<{number}@example.org>"}
        _insert("outgoing_mails", row)
    flask_migrate.downgrade(revision="0016")
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT kind FROM outgoing_mails")).scalars().all() == ["request_received"]
    flask_migrate.upgrade()


def test_what_stood_beside_an_application_is_buried_on_the_way_back(empty_app: Flask) -> None:
    """0025: the former version knows no application that holds it; neither its row nor its octets stay."""
    flask_migrate.upgrade()
    person = CandidateFactory()
    application = ApplicationFactory(candidate=person)
    former = FormerDetailsFactory(application_id=application.id, candidate=person)
    cv, beside = (db.session.get_one(Document, each).storage_key for each in (application.cv_id, former.cv_id))
    db.session.remove()
    db.engine.dispose()
    flask_migrate.downgrade(revision="0024")
    with db.engine.connect() as connection:
        assert connection.scalars(select(Document.storage_key)).all() == [cv]
        assert connection.scalars(select(Tombstone.storage_key)).all() == [beside]
        assert connection.scalar(select(Tombstone.created_at)) is not None
    flask_migrate.upgrade()


def test_day_on_which_somebody_was_found_begins_at_midnight(empty_app: Flask) -> None:
    """0032: a no of the same morning is an objection (Art. 21), and the file's day is asked for again."""
    flask_migrate.upgrade()
    noon, later = (datetime(2026, 11, 20, hour, tzinfo=UTC) for hour in (11, 15))
    found, talking = (
        ApplicationFactory(candidate=CandidateFactory(last_contact_at=at), notice_number=3) for at in (noon, later)
    )
    applied = ApplicationFactory(candidate=CandidateFactory(last_contact_at=noon), notice_number=3)
    for each in (found, talking):
        SourcingFactory(application_id=each.id, obtained_on=date(2026, 11, 20))
    people = [each.candidate_id for each in (found, talking, applied)]
    files = [each.id for each in (found, talking, applied)]
    db.session.remove()
    db.engine.dispose()
    flask_migrate.downgrade(revision="0031")
    flask_migrate.upgrade()
    midnight = datetime(2026, 11, 19, 23, tzinfo=UTC)
    assert [db.session.get_one(Candidate, each).last_contact_at for each in people] == [midnight, later, noon]
    assert [db.session.get_one(Application, each).notice_number for each in files] == [0, 0, 3]


def test_what_is_searched_is_folded_as_it_would_be_now(empty_app: Flask) -> None:
    """0033: the ads and the names that are there already are found by what a keyboard writes."""
    flask_migrate.upgrade()
    name, title = "Chloé D’Angelo", "Chargé d’affaires, Main\u2011d’œuvre"
    key = ApplicationFactory(name=name, name_key="chloe d’angelo", job=JobFactory(title=title)).id
    db.session.execute(update(JobText).values(search_text="charge d’affaires, main\u2010d’œuvre"))
    db.session.commit()
    db.session.remove()
    db.engine.dispose()
    flask_migrate.downgrade(revision="0032")
    flask_migrate.upgrade()
    assert db.session.get_one(Application, key).name_key == fold(name)
    assert set(db.session.scalars(select(JobText.search_text))) == {fold(title)}


def test_applications_stand_as_they_were_where_another_may_stand_beside_an_erased_one(empty_app: Flask) -> None:
    """0038: rows, what hangs on them and every constraint; while somebody has two, the way back is refused."""
    flask_migrate.upgrade()
    job, person = JobFactory(), CandidateFactory()
    application = ApplicationFactory(job=job, candidate=person, message="Bonjour")
    SourcingFactory(application_id=application.id)
    key, job_id, person_id = application.id, job.id, person.id
    made = _constraints("applications")
    db.session.remove()
    db.engine.dispose()
    flask_migrate.downgrade(revision="0037")
    flask_migrate.upgrade()
    assert _constraints("applications") == made
    assert (db.session.get_one(Application, key).message, db.session.get_one(Sourcing, key).kind) == (
        "Bonjour",
        SourceKind.NETWORK,
    )
    db.session.get_one(Application, key).erasure_asked_on = date(2026, 11, 23)
    db.session.commit()
    ApplicationFactory(job=db.session.get(Job, job_id), candidate=db.session.get(Candidate, person_id))
    db.session.remove()
    db.engine.dispose()
    with pytest.raises(IntegrityError):
        flask_migrate.downgrade(revision="0037")
    flask_migrate.upgrade()
    assert _constraints("applications") == made
    assert db.session.scalar(select(func.count()).select_from(Application)) == 2


def _constraints(table: str) -> set[str]:
    seen = inspect(db.engine)
    found = [*seen.get_check_constraints(table), *seen.get_unique_constraints(table), *seen.get_foreign_keys(table)]
    return {str(each["name"]) for each in (*found, *seen.get_indexes(table))}


def test_what_the_archive_gave_stays_in_the_ledger_on_both_ways(empty_app: Flask) -> None:
    """0027: the former version wants a candidate; the row names none, before and after."""
    flask_migrate.upgrade()
    account = {
        "id": "a" * 32, "email": "paul@example.org", "email_key": "paul@example.org", "name": "Paul Juge",
        "role": "litigation", "locale": "fr", "session_epoch": 0, "failed_sign_ins": 0, "is_compact": False,
        "totp_last_step": 0, "created_at": "2026-11-23 09:30:00+00:00",
    }  # fmt: skip
    _insert("accounts", account)
    row = {
        "id": "b" * 32, "reference": "AAAAA-BBBBB", "candidate_id": None, "application_id": "c" * 32,
        "application_reference": "CCCCC-DDDDD", "ground": "protection_of_rights", "state": "ready",
        "recipient": "Cabinet Lefort", "categories": "files", "locale": "fr", "asked_by": "a" * 32,
        "asked_at": "2026-11-23 09:30:00+00:00",
    }  # fmt: skip
    _insert("disclosures", row)
    ordinary = {"id": "d" * 32, "reference": "EEEEE-FFFFF", "candidate_id": "e" * 32, "application_id": "f" * 32}
    _insert("disclosures", {**row, **ordinary, "ground": "processor"})
    named = text("SELECT count(*) FROM disclosures WHERE candidate_id = application_id")
    unnamed = text("SELECT application_reference, recipient FROM disclosures WHERE candidate_id IS NULL")
    flask_migrate.downgrade(revision="0026")
    with db.engine.connect() as connection:
        assert (connection.scalar(named), connection.execute(unnamed).all()) == (1, [])
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        assert connection.execute(unnamed).all() == [("CCCCC-DDDDD", "Cabinet Lefort")]
    with pytest.raises(IntegrityError, match="archive_answers_for_refusals"):
        _insert("disclosures", {**row, "id": "9" * 32, "reference": "GGGGG-HHHHH", "ground": "consent"})


def test_answer_that_was_not_posted_is_written_again_by_the_former_version(empty_app: Flask) -> None:
    """0036: it knows no letter on paper, and must not take one for a mail to send; the request is open as before."""
    flask_migrate.upgrade()
    words = {"answer": "Voici.", "answered_by": AccountFactory().id, "postal_address": "12 rue des Lilas"}
    key = RightsRequestFactory(state=RequestState.ANSWER_WRITTEN, email="", **words).id
    OutgoingMailFactory(request_id=key, state=MailState.TO_POST)
    db.session.remove()
    db.engine.dispose()
    flask_migrate.downgrade(revision="0035")
    flask_migrate.upgrade()
    found = db.session.get_one(RightsRequest, key)
    assert (found.state, found.answer, found.answered_by) == (RequestState.OPEN, None, None)
    assert db.session.scalars(select(OutgoingMail)).all() == []
