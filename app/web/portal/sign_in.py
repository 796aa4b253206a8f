"""Signing in with an address and a code, or with the link of the same letter (B6.1, B6.2)."""

from uuid import UUID

from flask import Response, current_app, g, make_response, redirect, render_template, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.errors import Invalid
from ...domain.people import codes
from ...domain.people.enums import CodePurpose
from ...domain.people.models import CandidateCode
from ...extensions import limiter
from ..kit.actor import CANDIDATE
from ..kit.door import Allow
from ..kit.forms import stale
from ..kit.languages import current_language
from .door import door
from .forms import AddressForm, CodeForm, LinkForm

ASKED = "asked_code"


def _rate() -> str:
    rate: str = current_app.config["LOGIN_RATE"]
    return rate


@door.route("/sign-in", allow=Allow.PUBLIC)
def show_sign_in(_actor: Actor) -> str:
    """Asks for the address."""
    return _address_page(AddressForm(formdata=None))


@door.route("/sign-in", methods=["POST"], allow=Allow.PUBLIC)
@limiter.limit(_rate, exempt_when=lambda: not _rate())
def ask_code(_actor: Actor) -> Response | AnyResponse:
    """The same page, after the same work, for an address that is known and for one that is not (B6.2)."""
    form = AddressForm()
    if not form.validate():
        return make_response(_address_page(form, stale(form)), 422)
    try:
        asked = codes.ask_code(email=form.email.data, locale=current_language())
    except Invalid as fault:
        form.email.errors = [str(fault.message)]
        return make_response(_address_page(form), 422)
    session[ASKED] = str(asked)
    return redirect(url_for("portal.show_code"), code=303)


@door.route("/code", allow=Allow.PUBLIC)
def show_code(_actor: Actor) -> str | AnyResponse:
    """Asks for the code that was sent, if anything was."""
    if ASKED not in session:
        return redirect(url_for("portal.show_sign_in"), code=303)
    return _code_page(CodeForm(formdata=None))


@door.route("/code", methods=["POST"], allow=Allow.PUBLIC)
@limiter.limit(_rate, exempt_when=lambda: not _rate())
def check_code(_actor: Actor) -> Response | AnyResponse:
    """Lets in whoever has the code; it works once, five tries, ten minutes."""
    form = CodeForm()
    if ASKED not in session:
        return redirect(url_for("portal.show_sign_in"), code=303)
    if not form.validate():
        return make_response(_code_page(form, stale(form)), 422)
    used = codes.redeem_code(asked_id=UUID(session[ASKED]), code=form.code.data, purpose=CodePurpose.SIGN_IN)
    if used is None:
        form.code.errors = [codes.NO_CODE]
        return make_response(_code_page(form), 422)
    return _enter(used)


@door.route("/link", allow=Allow.PUBLIC)
def show_link(_actor: Actor) -> str:
    """A button. Whatever opens the link first changes nothing: the secret does not even reach us (B6.1)."""
    return _link_page(LinkForm(formdata=None))


@door.route("/link", methods=["POST"], allow=Allow.PUBLIC)
@limiter.limit(_rate, exempt_when=lambda: not _rate())
def follow_link(_actor: Actor) -> Response | AnyResponse:
    """Uses the link up. The form's token is of the session that has shown the button."""
    form = LinkForm()
    if not form.validate():
        return make_response(_link_page(form, stale(form)), 422)
    used = codes.redeem_token(form.token.data or "")
    return make_response(_link_page(form, [codes.DEAD_LINK]), 422) if used is None else _enter(used)


@door.route("/sign-out", methods=["POST"], allow=Allow.CANDIDATE)
def sign_out(actor: Actor) -> AnyResponse:
    """Ends the person's sessions, here and elsewhere, and empties what the browser kept (B6.6)."""
    codes.sign_out(actor=actor)
    session.clear()
    response = redirect(url_for("careers.show_home"), code=303)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def _enter(used: CandidateCode) -> AnyResponse:
    """A fresh session: nothing of the one before survives (7.2.4)."""
    session.clear()
    g.pop(current_app.config["WTF_CSRF_FIELD_NAME"], None)
    session[CANDIDATE] = str(used.id)
    return redirect(url_for("portal.show_home"), code=303)


def _address_page(form: AddressForm, faults: list[object] | None = None) -> str:
    return render_template("portal/sign_in.html", form=form, faults=faults or [])


def _code_page(form: CodeForm, faults: list[object] | None = None) -> str:
    return render_template("portal/code.html", form=form, faults=faults or [], most_codes=codes.MAX_LETTERS)


def _link_page(form: LinkForm, faults: list[object] | None = None) -> str:
    return render_template("portal/link.html", form=form, faults=faults or [])
