"""An invitation: the link shows a page and changes nothing, the button does (B6.1)."""

from flask import Response, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.errors import Invalid
from ...domain.people import accounts
from ...domain.people.queries import get_invited_account
from ...extensions import limiter
from ..kit.door import Allow
from ..kit.forms import show_fault, stale
from . import sessions
from .door import door
from .forms import NewPasswordForm
from .sign_in import login_rate


@door.route("/invitations/<token>", allow=Allow.PUBLIC)
def show_invitation(_actor: Actor, token: str) -> str:
    """Asks for a password. Looking, however often, uses nothing up."""
    return _page(token, NewPasswordForm(formdata=None))


@door.route("/invitations/<token>", methods=["POST"], allow=Allow.PUBLIC)
@limiter.limit(login_rate, exempt_when=lambda: not login_rate())
def accept_invitation(actor: Actor, token: str) -> Response | AnyResponse:
    """Sets the password; then the person signs in with it, as ever after."""
    form = NewPasswordForm()
    if not form.validate():
        return make_response(_page(token, form, stale(form)), 422)
    try:
        accounts.accept_invitation(actor=actor, token=token, password=form.password.data or "")
    except Invalid as fault:
        return make_response(_page(token, form, show_fault(form, fault)), 422)
    sessions.close_session()
    return redirect(url_for("account.show_sign_in", ready=1), code=303)


def _page(token: str, form: NewPasswordForm, faults: list[object] | None = None) -> str:
    return render_template(
        "account/invitation.html", token=token, account=get_invited_account(token), form=form, faults=faults or []
    )
