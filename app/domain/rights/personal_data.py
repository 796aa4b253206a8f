"""What this room holds about people, and how it lets go of it."""

from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update

from ...core.clock import today
from ...extensions import db
from ..firm.queries import current_profile
from ..policy.catalogue import PersonalColumn, Subject
from ..policy.purposes import Purpose
from ..policy.texts import Text
from .enums import RequestState
from .models import RightsRequest

_WHY = Text("répondre à la demande, et le montrer", "to answer the request, and to show it")
_COLUMNS = (
    "id reference kind channel state name email email_key postal_address body locale received_on registered_at "
    "registered_by due_on extended_at extension_reason waiting_since waited_days answer answered_at answered_by "
    "erase_on"
)
_OPTIONAL = ("name", "postal_address")

CATALOGUE = tuple(
    PersonalColumn(
        f"rights_requests.{name}", Subject.CANDIDATE, (Purpose.REQUESTS,), is_mandatory=name not in _OPTIONAL, why=_WHY
    )
    for name in _COLUMNS.split()
)


def erase_request(request_id: UUID) -> None:
    """Deletes one request."""
    db.session.execute(delete(RightsRequest).where(RightsRequest.id == request_id))


def move_requests(*, old_key: str, email: str, key: str) -> None:
    """The address of whoever asked is another one now."""
    theirs = update(RightsRequest).where(RightsRequest.email_key == old_key)
    db.session.execute(theirs.values(email=email, email_key=key))


def blank_requests_from(email_key: str) -> list[UUID]:
    """Of an erased person: who asked and in which words goes, that it was asked and when stays a while. Says which."""
    return _blank(RightsRequest.email_key == email_key)


def blank_request(request_id: UUID) -> None:
    """The same of one request."""
    _blank(RightsRequest.id == request_id)


def _blank(theirs: ColumnElement[bool]) -> list[UUID]:
    """What was not answered by then has no answer: it ended with the erasure."""
    which = db.session.scalars(select(RightsRequest.id).where(theirs)).all()
    found = RightsRequest.id.in_(which)
    over_on = current_profile().rule(Purpose.REQUESTS).period.end_from(today())
    db.session.execute(
        update(RightsRequest)
        .where(found, RightsRequest.answered_at.is_(None))
        .values(state=RequestState.ERASED, waiting_since=None, erase_on=over_on)
    )
    blank = {"name": "", "email": "", "email_key": "", "body": ""}
    gone = dict.fromkeys(("postal_address", "answer", "extension_reason"))
    db.session.execute(update(RightsRequest).where(found).values(**blank, **gone))
    return list(which)
