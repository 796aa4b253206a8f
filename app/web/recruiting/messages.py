"""Messages of the contact page, for those who answer them."""

from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.errors import Conflict, Invalid
from ...core.permissions import Permission
from ...domain.audit.tags import Tag
from ...domain.contact import queries
from ...domain.contact.actions import answer_message
from ...domain.people.queries import names_of_accounts
from ..kit.door import trace
from ..kit.forms import show_fault
from .door import door
from .forms import AnswerForm

ANSWER = Permission.MESSAGES_ANSWER


@door.route("/messages", allow=ANSWER)
def list_messages(_actor: Actor) -> str:
    """Those that wait first."""
    page = queries.list_messages(page=request.args.get("page", 1, int))
    return render_template("recruiting/messages.html", page=page)


@door.route("/messages/<uuid:message_id>", allow=ANSWER, traces=Tag.CONTACT_OPENED)
def show_message(actor: Actor, message_id: UUID) -> str:
    """A message, and its answer or the form for one."""
    trace(message_id)
    return _page(actor, message_id, AnswerForm(formdata=None))


@door.route("/messages/<uuid:message_id>", methods=["POST"], allow=ANSWER)
def answer(actor: Actor, message_id: UUID) -> Response | AnyResponse:
    """Answers by mail."""
    form = AnswerForm()
    faults: list[object] = []
    try:
        if form.validate():
            answer_message(actor=actor, message_id=message_id, answer=form.answer.data)
            flash(_("Your answer is on its way."))
            return redirect(url_for("recruiting.list_messages"), code=303)
    except Invalid as fault:
        faults = show_fault(form, fault)
    except Conflict as conflict:
        return make_response(_page(actor, message_id, form, [conflict.message]), 409)
    return make_response(_page(actor, message_id, form, faults), 422)


def _page(actor: Actor, message_id: UUID, form: AnswerForm, faults: list[object] | None = None) -> str:
    message = queries.get_message(actor, message_id)
    return render_template(
        "recruiting/message.html",
        message=message,
        names=names_of_accounts([message.answered_by]),
        form=form,
        faults=faults or [],
    )
