"""Openings of candidates' files in the audit log, as the doors record them; alerts."""

import uuid

import factory

from app.core.actor import ActorKind
from app.core.clock import now
from app.domain.audit.enums import AlertKind
from app.domain.audit.models import Alert, AuditEvent
from app.domain.audit.tags import Tag

from .base import RowFactory


class OpeningFactory(RowFactory):
    """``actor_id`` opened one more file: another one at each call."""

    class Meta:
        model = AuditEvent

    at = factory.LazyFunction(now)
    tag = Tag.DOCUMENT_OPENED
    actor_kind = ActorKind.STAFF
    subject_type = factory.LazyAttribute(lambda event: event.tag.value.partition(":")[0])
    subject_id = factory.LazyFunction(uuid.uuid4)
    details = factory.LazyFunction(dict)


class AlertFactory(RowFactory):
    """An open alert about some account."""

    class Meta:
        model = Alert

    id = factory.LazyFunction(uuid.uuid4)
    account_id = factory.LazyFunction(uuid.uuid4)
    kind = AlertKind.MANY_FILES
    count = 61
    since_at = factory.LazyFunction(now)
    raised_at = factory.LazyFunction(now)
