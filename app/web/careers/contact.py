"""The contact form: a few lines to the firm, without an account and without a cookie (C1.1, C8.1)."""

from dataclasses import astuple

from flask import Response, current_app, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from ...core import tokens
from ...core.actor import Actor
from ...core.errors import Conflict, Invalid
from ...domain.contact.actions import Words, send_message
from ...domain.firm.notices import current_version
from ...extensions import limiter
from ..kit import form_tokens
from ..kit.door import Allow
from ..kit.languages import current_language
from .door import door
from .forms import ContactForm

FORM, BOUND = "contact", "contact"


def _rate() -> str:
    rate: str = current_app.config["CONTACT_RATE"]
    return rate


@door.route("/contact", allow=Allow.PUBLIC)
def show_contact(_actor: Actor) -> str:
    """An empty form."""
    return _page(ContactForm(formdata=None))


@door.route("/contact", methods=["POST"], allow=Allow.PUBLIC)
@limiter.limit(_rate, exempt_when=lambda: not _rate())
def send_contact(actor: Actor) -> Response | AnyResponse:
    """Takes a message in, or shows the form again with everything that was typed."""
    form = ContactForm()
    faults: list[object] = []
    opened = form_tokens.Opened("", "")
    try:
        opened = form_tokens.open_token(FORM, BOUND, form.form_token.data or "")
    except Invalid as fault:
        faults.append(fault.message)
    if not form.validate() or faults:
        return make_response(_page(form, faults), 422)
    if not form.website.data:
        try:
            _send(actor, form, opened)
        except Conflict as fault:
            return make_response(_page(form, [fault.message]), 422)
    return redirect(url_for("careers.show_contact_receipt"), code=303)


@door.route("/contact/sent", allow=Allow.PUBLIC)
def show_contact_receipt(_actor: Actor) -> str:
    """That it has arrived; the address names nobody."""
    return render_template("careers/contact_sent.html")


def _send(actor: Actor, form: ContactForm, opened: form_tokens.Opened) -> None:
    words = Words(form.name.data, form.email.data, form.phone.data, form.subject.data, form.message.data)
    # The same page with other words on it is another message: somebody went back to put their address right.
    key = tokens.derive(FORM, opened.name, *(said or "" for said in astuple(words)))
    send_message(actor=actor, form_key=key, words=words, locale=current_language(), notice_hash=opened.shown)


def _page(form: ContactForm, faults: list[object] | None = None) -> str:
    shown = current_version(current_language())
    return render_template(
        "careers/contact.html",
        form=form,
        faults=faults or [],
        form_token=form_tokens.issue(FORM, BOUND, shown.hash),
        notice=shown.document.contact,
    )
