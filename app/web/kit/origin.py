"""Refuses a state change that another site has started (ASVS 3.5.1)."""

from urllib.parse import urlsplit

from flask import abort, request


def refuse_foreign_origin() -> None:
    """403 when the browser says that the request comes from elsewhere.

    Our ``no-referrer`` makes browsers send ``Origin: null`` even from our own pages, so Sec-Fetch-Site, which scripts
    cannot forge, is asked first. A client that sends neither is judged by the form's own token.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            abort(403)
        return
    origin = request.headers.get("Origin")
    if origin not in {None, "null"} and urlsplit(origin or "").netloc != request.host:
        abort(403)
