"""Who may come in, and as what."""

from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.errors import Conflict, Invalid
from ...core.permissions import Permission, Role
from ...domain.mail.invitations import send_invitation
from ...domain.people import accounts, queries
from ..kit.forms import show_fault
from ..kit.places import back
from .door import door
from .forms import InviteForm, RoleForm

MANAGE = Permission.ACCOUNTS_MANAGE


@door.route("/accounts", allow=MANAGE)
def list_accounts(actor: Actor) -> str:
    """Every account."""
    return _page(actor, InviteForm(formdata=None))


@door.route("/accounts", methods=["POST"], allow=MANAGE)
def invite_account(actor: Actor) -> AnyResponse | Response:
    """Makes an account and sends its invitation."""
    form = InviteForm()
    if not form.validate():
        return make_response(_page(actor, form), 422)
    try:
        account = accounts.create_account(
            actor=actor, email=form.email.data or "", name=form.name.data or "", role=Role(form.role.data)
        )
    except (Invalid, Conflict) as fault:
        show_fault(form, Invalid(fault.message, getattr(fault, "fields", None) or {"email": fault.message}))
        return make_response(_page(actor, form), 422)
    send_invitation(actor=actor, account_id=account.id)
    return _done(_("The invitation is on its way."), account.id)


@door.route("/accounts/<uuid:account_id>/invite", methods=["POST"], allow=MANAGE)
def invite_again(actor: Actor, account_id: UUID) -> AnyResponse:
    """Sends a fresh invitation, also to somebody who forgot their password; the former link ends."""
    send_invitation(actor=actor, account_id=account_id)
    return _done(_("The invitation is on its way."), account_id)


@door.route("/accounts/<uuid:account_id>/role", methods=["POST"], allow=MANAGE)
def change_role(actor: Actor, account_id: UUID) -> AnyResponse:
    """Another role, in force at once."""
    form = RoleForm()
    if not form.validate():
        raise Invalid(_("Please choose one of the roles."))
    accounts.change_role(actor=actor, account_id=account_id, role=Role(form.role.data))
    return _done(_("The role is changed, from the next page that the person opens."), account_id)


@door.route("/accounts/<uuid:account_id>/disable", methods=["POST"], allow=MANAGE)
def disable_account(actor: Actor, account_id: UUID) -> AnyResponse:
    """Closes an account; its sessions end at once."""
    accounts.disable_account(actor=actor, account_id=account_id)
    return _done(_("The account is closed and its sessions have ended."), account_id)


@door.route("/accounts/<uuid:account_id>/enable", methods=["POST"], allow=MANAGE)
def enable_account(actor: Actor, account_id: UUID) -> AnyResponse:
    """Opens a closed account again."""
    accounts.enable_account(actor=actor, account_id=account_id)
    return _done(_("The account is open again."), account_id)


def _done(words: str, account_id: UUID) -> AnyResponse:
    flash(words)
    return back(url_for("admin.list_accounts"), anchor=f"account-{account_id}")


def _page(actor: Actor, form: InviteForm) -> str:
    page = queries.list_accounts(page=request.args.get("page", 1, type=int))
    return render_template("admin/accounts.html", page=page, form=form, roles=list(Role), own_id=actor.account_id)
