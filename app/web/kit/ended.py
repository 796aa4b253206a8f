"""Whose session ended while they wrote: the way back in, and what was typed, which is nowhere else any more (R4)."""

from flask import Response, make_response, render_template, request, url_for

from .places import nearest_page, safe_next

SECRET = {"csrf_token", "password", "current", "code", "next"}


def ended_page() -> Response:
    """The sign-in of whoever the page was for; staff come back to where they were."""
    is_of_staff = request.path.startswith("/staff/")
    if is_of_staff:
        where = safe_next(request.form.get("next")) or nearest_page(request.path)
        way_in = url_for("account.show_sign_in", next=where)
    else:
        way_in = url_for("portal.show_sign_in")
    page = render_template("errors/session_ended.html", way_in=way_in, is_of_staff=is_of_staff, typed=typed())
    return make_response(page, 403)


def typed() -> list[str]:
    """What was written, in several words; never what is secret."""
    fields = [value.strip() for name, value in request.form.items() if name not in SECRET]
    return [value for value in fields if " " in value]
