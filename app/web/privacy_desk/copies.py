"""A person's copy, as it leaves the desk."""

from uuid import UUID

from flask import Response, current_app, stream_with_context

from ...domain.privacy.bundle import Part, build_bundle, pack
from ...domain.rights.models import RightsRequest
from ..kit.door import trace


def send_copy(candidate_id: UUID, locale: str, name: str) -> Response:
    """The copy that the person would get on their own pages; the route says that this is traced."""
    parts = build_bundle(candidate_id, locale)
    trace(candidate_id)
    return _packed(parts, name)


def send_copy_to_sender(request: RightsRequest) -> Response:
    """The same for who has only written to us: what came from that address, and what we answered."""
    parts = build_bundle(None, request.locale, email=request.email)
    trace(request.id)
    return _packed(parts, request.reference)


def _packed(parts: list[Part], name: str) -> Response:
    response = current_app.response_class(stream_with_context(pack(parts)), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    response.headers["Cache-Control"] = "no-store"
    return response
