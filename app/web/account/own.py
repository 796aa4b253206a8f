"""One's own account: name, language, password."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.errors import Invalid
from ...core.permissions import Permission
from ...domain.people import accounts, queries
from ...extensions import limiter
from ..kit.actor import account_id_of
from ..kit.forms import show_fault
from ..kit.places import back
from . import sessions
from .door import door
from .forms import AnyCodeForm, ChangePasswordForm, ProfileForm
from .sign_in import login_rate


@door.route("/account", allow=Permission.ACCOUNT_SELF)
def show_account(actor: Actor) -> str:
    """Everything that one may change of oneself."""
    return account_page(actor)


@door.route("/account", methods=["POST"], allow=Permission.ACCOUNT_SELF)
def change_profile(actor: Actor) -> Response | AnyResponse:
    """Name and language."""
    form = ProfileForm()
    if not form.validate():
        return make_response(account_page(actor, profile=form), 422)
    try:
        accounts.change_profile(account_id=account_id_of(actor), name=form.name.data or "", locale=form.locale.data)
    except Invalid as fault:
        show_fault(form, fault)
        return make_response(account_page(actor, profile=form), 422)
    with force_locale(form.locale.data):
        flash(_("Your details are saved."))
    return redirect(url_for("account.show_account"), code=303)


@door.route("/account/density", methods=["POST"], allow=Permission.ACCOUNT_SELF)
def change_density(actor: Actor) -> AnyResponse:
    """Compact or comfortable, from any page and back to it."""
    accounts.change_density(account_id=account_id_of(actor), is_compact=request.form.get("density") == "compact")
    return back(url_for("account.show_home"))


@door.route("/account/password", methods=["POST"], allow=Permission.ACCOUNT_SELF)
@limiter.limit(login_rate, exempt_when=lambda: not login_rate())
def change_password(actor: Actor) -> Response | AnyResponse:
    """A new password; every other session of the person ends (7.4.3)."""
    form = ChangePasswordForm()
    if not form.validate():
        return make_response(account_page(actor, password=form), 422)
    try:
        account = accounts.change_password(
            actor=actor,
            account_id=account_id_of(actor),
            current=form.current.data or "",
            new=form.password.data or "",
        )
    except Invalid as fault:
        show_fault(form, fault)
        return make_response(account_page(actor, password=form), 422)
    sessions.open_session(account)
    flash(_("Your password is changed. You are signed out everywhere else."))
    return redirect(url_for("account.show_account"), code=303)


def account_page(
    actor: Actor,
    *,
    profile: ProfileForm | None = None,
    password: ChangePasswordForm | None = None,
    removal: AnyCodeForm | None = None,
) -> str:
    """The page, with the form that was refused as it was typed and the others empty."""
    account = queries.get_account(account_id_of(actor))
    return render_template(
        "account/account.html",
        account=account,
        codes_left=queries.count_recovery_codes(account.id),
        profile=profile or ProfileForm(formdata=None, obj=account),
        password=password or ChangePasswordForm(formdata=None),
        removal=removal or AnyCodeForm(formdata=None),
    )
