"""The letter with which somebody joins."""

from uuid import UUID

from flask import current_app

from ...core.actor import Actor
from ...core.clock import now
from ..people import accounts, queries
from .enums import MailKind
from .outbox import queue_mail


def send_invitation(*, actor: Actor, account_id: UUID) -> str:
    """Writes a fresh invitation and returns its link; the former link ends. Raises Refused, or Missing.

    The link names our own public address, whatever the request says it came to (B5).
    """
    token = accounts.invite_account(actor=actor, account_id=account_id)
    account = queries.get_account(account_id)
    link = f"{current_app.config['PUBLIC_URL']}/staff/invitations/{token}"
    queue_mail(
        kind=MailKind.ACCOUNT_INVITED,
        locale=account.locale,
        to_address=account.email,
        account_id=account.id,
        context={"name": account.name, "link": link, "expires_at": now() + accounts.INVITATION_LIFE},
    )
    return link
