"""Reads of the audit log and of the alerts."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from sqlalchemy import Select, Subquery, func, or_, select

from ...core.clock import now
from ...core.errors import Missing
from ...core.paging import Page, paginate
from ...core.rows import read_rows
from ...extensions import db
from .enums import AlertKind
from .models import Alert, AuditEvent
from .tags import OPENINGS, Tag

# A worker that was away for less than this, an hour taken off, misses no burst.
LOOK_BACK = timedelta(days=1)


def list_events_about(subject_id: UUID, *, limit: int = 200) -> Sequence[AuditEvent]:
    """The newest ``limit`` events about one subject, oldest first."""
    newest = select(AuditEvent).where(AuditEvent.subject_id == subject_id).order_by(AuditEvent.id.desc()).limit(limit)
    return db.session.scalars(newest).all()[::-1]


def has_event_since(at: datetime, tags: Collection[Tag], subject_ids: Collection[UUID]) -> bool:
    """Whether one of these was done to one of those, then or later."""
    events = select(AuditEvent.id).where(AuditEvent.subject_id.in_(subject_ids), AuditEvent.tag.in_(tags))
    return db.session.scalar(events.where(AuditEvent.at >= at).limit(1)) is not None


def list_events(*, tag: Tag | None, subject_id: UUID | None, page: int, per_page: int = 50) -> Page[AuditEvent]:
    """The log, newest first; of one kind, or about one subject."""
    events = select(AuditEvent).order_by(AuditEvent.id.desc())
    if tag is not None:
        events = events.where(AuditEvent.tag == tag)
    if subject_id is not None:
        events = events.where(AuditEvent.subject_id == subject_id)
    return paginate(events, page, per_page)


def count_events(tag: Tag) -> int:
    """How many acts of one kind the log holds; it reaches as far back as its own period."""
    return db.session.scalar(select(func.count()).where(AuditEvent.tag == tag)) or 0


def list_busy_accounts(limit: int) -> Sequence[UUID]:
    """The accounts that opened more than ``limit`` files of late, in one hour or in several."""
    late = _opened_of_late()
    busy = select(late.c.actor_id).group_by(late.c.actor_id).having(func.count(late.c.subject_id.distinct()) > limit)
    return [account_id for account_id in db.session.scalars(busy) if account_id is not None]


def list_openings(account_id: UUID) -> Sequence[tuple[datetime, UUID | None]]:
    """When the account opened which file of late, oldest first."""
    late = _opened_of_late()
    openings = select(late.c.at, late.c.subject_id).where(late.c.actor_id == account_id).order_by(late.c.at)
    return [(row.at, row.subject_id) for row in db.session.execute(openings)]


def count_opened(account_id: UUID, since_at: datetime, until_at: datetime) -> int:
    """How many different files the account opened between the two instants, both of them included."""
    files = select(func.count(AuditEvent.subject_id.distinct())).where(
        AuditEvent.tag.in_(OPENINGS), AuditEvent.at.between(since_at, until_at), AuditEvent.actor_id == account_id
    )
    return db.session.scalar(files) or 0


def _opened_of_late() -> Subquery:
    """Openings: when, by whom, of what. What an acknowledged alert of the account spoke of is settled and left out."""
    since_at = now() - LOOK_BACK
    settled = (
        select(Alert.account_id, func.max(Alert.acknowledged_at).label("at"))
        .where(Alert.kind == AlertKind.MANY_FILES, Alert.acknowledged_at > since_at)
        .group_by(Alert.account_id)
        .subquery()
    )
    return (
        select(AuditEvent.at, AuditEvent.actor_id, AuditEvent.subject_id)
        .outerjoin(settled, settled.c.account_id == AuditEvent.actor_id)
        .where(AuditEvent.tag.in_(OPENINGS), AuditEvent.at > since_at)
        .where(or_(settled.c.at.is_(None), AuditEvent.at > settled.c.at))
        .subquery()
    )


def list_alerts(*, page: int, per_page: int = 50) -> Page[Alert]:
    """Alerts, the open ones first, each part newest first."""
    alerts = select(Alert).order_by(Alert.acknowledged_at.is_not(None), Alert.raised_at.desc(), Alert.id)
    return paginate(alerts, page, per_page)


def count_open_alerts() -> int:
    """How many alerts wait for somebody to say what they were."""
    return read_rows(_open_alerts()).scalar_one()


@cache
def _open_alerts() -> Select[int]:
    return select(func.count()).where(Alert.__table__.c.acknowledged_at.is_(None))


def lock_open_alert(account_id: UUID, kind: AlertKind) -> Alert | None:
    """The open alert of that account and kind, held until the end of the transaction."""
    return db.session.scalar(
        select(Alert)
        .where(Alert.account_id == account_id, Alert.kind == kind, Alert.acknowledged_at.is_(None))
        .with_for_update()
    )


def lock_alert(alert_id: UUID) -> Alert:
    """The alert of that id, held until the end of the transaction. Raises Missing."""
    alert = db.session.get(Alert, alert_id, with_for_update=True)
    if alert is None:
        raise Missing
    return alert
