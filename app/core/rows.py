"""Rows past the session, whose bookkeeping (a state for each object, a plan for each flush) costs more than they do."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, TypeVarTuple

from sqlalchemy import CursorResult, Insert, Row, insert
from sqlalchemy.engine import result_tuple
from sqlalchemy.sql.selectable import TypedReturnsRows

from ..extensions import db
from .db import Base

Columns = TypeVarTuple("Columns")
# What is only shown: whatever columns were asked for, by their names.
AnyRow = Row[*tuple[Any, ...]]
# How to make a row of one model's columns, and how many these are.
_Part = tuple[Callable[[Iterable[Any]], Row[Any]], int]


def read_rows(wanted: TypedReturnsRows[*Columns], **given: object) -> CursorResult[*Columns]:
    """The rows of columns that the session would find as well, in half the time; no entity is made of them.

    What the session has not yet written is not in them.
    """
    return db.session.connection().execute(wanted, given)


def read_side_by_side(wanted: TypedReturnsRows[*Columns], *models: type[Base], **given: object) -> list[list[Any]]:
    """Rows of every column of those models, one after the other, and of whatever follows.

    What belongs to a model is a row of its own; None where an outer join has found nothing, when its key is empty.
    """
    parts = [_part(model) for model in models]
    return [_split(row, parts) for row in read_rows(wanted, **given)]


def _split(row: AnyRow, parts: list[_Part]) -> list[Any]:
    found: list[Any] = []
    place = 0
    for make, width in parts:
        found.append(None if row[place] is None else make(row[place : place + width]))
        place += width
    return [*found, *row[place:]]


@cache
def _part(model: type[Base]) -> _Part:
    names = model.__table__.c.keys()
    return result_tuple(names), len(names)


def with_values(row: AnyRow, **values: object) -> AnyRow:
    """The same row, but for those columns."""
    names = row._fields
    return result_tuple(names)([values.get(name, value) for name, value in zip(names, row, strict=True)])


def add_rows(model: type[Base], *rows: Mapping[str, Any]) -> None:
    """Adds rows that nobody reads back within their transaction.

    What they refer to is in the database already, not in the session.
    """
    if rows:
        db.session.connection().execute(_into(model), list(rows))


@cache
def _into(model: type[Base]) -> Insert:
    return insert(Base.metadata.tables[model.__tablename__])
