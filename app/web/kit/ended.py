"""Whose session ended while they wrote: the way back, and what was typed, which is nowhere else any more (R4)."""

from flask import Response, make_response, render_template, request, url_for

from .places import nearest_page, safe_next

SECRET = {"csrf_token", "password", "current", "code", "next"}


def ended_page() -> Response:
    """The sign-in of whoever the page was for; staff come back to where they were."""
    is_of_staff = request.path.startswith("/staff/")
    way = url_for("account.show_sign_in", next=_where()) if is_of_staff else url_for("portal.show_sign_in")
    page = render_template("errors/session_ended.html", way=way, is_of_staff=is_of_staff, typed=typed())
    return make_response(page, 403)


def earlier_page() -> Response:
    """The way back to the page, for who has signed in again since it was opened: its token is another session's.

    It is not sent again from here: what another site had sent would then be one press from being done.
    """
    way = f"{request.script_root}{_where()}"
    return make_response(render_template("errors/session_earlier.html", way=way, typed=typed()), 403)


def _where() -> str:
    """The page that the form stood on."""
    return safe_next(request.form.get("next")) or nearest_page(request.path) or "/"


def typed() -> list[str]:
    """What was written, in several words; never what is secret."""
    fields = [value.strip() for name, value in request.form.items() if name not in SECRET]
    return [value for value in fields if " " in value]
