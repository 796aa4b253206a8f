"""Applications from a source whose person was not told within the month: set apart until they are (A1.3)."""

from uuid import UUID

from sqlalchemy import Date, Select, bindparam, select

from ....core.rows import AnyRow
from ....extensions import db
from .. import rules
from ..models import Sourcing

_LOCKED_SINCE = bindparam("locked_since", callable_=rules.locked_since, type_=Date())


def locked_applications() -> Select[UUID]:
    """The ids of those: for queries. The day decides, so that no worker has to run for it."""
    return select(Sourcing.application_id).where(Sourcing.informed_at.is_(None), Sourcing.obtained_on <= _LOCKED_SINCE)


def is_only_added(sourcing: Sourcing | AnyRow | None) -> bool:
    """Whether the team added it, and its person has not applied: it is no application of theirs (A1.3)."""
    return sourcing is not None and sourcing.applied_at is None


def find_sourcing(application_id: UUID, *, lock: bool = False) -> Sourcing | None:
    """Where an application comes from, when its person did not send it; ``lock``: held until the transaction ends."""
    return db.session.get(Sourcing, application_id, with_for_update=lock or None, populate_existing=lock)
