"""Addresses: the whole ones that the outside knows, and the page that an action leads back to."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

NOBODY = UUID(int=0)


def whole_address(endpoint: str, **values: Any) -> str:  # noqa: ANN401  whatever the address is made of
    """The public address of a page, from the settings: a proxy or a visitor may have chosen that of the request.

    Nothing of the present request stands in it, neither its language nor the source of its visitor.
    """
    return f"{current_app.config['PUBLIC_URL']}{current_app.url_map.bind('').build(endpoint, values)}"


def addresses(endpoint: str, name: str) -> Callable[[UUID | str], str]:
    """The addresses of many things of one kind, which differ in one id: the way there is built once."""
    values: dict[str, Any] = {name: NOBODY}
    before, after = url_for(endpoint, **values).split(str(NOBODY))
    return lambda key: f"{before}{key}{after}"


def nearest_page(path: str) -> str | None:
    """The page that the form of ``path`` stood on: the nearest address above it that can be read."""
    addresses = current_app.url_map.bind("")
    while path.startswith("/staff/"):
        try:
            addresses.match(path, method="GET")
        except HTTPException:
            path = path.rpartition("/")[0]
        else:
            return path
    return None


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
