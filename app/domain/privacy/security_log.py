"""The security log has its end too: what is older than the policy allows goes (A2.6, C1.4)."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from ...core.actor import SYSTEM
from ...core.clock import local_date, start_of, today
from ...core.db import transaction
from ...extensions import db
from ..audit import chain
from ..audit.models import Alert, AuditEvent
from ..firm.queries import current_profile
from ..policy.purposes import Purpose


def find_outlived() -> datetime | None:
    """The end of the oldest day of the log, once its period is over."""
    oldest = min(filter(None, (_oldest(AuditEvent.at), _oldest(Alert.raised_at))), default=None)
    if oldest is None or current_profile().rule(Purpose.SECURITY_LOG).period.end_from(local_date(oldest)) > today():
        return None
    return start_of(local_date(oldest) + timedelta(days=1))


def purge_day() -> None:
    """Takes the oldest day away, a day at a time."""
    with transaction():
        until = find_outlived()
        if until is not None:
            chain.cut(SYSTEM, until)
            db.session.execute(delete(Alert).where(Alert.raised_at < until))


def _oldest(column: object) -> datetime | None:
    found: datetime | None = db.session.scalar(select(func.min(column)))
    return found
