"""Commands of the operator. Each file is one group."""

import importlib
from typing import Any

import click
from flask import Flask

from . import accounts, audit, backup, documents, ledger, migrations, retention


class Late(click.Command):
    """A command that is imported when it is asked for: what it loads, no other process carries."""

    def __init__(self, name: str, module: str, attribute: str, short_help: str) -> None:
        super().__init__(name, short_help=short_help)
        self._module, self._attribute = module, attribute

    def make_context(self, *args: Any, **extra: Any) -> click.Context:  # noqa: ANN401  click's own signature
        """The context of the command itself."""
        command: click.Command = getattr(importlib.import_module(self._module, __package__), self._attribute)
        return command.make_context(*args, **extra)


LATE = (
    # Production has none of the demonstration's libraries, which take a second.
    Late("demo", ".demo.command", "command", "Fill an empty development instance with an invented firm."),
    Late("db", "flask_migrate.cli", "db", "Perform database migrations."),
    Late("serve", ".serve", "command", "Serve until Ctrl-C or SIGTERM: web server and worker in one."),
)


def register(app: Flask) -> None:
    """Adds every command to ``flask``."""
    migrations.register(app)
    groups = (accounts.group, audit.group, backup.group, documents.group, ledger.group, retention.group)
    for command in (*groups, *LATE):
        app.cli.add_command(command)
