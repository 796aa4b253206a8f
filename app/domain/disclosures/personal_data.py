"""What this room holds about people, and what is left of it once they are erased."""

from uuid import UUID

from sqlalchemy import delete, update

from ...core.clock import now
from ...extensions import db
from ..policy.catalogue import PersonalColumn, Subject
from ..policy.purposes import Purpose
from ..policy.texts import Text
from .enums import DisclosureState
from .models import Disclosure

_WHY = Text("savoir à qui vos données ont été remises, et pourquoi", "to know who was given your data, and why")
_COLUMNS = (
    "id reference candidate_id application_id application_reference ground state recipient recipient_email purpose "
    "categories their_reference legal_text asked_words locale asked_at asked_by approved_at approved_by declined_at "
    "sent_at sent_by erased_at"
)

CATALOGUE = tuple(
    PersonalColumn(f"disclosures.{name}", Subject.CANDIDATE, (Purpose.DISCLOSURE,), is_mandatory=False, why=_WHY)
    for name in _COLUMNS.split()
)


def forget_application(application_id: UUID) -> None:
    """Leaves, of what was sent, ids, codes and an organisation's name; of what was not sent, nothing (A10.3)."""
    theirs = Disclosure.application_id == application_id
    db.session.execute(delete(Disclosure).where(theirs, Disclosure.state != DisclosureState.SENT))
    db.session.execute(
        update(Disclosure)
        .where(theirs, Disclosure.erased_at.is_(None))
        .values(purpose=None, asked_words=None, recipient_email=None, erased_at=now())
    )
