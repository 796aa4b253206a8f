"""The privacy officer: what is due, what was erased."""

from .door import door as door
