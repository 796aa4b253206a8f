"""Accounts, candidates, consents."""

import uuid

import factory

from app.core.clock import now
from app.core.permissions import Role
from app.domain.people.enums import ConsentChannel, ConsentPurpose
from app.domain.people.models import Account, Candidate, Consent

from .base import RowFactory


class AccountFactory(RowFactory):
    class Meta:
        model = Account

    id = factory.LazyFunction(uuid.uuid4)
    email = factory.Sequence(lambda n: f"Staff{n}@example.org")
    email_key = factory.LazyAttribute(lambda account: account.email.casefold())
    name = factory.Sequence(lambda n: f"Claire Martin {n}")
    role = Role.RECRUITER
    locale = "fr"
    created_at = factory.LazyFunction(now)


class CandidateFactory(RowFactory):
    class Meta:
        model = Candidate

    id = factory.LazyFunction(uuid.uuid4)
    email = factory.Sequence(lambda n: f"Camille{n}@example.org")
    email_key = factory.LazyAttribute(lambda candidate: candidate.email.casefold())
    locale = "fr"
    created_at = factory.LazyFunction(now)
    last_contact_at = factory.LazyFunction(now)


class ConsentFactory(RowFactory):
    class Meta:
        model = Consent

    id = factory.LazyFunction(uuid.uuid4)
    candidate = None
    candidate_id = factory.LazyAttribute(lambda consent: consent.candidate.id)
    purpose = ConsentPurpose.POOL
    text_hash = "0" * 64
    channel = ConsentChannel.APPLICATION_FORM
    given_at = factory.LazyFunction(now)

    @classmethod
    def _create(cls, model_class, *args, candidate=None, **kwargs):
        return super()._create(model_class, *args, **kwargs)
