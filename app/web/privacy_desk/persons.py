"""What the desk does with a person's data when a request asks for it."""

from uuid import UUID

from flask import Response, current_app, flash, redirect, stream_with_context, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.errors import Missing
from ...core.permissions import Permission
from ...domain.audit.tags import Tag
from ...domain.mail.enums import MailKind
from ...domain.mail.outbox import queue_mail
from ...domain.people.enums import RestrictionReason
from ...domain.people.models import Candidate
from ...domain.people.queries import find_candidate_by_email
from ...domain.people.restrictions import lift_restriction, restrict_candidate
from ...domain.privacy.bundle import build_bundle, pack
from ...domain.privacy.own import erase_candidate
from ...domain.rights.queries import get_request
from ..kit.door import trace
from .door import door
from .forms import RestrictForm

MANAGE = Permission.REQUESTS_MANAGE


@door.route("/requests/<uuid:request_id>/copy", allow=MANAGE, traces=Tag.CANDIDATE_EXPORTED)
def download_copy(actor: Actor, request_id: UUID) -> Response:
    """The copy that the person would get on their own pages: for who cannot use them (A8)."""
    found = get_request(actor, request_id)
    person = _person(actor, request_id)
    parts = build_bundle(person.id, found.locale)
    trace(person.id)
    response = current_app.response_class(stream_with_context(pack(parts)), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.reference}.zip"'
    response.headers["Cache-Control"] = "no-store"
    return response


@door.route("/requests/<uuid:request_id>/restrict", methods=["POST"], allow=MANAGE)
def restrict_person(actor: Actor, request_id: UUID) -> AnyResponse:
    """Sets the person's data apart, at once (A10.1)."""
    form = RestrictForm()
    if form.validate():
        reason = RestrictionReason(form.reason.data)
        restrict_candidate(actor=actor, candidate_id=_person(actor, request_id).id, reason=reason)
        flash(_("Set apart: the team can neither read nor change this person’s data."))
    return _back(request_id)


@door.route("/requests/<uuid:request_id>/lift", methods=["POST"], allow=MANAGE)
def lift_person(actor: Actor, request_id: UUID) -> AnyResponse:
    """Announces the end of it to the person; three days later the team reads again (Art. 18(3))."""
    person = _person(actor, request_id)
    lifted_at = lift_restriction(actor=actor, candidate_id=person.id)
    if lifted_at is not None:
        queue_mail(
            kind=MailKind.RESTRICTION_LIFTED,
            locale=person.locale,
            to_address=person.email,
            candidate_id=person.id,
            context={"lifted_at": lifted_at},
        )
        flash(_("The person is told; the restriction ends in three days."))
    return _back(request_id)


@door.route("/requests/<uuid:request_id>/erase", methods=["POST"], allow=MANAGE)
def erase_person(actor: Actor, request_id: UUID) -> AnyResponse:
    """Erases what no dispute keeps; the same function as the person's own button (A2.14, A11.1)."""
    receipt = erase_candidate(actor=actor, candidate_id=_person(actor, request_id).id)
    if receipt.held:
        flash(_("Erased, but for what a dispute keeps. Say so to the person, with the reason."))
    else:
        flash(_("Erased. The request is closed; nothing is left to answer to."))
    return _back(request_id)


def _person(actor: Actor, request_id: UUID) -> Candidate:
    """The candidate who asks. Raises Missing when the address is nobody's."""
    found = get_request(actor, request_id)
    person = find_candidate_by_email(found.email_key) if found.email_key else None
    if person is None:
        raise Missing("")
    return person


def _back(request_id: UUID) -> AnyResponse:
    return redirect(url_for("privacy_desk.show_request", request_id=request_id), code=303)
