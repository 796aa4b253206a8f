"""The link of an invitation: looking changes nothing, the button does (B6.1)."""

from flask import Response, make_response, redirect, render_template
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor, staff
from ...core.errors import Invalid, Missing
from ...domain.people import accounts, queries
from ...domain.people import sign_in as room
from ..kit.door import Allow
from ..kit.forms import show_fault
from .door import door
from .forms import NewPasswordForm
from .session import safe_target, start_session

FORM = "invitation"


@door.route("/invitations/<token>", allow=Allow.PUBLIC)
def show_invitation(_actor: Actor, token: str) -> str:
    """Asks for a first password."""
    if queries.find_invitation(token) is None:
        raise Missing(_l("This link has been used or is too old. Please ask for a new invitation."))
    return _page(NewPasswordForm(meta={"csrf": False}), token)


@door.route("/invitations/<token>", methods=["POST"], allow=Allow.PUBLIC)
def accept_invitation(actor: Actor, token: str) -> Response | AnyResponse:
    """Sets the password and lets the person in."""
    form = NewPasswordForm(meta={"csrf": False})
    if not form.validate():
        return make_response(_page(form, token), 422)
    try:
        account = accounts.accept_invitation(actor=actor, token=token, password=form.password.data)
    except Invalid as fault:
        show_fault(form, fault)
        return make_response(_page(form, token), 422)
    room.complete_sign_in(actor=staff(account.id, account.role), account=account)
    start_session(account)
    return redirect(safe_target(None), code=303)


def _page(form: NewPasswordForm, token: str) -> str:
    return render_template("account/invitation.html", form=form, token=token)


