"""One's own account: name, language, password, second factor."""

import io

import pyotp
import segno
from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.errors import Invalid
from ...core.permissions import Permission
from ...domain.people import accounts, queries
from ...domain.people import sign_in as room
from ...domain.people.firm import current_firm
from ...domain.people.models import Account
from ..kit.forms import show_fault
from .door import door
from .forms import ChangePasswordForm, CodeForm, ProfileForm
from .session import start_session

SELF = Permission.ACCOUNT_SELF


@door.route("/account", allow=SELF)
def show_account(actor: Actor) -> str:
    """The account as it is."""
    return _page(_own(actor))


@door.route("/account/profile", methods=["POST"], allow=SELF)
def change_profile(actor: Actor) -> AnyResponse | Response:
    """Name and language."""
    account, form = _own(actor), ProfileForm()
    try:
        if not form.validate():
            return make_response(_page(account, profile=form), 422)
        accounts.change_profile(account_id=account.id, name=form.name.data, locale=form.locale.data)
    except Invalid as fault:
        show_fault(form, fault)
        return make_response(_page(account, profile=form), 422)
    flash(_("Saved."))
    return redirect(url_for("account.show_account"), code=303)


@door.route("/account/password", methods=["POST"], allow=SELF)
def change_password(actor: Actor) -> AnyResponse | Response:
    """A new password; every other session ends, this one goes on."""
    form = ChangePasswordForm()
    if not form.validate():
        return make_response(_page(_own(actor), password=form), 422)
    try:
        account = accounts.change_password(
            actor=actor, account_id=_own(actor).id, current=form.current.data, new=form.password.data
        )
    except Invalid as fault:
        show_fault(form, fault)
        return make_response(_page(_own(actor), password=form), 422)
    start_session(account)
    flash(_("Your password is changed. Your other sessions have ended."))
    return redirect(url_for("account.show_account"), code=303)


@door.route("/account/second-factor", allow=SELF)
def show_second_factor(actor: Actor) -> AnyResponse | str:
    """The square to scan, and the secret to type instead. The secret is made by the POST before, never by this GET."""
    account = _own(actor)
    if account.totp_secret is None or account.totp_confirmed_at is not None:
        return redirect(url_for("account.show_account"), code=303)
    return _second_factor_page(account, CodeForm())


@door.route("/account/second-factor", methods=["POST"], allow=SELF)
def begin_second_factor(actor: Actor) -> AnyResponse:
    """Makes the secret of a second factor."""
    room.begin_second_factor(account_id=_own(actor).id)
    return redirect(url_for("account.show_second_factor"), code=303)


@door.route("/account/second-factor/confirm", methods=["POST"], allow=SELF)
def confirm_second_factor(actor: Actor) -> Response | str:
    """Sets the second factor, and shows the recovery codes this once."""
    account, form = _own(actor), CodeForm()
    try:
        if not form.validate():
            return make_response(_second_factor_page(account, form), 422)
        codes = room.confirm_second_factor(actor=actor, account_id=account.id, code=form.code.data)
    except Invalid as fault:
        show_fault(form, fault)
        return make_response(_second_factor_page(account, form), 422)
    start_session(account)
    return render_template("account/recovery_codes.html", codes=codes)


@door.route("/account/second-factor/remove", methods=["POST"], allow=SELF)
def remove_second_factor(actor: Actor) -> AnyResponse | Response:
    """Takes the second factor away; asks for a current code first."""
    account, form = _own(actor), CodeForm()
    right = form.validate() and room.check_second_factor(account_id=account.id, code=form.code.data)
    if not right:
        form.code.errors = [*form.code.errors, room.NO_CODE]
        return make_response(_page(account, code=form), 422)
    room.remove_second_factor(actor=actor, account_id=account.id)
    start_session(account)
    flash(_("The second factor is removed."))
    return redirect(url_for("account.show_account"), code=303)


def _own(actor: Actor) -> Account:
    if actor.account_id is None:
        message = "a signed-in actor has an account"
        raise RuntimeError(message)
    return queries.get_account(actor.account_id)


def _page(
    account: Account,
    *,
    profile: ProfileForm | None = None,
    password: ChangePasswordForm | None = None,
    code: CodeForm | None = None,
) -> str:
    return render_template(
        "account/account.html",
        account=account,
        profile=profile or ProfileForm(formdata=None, obj=account),
        password=password or ChangePasswordForm(formdata=None),
        code=code or CodeForm(formdata=None),
        codes_left=queries.count_recovery_codes(account.id),
    )


def _second_factor_page(account: Account, form: CodeForm) -> str:
    uri = pyotp.TOTP(account.totp_secret or "").provisioning_uri(account.email, issuer_name=current_firm().name)
    out = io.BytesIO()
    segno.make(uri, error="m").save(out, kind="svg", xmldecl=False, svgns=True, omitsize=True, nl=False)
    square = Markup(out.getvalue().decode())  # noqa: S704  drawn by us from our own address
    return render_template("account/second_factor.html", account=account, form=form, square=square)
