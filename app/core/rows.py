"""Rows past the session, whose bookkeeping (a state for each object, a plan for each flush) costs more than they do."""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVarTuple

from sqlalchemy import CursorResult, Insert, Row, insert
from sqlalchemy.sql.selectable import TypedReturnsRows

from ..extensions import db
from .db import Base

Columns = TypeVarTuple("Columns")
# What is only shown: whatever columns were asked for, by their names.
AnyRow = Row[*tuple[Any, ...]]


def read_rows(wanted: TypedReturnsRows[*Columns], **given: object) -> CursorResult[*Columns]:
    """The rows of columns that the session would find as well, in half the time; no entity is made of them.

    What the session has not yet written is not in them.
    """
    return db.session.connection().execute(wanted, given)


def add_rows(model: type[Base], *rows: Mapping[str, Any]) -> None:
    """Adds rows that nobody reads back within their transaction.

    What they refer to is in the database already, not in the session.
    """
    if rows:
        db.session.connection().execute(_into(model), list(rows))


@cache
def _into(model: type[Base]) -> Insert:
    return insert(Base.metadata.tables[model.__tablename__])
