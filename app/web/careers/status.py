"""Where an application stands, for the person it is of: the link of their letter, without an account."""

from flask import render_template

from ...core.actor import Actor
from ...domain.applications.queries.status import get_status
from ...domain.jobs.queries import text_of
from ..kit.door import Allow
from ..kit.languages import current_language
from .door import door


@door.route("/status/<token>", allow=Allow.PUBLIC)
def show_status(_actor: Actor, token: str) -> str:
    """Changes nothing, however often a mail program opens it. 404 once the application is gone."""
    status = get_status(token)
    return render_template("careers/status.html", status=status, text=text_of(status.job_id, current_language()))
