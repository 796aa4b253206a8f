"""The privacy officer: what is due, what was erased."""

from . import due as due
from .door import door as door
