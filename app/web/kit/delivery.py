"""How bytes travel: assets named by their content and kept for a year, public pages compressed."""

import gzip
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import brotli
from flask import Flask, Response, current_app, request

from ...extensions import compress

Headers = list[tuple[str, str]]
QUICK_BR_LEVEL, QUICK_GZIP_LEVEL = 3, 2
LONG = 10_000
A_YEAR = "public, max-age=31536000, immutable"


def register(app: Flask) -> None:
    """Adds ``v``, a hash of the content, to the address of every asset, and compresses what may be compressed."""
    app.config.setdefault("COMPRESS_REGISTER", False)
    app.config.setdefault("COMPRESS_ALGORITHM", ["br", "gzip"])
    app.config.setdefault("COMPRESS_BR_LEVEL", 5)
    compress.init_app(app)

    @app.url_defaults
    def name_by_content(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values.setdefault("v", digest_of(str(values["filename"])))

    app.after_request(_keep_asset)
    app.after_request(_compress)


def digest_of(filename: str) -> str:
    """Ten characters that change with the content of an asset; nothing for a file that is not there."""
    path = _path(current_app.static_folder or "", filename)
    try:
        return _digest(path, path.stat().st_mtime_ns)
    except OSError:
        return ""


@lru_cache(maxsize=200)
def _path(folder: str, filename: str) -> Path:
    return Path(folder) / filename


@lru_cache(maxsize=200)
def _digest(path: Path, _mtime: int) -> str:
    return sha256(path.read_bytes()).hexdigest()[:10]


def compress_for(environ: dict[str, Any], body: bytes) -> tuple[bytes, Headers]:
    """A page as the browser of that request takes it, and the header that says so; chosen as for all others.

    Compressed for one visitor alone, so less tightly: what the last tenth costs is a third of the visit.
    """
    encoding = _encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
    if encoding == "br":
        return brotli.compress(body, quality=QUICK_BR_LEVEL), [("Content-Encoding", encoding)]
    if encoding == "gzip":
        return gzip.compress(body, QUICK_GZIP_LEVEL), [("Content-Encoding", encoding)]
    return body, []


@lru_cache(maxsize=50)
def _encoding_for(accepted: str) -> str | None:
    """Asked of the extension with a page that is long enough."""
    with current_app.test_request_context(headers={"Accept-Encoding": accepted}):
        response = compress.after_request(Response(" " * LONG))
    return response.headers.get("Content-Encoding")


def _keep_asset(response: Response) -> Response:
    """An address that names this very content never goes stale; any other one is asked for again."""
    if request.endpoint == "static" and response.status_code in {200, 304}:
        asked, filename = request.args.get("v"), str((request.view_args or {})["filename"])
        response.headers["Cache-Control"] = A_YEAR if asked and asked == digest_of(filename) else "no-cache"
    return response


def _compress(response: Response) -> Response:
    """Not in the back office: there a page holds a secret of the session beside words from the address (BREACH)."""
    if request.path.startswith("/staff"):
        return response
    if request.endpoint == "static" and response.status_code == 200:
        # Read here, so that the file is closed at the end of the request.
        response.direct_passthrough = False
        response.make_sequence()
    return compress.after_request(response)
