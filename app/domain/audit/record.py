"""Appends to the audit log."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from ...core.actor import Actor
from ...core.clock import now
from ...core.rows import add_rows
from .models import AuditEvent
from .tags import Tag

_WORD = re.compile(r"[a-z0-9_.:-]{1,60}")
Value = UUID | date | datetime | int | str | None


def record(actor: Actor, tag: Tag, subject_id: UUID | None, details: Mapping[str, Value] | None = None) -> None:
    """Adds one event to the running transaction; the subject's type is the first half of the tag.

    ``details`` holds ids, numbers, dates and lower-case words of ours (a stage's kind, a field's name). Raises
    ValueError for anything else: that could be something about a person.
    """
    add_rows(
        AuditEvent,
        {
            "at": now(),
            "tag": tag,
            "actor_kind": actor.kind,
            "actor_id": actor.account_id,
            "subject_type": tag.value.partition(":")[0],
            "subject_id": subject_id,
            "details": {key: _plain(value) for key, value in (details or {}).items()},
        },
    )


def _plain(value: Value) -> str | int | None:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if _WORD.fullmatch(value):
        return str(value)
    message = "an audit detail must be an id, a number, a date or a word of ours"
    raise ValueError(message)
