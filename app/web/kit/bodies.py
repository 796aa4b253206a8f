"""Bodies of requests in memory alone: what a stranger sends is not to reach a disk in clear (A13.5).

And no more of it than the forms of ours may weigh, for what is read of a body is many times as large (5.2.1).
"""

import io
from typing import IO

from flask import Flask, Request, request

WITH_FILES = "multipart/form-data"


class InMemory(Request):
    """A request whose files wait in memory; MAX_CONTENT_LENGTH bounds them as it bounds the rest of the body."""

    @property
    def is_json(self) -> bool:
        """Never: Flask-WTF would take a value of JSON for a field, a number or a list for what somebody typed."""
        return False

    def _get_file_stream(self, *_given: object, **_named: object) -> IO[bytes]:
        """Werkzeug's own goes to the temporary folder from half a megabyte on."""
        return io.BytesIO()


def register(app: Flask) -> None:
    """Has every request of the application read so."""
    app.request_class = InMemory
    app.before_request(_bound_text)


def _bound_text() -> None:
    """A form without files is text alone: Werkzeug reads all of it at once, whatever MAX_FORM_MEMORY_SIZE says."""
    if request.mimetype != WITH_FILES:
        limits = (request.max_content_length, request.max_form_memory_size)
        request.max_content_length = min((limit for limit in limits if limit is not None), default=None)
