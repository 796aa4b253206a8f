"""Outgoing mail."""

import uuid

import factory

from app.core.clock import now
from app.domain.mail.enums import MailKind
from app.domain.mail.models import OutgoingMail

from .base import RowFactory


class OutgoingMailFactory(RowFactory):
    class Meta:
        model = OutgoingMail

    id = factory.LazyFunction(uuid.uuid4)
    kind = MailKind.APPLICATION_RECEIVED
    to_address = "camille@example.org"
    locale = "fr"
    subject = "Votre candidature"
    body = "Bonjour"
    message_id = factory.LazyAttribute(lambda mail: f"<{mail.id}@example.org>")
    next_try_at = factory.LazyFunction(now)
    created_at = factory.LazyFunction(now)
