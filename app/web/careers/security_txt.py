"""Whom to tell of a weakness: /.well-known/security.txt (RFC 9116)."""

from datetime import timedelta
from urllib.parse import quote

from flask import Response, current_app, make_response

from ...core.actor import Actor
from ...core.clock import now
from ...domain.firm.queries import current_firm
from ..kit.door import Allow
from ..kit.places import whole_address
from .door import door

# Less than a year, as the RFC asks; the page is written anew each day.
VALID = timedelta(days=180)


@door.route("/.well-known/security.txt", allow=Allow.PUBLIC)
def show_security_contact(_actor: Actor) -> Response:
    """Contact, languages, this page's own address, and until when it holds."""
    contact = current_app.config["SECURITY_CONTACT"] or f"mailto:{quote(current_firm().email, safe='@')}"
    lines = (
        f"Contact: {contact}",
        f"Expires: {now().date() + VALID}T00:00:00Z",
        f"Preferred-Languages: {', '.join(current_app.config['LANGUAGES'])}",
        f"Canonical: {whole_address('careers.show_security_contact')}",
    )
    response = make_response("\n".join((*lines, "")))
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
