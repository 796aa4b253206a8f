"""Commands of the operator. Each file is one group."""

from flask import Flask

from . import accounts, retention


def register(app: Flask) -> None:
    """Adds every command to ``flask``."""
    for group in (accounts.group, retention.group):
        app.cli.add_command(group)
