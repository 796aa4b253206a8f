"""The second factor: set with a square or a typed secret, proved by a code, taken away by another."""

from io import BytesIO

import segno
from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.errors import Invalid
from ...core.permissions import Permission
from ...domain.firm.queries import current_firm
from ...domain.people import queries
from ...domain.people import sign_in as people
from ...extensions import limiter
from ..kit.actor import account_id_of, must_set_second_factor
from ..kit.forms import show_fault
from . import sessions
from .door import door
from .forms import AnyCodeForm, CodeForm
from .own import account_page
from .sign_in import login_rate


@door.route("/account/second-factor", allow=Permission.ACCOUNT_SELF, is_set_up=True)
def show_second_factor(actor: Actor) -> str | AnyResponse:
    """The square, the secret, and a place for the first code; only a button when nothing was begun."""
    if queries.get_account(account_id_of(actor)).totp_confirmed_at is not None:
        return redirect(url_for("account.show_account"), code=303)
    return _page(actor, CodeForm(formdata=None))


@door.route("/account/second-factor", methods=["POST"], allow=Permission.ACCOUNT_SELF, is_set_up=True)
def begin_second_factor(actor: Actor) -> AnyResponse:
    """A fresh secret."""
    people.begin_second_factor(account_id=account_id_of(actor))
    return redirect(url_for("account.show_second_factor"), code=303)


@door.route("/account/second-factor/confirm", methods=["POST"], allow=Permission.ACCOUNT_SELF, is_set_up=True)
@limiter.limit(login_rate, exempt_when=lambda: not login_rate())
def confirm_second_factor(actor: Actor) -> Response | str:
    """Sets it, and shows the recovery codes: now, and never again."""
    form, account = CodeForm(), queries.get_account(account_id_of(actor))
    if not form.validate():
        return make_response(_page(actor, form), 422)
    try:
        codes = people.confirm_second_factor(actor=actor, account_id=account.id, code=form.code.data or "")
    except Invalid as fault:
        return make_response(_page(actor, form, show_fault(form, fault)), 422)
    sessions.open_session(account)
    return render_template("account/recovery_codes.html", codes=codes)


@door.route("/account/second-factor/remove", methods=["POST"], allow=Permission.ACCOUNT_SELF)
@limiter.limit(login_rate, exempt_when=lambda: not login_rate())
def remove_second_factor(actor: Actor) -> Response | AnyResponse:
    """Forgets it, against one of its own codes; where it is compulsory, the next page asks for another one."""
    form, account = AnyCodeForm(), queries.get_account(account_id_of(actor))
    proved = form.validate() and people.check_second_factor(
        account_id=account.id, epoch=account.session_epoch, code=form.code.data or ""
    )
    if not proved:
        form.code.errors = form.code.errors or [people.NO_CODE]
        return make_response(account_page(actor, removal=form), 422)
    people.remove_second_factor(actor=actor, account_id=account.id)
    sessions.open_session(account)
    flash(_("The second factor is removed. You are signed out everywhere else."))
    return redirect(url_for("account.show_account"), code=303)


def _page(actor: Actor, form: CodeForm, faults: list[object] | None = None) -> str:
    account = queries.get_account(account_id_of(actor))
    return render_template(
        "account/second_factor.html",
        form=form,
        faults=faults or [],
        secret=account.totp_secret,
        square=_square(people.second_factor_address(account, current_firm().name)) if account.totp_secret else None,
        is_compulsory=must_set_second_factor(),
    )


def _square(address: str) -> Markup:
    """``address`` as an inline SVG without a style of its own: the page's policy allows none."""
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=False, omitsize=True, svgclass=None, lineclass=None, border=2
    )
    return Markup(drawn.getvalue().decode())  # noqa: S704  drawn by us: one path of numbers
