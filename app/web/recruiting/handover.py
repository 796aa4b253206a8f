"""A hired person's few facts, for the personnel file."""

from uuid import UUID

from flask import Response, make_response

from ...core.actor import Actor
from ...core.permissions import Permission
from ...domain.audit.tags import Tag
from ...domain.privacy.handover import make_handover
from ..kit.door import trace
from ..kit.languages import current_language
from .door import door

HAND_OVER = Permission.HANDOVERS_TAKE


@door.route("/applications/<uuid:application_id>/handover", allow=HAND_OVER, traces=Tag.APPLICATION_HANDED_OVER)
def take_handover(actor: Actor, application_id: UUID) -> Response:
    """What HR needs, as a ZIP that is kept nowhere; each one is written down (A2.8)."""
    released = make_handover(actor, application_id, current_language())
    trace(application_id)
    response = make_response(released.content)
    response.headers.update(released.headers)
    response.mimetype = released.media_type
    return response
