"""Processors and breaches."""

import uuid
from datetime import timedelta

import factory

from app.core.clock import now, today
from app.domain.accountability.enums import ProcessorKind
from app.domain.accountability.models import Breach, Processor

from .base import RowFactory


class ProcessorFactory(RowFactory):
    class Meta:
        model = Processor

    id = factory.LazyFunction(uuid.uuid4)
    kind = ProcessorKind.MAIL_RELAY
    name = "Relais Exemple"
    service = "Achemine les courriels"
    country = "FR"
    contract_on = factory.LazyFunction(lambda: today() - timedelta(days=30))


class BreachFactory(RowFactory):
    class Meta:
        model = Breach

    id = factory.LazyFunction(uuid.uuid4)
    title = "Ordinateur portable volé"
    aware_at = factory.LazyFunction(now)
    recorded_at = factory.LazyFunction(now)
