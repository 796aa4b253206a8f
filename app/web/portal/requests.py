"""What a candidate asks of a person, and the setting apart of their data (Art. 18)."""

from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.errors import Invalid, Refused
from ...domain.disclosures.notices import set_apart
from ...domain.people.codes import get_own_candidate
from ...domain.people.enums import RestrictionReason
from ...domain.people.restrictions import find_restriction, lift_restriction, reasons_left
from ...domain.rights import rules
from ...domain.rights.actions import ask, confirm_own
from ...domain.rights.enums import RequestKind
from ...domain.rights.queries import list_requests_from
from ..kit.door import Allow
from ..kit.forms import show_fault
from ..kit.languages import current_language
from .door import door
from .forms import ActForm, AskForm, RestrictForm

HERE = "portal.show_requests"


@door.route("/requests", allow=Allow.CANDIDATE)
def show_requests(actor: Actor) -> str:
    """What was asked and by when it is answered; a form for more; the setting apart."""
    return _page(actor, AskForm(formdata=None))


@door.route("/requests", methods=["POST"], allow=Allow.CANDIDATE)
def ask_something(actor: Actor) -> Response | AnyResponse:
    """A request with the law's clock, from now on (A9)."""
    form = AskForm()
    faults: list[object] = []
    try:
        if form.validate():
            ask(
                actor=actor,
                person=get_own_candidate(actor),
                kind=RequestKind(form.kind.data),
                body=form.body.data,
                locale=current_language(),
            )
            flash(_("Registered. A person answers you by mail."))
            return redirect(url_for(HERE), code=303)
    except (Invalid, Refused) as fault:
        faults = show_fault(form, fault)
    return make_response(_page(actor, form, faults), 422)


@door.route("/requests/<uuid:request_id>/confirm", methods=["POST"], allow=Allow.CANDIDATE)
def confirm_request(actor: Actor, request_id: UUID) -> AnyResponse:
    """It is theirs: the time to answer runs again."""
    if ActForm().validate():
        confirm_own(actor=actor, person=get_own_candidate(actor), request_id=request_id)
        flash(_("Noted: the time to answer runs again."))
    return redirect(url_for(HERE), code=303)


@door.route("/restriction", methods=["POST"], allow=Allow.CANDIDATE)
def restrict(actor: Actor) -> Response | AnyResponse:
    """Sets the person's data apart, at once."""
    form = RestrictForm()
    if not form.validate():
        return make_response(_page(actor, AskForm(formdata=None)), 422)
    person = get_own_candidate(actor)
    set_apart(actor=actor, candidate_id=person.id, reason=RestrictionReason(form.reason.data))
    flash(_("Done: the team can neither read nor change your data."))
    return redirect(url_for(HERE, _anchor="apart"), code=303)


@door.route("/restriction/lift", methods=["POST"], allow=Allow.CANDIDATE)
def lift(actor: Actor) -> AnyResponse:
    """Gives it back to the team, at once."""
    if ActForm().validate():
        lift_restriction(actor=actor, candidate_id=get_own_candidate(actor).id)
        flash(_("Done: the team can read your data again."))
    return redirect(url_for(HERE, _anchor="apart"), code=303)


def _page(actor: Actor, form: AskForm, faults: list[object] | None = None) -> str:
    person = get_own_candidate(actor)
    restriction = find_restriction(person.id)
    reasons = reasons_left(restriction)
    return render_template(
        "portal/requests.html",
        requests=list_requests_from(person.email_key),
        ended=rules.ENDED,
        restriction=restriction,
        form=form,
        restrict_form=RestrictForm(reasons, formdata=None, reason=next(iter(reasons), None)),
        faults=faults or [],
    )
