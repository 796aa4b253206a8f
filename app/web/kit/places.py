"""Where an action leads back to: the very page it was started from, with its filter and its place."""

from urllib.parse import urlsplit

from flask import request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response


def safe_next(raw: str | None) -> str | None:
    r"""``raw`` when it is a path of the back office on this site, else None (B6.5).

    Browsers read ``//host``, ``/\host`` and paths with control characters as other sites, or as more than a path.
    """
    if not raw or not raw.startswith("/staff/") or not raw.isprintable() or "\\" in raw:
        return None
    parts = urlsplit(raw)
    return None if parts.scheme or parts.netloc else raw


def here() -> str:
    """The address of this page, for the ``next`` of its forms; nothing when it can not be asked for again."""
    return request.full_path.rstrip("?") if request.method in {"GET", "HEAD"} else ""


def back(default: str, *, anchor: str | None = None) -> Response:
    """303 to the form's ``next``, at ``anchor`` where the person was; else to ``default``."""
    target = safe_next(request.form.get("next"))
    if target and anchor:
        target = f"{target.partition('#')[0]}#{anchor}"
    return redirect(target or default, code=303)
