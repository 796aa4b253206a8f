"""Which edition of the public pages is current: a word that changes with every row that they are made of.

The database itself changes it, by triggers on the watched tables (migration 0015), within the transaction of whoever
writes: no writer can forget it, and no reader sees the new row with the old word. The word is random, so that no
edition ever comes back, not even with a backup.
"""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import db
from .db import Base

# What the shared public pages read; tests/web/careers/test_shared_pages.py compares.
WATCHED = ("firm_images", "firm_settings", "job_texts", "jobs", "questions", "stages")


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
        cursor.execute("SELECT word FROM public_edition")
        row = cursor.fetchone()
        cursor.close()
    finally:
        connection.close()
    return None if row is None else str(row[0])
