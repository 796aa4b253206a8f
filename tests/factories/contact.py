"""Messages of the contact page."""

import uuid
from datetime import timedelta

import factory

from app.core.clock import now, today
from app.domain.contact.enums import MessageState
from app.domain.contact.models import ContactMessage

from .base import RowFactory


class ContactMessageFactory(RowFactory):
    class Meta:
        model = ContactMessage

    id = factory.LazyFunction(uuid.uuid4)
    form_key = factory.LazyFunction(lambda: uuid.uuid4().hex)
    state = MessageState.OPEN
    name = "Hugo Lemaire"
    email = factory.Sequence(lambda n: f"Hugo{n}@example.org")
    email_key = factory.LazyAttribute(lambda message: message.email.lower())
    subject = "Une question"
    body = "Recevez-vous des stagiaires ?"
    locale = "fr"
    notice_hash = "0" * 64
    received_at = factory.LazyFunction(now)
    erase_on = factory.LazyFunction(lambda: today() + timedelta(days=365))
