"""Addresses: the whole ones that the outside knows, and the page that an action leads back to."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, current_app, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from .delivery import digest_of


def register(app: Flask) -> None:
    """Leads from ``/staff`` to ``/staff/`` on the site that the visitor is on, whatever host the request names."""
    app.before_request(_mend_slashes)


def _mend_slashes() -> Response | None:
    """Flask's own redirect is a whole address, of the host and the scheme that it was told of (B5)."""
    moved = request.routing_exception
    if not isinstance(moved, RequestRedirect):
        return None
    return redirect(urlsplit(moved.new_url)._replace(scheme="", netloc="").geturl(), code=moved.code)


def whole_address(endpoint: str, **values: Any) -> str:  # noqa: ANN401  whatever the address is made of
    """The public address of a page, from the settings: a proxy or a visitor may have chosen that of the request.

    Nothing of the present request stands in it, neither its language nor the source of its visitor.
    """
    return f"{current_app.config['PUBLIC_URL']}{current_app.url_map.bind('').build(endpoint, values)}"


def addresses(endpoint: str, name: str) -> Callable[[UUID | str], str]:
    """The addresses in the back office of many things of one kind, which differ in one id."""
    way = _way(_place(), endpoint, name)
    return lambda key: way % {name: key}


def url_for_of_page() -> Callable[..., str]:
    """``url_for`` for the templates of one page: a way that differs in ids alone is built once, for all pages.

    Flask's own answers whatever else is asked; its thirty answers were a twentieth of an application's page.
    """
    place = _place()
    particular = current_app.url_default_functions

    def url_for_here(endpoint: str, **values: Any) -> str:  # noqa: ANN401  whatever the address is made of
        if endpoint == "static" and values.keys() == {"filename"}:
            return _asset(place, values["filename"], digest_of(values["filename"]))
        ids = {name: value for name, value in values.items() if value is not None}
        if endpoint.partition(".")[0] in particular or not all(isinstance(value, UUID) for value in ids.values()):
            return url_for(endpoint, **values)
        return _way(place, endpoint, *ids) % ids

    return url_for_here


def _place() -> tuple[str, str | None]:
    """What of this request stands in every address: where the site is mounted, and the language that it asks for."""
    asked = request.args.get("lang")
    return request.script_root, asked if asked in current_app.config["LANGUAGES"] else None


@lru_cache(maxsize=1_000)
def _way(_here: tuple[str, str | None], endpoint: str, *names: str) -> str:
    """The address with a place for each id; of this request it holds what ``_here`` says, and nothing else."""
    ids = {name: UUID(int=number) for number, name in enumerate(names)}
    way = url_for(endpoint, **ids).replace("%", "%%")  # type: ignore[arg-type]  # Flask takes any value
    for name, value in ids.items():
        way = way.replace(str(value), f"%({name})s")
    return way


@lru_cache(maxsize=200)
def _asset(_here: tuple[str, str | None], filename: str, _digest: str) -> str:
    return url_for("static", filename=filename)


def nearest_page(path: str) -> str | None:
    """The page that the form of ``path`` stood on: the nearest address above it that can be read."""
    addresses = current_app.url_map.bind("")
    while path:
        try:
            addresses.match(path, method="GET")
        except RequestRedirect:
            return f"{path}/"
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
