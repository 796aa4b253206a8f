"""Who may come in, and as what."""

from uuid import UUID

from flask import Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.clock import now
from ...core.errors import Invalid
from ...core.permissions import Permission, Role
from ...domain.mail.enums import MailKind
from ...domain.mail.outbox import queue_mail
from ...domain.people import accounts, queries
from ...domain.people.models import Account
from ..kit.forms import show_fault
from .door import door
from .forms import InviteForm, RoleForm

MANAGE = Permission.ACCOUNTS_MANAGE


@door.route("/accounts", allow=MANAGE)
def list_accounts(_actor: Actor) -> str:
    """Every account."""
    return _page(InviteForm(formdata=None))


@door.route("/accounts", methods=["POST"], allow=MANAGE)
def invite_account(actor: Actor) -> AnyResponse | Response:
    """Makes an account and sends its invitation."""
    form = InviteForm()
    if not form.validate():
        return make_response(_page(form), 422)
    try:
        account = accounts.create_account(
            actor=actor, email=form.email.data, name=form.name.data, role=Role(form.role.data)
        )
    except Invalid as fault:
        show_fault(form, Invalid(fault.message, fault.fields or {"email": fault.message}))
        return make_response(_page(form), 422)
    _send_invitation(actor, account)
    flash(_("The invitation is on its way."))
    return redirect(url_for("admin.list_accounts"), code=303)


@door.route("/accounts/<uuid:account_id>/invite", methods=["POST"], allow=MANAGE)
def invite_again(actor: Actor, account_id: UUID) -> AnyResponse:
    """Sends a fresh invitation; the former link ends."""
    _send_invitation(actor, queries.get_account(account_id))
    flash(_("The invitation is on its way."))
    return redirect(url_for("admin.list_accounts"), code=303)


@door.route("/accounts/<uuid:account_id>/role", methods=["POST"], allow=MANAGE)
def change_role(actor: Actor, account_id: UUID) -> AnyResponse:
    """Another role, in force at once."""
    form = RoleForm()
    if not form.validate():
        raise Invalid(_("Choose a role."))
    accounts.change_role(actor=actor, account_id=account_id, role=Role(form.role.data))
    flash(_("Saved."))
    return redirect(url_for("admin.list_accounts"), code=303)


@door.route("/accounts/<uuid:account_id>/disable", methods=["POST"], allow=MANAGE)
def disable_account(actor: Actor, account_id: UUID) -> AnyResponse:
    """Closes an account; its sessions end at once."""
    accounts.disable_account(actor=actor, account_id=account_id)
    flash(_("The account is closed and its sessions have ended."))
    return redirect(url_for("admin.list_accounts"), code=303)


@door.route("/accounts/<uuid:account_id>/enable", methods=["POST"], allow=MANAGE)
def enable_account(actor: Actor, account_id: UUID) -> AnyResponse:
    """Opens a closed account again."""
    accounts.enable_account(actor=actor, account_id=account_id)
    flash(_("The account is open again."))
    return redirect(url_for("admin.list_accounts"), code=303)


def _send_invitation(actor: Actor, account: Account) -> None:
    """The link names our own public address, whatever the request says it came to (B5, S37)."""
    token = accounts.invite_account(actor=actor, account_id=account.id)
    queue_mail(
        kind=MailKind.ACCOUNT_INVITED,
        locale=account.locale,
        to_address=account.email,
        account_id=account.id,
        context={
            "name": account.name,
            "link": current_app.config["PUBLIC_URL"] + url_for("account.show_invitation", token=token),
            "expires_at": now() + accounts.INVITATION_LIFE,
        },
    )


def _page(form: InviteForm) -> str:
    page = queries.list_accounts(page=request.args.get("page", 1, type=int))
    return render_template("admin/accounts.html", page=page, form=form, roles=list(Role))


