"""What left to whom: asked for, approved by a second person where an authority asks, taken once (C3.0 to C3.2)."""

from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.errors import Invalid, Refused
from ...core.permissions import Permission, roles_with
from ...domain.audit.tags import Tag
from ...domain.disclosures import actions, queries
from ...domain.disclosures.enums import DisclosureState, Ground
from ...domain.disclosures.notices import send_notices_again
from ...domain.disclosures.rules import permission_over, what_of
from ...domain.mail.enums import MailState
from ...domain.mail.queries import list_notices
from ...domain.people.queries import has_another_with, names_of_accounts
from ...domain.privacy.disclosing import disclose_application, take_package
from ..kit.door import trace
from ..kit.forms import show_fault
from .disclosure_forms import AddressForm, DisclosureForm
from .door import door

MANAGE, READ = Permission.DISCLOSURES_MANAGE, Permission.DISCLOSURES_APPROVE


@door.route("/disclosures", allow=READ)
def list_disclosures(actor: Actor) -> str:
    """The ledger, newest first."""
    state = request.args.get("state", "")
    chosen = DisclosureState(state) if state in set(DisclosureState) else None
    page = queries.list_disclosures(state=chosen, page=request.args.get("page", 1, type=int))
    failed = {mail.disclosure_id for mail in list_notices([row.id for row in page.items]) if _has_failed(mail.state)}
    return render_template(
        "privacy_desk/disclosures.html",
        page=page,
        chosen=chosen,
        states=DisclosureState,
        failed=failed,
        may_ask=actor.may(MANAGE),
    )


@door.route("/disclosures/new", allow=MANAGE)
def show_new_disclosure(_actor: Actor) -> str:
    """The form."""
    return render_template("privacy_desk/new_disclosure.html", form=DisclosureForm(formdata=None), faults=[])


@door.route("/disclosures/new", methods=["POST"], allow=MANAGE)
def ask_disclosure(actor: Actor) -> Response | AnyResponse:
    """Opens a row of the ledger."""
    form, faults = DisclosureForm(), []
    try:
        if form.validate():
            row = disclose_application(actor=actor, reference=form.application.data, asked=form.asked())
            flash(_("Written down. Nothing has left yet."))
            return redirect(url_for("privacy_desk.show_disclosure", disclosure_id=row.id), code=303)
    except Invalid as fault:
        faults = show_fault(form, fault)
    return make_response(render_template("privacy_desk/new_disclosure.html", form=form, faults=faults), 422)


@door.route("/disclosures/<uuid:disclosure_id>", allow=READ, traces=Tag.DISCLOSURE_OPENED)
def show_disclosure(actor: Actor, disclosure_id: UUID) -> str:
    """One row, and what may be done with it."""
    trace(disclosure_id)
    return _page(actor, disclosure_id)


@door.route("/disclosures/<uuid:disclosure_id>/approve", methods=["POST"], allow=READ)
def approve_disclosure(actor: Actor, disclosure_id: UUID) -> Response | AnyResponse:
    """The second person's yes (C3.2)."""
    try:
        actions.approve_disclosure(actor=actor, disclosure_id=disclosure_id)
    except Refused as refusal:
        return _refused(actor, disclosure_id, refusal)
    flash(_("Approved."))
    return redirect(url_for("privacy_desk.show_disclosure", disclosure_id=disclosure_id), code=303)


@door.route("/disclosures/<uuid:disclosure_id>/decline", methods=["POST"], allow=READ)
def decline_disclosure(actor: Actor, disclosure_id: UUID) -> AnyResponse:
    """Nothing is sent."""
    actions.decline_disclosure(actor=actor, disclosure_id=disclosure_id)
    flash(_("Declined: nothing leaves."))
    return redirect(url_for("privacy_desk.show_disclosure", disclosure_id=disclosure_id), code=303)


@door.route("/disclosures/<uuid:disclosure_id>/package", methods=["POST"], allow=READ)
def download_package(actor: Actor, disclosure_id: UUID) -> Response | AnyResponse:
    """The data leaves here and nowhere else; the row says so before the first octet does (C3.0)."""
    try:
        package = take_package(actor=actor, disclosure_id=disclosure_id)
    except Refused as refusal:
        return _refused(actor, disclosure_id, refusal)
    response = make_response(package.content)
    response.mimetype = "application/zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{package.filename}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@door.route("/disclosures/<uuid:disclosure_id>/notices", methods=["POST"], allow=MANAGE)
def send_again(actor: Actor, disclosure_id: UUID) -> Response | AnyResponse:
    """Notices that could not be delivered, once more, perhaps elsewhere (A10.3)."""
    form = AddressForm()
    try:
        if form.validate():
            send_notices_again(actor=actor, disclosure_id=disclosure_id, email=form.email.data)
            flash(_("The letter is in the queue again."))
            return redirect(url_for("privacy_desk.show_disclosure", disclosure_id=disclosure_id), code=303)
    except Invalid as fault:
        show_fault(form, fault)
    return make_response(_page(actor, disclosure_id, form=form), 422)


def _refused(actor: Actor, disclosure_id: UUID, refusal: Refused) -> Response:
    """403 on the page itself; that it was tried is written down."""
    actions.note_refusal(actor=actor, disclosure_id=disclosure_id)
    return make_response(_page(actor, disclosure_id, faults=[refusal.message]), 403)


def _has_failed(state: MailState) -> bool:
    return state is MailState.FAILED


def _page(
    actor: Actor, disclosure_id: UUID, *, form: AddressForm | None = None, faults: list[object] | None = None
) -> str:
    row = queries.get_disclosure(actor, disclosure_id)
    notices = list_notices([row.id])
    needed = permission_over(is_from_archive=row.is_from_archive)
    is_taker = actor.may(needed)
    is_open = row.state in {DisclosureState.WAITING, DisclosureState.READY}
    return render_template(
        "privacy_desk/disclosure.html",
        row=row,
        what_of=what_of,
        notices=notices,
        names=names_of_accounts([row.asked_by, row.approved_by, row.sent_by]),
        waits_for_second=row.ground is Ground.LEGAL_DUTY and row.state is DisclosureState.WAITING,
        is_own=row.asked_by == actor.account_id,
        approvers=roles_with(Permission.DISCLOSURES_APPROVE),
        has_approver=has_another_with(Permission.DISCLOSURES_APPROVE, actor.account_id),
        is_taker=is_taker,
        may_take=is_taker and row.state is DisclosureState.READY,
        takers=roles_with(needed),
        may_decline=is_open,
        may_send_again=actor.may(MANAGE) and any(_has_failed(mail.state) for mail in notices),
        form=form or AddressForm(formdata=None, data={"email": row.recipient_email}),
        faults=faults or [],
    )
