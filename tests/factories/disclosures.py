"""Rows of the ledger of disclosures."""

import uuid

import factory

from app.core.clock import now
from app.core.permissions import Role
from app.domain.disclosures.enums import DisclosureState, Ground
from app.domain.disclosures.models import Disclosure

from .base import RowFactory
from .people import AccountFactory


class DisclosureFactory(RowFactory):
    """Ready to be taken, about ``application``; ``sent=True`` was taken."""

    class Meta:
        model = Disclosure

    class Params:
        sent = factory.Trait(
            state=DisclosureState.SENT,
            sent_at=factory.LazyFunction(now),
            sent_by=factory.LazyAttribute(lambda disclosure: disclosure.asked_by),
        )

    id = factory.LazyFunction(uuid.uuid4)
    reference = factory.Sequence(lambda n: f"D{n:09}")
    ground = Ground.PROTECTION_OF_RIGHTS
    state = DisclosureState.READY
    recipient = "Cabinet Lefort"
    recipient_email = "dossiers@example.org"
    purpose = "Se défendre devant le conseil de prud’hommes."
    categories = "details"
    locale = "fr"
    asked_at = factory.LazyFunction(now)
    asked_by = factory.LazyFunction(lambda: AccountFactory(role=Role.PRIVACY_OFFICER).id)

    @classmethod
    def _create(cls, model_class, *args, application=None, **kwargs):
        if application is not None:
            kwargs |= {
                "candidate_id": application.candidate_id,
                "application_id": application.id,
                "application_reference": application.reference,
            }
        return super()._create(model_class, *args, **kwargs)
