"""Which cookies there are, what is counted, and the switch that refuses it (C6.1, C6.2, A15)."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.errors import Invalid
from ...domain.firm.queries import counts_visits
from ..kit import form_tokens
from ..kit.door import Allow
from .door import door
from .visits import browser_refuses, refuses_counting

FORM, SWITCH = "cookies", "visits"
REFUSE, ACCEPT = "refuse", "accept"
# A15.2: a choice is kept for six months.
KEPT = timedelta(days=182)


@dataclass(frozen=True)
class Cookie:
    """One cookie, named by the setting that holds its name."""

    setting: str
    when: object
    why: object
    period: object


# Every cookie that this application sets; tests/web/careers/test_cookies.py meets no other.
COOKIES = (
    Cookie(
        "SESSION_COOKIE_NAME",
        _l("When a sign-in page is opened: that of your applications, that of the link in our letter, and the team’s."),
        _l("Keeps you signed in, and the forms safe from other sites."),
        _l("Twelve hours at most"),
    ),
    Cookie(
        "NO_COUNT_COOKIE_NAME",
        _l("Only when you ask on this page not to be counted."),
        _l("Remembers that you do not want to be counted. It holds nothing else."),
        _l("Six months"),
    ),
)


@door.route("/cookies", allow=Allow.PUBLIC)
def show_cookies(_actor: Actor) -> str:
    """The cookies, the counting and the switch."""
    return _page()


@door.route("/cookies", methods=["POST"], allow=Allow.PUBLIC)
def choose_counting(_actor: Actor) -> Response | AnyResponse:
    """Sets the refusal, or takes it away."""
    choice = request.form.get("choice")
    try:
        form_tokens.redeem(FORM, SWITCH, request.form.get("form_token", ""))
    except Invalid as fault:
        return make_response(_page(fault.message), 422)
    if choice not in {REFUSE, ACCEPT}:
        return make_response(_page(_l("Please use one of the buttons of this page.")), 422)
    response = make_response(redirect(url_for("careers.show_cookies", _anchor="choice"), code=303))
    name, secure = current_app.config["NO_COUNT_COOKIE_NAME"], current_app.config["SESSION_COOKIE_SECURE"]
    response.set_cookie(
        name,
        "1" if choice == REFUSE else "",
        max_age=KEPT if choice == REFUSE else 0,
        path="/",
        secure=secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def _page(fault: object = None) -> str:
    return render_template(
        "careers/cookies.html",
        cookies=[(current_app.config[cookie.setting], cookie) for cookie in COOKIES],
        counts=counts_visits(),
        refused=refuses_counting(),
        refused_by_browser=browser_refuses(),
        form_token=form_tokens.issue(FORM, SWITCH),
        fault=fault,
    )
