"""The letter with which somebody joins."""

from uuid import UUID

from flask import current_app
from sqlalchemy import delete

from ...core.actor import Actor
from ...core.clock import now
from ...extensions import db
from ..people import accounts, queries
from .enums import MailKind, MailState
from .models import OutgoingMail
from .outbox import queue_mail


def send_invitation(*, actor: Actor, account_id: UUID) -> str:
    """Writes a fresh invitation and returns its link; the former link ends, as does a letter with it that waits.

    Raises Refused, or Missing. The link names our own public address, whatever the request says it came to (B5).
    """
    token = accounts.invite_account(actor=actor, account_id=account_id)
    account = queries.get_account(account_id)
    former = (OutgoingMail.account_id == account.id, OutgoingMail.kind == MailKind.ACCOUNT_INVITED)
    db.session.execute(delete(OutgoingMail).where(*former, OutgoingMail.state != MailState.SENT))
    link = f"{current_app.config['PUBLIC_URL']}/staff/invitations/{token}"
    queue_mail(
        kind=MailKind.ACCOUNT_INVITED,
        locale=account.locale,
        to_address=account.email,
        account_id=account.id,
        context={"name": account.name, "link": link, "expires_at": now() + accounts.INVITATION_LIFE},
    )
    return link
