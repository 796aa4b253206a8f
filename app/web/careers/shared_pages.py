"""The pages that say the same to everybody, rendered once: kept in memory until a row that they are made of changes.

Stands before the application, for most of what a visit costs is the way through it. What may be kept is decided twice:
by the request (a GET without any cookie, of one of four addresses) and by the answer (whole, without a cookie of its
own, sent by ``revalidated``; or a form, in which nothing but its token is its visitor's). It is served while the
edition of the database and the day are those that were current before it was rendered: a job that is closed is gone
with the commit that closes it, and one whose last day is over is gone at midnight.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, Request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import parse_etags, unquote_etag

from ...core.clock import today
from ...core.edition import current_edition
from ...extensions import db
from ..kit import form_tokens
from ..kit.delivery import Headers, compress_for
from ..kit.form_tokens import CARRIED, Carried
from ..kit.languages import choose_language
from .visits import SEEN, Seen, count_again, is_countable

FORM = "/apply"
ADDRESSES = re.compile(rf"/(?:jobs(?:/[^/]+(?:{FORM})?)?)?")
# What makes an answer one visitor's own, or a part of one.
OWN = {"HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_RANGE"}
OF_A_BODY = {"content-length", "content-type", "content-encoding"}
# In its variants (language, compression) each page of some hundred jobs is kept; beyond that it begins anew.
MOST = 600
Edition = tuple[str, date]


@dataclass(frozen=True)
class _Page:
    """An answer as it left, the edition that it belongs to, and what of it is counted."""

    edition: Edition
    seen: Seen | None
    headers: Headers
    body: bytes
    tag: str

    def send(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401  WSGI's own
        """The page, or 304 to a browser that has it."""
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and parse_etags(known).contains_weak(unquote_etag(self.tag)[0] or ""):
            start_response("304 NOT MODIFIED", [each for each in self.headers if each[0].lower() not in OF_A_BODY])
            return []
        start_response("200 OK", self.headers)
        return [self.body]


@dataclass(frozen=True)
class _Form:
    """A form's page, cut where its token stands: each visitor gets a fresh one."""

    edition: Edition
    seen: Seen | None
    headers: Headers
    before: bytes
    after: bytes
    carried: Carried

    def send(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401  WSGI's own
        """The page with a token of its own, compressed anew."""
        token = form_tokens.issue(self.carried.form, self.carried.about, self.carried.shown)
        plain = b"".join((self.before, token.encode(), self.after))
        body, encoding = compress_for(environ, plain)
        start_response("200 OK", [*self.headers, ("Content-Length", str(len(body))), *encoding])
        return [body]


class SharedPages:
    """WSGI, around ``app``."""

    def __init__(self, app: Flask) -> None:
        self._app, self._inner = app, app.wsgi_app
        self._queries = {"", *(f"lang={language}" for language in app.config["LANGUAGES"])}
        self._kept: dict[Any, _Page | _Form] = {}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401  WSGI's own
        """A kept page while it is right, else the application's answer, which may be kept."""
        address = self._address_of(environ)
        if address is None:
            return self._inner(environ, start_response)
        with self._app.app_context():
            edition = _current_edition()
            kept = self._kept.get(address)
            if kept is not None and kept.edition == edition:
                if kept.seen is not None and is_countable(Request(environ)):
                    count_again(kept.seen)
                return kept.send(environ, start_response)
        if edition is None:
            return self._inner(environ, start_response)
        return self._render(environ, start_response, address, edition)

    def _address_of(self, environ: dict[str, Any]) -> Any:  # noqa: ANN401  whatever tells two pages apart
        """What tells this page from every other; None for a request whose answer may be its own."""
        if environ["REQUEST_METHOD"] != "GET" or OWN & environ.keys():
            return None
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if query not in self._queries or not ADDRESSES.fullmatch(path):
            return None
        language = choose_language(environ.get("HTTP_ACCEPT_LANGUAGE", ""), self._app.config["LANGUAGES"])
        encoding = "" if path.endswith(FORM) else environ.get("HTTP_ACCEPT_ENCODING", "")
        return environ.get("SCRIPT_NAME", ""), path, query, language, encoding

    def _render(self, environ: dict[str, Any], start_response: Any, address: Any, edition: Edition) -> Iterable[bytes]:  # noqa: ANN401  WSGI's own
        """Asks the application; the edition is the one before it began, so that a page is never newer than it says."""
        asked = {**environ, "HTTP_ACCEPT_ENCODING": address[-1]}
        said: list[tuple[Any, ...]] = []
        answer = self._inner(asked, lambda *start: said.append(start))
        status, headers, *_ = said[-1]
        named = {name.lower(): value for name, value in headers}
        is_same = named.get("cache-control") == "no-cache" or CARRIED in asked
        if not status.startswith("200") or not is_same or "set-cookie" in named:
            start_response(*said[-1])
            return answer
        try:
            body = b"".join(answer)
        finally:
            getattr(answer, "close", lambda: None)()
        kept = _keep(edition, asked, headers, body)
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[address] = kept
        with self._app.app_context():
            return kept.send(environ, start_response)


def _keep(edition: Edition, asked: dict[str, Any], headers: Headers, body: bytes) -> _Page | _Form:
    carried: Carried | None = asked.get(CARRIED)
    if carried is None:
        tag = next(value for name, value in headers if name.lower() == "etag")
        return _Page(edition, asked.get(SEEN), headers, body, tag)
    before, after = body.split(carried.token.encode())
    rest = [header for header in headers if header[0].lower() != "content-length"]
    return _Form(edition, asked.get(SEEN), rest, before, after, carried)


def _current_edition() -> Edition | None:
    """None when there is none, or nobody can say: the application then answers as it can."""
    try:
        word = current_edition()
    except (SQLAlchemyError, db.engine.dialect.loaded_dbapi.Error):
        return None
    return None if word is None else (word, today())
