"""Rows that nobody reads back within their transaction: written at once, past the session.

Its bookkeeping (a state for each object, a plan for each flush) costs more than the row does.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Insert, insert

from ..extensions import db
from .db import Base


def add_rows(model: type[Base], *rows: Mapping[str, Any]) -> None:
    """Adds these rows in the running transaction; what they refer to is in the database already, not in the session."""
    if rows:
        db.session.execute(_into(model), list(rows))


@cache
def _into(model: type[Base]) -> Insert:
    return insert(Base.metadata.tables[model.__tablename__])
