"""Commands of the operator. Each file registers its own group."""

from flask import Flask


def register(app: Flask) -> None:
    """Adds every command to ``flask``."""
