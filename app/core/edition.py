"""Which edition of the public pages is current: a word that changes with every row that they are made of.

Whole pages are kept by it (web/careers/shared_pages.py), and so are the rows behind them, which every page asks for.

The database itself changes it, by triggers on the watched tables (migrations 0015 and 0029), within the transaction of
whoever writes: no writer can forget it, and no reader sees the new row with the old word. The word is random, so that
no edition ever comes back, not even with a backup.
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import db
from .db import Base

# What the shared public pages read (tests/web/careers/test_shared_pages.py compares), and the versions of the notice.
WATCHED = ("firm_images", "firm_settings", "job_texts", "jobs", "notices", "questions", "stages")

# How many answers of one kind are kept before all are forgotten.
MOST = 1_000
SELECT = "SELECT word FROM public_edition"

Asked = TypeVarTuple("Asked")
Found = TypeVar("Found")


class PublicEdition(Base):
    """One row; none before the first watched row was written."""

    __tablename__ = "public_edition"
    __table_args__ = (CheckConstraint("id = 1", name="one_edition"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    word: Mapped[str] = mapped_column(String(36))


def current_edition() -> str | None:
    """The word as it was last committed; None when nothing public was ever written.

    Asked for with every visit, so it goes past the session and straight to the driver. Raises what the driver raises.
    """
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(SELECT)
        row = cursor.fetchone()
        cursor.close()
    finally:
        connection.close()
    return None if row is None else str(row[0])


def kept_for_edition(read: Callable[[*Asked], Found]) -> Callable[[*Asked], Found]:
    """``read`` looks up watched rows only, and what it gives is kept until one of them changes; nobody may change it.

    The word is asked for within the running transaction, so that what this has written counts and, should it fail, is
    kept under a word that nobody ever sees. Arguments are hashable. Raises SQLAlchemyError.
    """
    kept: dict[tuple[*Asked], tuple[str, Found]] = {}

    @wraps(read)
    def found(*asked: *Asked) -> Found:
        word = _edition_within()
        if word is None:
            return read(*asked)
        known = kept.get(asked)
        if known is None or known[0] != word:
            if len(kept) >= MOST:
                kept.clear()
            known = kept[asked] = word, read(*asked)
        return known[1]

    return found


def _edition_within() -> str | None:
    """The word as the running transaction sees it: one that only reads asks once."""
    session = db.session()
    looked_up: dict[str, str | None] = session.info.get("looked_up", {})
    if "edition" not in looked_up:
        # What waits to be written moves the edition as well.
        if any(each.__tablename__ in WATCHED for each in (*session.new, *session.dirty, *session.deleted)):
            session.flush()
        looked_up["edition"] = session.connection().exec_driver_sql(SELECT).scalar()
    return looked_up["edition"]
