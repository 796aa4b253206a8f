"""Tokens of public forms: signed, expiring, bound to one form.

They work without cookies (C6.3), and make sending a form twice harmless (R3): each page that is served carries its own.
"""

from dataclasses import dataclass

from flask import request
from flask_babel import lazy_gettext as _l

from ...core import tokens
from ...core.errors import Invalid, Missing

LIFETIME_SECONDS = 12 * 3600


# Where a page says which token it carries: everything else on it may be the same for everybody.
CARRIED = "vivier.form_token"


@dataclass(frozen=True)
class Carried:
    """The token of a form's page: the form, what it is about, and the token itself."""

    form: str
    about: str
    token: str


def carry(form: str, bound_to: str) -> str:
    """A fresh token for the page that answers this request; said aloud, so that the page may be kept without it."""
    token = issue(form, bound_to)
    request.environ[CARRIED] = Carried(form, bound_to, token)
    return token


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
