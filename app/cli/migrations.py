"""flask db, and whatever else changes tables; their library is loaded when one of them is asked for.

Alembic takes a tenth of a second of every start and a dozen megabytes of every process, and none that serves needs it.
"""

import importlib
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

import config as settings

from ..extensions import db

FOLDER = settings.ROOT / "migrations"


class Migrations:
    """What Flask-Migrate looks for at the application: its own, made by the first command that looks."""

    def __init__(self, database: SQLAlchemy, folder: Path) -> None:
        self.db = database
        self.directory = str(folder)

    @cached_property
    def migrate(self) -> Any:  # noqa: ANN401  Flask-Migrate ships without types
        """The library's own object."""
        return importlib.import_module("flask_migrate").Migrate(db=self.db, directory=self.directory)


def register(app: Flask) -> None:
    """Tells the library where the migrations are, should it ever be loaded."""
    app.extensions["migrate"] = Migrations(db, FOLDER)


def upgrade() -> None:
    """Brings the tables of the running application up to date."""
    importlib.import_module("flask_migrate").upgrade()


def newest_revision() -> str:
    """The number of the last migration, by the names of the files: to read them all takes a third of a second."""
    return max(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*_*.py"))
