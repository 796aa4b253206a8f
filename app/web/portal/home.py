"""Everything that is known of a person at a glance, and the choices that are theirs."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.errors import Conflict, Invalid
from ...domain.applications.actions import own
from ...domain.applications.queries.own import list_own_applications
from ...domain.archive.queries import files_of
from ...domain.disclosures.queries import list_agreed_by, list_asked_of, list_sent_about
from ...domain.disclosures.rules import what_of
from ...domain.firm.notices import current_version, get_shown
from ...domain.people.codes import get_own_candidate
from ...domain.people.enums import ConsentPurpose, ObjectionPurpose
from ...domain.people.objections import list_objections
from ...domain.people.queries import find_live_consent
from ...domain.people.restrictions import find_restriction
from ...domain.rights.enums import RequestKind, RequestState
from ...domain.rights.queries import list_requests_from
from ...domain.rights.rules import ENDED
from ..kit import form_tokens
from ..kit.door import Allow
from ..kit.languages import current_language
from .door import door
from .forms import ObjectionForm

HERE, POOL = "portal.show_home", "pool"


@door.route("/", allow=Allow.CANDIDATE)
def show_home(actor: Actor) -> str:
    """Applications, clocks, consents, objections."""
    return _page(actor, ObjectionForm(formdata=None))


@door.route("/pool", methods=["POST"], allow=Allow.CANDIDATE)
def join_pool(actor: Actor) -> Response | AnyResponse:
    """Joins the pool, or renews: under the words that stand beside the button (C3.1, C7.2)."""
    try:
        shown_hash = _shown(actor)
        text = get_shown(actor=actor, shown_hash=shown_hash).consent
    except (Invalid, Conflict) as fault:
        return make_response(_page(actor, ObjectionForm(formdata=None), fault.message), 422)
    own.join_pool(actor=actor, text=text, notice_hash=shown_hash)
    flash(_("Noted: you are in the talent pool."))
    return redirect(url_for(HERE, _anchor="pool"), code=303)


@door.route("/pool/leave", methods=["POST"], allow=Allow.CANDIDATE)
def leave_pool(actor: Actor) -> AnyResponse:
    """Leaves it, as simply (C5.5)."""
    own.leave_pool(actor=actor)
    flash(_("Noted: you are no longer in the talent pool."))
    return redirect(url_for(HERE, _anchor="pool"), code=303)


@door.route("/objections/<purpose>", methods=["POST"], allow=Allow.CANDIDATE)
def make_objection(actor: Actor, purpose: str) -> Response | AnyResponse:
    """Objects to contact, or to the use for feedback (C5.4, Art. 21)."""
    if purpose not in set(ObjectionPurpose):
        return make_response("", 404)
    form = ObjectionForm()
    if not form.validate():
        return make_response(_page(actor, form), 422)
    own.object_to(actor=actor, purpose=ObjectionPurpose(purpose), reason=form.reason.data)
    flash(_("Your objection is noted."))
    return redirect(url_for(HERE, _anchor="objections"), code=303)


def _shown(actor: Actor) -> str:
    """The notice of the page that was answered; of now, for a program that has not sent what the page carried."""
    token = request.form.get("shown")
    if token is None:
        return current_version(current_language()).hash
    return form_tokens.open_token(POOL, str(actor.candidate_id), token).shown


def _page(actor: Actor, form: ObjectionForm, fault: object = None) -> str:
    person, shown = get_own_candidate(actor), current_version(current_language())
    requests = list_requests_from(person.email_key)
    return render_template(
        "portal/home.html",
        person=person,
        applications=list_own_applications(actor, current_language()),
        consent=find_live_consent(person.id, ConsentPurpose.POOL),
        consent_text=shown.document.consent,
        restriction=find_restriction(person.id),
        shown=form_tokens.issue(POOL, str(person.id), shown.hash),
        fault=fault,
        objections={objection.purpose.value: objection for objection in list_objections(person.id)},
        is_objection_open=any(each.kind is RequestKind.OBJECTION and each.state not in ENDED for each in requests),
        has_to_confirm=any(each.state is RequestState.WAITING for each in requests),
        asked=list_asked_of(person.id),
        shared=list_agreed_by(person.id),
        sent=list_sent_about(person.id, files_of(person.email_key)),
        what_of=what_of,
        form=form,
    )
