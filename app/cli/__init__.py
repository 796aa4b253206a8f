"""Commands of the operator. Each file is one group."""

from flask import Flask

from . import accounts, retention

try:
    from .demo.command import command as demo
except ModuleNotFoundError:  # a production instance has no library that writes Word files
    demo = None


def register(app: Flask) -> None:
    """Adds every command to ``flask``."""
    for command in (accounts.group, retention.group, demo):
        if command is not None:
            app.cli.add_command(command)
