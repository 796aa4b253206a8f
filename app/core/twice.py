"""What is pressed twice stands once (R3): without a script nothing keeps a second press from being sent."""

from datetime import timedelta
from typing import TypeVar

from sqlalchemy import select

from ..extensions import db
from .clock import now
from .db import Base, take_turn

MOMENT_AGO = timedelta(minutes=1)
Row = TypeVar("Row", bound=Base)


def find_twin(row: Row, *same: str, at: str | None = None) -> Row | None:
    """The row that the press before has written: alike in the columns ``same``, and no older than a minute.

    ``at`` names the column that says when; without one a twin of any age is found. ``row`` is not in the session yet.
    Whoever presses meanwhile waits for the end of this transaction.
    """
    table, said = type(row), {name: getattr(row, name) for name in same}
    take_turn(f"{table.__tablename__} {said}")
    alike = [getattr(table, name) == value for name, value in said.items()]
    if at is not None:
        alike.append(getattr(table, at) > now() - MOMENT_AGO)
    return db.session.scalar(select(table).where(*alike).limit(1))
