"""Tokens of public forms: signed, expiring, bound to one form.

They work without cookies (C6.3), and make sending a form twice harmless (R3): each page that is served carries its own.
A token also says under which notice its page asked: what is kept is what was shown, whatever has changed since (C7.2).
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
    """The token of a form's page: the form, what it is about, the notice on it, and the token itself."""

    form: str
    about: str
    shown: str
    token: str


@dataclass(frozen=True)
class Opened:
    """What a token says: its own random name, and the hash of the notice that stood on its page."""

    name: str
    shown: str


def carry(form: str, bound_to: str, shown: str) -> str:
    """A fresh token for the page that answers this request; said aloud, so that the page may be kept without it."""
    token = issue(form, bound_to, shown)
    request.environ[CARRIED] = Carried(form, bound_to, shown, token)
    return token


def issue(form: str, bound_to: str, shown: str = "") -> str:
    """A fresh token for one page of ``form``, about ``bound_to`` (a job's id, say), with the notice of that hash."""
    return tokens.sign(f"form.{form}", [tokens.random_token(), bound_to, shown])


def redeem(form: str, bound_to: str, token: str) -> str:
    """The token's own random name. Raises Invalid when it is forged, too old, or of another form."""
    return open_token(form, bound_to, token).name


def open_token(form: str, bound_to: str, token: str) -> Opened:
    """The same with the notice. Raises Invalid; also for a page from before tokens said it, which is sent again."""
    try:
        said = tokens.read(f"form.{form}", token, max_age_seconds=LIFETIME_SECONDS)
    except Missing:
        raise Invalid(_STALE) from None
    if said[1:2] != [bound_to] or len(said) != _PARTS:
        raise Invalid(_STALE)
    return Opened(str(said[0]), str(said[2]))


_PARTS = 3
_STALE = _l("This page had been open for a long time. Nothing is lost: please check your answers and send them again.")
