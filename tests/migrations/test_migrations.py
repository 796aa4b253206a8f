"""Migrations: one head, four digits and a slug, up-down-up on a real database, and equal to the models (rule 18)."""

import re
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect

from app import create_app
from app.extensions import db
from tests.conftest import test_settings
from tests.databases import database_url

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


def test_each_step_back_and_forth_keeps_the_head(empty_app: Flask) -> None:
    flask_migrate.upgrade()
    revisions = [step.revision for step in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
    for revision in revisions[1:]:
        flask_migrate.downgrade(revision=revision)
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == revisions[0]
