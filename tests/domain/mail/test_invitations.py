"""The letter with which somebody joins."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.core.actor import OPERATOR
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Missing
from app.domain.mail.enums import MailKind, MailState
from app.domain.mail.invitations import send_invitation
from app.domain.mail.models import OutgoingMail
from app.domain.people.queries import lock_invitation
from tests.factories import AccountFactory, OutgoingMailFactory


def test_an_invitation_is_a_letter_with_a_link_that_works(db: Any) -> None:
    """B5: the link names our own public address."""
    account_id = AccountFactory(email="claire@example.org", name="Claire Martin", locale="en").id
    with transaction():
        link = send_invitation(actor=OPERATOR, account_id=account_id)
    [mail] = db.session.scalars(select(OutgoingMail)).all()
    assert (mail.kind, mail.account_id, mail.to_address) == (
        MailKind.ACCOUNT_INVITED,
        account_id,
        "claire@example.org",
    )
    assert link in mail.body
    head, _, token = link.rpartition("/")
    assert head == "http://localhost/staff/invitations"
    with transaction():
        invitation = lock_invitation(token)
        assert invitation is not None
        assert invitation.account_id == account_id


def test_nobody_is_invited_who_has_no_account(db: Any) -> None:
    with pytest.raises(Missing), transaction():
        send_invitation(actor=OPERATOR, account_id=uuid4())


def test_a_letter_whose_link_has_ended_does_not_leave_any_more(db: Any) -> None:
    """Nor is it sent again from the outbox: who follows it would be told to ask for what they have just been sent."""
    account, other = AccountFactory(), AccountFactory()
    kind = MailKind.ACCOUNT_INVITED
    OutgoingMailFactory(account_id=account.id, kind=kind, state=MailState.FAILED)
    left = OutgoingMailFactory(account_id=account.id, kind=kind, state=MailState.SENT, sent_at=now()).id
    theirs = OutgoingMailFactory(account_id=other.id, kind=kind).id
    ids = (account.id, left, theirs)
    with transaction():
        send_invitation(actor=OPERATOR, account_id=ids[0])
    with transaction():
        link = send_invitation(actor=OPERATOR, account_id=ids[0])
    kept = db.session.scalars(select(OutgoingMail).where(OutgoingMail.id.not_in(ids))).all()
    assert [link in mail.body for mail in kept] == [True]
    assert [db.session.get(OutgoingMail, each) is not None for each in (left, theirs)] == [True, True]
