"""A copy of one's data, and the end of it."""

from datetime import date
from uuid import UUID

from flask import Response, current_app, make_response, redirect, render_template, session, stream_with_context, url_for
from werkzeug.wrappers import Response as AnyResponse

from ...core import tokens
from ...core.actor import Actor
from ...core.clock import today
from ...domain.applications.queries.own import list_own_applications
from ...domain.archive.queries import archived_until, files_of
from ...domain.audit.tags import Tag
from ...domain.disclosures.queries import list_sent_about
from ...domain.firm.queries import current_profile
from ...domain.people.codes import MAX_LETTERS, NO_CODE, ask_code_again, get_own_candidate
from ...domain.people.enums import CodePurpose
from ...domain.privacy.bundle import build_bundle, pack
from ...domain.privacy.own import erase_own_data
from ...extensions import limiter
from ..kit.door import Allow, trace
from ..kit.forms import stale
from ..kit.languages import current_language
from .door import door
from .forms import ActForm, CodeForm

ERASURE = "asked_erasure"
RECEIPT_DAYS = 30


@door.route("/data", allow=Allow.CANDIDATE, traces=Tag.CANDIDATE_EXPORTED)
def download_data(actor: Actor) -> Response:
    """The copy, for the person alone, built as it leaves and kept nowhere (A8.5)."""
    person = get_own_candidate(actor)
    parts = build_bundle(person.id, current_language())
    trace(person.id)
    response = current_app.response_class(stream_with_context(pack(parts)), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{_filename()}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@door.route("/erase", allow=Allow.CANDIDATE)
def show_erasure(actor: Actor) -> str:
    """What goes, what stays, why and until when, before anything happens."""
    return _page(actor, CodeForm(formdata=None))


@door.route("/erase/code", methods=["POST"], allow=Allow.CANDIDATE)
def ask_erasure_code(actor: Actor) -> Response | AnyResponse:
    """A fresh code: whoever finds a session open cannot erase."""
    form = ActForm()
    if not form.validate():
        return make_response(_page(actor, CodeForm(formdata=None), stale(form)), 422)
    asked = ask_code_again(actor=actor, purpose=CodePurpose.ERASE, locale=current_language())
    session[ERASURE] = str(asked)
    return redirect(url_for("portal.show_erasure", _anchor="with-code"), code=303)


def _rate() -> str:
    rate: str = current_app.config["LOGIN_RATE"]
    return rate


@door.route("/erase", methods=["POST"], allow=Allow.CANDIDATE)
@limiter.limit(_rate, exempt_when=lambda: not _rate())
def erase(actor: Actor) -> Response | AnyResponse:
    """Erases at once, with the code; the receipt says nothing of whom."""
    form = CodeForm()
    if not form.validate() or ERASURE not in session:
        return make_response(_page(actor, form, stale(form)), 422)
    receipt = erase_own_data(actor=actor, code_id=UUID(session[ERASURE]), code=form.code.data)
    if receipt is None:
        form.code.errors = [NO_CODE]
        return make_response(_page(actor, form), 422)
    session.clear()
    stays = receipt.archived_until.isoformat() if receipt.archived_until else None
    facts = [receipt.reference, receipt.erased_on.isoformat(), receipt.applications, receipt.documents]
    facts += [receipt.held, stays]
    response = redirect(url_for("portal.show_receipt", token=tokens.sign("erasure", facts)), code=303)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@door.route("/erased/<token>", allow=Allow.PUBLIC)
def show_receipt(_actor: Actor, token: str) -> str:
    """What was erased, and what stays. The address names nobody."""
    reference, erased_on, applications, documents, held, stays = tokens.read(
        "erasure", token, max_age_seconds=RECEIPT_DAYS * 24 * 3600
    )
    return render_template(
        "portal/erased.html",
        reference=reference,
        erased_on=date.fromisoformat(erased_on),
        applications=applications,
        documents=documents,
        held=held,
        archived_until=date.fromisoformat(stays) if stays else None,
        profile=current_profile(),
    )


def _filename() -> str:
    return f"{'copie-de-mes-donnees' if current_language() == 'fr' else 'copy-of-my-data'}-{today().isoformat()}.zip"


def _page(actor: Actor, form: CodeForm, faults: list[object] | None = None) -> str:
    person = get_own_candidate(actor)
    return render_template(
        "portal/erase.html",
        person=person,
        sent=list_sent_about(person.id, files_of(person.email_key)),
        applications=list_own_applications(actor, current_language()),
        archived_until=archived_until(person.email_key),
        form=form,
        faults=faults or [],
        has_asked=ERASURE in session,
        most_codes=MAX_LETTERS,
        today=today(),
        profile=current_profile(),
    )
