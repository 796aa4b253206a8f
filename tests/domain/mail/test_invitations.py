"""The letter with which somebody joins."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.core.actor import OPERATOR
from app.core.db import transaction
from app.core.errors import Missing
from app.domain.mail.enums import MailKind
from app.domain.mail.invitations import send_invitation
from app.domain.mail.models import OutgoingMail
from app.domain.people.queries import lock_invitation
from tests.factories import AccountFactory


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
