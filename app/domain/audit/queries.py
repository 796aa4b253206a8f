"""Reads of the audit log."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from ...extensions import db
from .models import AuditEvent


def list_events_about(subject_id: UUID, *, limit: int = 200) -> Sequence[AuditEvent]:
    """The newest ``limit`` events about one subject, oldest first."""
    newest = select(AuditEvent).where(AuditEvent.subject_id == subject_id).order_by(AuditEvent.id.desc()).limit(limit)
    return db.session.scalars(newest).all()[::-1]
