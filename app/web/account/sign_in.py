"""Signing in and out: address and password, then a code where there is a second factor."""

from flask import Response, current_app, g, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor, ActorKind, staff
from ...core.db import reading
from ...core.permissions import Permission
from ...domain.people import sign_in as people
from ...domain.people.models import Account
from ...extensions import limiter
from ..kit.door import Allow
from ..kit.forms import stale
from ..kit.languages import switched_from
from ..kit.navigation import home_endpoint
from ..kit.places import safe_next
from . import sessions
from .door import door
from .forms import AnyCodeForm, SignInForm

_START_AGAIN = _l("More than five minutes have passed since the password. Please start again.")


def login_rate() -> str:
    """How often one network address may try."""
    rate: str = current_app.config["LOGIN_RATE"]
    return rate


@door.route("/", allow=Permission.ACCOUNT_SELF)
def show_home(_actor: Actor) -> AnyResponse:
    """The first page that the person may see."""
    return redirect(url_for(home_endpoint()), code=303)


@door.route("/login", allow=Allow.PUBLIC)
def show_sign_in(actor: Actor) -> str | AnyResponse:
    """Address and password; somebody who is signed in goes on."""
    if actor.kind is ActorKind.STAFF:
        return redirect(safe_next(request.args.get("next")) or url_for("account.show_home"), code=303)
    return _page(SignInForm(formdata=None, next=safe_next(request.args.get("next")) or ""))


@limiter.limit(login_rate, exempt_when=lambda: not login_rate())
def _receive() -> None:
    if switched_from() is None:
        with reading():
            g.tried = people.try_password(
                email=request.form.get("email", ""), password=request.form.get("password", "")
            )


@door.route("/login", methods=["POST"], allow=Allow.PUBLIC, receives=_receive)
def sign_in(_actor: Actor) -> Response | AnyResponse:
    """Checks address and password; the same answer, after the same work, whatever was wrong (B6.2, 6.3.8)."""
    form = SignInForm()
    if not form.validate():
        return make_response(_page(form, stale(form)), 422)
    account = people.check_password(g.tried)
    if account is None:
        return make_response(_page(form, [people.NO_ENTRY]), 422)
    next_path = safe_next(form.next.data)
    if account.totp_confirmed_at is not None:
        sessions.hold(account, next_path)
        return redirect(url_for("account.show_code"), code=303)
    return _enter(account, next_path)


@door.route("/login/code", allow=Allow.PUBLIC)
def show_code(_actor: Actor) -> str | AnyResponse:
    """Asks for the code of somebody whose password was right."""
    if sessions.find_pending() is None:
        return redirect(url_for("account.show_sign_in"), code=303)
    return _code_page(AnyCodeForm(formdata=None))


@door.route("/login/code", methods=["POST"], allow=Allow.PUBLIC)
@limiter.limit(login_rate, exempt_when=lambda: not login_rate())
def check_code(_actor: Actor) -> Response | AnyResponse:
    """Lets in whoever has the code; each code works once (6.5.1)."""
    form, pending = AnyCodeForm(), sessions.find_pending()
    if pending is None:
        return make_response(_page(SignInForm(formdata=None), [_START_AGAIN]), 422)
    if not form.validate():
        return make_response(_code_page(form, stale(form)), 422)
    account = people.check_second_factor(account_id=pending.account_id, epoch=pending.epoch, code=form.code.data or "")
    if account is None:
        form.code.errors = [people.NO_CODE]
        return make_response(_code_page(form), 422)
    return _enter(account, pending.next_path)


@door.route("/logout", methods=["POST"], allow=Permission.ACCOUNT_SELF, is_set_up=True)
def sign_out(actor: Actor) -> AnyResponse:
    """Ends the person's sessions, here and elsewhere, and empties what the browser kept (B6.6)."""
    people.sign_out(actor=actor)
    sessions.close_session()
    response = redirect(url_for("account.show_sign_in"), code=303)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def _enter(account: Account, next_path: str | None) -> AnyResponse:
    people.complete_sign_in(actor=staff(account.id, account.role), account=account)
    sessions.open_session(account)
    if account.totp_confirmed_at is None and current_app.config["SECOND_FACTOR_REQUIRED"]:
        people.begin_second_factor(account_id=account.id)
        return redirect(url_for("account.show_second_factor"), code=303)
    return redirect(next_path or url_for("account.show_home"), code=303)


def _page(form: SignInForm, faults: list[object] | None = None) -> str:
    return render_template(
        "account/sign_in.html", form=form, faults=faults or [], is_password_new="ready" in request.args
    )


def _code_page(form: AnyCodeForm, faults: list[object] | None = None) -> str:
    return render_template("account/code.html", form=form, faults=faults or [])
