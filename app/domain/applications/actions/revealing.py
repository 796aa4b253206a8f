"""An application that is read without its name is shown whole (A4.5)."""

from uuid import UUID

from ....core.actor import Actor
from ....core.clock import now
from ...audit.record import record
from ...audit.tags import Tag
from ..models import Application
from ..queries.visibility import is_unnamed, lock_application_visible_to


def reveal_application(*, actor: Actor, application_id: UUID) -> None:
    """From now on the whole team sees whose it is, for good. Raises Missing, Restricted."""
    reveal(actor=actor, application=lock_application_visible_to(actor, application_id))


def reveal(*, actor: Actor, application: Application) -> None:
    """The same for one that is held already. Who showed it is written down; where its name is no secret, nothing is."""
    if is_unnamed(application):
        application.revealed_at = now()
        record(actor, Tag.APPLICATION_REVEALED, application.id, {})
