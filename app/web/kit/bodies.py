"""Bodies of requests in memory alone: what a stranger sends is not to reach a disk in clear (A13.5)."""

import io
from typing import IO

from flask import Flask, Request


class InMemory(Request):
    """A request whose files wait in memory; MAX_CONTENT_LENGTH bounds them as it bounds the rest of the body."""

    def _get_file_stream(self, *_given: object, **_named: object) -> IO[bytes]:
        """Werkzeug's own goes to the temporary folder from half a megabyte on."""
        return io.BytesIO()


def register(app: Flask) -> None:
    """Has every request of the application read so."""
    app.request_class = InMemory
