"""The privacy notice, rendered from the policy that the software carries out."""

from flask import Response, render_template

from ...core.actor import Actor
from ...domain.applications import rules
from ...domain.firm.queries import current_firm
from ...domain.policy import notices
from ..kit.door import Allow
from ..kit.headers import revalidated
from ..kit.languages import current_language
from .door import door


@door.route("/privacy", allow=Allow.PUBLIC)
def show_privacy(_actor: Actor) -> Response:
    """The second level of the notice (A3.1)."""
    profile = rules.current_profile()
    sections = notices.second_level(current_firm(), profile, current_language())
    return revalidated(render_template("careers/privacy.html", sections=sections, profile=profile))
