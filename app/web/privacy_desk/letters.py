"""Answers on paper: printed, posted, and only then given. For who gave no e-mail address."""

from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.clock import local_date, today
from ...core.days import day_in_words
from ...core.permissions import Permission
from ...domain.audit.tags import Tag
from ...domain.firm.enums import Words
from ...domain.firm.queries import current_firm, firm_words
from ...domain.mail.queries import get_letter_to_post
from ...domain.rights import actions
from ...domain.rights.queries import get_request
from ..kit.door import trace
from .carrying_out import carry_out
from .door import door
from .forms import ActForm, PostedForm

MANAGE = Permission.REQUESTS_MANAGE
_ONE = "/requests/<uuid:request_id>/letters/<uuid:mail_id>"


@door.route(_ONE, allow=MANAGE, traces=Tag.REQUEST_OPENED)
def show_letter(actor: Actor, request_id: UUID, mail_id: UUID) -> str:
    """The letter as it is printed, under the firm's head; and when it was posted."""
    trace(request_id)
    return _page(actor, request_id, mail_id, PostedForm(formdata=None, posted_on=today()))


@door.route(f"{_ONE}/posted", methods=["POST"], allow=MANAGE)
def post_letter(actor: Actor, request_id: UUID, mail_id: UUID) -> Response | AnyResponse:
    """It has left."""
    form = PostedForm()

    def act() -> None:
        actions.post_letter(actor=actor, request_id=request_id, mail_id=mail_id, posted_on=form.posted_on.data)

    return carry_out(
        form,
        act,
        done=_("Noted: the letter is posted."),
        back_to=url_for("privacy_desk.show_request", request_id=request_id),
        page=lambda faults: _page(actor, request_id, mail_id, form, faults),
    )


@door.route("/requests/<uuid:request_id>/write-again", methods=["POST"], allow=MANAGE)
def write_again(actor: Actor, request_id: UUID) -> AnyResponse:
    """An answer that was not posted is thrown away."""
    if ActForm().validate():
        actions.write_again(actor=actor, request_id=request_id)
        flash(_("Thrown away: write the answer again."))
    return redirect(url_for("privacy_desk.show_request", request_id=request_id), code=303)


def _page(actor: Actor, request_id: UUID, mail_id: UUID, form: PostedForm, faults: list[object] | None = None) -> str:
    found = get_request(actor, request_id)
    letter = get_letter_to_post(request_id, mail_id)
    return render_template(
        "privacy_desk/letter.html",
        request_=found,
        letter=letter,
        written_on=day_in_words(local_date(letter.created_at), letter.locale),
        firm=current_firm(),
        foot=firm_words(Words.MAIL_FOOTER, letter.locale),
        form=form,
        faults=faults or [],
    )
