"""The audit log, and the alerts that the watch over it raises."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ...core.actor import ActorKind
from ...core.db import Base, Id, enum_type
from .enums import AlertKind
from .tags import Tag

BIG = BigInteger().with_variant(Integer, "sqlite")


class AuditEvent(Base):
    """One act. Rows are only ever added."""

    __tablename__ = "audit_events"
    __table_args__ = (Index(None, "subject_id", "id"), Index(None, "at"))

    id: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    tag: Mapped[Tag] = mapped_column(String(60))
    actor_kind: Mapped[ActorKind] = mapped_column(enum_type(ActorKind))
    actor_id: Mapped[UUID | None]
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID | None]
    details: Mapped[dict[str, Any]]


class AuditSeal(Base):
    """One link of the chain over the log: each hash covers the event and the hash before it (R10).

    The worker adds it within a second, so that no request waits for another one's link.
    """

    __tablename__ = "audit_seals"

    position: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    event_id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), unique=True)
    hash: Mapped[str] = mapped_column(String(64))


class AuditAnchor(Base):
    """Where the chain stood on a day; the same line stands in a file outside of the database."""

    __tablename__ = "audit_anchors"

    day_on: Mapped[date] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger())
    hash: Mapped[str] = mapped_column(String(64))


class AuditCut(Base):
    """The end of the period of the log: what is older than ``until_at`` may go, and the chain goes on from here.

    The database itself refuses to delete an event that no cut covers, and to change any (see migration 0010).
    """

    __tablename__ = "audit_cuts"

    until_at: Mapped[datetime] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger())
    hash: Mapped[str] = mapped_column(String(64))


class ErasureMark(Base):
    """What went and must not come back: its kind and a keyed pseudonym; ``position`` in the ledger once it is there.

    ``compacted_at``: since when the database's write-ahead log no longer holds it either.
    """

    __tablename__ = "erasure_marks"

    id: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(40))
    pseudonym: Mapped[str] = mapped_column(String(64), index=True)
    marked_at: Mapped[datetime]
    position: Mapped[int | None] = mapped_column(BIG, index=True)
    compacted_at: Mapped[datetime | None] = mapped_column(index=True)


class ErasureLedger(Base):
    """The name of the ledger that belongs to this database; from this row on, there is no start without the file."""

    __tablename__ = "erasure_ledger"
    __table_args__ = (CheckConstraint("id = 1", name="one_ledger"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(32))


class Alert(Base):
    """Something unusual that one account did: ``count`` files since ``since_at``. Open until a person says what it was.

    As pseudonymous as the log: an account's id, never a file's or a candidate's. One is open at a time for each account
    and kind; while the burst goes on, its count grows.
    """

    __tablename__ = "alerts"
    __table_args__ = (
        CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by IS NULL) AND (acknowledged_at IS NULL) = (comment IS NULL)",
            name="acknowledged_by_somebody_with_a_word",
        ),
        Index(
            "uq_alerts_one_open_per_kind",
            "account_id",
            "kind",
            unique=True,
            sqlite_where=text("acknowledged_at IS NULL"),
            postgresql_where=text("acknowledged_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    account_id: Mapped[UUID]
    kind: Mapped[AlertKind] = mapped_column(enum_type(AlertKind))
    count: Mapped[int]
    since_at: Mapped[datetime]
    raised_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[UUID | None]
    comment: Mapped[str | None] = mapped_column(String(200))
