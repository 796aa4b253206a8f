"""Requests about data, holds, restrictions."""

import uuid
from datetime import timedelta

import factory

from app.core.clock import now, today
from app.domain.applications.models import FormerWords, Hold
from app.domain.disclosures.enums import Correction
from app.domain.people.enums import RestrictionReason
from app.domain.people.models import Restriction
from app.domain.rights.enums import RequestChannel, RequestKind, RequestState
from app.domain.rights.models import RightsRequest
from app.domain.rights.rules import due_on

from .base import RowFactory
from .people import AccountFactory


class HoldFactory(RowFactory):
    class Meta:
        model = Hold

    id = factory.LazyFunction(uuid.uuid4)
    reason = "Assignation reçue"
    placed_at = factory.LazyFunction(now)
    placed_by = factory.LazyFunction(lambda: AccountFactory().id)
    review_on = factory.LazyFunction(lambda: today() + timedelta(days=90))


class FormerWordsFactory(RowFactory):
    class Meta:
        model = FormerWords

    id = factory.LazyFunction(uuid.uuid4)
    what = Correction.MESSAGE
    words = "Ce qui était écrit"
    replaced_at = factory.LazyFunction(now)


class RestrictionFactory(RowFactory):
    class Meta:
        model = Restriction

    id = factory.LazyFunction(uuid.uuid4)
    reason = RestrictionReason.ACCURACY
    made_at = factory.LazyFunction(now)
    review_on = factory.LazyAttribute(lambda each: today() + timedelta(days=90) if each.reason.keeps else None)


class RightsRequestFactory(RowFactory):
    class Meta:
        model = RightsRequest

    id = factory.LazyFunction(uuid.uuid4)
    reference = factory.Sequence(lambda n: f"REQ{n:07}")
    kind = RequestKind.ACCESS
    channel = RequestChannel.MAIL
    state = RequestState.OPEN
    name = "Camille Durand"
    email = "Camille@example.org"
    email_key = factory.LazyAttribute(lambda request: request.email.casefold())
    body = "Je souhaite une copie de mes données."
    locale = "fr"
    received_on = factory.LazyFunction(today)
    registered_at = factory.LazyFunction(now)
    due_on = factory.LazyAttribute(lambda request: due_on(request.received_on))
