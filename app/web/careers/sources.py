"""Through which ad a visitor came: it travels in the addresses of our own pages, and in no cookie."""

import re
from typing import Any

from flask import has_request_context, request

from ...core.text import clean_line
from ...domain.applications.actions.submit import Origin
from .door import door

CARRIED = ("source", "utm_source", "utm_medium", "utm_campaign")
LONGEST = 60


def current_origin() -> Origin:
    """What the address says, kept to letters, digits and a few marks: an address of a person can not stand in it."""
    said = {name: _clean(request.args.get(name)) for name in CARRIED}
    return Origin(said["source"] or said["utm_source"], said["utm_medium"], said["utm_campaign"])


def _clean(raw: str | None) -> str | None:
    return re.sub(r"[^\w .-]+", "", clean_line(raw)).strip()[:LONGEST] or None


@door.url_defaults
def carry(endpoint: str, values: dict[str, Any]) -> None:
    """Keeps the source on the way from the list to the form."""
    if has_request_context() and endpoint in _WAY:
        for name in CARRIED:
            if said := _clean(request.args.get(name)):
                values.setdefault(name, said)


_WAY = {"careers.list_jobs", "careers.show_job", "careers.show_application_form", "careers.apply"}
