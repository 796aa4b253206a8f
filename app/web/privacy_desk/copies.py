"""A person's copy, as it leaves the desk."""

from uuid import UUID

from flask import Response, current_app, stream_with_context

from ...domain.privacy.bundle import build_bundle, pack
from ..kit.door import trace


def send_copy(candidate_id: UUID, locale: str, name: str) -> Response:
    """The copy that the person would get on their own pages; the route says that this is traced."""
    parts = build_bundle(candidate_id, locale)
    trace(candidate_id)
    response = current_app.response_class(stream_with_context(pack(parts)), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    response.headers["Cache-Control"] = "no-store"
    return response
