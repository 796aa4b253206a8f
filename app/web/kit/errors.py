"""The rooms' errors and HTTP's, as pages: calm, in the person's language, with what to do next."""

import errno
import math
import secrets

from flask import Flask, Response, jsonify, make_response, render_template, request, session
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, PendingRollbackError
from werkzeug.exceptions import HTTPException, TooManyRequests

from ...adapters.storage import StorageUnavailable
from ...core import logging
from ...core.clock import now
from ...core.errors import Conflict, Invalid, Missing, Refused, Restricted, RoomError
from ...extensions import limiter
from .actor import CANDIDATE
from .bodies import WITH_FILES
from .ended import earlier_page, ended_page

log = logging.get(__name__)

MINUTE = 60
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}
STATUS = {Invalid: 422, Missing: 404, Refused: 403, Conflict: 409, Restricted: 423}
TITLES = {
    400: _l("We could not read this request"),
    403: _l("This is not possible"),
    404: _l("This page does not exist"),
    405: _l("This page does not exist"),
    409: _l("Somebody changed this meanwhile"),
    413: _l("This file is too large"),
    422: _l("Something needs another look"),
    423: _l("This file is set apart"),
    429: _l("Too many attempts in a short time"),
    500: _l("Something went wrong on our side"),
    503: _l("Not available at the moment"),
}
# The whole may come in, a text of it may not.
TOO_LONG = _l("This text is too long")
SHORTEN = _l("Go back: what you typed is still there. Shorten the longest text, and send the form again.")
ADVICE = {
    400: _l("Go back, reload the page and try again."),
    403: _l("Go back, reload the page and try again."),
    404: _l("The address may be wrong, or the page may have gone."),
    405: _l("The address may be wrong, or the page may have gone."),
    413: _l("Go back and choose a smaller file. Nothing was kept of this one."),
    423: _l("The person asked that it be neither read nor changed for the time being. The privacy officer sees to it."),
    429: _l("Please wait a little, go back and send the form again. What you typed is still there."),
    500: _l("Nothing was saved by halves. Please try again in a moment, or write to us with this reference."),
    503: _l("Nothing was saved by halves. Please try again in a moment."),
}
# SQLAlchemy's own number of it.
CONNECTION_LOST = "8s2b"


def register(app: Flask) -> None:
    """Binds every error to its page."""
    app.register_error_handler(RoomError, _room_said_no)
    app.register_error_handler(CSRFError, _stale_token)
    app.register_error_handler(TooManyRequests, _too_many)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(PendingRollbackError, _broken_off)
    app.register_error_handler(StorageUnavailable, _storage_away)
    app.register_error_handler(OSError, _disk)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)


def wants_json() -> bool:
    """Whether a script of ours asks, which shows the words itself."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def _stale_token(_error: CSRFError) -> Response:
    """Who wrote under a session that is no more is led back in, or to the page, and finds here what was typed."""
    return earlier_page() if {"_user_id", CANDIDATE} & session.keys() else ended_page()


def _room_said_no(error: RoomError) -> Response:
    status = STATUS[type(error)]
    if wants_json():
        return make_response(jsonify(message=str(error.message or ADVICE.get(status, ADVICE[400]))), status)
    return _page(status, advice=error.message or None)


def _too_many(error: TooManyRequests) -> Response:
    """With the seconds to wait, which a program reads."""
    answer = _page(429)
    limit = limiter.current_limit
    asked = error.retry_after or (limit.reset_at - now().timestamp() if limit else None)
    answer.headers["Retry-After"] = str(max(1, math.ceil(asked if isinstance(asked, int | float) else MINUTE)))
    return answer


def _http(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:
        return make_response(error.get_response())
    if error.code == 413 and not _is_file_too_large():
        return _page(413, title=TOO_LONG, advice=SHORTEN)
    return _page(error.code or 500)


def _is_file_too_large() -> bool:
    return request.mimetype == WITH_FILES and (request.content_length or 0) > (request.max_content_length or 0)


def _database_away(_error: Exception) -> Response:
    log.exception("database unavailable")
    return _page(503)


def _broken_off(error: PendingRollbackError) -> Response:
    """The connection was lost over something that does without the database; what came after it does not."""
    return _database_away(error) if error.code == CONNECTION_LOST else _fault(error)


def _storage_away(_error: Exception) -> Response:
    """R12: a full or read-only disk. The transaction was rolled back, nothing was taken by halves."""
    log.exception("storage unavailable")
    return _page(503)


def _disk(error: OSError) -> Response:
    """R12: no room for a large body, which waits in a file while it comes in; anything else is a fault."""
    return _storage_away(error) if error.errno in NO_ROOM else _fault(error)


def _fault(_error: Exception) -> Response:
    reference = secrets.token_hex(4)
    log.exception("fault", reference=reference)
    return _page(500, reference=reference)


def _page(status: int, *, title: object = None, advice: object = None, reference: str | None = None) -> Response:
    body = render_template(
        "errors/error.html",
        status=status,
        title=title or TITLES.get(status, TITLES[400]),
        advice=advice or ADVICE.get(status, ADVICE[400]),
        reference=reference,
    )
    return make_response(body, status)
