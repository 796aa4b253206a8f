"""Commands of the operator. Each file is one group."""

import importlib
from typing import Any

import click
from flask import Flask

from . import accounts, audit, backup, documents, ledger, retention, serve


class Demo(click.Command):
    """Imported when it is asked for: its libraries take a second, and a production instance has none of them."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:  # noqa: ANN401  click's own signature
        """The context of the command itself."""
        command: click.Command = importlib.import_module(".demo.command", __package__).command
        return command.make_context(*args, **extra)


def register(app: Flask) -> None:
    """Adds every command to ``flask``."""
    demo = Demo("demo", help="Fill an empty development instance with an invented firm.")
    groups = (accounts.group, audit.group, backup.group, documents.group, ledger.group, retention.group)
    for command in (*groups, serve.command, demo):
        app.cli.add_command(command)
