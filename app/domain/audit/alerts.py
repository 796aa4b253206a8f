"""Alerts: raised by the watch over the log, acknowledged by a person (A13.4)."""

from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _l

from ...core import logging
from ...core.actor import Actor
from ...core.clock import now
from ...core.errors import Conflict, Invalid
from ...core.text import clean_line
from ...extensions import db
from . import queries
from .enums import AlertKind
from .models import Alert
from .record import record
from .rules import Burst, find_burst
from .tags import Tag

MAX_COMMENT = 200
log = logging.get(__name__)


def raise_alerts(*, actor: Actor, limit: int) -> None:
    """An alert for every account that opened more than ``limit`` files within an hour; the open one's count grows."""
    for account_id in queries.list_busy_accounts(limit):
        burst = find_burst(queries.list_openings(account_id), limit)
        if burst is not None:
            _raise_alert(actor, account_id, burst)


def _raise_alert(actor: Actor, account_id: UUID, burst: Burst) -> None:
    kind = AlertKind.MANY_FILES
    alert = queries.lock_open_alert(account_id, kind)
    if alert is not None:
        # What was counted while a longer look back still reached it stays counted.
        alert.count = max(alert.count, queries.count_opened(account_id, alert.since_at, burst.until_at))
        return
    count = queries.count_opened(account_id, burst.since_at, burst.until_at)
    alert = Alert(id=uuid4(), account_id=account_id, kind=kind, count=count, since_at=burst.since_at, raised_at=now())
    db.session.add(alert)
    record(actor, Tag.ALERT_RAISED, alert.id, {"account": account_id, "kind": kind, "count": count})
    log.warning("alert raised", alert=str(alert.id), kind=kind.value, account=str(account_id), count=count)


def acknowledge_alert(*, actor: Actor, alert_id: UUID, comment: str) -> None:
    """Closes an alert with a word on what it was; what the account opened until now is settled with it.

    Raises Missing, Conflict when somebody was faster, Invalid for a comment that is empty or over 200 characters.
    """
    alert = queries.lock_alert(alert_id)
    if alert.acknowledged_at is not None:
        raise Conflict(_l("This alert has been acknowledged already."))
    said = clean_line(comment)
    if not said:
        raise Invalid("", {"comment": _l("Please say in a word what it was.")})
    if len(said) > MAX_COMMENT:
        raise Invalid("", {"comment": _l("Please keep to %(number)s characters.", number=MAX_COMMENT)})
    alert.acknowledged_at, alert.acknowledged_by, alert.comment = now(), actor.account_id, said
    record(actor, Tag.ALERT_ACKNOWLEDGED, alert.id)
