"""An upgrade that is killed: the next one finishes it, and nothing tells that there were two (R11)."""

import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import inspect, text

from app import create_app
from app.extensions import db
from tests.conftest import test_settings
from tests.databases import ENGINE, database_url, keep_migrated, migrated_url
from tests.factories import AccountFactory, ApplicationFactory, CandidateFactory, DocumentFactory, OutgoingMailFactory
from tests.processes import run_and_kill

# The oldest under which files are sealed: it goes no further back with files.
OLDEST = "0006"
PEOPLE = 5
# All of them together get less far than a whole upgrade, which has some hundreds of moments.
KILLS, FURTHEST = 5, 80
TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname",
}


@dataclass
class Old:
    """The address beside which a database of an older version was put aside, and what an undisturbed upgrade makes."""

    url: str
    upgraded: dict[str, Any]


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Old]:
    folder = tmp_path_factory.mktemp("old")
    with database_url(folder) as url:
        app = create_app(test_settings(folder, url))
        with app.app_context():
            flask_migrate.upgrade()
            AccountFactory()
            for _ in range(PEOPLE):
                person = CandidateFactory()
                ApplicationFactory(candidate=person, cv=DocumentFactory(candidate=person, content=b"CV"))
                OutgoingMailFactory(candidate_id=person.id)
            db.session.remove()
            flask_migrate.downgrade(revision=OLDEST)
            db.engine.dispose()
            keep_migrated(url)
            flask_migrate.upgrade()
            upgraded = _everything()
            db.engine.dispose()
        assert [len(upgraded[name]["rows"]) for name in ("candidates", "outgoing_mails")] == [PEOPLE] * 2
        yield Old(url, upgraded)


@pytest.mark.parametrize("seed", range(2))
def test_upgrade_that_was_killed_is_finished_by_the_next(old: Old, tmp_path: Path, seed: int) -> None:
    """R11: kill -9 at a statement or before a commit, again and again; tables and rows are those of one upgrade."""
    draw = random.Random(seed)  # noqa: S311  repeatable
    with _instance(old, tmp_path) as app:
        moments = [draw.randint(1, FURTHEST) for _ in range(KILLS)]
        assert run_and_kill(app, "db", "upgrade", dies_at=moments) == [-signal.SIGKILL] * KILLS + [0]
        assert _everything() == old.upgraded


@contextmanager
def _instance(old: Old, folder: Path) -> Iterator[Flask]:
    with migrated_url(old.url, folder) as url:
        app = create_app(test_settings(folder, url))
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def _everything() -> dict[str, Any]:
    """Tables with their columns, indexes, constraints and rows; and the triggers."""
    with db.engine.connect() as connection:
        seen = inspect(connection)
        found: dict[str, Any] = {
            name: {
                "columns": [(each["name"], str(each["type"]), each["nullable"]) for each in seen.get_columns(name)],
                "indexes": sorted(str(each["name"]) for each in seen.get_indexes(name)),
                "checks": sorted(str(each["name"]) for each in seen.get_check_constraints(name)),
                "keys": sorted(str(each["name"]) for each in seen.get_foreign_keys(name)),
                "rows": sorted(map(repr, connection.execute(text(f"SELECT * FROM {name}")))),  # noqa: S608  our tables
            }
            for name in seen.get_table_names()
        }
        # Triggers move that word at each change, and draw it.
        del found["public_edition"]["rows"]
        found["triggers"] = [tuple(each) for each in connection.execute(text(TRIGGERS[ENGINE]))]
    return found
