"""Tokens of public forms: signed, expiring, bound to one form.

They work without cookies (C6.3), and make sending a form twice harmless (R3): each page that is served carries its own.
"""

from flask_babel import lazy_gettext as _l

from ...core import tokens
from ...core.errors import Invalid, Missing

LIFETIME_SECONDS = 12 * 3600


def issue(form: str, bound_to: str) -> str:
    """A fresh token for one page of ``form``, about ``bound_to`` (a job's id, say)."""
    return tokens.sign(f"form.{form}", [tokens.random_token(), bound_to])


def redeem(form: str, bound_to: str, token: str) -> str:
    """The token's own random name. Raises Invalid when it is forged, too old, or of another form."""
    try:
        name, bound = tokens.read(f"form.{form}", token, max_age_seconds=LIFETIME_SECONDS)
    except Missing:
        raise Invalid(_STALE) from None
    if bound != bound_to:
        raise Invalid(_STALE)
    return str(name)


_STALE = _l("This page had been open for a long time. Nothing is lost: please check your answers and send them again.")
