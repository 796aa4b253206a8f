"""Where an application stands, for the person it is of: the link of their letter, without an account."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from ...core.actor import Actor
from ...domain.applications.actions.own import leave_pool_by_link, withdraw_by_link
from ...domain.applications.queries.status import get_status
from ...domain.firm.queries import current_profile
from ...domain.jobs.queries import text_of
from ..kit.door import Allow
from ..kit.languages import current_language
from .door import door


@door.route("/status/<token>", allow=Allow.PUBLIC)
def show_status(_actor: Actor, token: str) -> str:
    """Changes nothing, however often a mail program opens it. 404 once the application is gone."""
    status = get_status(token)
    return render_template(
        "careers/status.html",
        status=status,
        token=token,
        text=text_of(status.job_id, current_language()),
        feedback_period=current_profile().feedback.period.words.in_language(current_language()),
    )


@door.route("/status/<token>/withdraw", methods=["POST"], allow=Allow.PUBLIC)
def withdraw(_actor: Actor, token: str) -> Response:
    """The lasting link takes a withdrawal, without a cookie and without signing in (C5.5)."""
    withdraw_by_link(token=token)
    return redirect(url_for("careers.show_status", token=token), code=303)


@door.route("/status/<token>/leave-pool", methods=["POST"], allow=Allow.PUBLIC)
def leave_pool(_actor: Actor, token: str) -> Response:
    """The same for the consent to be kept in the talent pool."""
    leave_pool_by_link(token=token)
    return redirect(url_for("careers.show_status", token=token), code=303)
