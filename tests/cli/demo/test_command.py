"""flask demo: a believable instance, whole and consistent."""

import hashlib
import json
import signal
import stat
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from app.cli.demo import firm, store
from app.core.clock import today
from app.core.permissions import Role
from app.domain.applications import rules
from app.domain.applications.enums import ApplicationState
from app.domain.applications.models import Application, Move
from app.domain.documents.models import Document
from app.domain.documents.vault import read_content
from app.domain.jobs import queries as jobs
from app.domain.jobs.models import Job, JobText, PipelineTemplate
from app.domain.jobs.rules import publishing_faults
from app.domain.people.accounts import verify_password
from app.domain.people.models import Account
from app.extensions import db as database
from tests.conftest import test_settings
from tests.databases import migrated_url
from tests.processes import run_and_kill


def _run(app: Flask, *words: str) -> Any:
    return app.test_cli_runner().invoke(args=["demo", *words])


def _count(db: Any, model: Any) -> int:
    return int(db.session.scalar(select(func.count()).select_from(model)))


def test_the_demonstration_is_believable_and_whole(app: Flask, db: Any) -> None:
    done = _run(app)
    assert done.exit_code == 0, done.output
    assert (_count(db, Job), _count(db, Application), _count(db, JobText)) == (8, 120, 16)
    published = db.session.scalars(select(Job)).all()
    assert [job.slug for job in published if job.is_spontaneous] == ["spontaneous"]
    for job in published:
        texts, questions = jobs.list_texts([job.id]), jobs.list_questions(job.id)
        assert publishing_faults(job, texts, questions, len(jobs.list_stages(job.id))) == []
    states = dict(db.session.execute(select(Application.state, func.count()).group_by(Application.state)).all())
    assert states[ApplicationState.ACTIVE] > 60
    assert states[ApplicationState.REJECTED] > 15
    kinds = set(db.session.scalars(select(Document.media_type)))
    assert len(kinds) == 3
    assert set(db.session.scalars(select(Application.locale))) == {"fr", "en"}


def test_every_row_has_its_file_its_history_and_its_day(app: Flask, db: Any) -> None:
    """R2; and the stored day is what the policy says of the facts."""
    _run(app, "--applications", "40")
    for document in db.session.scalars(select(Document)):
        content = read_content(document)
        assert (len(content), hashlib.sha256(content).hexdigest()) == (document.size, document.sha256)
    for application in db.session.scalars(select(Application)):
        assert rules.schedule_of(application.id).erase_on == application.erase_on
        assert application.erase_on > today()
        moves = db.session.scalars(
            select(Move).where(Move.application_id == application.id).order_by(Move.version)
        ).all()
        assert [move.version for move in moves] == list(range(1, application.version + 1))
        assert (moves[-1].to_stage_id, moves[-1].to_state) == (application.stage_id, application.state)


def test_the_sign_ins_are_for_the_owner_alone(app: Flask, db: Any) -> None:
    _run(app, "--applications", "0")
    path = app.config["DATA_DIR"] / "first-run.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    told = json.loads(path.read_text())
    assert told["url"] == app.config["PUBLIC_URL"]
    assert [entry["email"] for entry in told["staff"]] == [email for _name, email, _role in firm.STAFF]
    assert [entry["role"] for entry in told["staff"]] == list(Role)
    for entry in told["staff"]:
        account = db.session.scalars(select(Account).where(Account.email == entry["email"])).one()
        assert verify_password(account.password_hash, entry["password"])


def test_larger_sets_have_more_jobs_each_with_its_own_title(app: Flask, db: Any) -> None:
    _run(app, "--jobs", "50", "--applications", "90")
    titles = db.session.scalars(select(JobText.title).where(JobText.locale == "fr")).all()
    assert len(set(titles)) == 50


def test_it_never_touches_an_instance_in_use_nor_production(app: Flask, db: Any, monkeypatch: Any) -> None:
    _run(app, "--applications", "0")
    again = _run(app)
    assert (again.exit_code, _count(db, Application)) == (1, 0)
    assert "empty" in again.output
    monkeypatch.setitem(app.config, "ENV_MODE", "production")
    assert _run(app).exit_code == 1


def test_the_templates_come_with_the_migration(app: Flask, db: Any) -> None:
    assert _count(db, PipelineTemplate) == 3


def test_a_large_set_writes_so_many_files_of_a_kind_and_repeats_them(
    app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten thousand applications within two minutes: what is repeated are octets, never a file or its key."""
    monkeypatch.setattr(store, "FRESH", {"pdf": 3, "docx": 1, "odt": 1})
    assert _run(app, "--jobs", "1", "--applications", "30").exit_code == 0
    digests = db.session.scalars(select(Document.sha256)).all()
    assert len(digests) > 30
    assert len(set(digests)) == 5
    assert len(set(db.session.scalars(select(Document.storage_key)))) == len(digests)


def test_loading_that_was_killed_has_left_nothing_and_is_done_again(app: Flask, tmp_path: Path) -> None:
    """R11: there were accounts whose passwords stood nowhere, and no next start loaded anything: nobody could enter."""
    moments = (9, 60, 150)
    with migrated_url(app.config["SQLALCHEMY_DATABASE_URI"], tmp_path) as url:
        own = create_app(test_settings(tmp_path, url))
        with own.app_context():
            ended = run_and_kill(own, "demo", "--applications", "20", dies_at=moments)
            assert ended == [-signal.SIGKILL] * len(moments) + [0]
            staff = json.loads((tmp_path / "first-run.json").read_text())["staff"]
            hashes = dict(database.session.execute(select(Account.email, Account.password_hash)).all())
            assert hashes.keys() == {person["email"] for person in staff}
            assert all(verify_password(hashes[person["email"]], person["password"]) for person in staff)
            assert _count(database, Application) == 20
            database.session.remove()
            database.engine.dispose()
