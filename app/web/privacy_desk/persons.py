"""What the desk does with a person's data when a request asks for it."""

from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor, on_behalf_of
from ...core.clock import today
from ...core.errors import Conflict, Invalid, Missing
from ...core.permissions import Permission
from ...domain.applications.actions.own import leave_pool as leave
from ...domain.applications.actions.own import object_to
from ...domain.applications.queries.apart import list_files_of
from ...domain.archive.queries import archived_until
from ...domain.audit.tags import Tag
from ...domain.disclosures.notices import set_apart
from ...domain.firm.queries import current_profile
from ...domain.people.enums import ObjectionPurpose, RestrictionReason
from ...domain.people.models import Candidate
from ...domain.people.queries import find_candidate_by_email
from ...domain.policy.answers import answer_template
from ...domain.privacy.answering import answer_and_erase
from ...domain.privacy.queries import leavings_of
from ...domain.rights.actions import end_restriction
from ...domain.rights.queries import get_request
from ..kit.forms import show_fault
from ..kit.languages import current_language
from .copies import send_copy, send_copy_to_sender
from .door import door
from .forms import ActForm, AnswerForm, RestrictForm

MANAGE = Permission.REQUESTS_MANAGE


@door.route("/requests/<uuid:request_id>/copy", allow=MANAGE, traces=Tag.CANDIDATE_EXPORTED)
def download_copy(actor: Actor, request_id: UUID) -> Response:
    """The copy that the person would get on their own pages: for who cannot use them (A8)."""
    found = get_request(actor, request_id)
    return send_copy(person_of(actor, request_id).id, found.locale, found.reference)


@door.route("/requests/<uuid:request_id>/written-copy", allow=MANAGE, traces=Tag.REQUEST_COPIED)
def download_written(actor: Actor, request_id: UUID) -> Response:
    """The copy of who is no candidate, and has only written to us (C5.1). Raises Missing for anybody else."""
    found = get_request(actor, request_id)
    if find_candidate_by_email(found.email_key) is not None or not leavings_of(found.email_key):
        raise Missing("")
    return send_copy_to_sender(found)


@door.route("/requests/<uuid:request_id>/restrict", methods=["POST"], allow=MANAGE)
def restrict_person(actor: Actor, request_id: UUID) -> AnyResponse:
    """Sets the person's data apart, at once (A10.1)."""
    form = RestrictForm()
    if form.validate():
        reason = RestrictionReason(form.reason.data)
        set_apart(actor=actor, candidate_id=person_of(actor, request_id).id, reason=reason)
        flash(_("Set apart: the team can neither read nor change this person’s data."))
    return _back(request_id)


@door.route("/requests/<uuid:request_id>/lift", methods=["POST"], allow=MANAGE)
def lift_person(actor: Actor, request_id: UUID) -> AnyResponse:
    """Announces the end of it to the person; three days later the team reads again (Art. 18(3))."""
    end_restriction(actor=actor, person=person_of(actor, request_id))
    flash(_("The person is told; the restriction ends in three days."))
    return _back(request_id)


@door.route("/requests/<uuid:request_id>/leave-pool", methods=["POST"], allow=MANAGE)
def leave_pool(actor: Actor, request_id: UUID) -> AnyResponse:
    """Their consent is withdrawn, as by their own button (C5.5)."""
    if ActForm().validate():
        leave(actor=acting_for(actor, request_id))
        flash(_("Done: this person is no longer in the talent pool."))
    return _back(request_id)


@door.route("/requests/<uuid:request_id>/no-contact", methods=["POST"], allow=MANAGE)
def object_to_contact(actor: Actor, request_id: UUID) -> AnyResponse:
    """Contact about other positions stops at once, as by their own button (C5.4)."""
    if ActForm().validate():
        object_to(actor=acting_for(actor, request_id), purpose=ObjectionPurpose.POOL_CONTACT, reason=None)
        flash(_("Done: nobody writes to this person about other positions."))
    return _back(request_id)


@door.route("/requests/<uuid:request_id>/erase", allow=MANAGE)
def show_person_erasure(actor: Actor, request_id: UUID) -> str:
    """What goes, what stays, and the letter, before anything happens."""
    words = answer_template("erasure", get_request(actor, request_id).locale)
    return _erasure(actor, request_id, AnswerForm(formdata=None, answer=words))


@door.route("/requests/<uuid:request_id>/erase", methods=["POST"], allow=MANAGE)
def erase_person(actor: Actor, request_id: UUID) -> Response | AnyResponse:
    """Answers and erases what no dispute keeps; the same function as the person's own button (A2.14, A11.1)."""
    form = AnswerForm()
    faults: list[object] = []
    status = 422
    try:
        if form.validate():
            receipt = answer_and_erase(actor=actor, request_id=request_id, words=form.answer.data)
            flash(_("Answered and erased. Receipt %(reference)s.", reference=receipt.reference))
            return _back(request_id)
    except (Invalid, Conflict) as fault:
        faults = show_fault(form, fault)
        status = 409 if isinstance(fault, Conflict) else 422
    return make_response(_erasure(actor, request_id, form, faults), status)


def person_of(actor: Actor, request_id: UUID) -> Candidate:
    """The candidate who asks. Raises Missing when the address is nobody's."""
    person = find_candidate_by_email(get_request(actor, request_id).email_key)
    if person is None:
        raise Missing("")
    return person


def acting_for(actor: Actor, request_id: UUID) -> Actor:
    """Who does for the candidate of that request what these could do on their own pages. Raises Missing for nobody."""
    return on_behalf_of(actor, person_of(actor, request_id).id)


def _erasure(actor: Actor, request_id: UUID, form: AnswerForm, faults: list[object] | None = None) -> str:
    """Of a candidate, or of whoever has only written through the contact page. Raises Missing for anybody else."""
    found = get_request(actor, request_id)
    person, messages = find_candidate_by_email(found.email_key), leavings_of(found.email_key).messages
    if person is None and not messages:
        raise Missing("")
    return render_template(
        "privacy_desk/erase_person.html",
        request_=found,
        person=person,
        messages=messages,
        files=list_files_of(person.id, current_language()) if person else [],
        archived_until=archived_until(found.email_key),
        profile=current_profile(),
        form=form,
        faults=faults or [],
        today=today(),
    )


def _back(request_id: UUID) -> AnyResponse:
    return redirect(url_for("privacy_desk.show_request", request_id=request_id), code=303)
