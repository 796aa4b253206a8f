"""The firm's looks: its colour as a style sheet, its pictures. Both are named by their content and kept for a year."""

from flask import Response, make_response

from ...core.actor import Actor
from ...core.errors import Missing
from ...domain.firm.colour import style_sheet
from ...domain.firm.queries import current_brand, find_image_content
from ..kit.delivery import A_YEAR
from ..kit.door import Allow
from .door import door


@door.route("/brand/<accent>.css", allow=Allow.PUBLIC)
def show_style(_actor: Actor, accent: str) -> Response:
    """The theme's tokens for the firm's colour, which is its name; no other colour has a sheet."""
    colour = current_brand().accent
    if colour is None or colour != f"#{accent}":
        raise Missing("")
    return _kept(style_sheet(colour).encode(), "text/css; charset=utf-8")


@door.route("/media/<sha256>.webp", allow=Allow.PUBLIC)
def show_image(_actor: Actor, sha256: str) -> Response:
    """A picture of the firm."""
    content = find_image_content(sha256)
    if content is None:
        raise Missing("")
    return _kept(content, "image/webp")


def _kept(body: bytes, media_type: str) -> Response:
    response = make_response(body)
    response.headers["Content-Type"] = media_type
    response.headers["Cache-Control"] = A_YEAR
    return response
