"""Signing in and out."""

from flask import Response, current_app, make_response, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor, staff
from ...core.permissions import Permission
from ...domain.people import sign_in as room
from ...domain.people.models import Account
from ...extensions import csrf, limiter
from ..kit.door import Allow
from ..kit.navigation import home_endpoint
from .door import door
from .forms import CodeForm, SignInForm
from .session import find_pending, remember_pending, safe_target, start_session


def _login_rate() -> str:
    rate: str = current_app.config["LOGIN_RATE"]
    return rate


@door.route("/", allow=Permission.ACCOUNT_SELF)
def show_home(_actor: Actor) -> AnyResponse:
    """The first page that this role has."""
    return redirect(url_for(home_endpoint()))


@door.route("/login", allow=Allow.PUBLIC)
def show_sign_in(_actor: Actor) -> AnyResponse | str:
    """The sign-in page; somebody who is in already goes on."""
    if current_user.is_authenticated:
        return redirect(safe_target(request.args.get("next")))
    return render_template("account/sign_in.html", form=SignInForm(), target=request.args.get("next", ""), fault=None)


@door.route("/login", methods=["POST"], allow=Allow.PUBLIC)
@limiter.limit(_login_rate, exempt_when=lambda: not _login_rate())
def sign_in(_actor: Actor) -> AnyResponse | Response:
    """Checks the password; then the second factor, or in."""
    csrf.protect()
    form = SignInForm()
    target = request.form.get("next", "")
    account = None
    if form.validate():
        account = room.check_password(email=form.email.data, password=form.password.data)
    if account is None:
        fault = None if form.errors else room.NO_ENTRY
        return make_response(render_template("account/sign_in.html", form=form, target=target, fault=fault), 422)
    if account.totp_confirmed_at is not None:
        remember_pending(account)
        return redirect(url_for("account.show_code", next=target or None), code=303)
    return _let_in(account, target)


@door.route("/login/code", allow=Allow.PUBLIC)
def show_code(_actor: Actor) -> AnyResponse | str:
    """Asks for the second factor."""
    if find_pending() is None:
        return redirect(url_for("account.show_sign_in"), code=303)
    return render_template("account/code.html", form=CodeForm(), target=request.args.get("next", ""), fault=None)


@door.route("/login/code", methods=["POST"], allow=Allow.PUBLIC)
@limiter.limit(_login_rate, exempt_when=lambda: not _login_rate())
def check_code(_actor: Actor) -> AnyResponse | Response:
    """Checks the second factor; then in."""
    csrf.protect()
    pending = find_pending()
    if pending is None:
        return redirect(url_for("account.show_sign_in"), code=303)
    form = CodeForm()
    target = request.form.get("next", "")
    account = room.check_second_factor(account_id=pending[0], code=form.code.data) if form.validate() else None
    if account is None or account.session_epoch != pending[1]:
        fault = None if form.errors else room.NO_CODE
        return make_response(render_template("account/code.html", form=form, target=target, fault=fault), 422)
    return _let_in(account, target)


@door.route("/logout", methods=["POST"], allow=Permission.ACCOUNT_SELF)
def sign_out(actor: Actor) -> AnyResponse:
    """Ends the session here, and empties what the browser kept of it (B6.6)."""
    room.sign_out(actor=actor)
    session.clear()
    response = redirect(url_for("account.show_sign_in"), code=303)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def _let_in(account: Account, target: str) -> AnyResponse:
    room.complete_sign_in(actor=staff(account.id, account.role), account=account)
    start_session(account)
    return redirect(safe_target(target), code=303)
