"""Where to go after signing in."""

from urllib.parse import urlsplit


def safe_next(raw: str | None) -> str | None:
    r"""``raw`` when it is a path of the back office on this site, else None (B6.5).

    Browsers read ``//host``, ``/\host`` and paths with control characters as other sites, or as more than a path.
    """
    if not raw or not raw.startswith("/staff/") or not raw.isprintable() or "\\" in raw:
        return None
    parts = urlsplit(raw)
    return None if parts.scheme or parts.netloc else raw
