"""Another address instead of the one that the person is known by."""

from uuid import UUID

from flask import Response, current_app, flash, make_response, redirect, render_template, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.errors import Invalid
from ...domain.applications.queries.holds import is_disputed
from ...domain.people.codes import MAX_LETTERS, NO_CODE, ask_address_code, get_own_candidate
from ...domain.privacy import addresses
from ...extensions import limiter
from ..kit.actor import CANDIDATE
from ..kit.door import Allow
from ..kit.forms import stale
from ..kit.languages import current_language
from .door import door
from .forms import AddressForm, CodeForm

ASKED = "asked_address"


def _rate() -> str:
    rate: str = current_app.config["LOGIN_RATE"]
    return rate


@door.route("/address", allow=Allow.CANDIDATE)
def show_address(actor: Actor) -> str:
    """Asks for the new address, then for the code that was sent there."""
    return _page(actor, AddressForm(formdata=None), CodeForm(formdata=None))


@door.route("/address/code", methods=["POST"], allow=Allow.CANDIDATE)
@limiter.limit(_rate, exempt_when=lambda: not _rate())
def ask_address(actor: Actor) -> Response | AnyResponse:
    """The same answer for an address that is somebody's already (B6.2)."""
    form = AddressForm()
    if not form.validate():
        return make_response(_page(actor, form, CodeForm(formdata=None), stale(form)), 422)
    try:
        asked = ask_address_code(actor=actor, email=form.email.data, locale=current_language())
    except Invalid as fault:
        form.email.errors = [str(fault.message)]
        return make_response(_page(actor, form, CodeForm(formdata=None)), 422)
    session[ASKED] = [str(asked), form.email.data]
    return redirect(url_for("portal.show_address", _anchor="with-code"), code=303)


@door.route("/address", methods=["POST"], allow=Allow.CANDIDATE)
@limiter.limit(_rate, exempt_when=lambda: not _rate())
def change_address(actor: Actor) -> Response | AnyResponse:
    """Changes it, with the code."""
    form = CodeForm()
    if not form.validate() or ASKED not in session:
        return make_response(_page(actor, AddressForm(formdata=None), form, stale(form)), 422)
    if not addresses.change_address(
        actor=actor, session_id=UUID(session[CANDIDATE]), code_id=UUID(session[ASKED][0]), code=form.code.data
    ):
        form.code.errors = [NO_CODE]
        return make_response(_page(actor, AddressForm(formdata=None), form), 422)
    session.pop(ASKED)
    flash(_("Your address is changed. You are signed out everywhere else."))
    return redirect(url_for("portal.show_home"), code=303)


def _page(actor: Actor, form: AddressForm, code_form: CodeForm, faults: list[object] | None = None) -> str:
    person = get_own_candidate(actor)
    return render_template(
        "portal/address.html",
        person=person,
        is_disputed=is_disputed(person.id),
        form=form,
        code_form=code_form,
        faults=faults or [],
        asked=session.get(ASKED, [None, None])[1],
        most_codes=MAX_LETTERS,
    )
