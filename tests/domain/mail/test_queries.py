"""The outbox as the administrator sees it."""

from datetime import timedelta
from typing import Any

import pytest

from app.core.clock import now
from app.domain.mail.enums import MailState
from app.domain.mail.queries import count_by_state, list_outbox, mask
from tests.factories import CandidateFactory, OutgoingMailFactory


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("camille.durand@example.org", "c•••@example.org"),
        ("c@example.org", "c•••@example.org"),
        ('"a@b"@example.org', '"•••@example.org'),
        ("", "•••"),
        ("12 rue des Lilas, 35000 Rennes", "•••"),
    ],
)
def test_an_address_is_masked(address: str, masked: str) -> None:
    """B3.3: running the system does not imply reading candidates."""
    assert mask(address) == masked


def test_letters_are_listed_newest_first_and_by_state(db: Any) -> None:
    candidate_id = CandidateFactory().id
    at = now()
    old = OutgoingMailFactory(candidate_id=candidate_id, created_at=at - timedelta(days=1)).id
    new = OutgoingMailFactory(candidate_id=candidate_id, state=MailState.FAILED, last_error="smtp_550").id
    page = list_outbox(state=None, page=1)
    assert [line.id for line in page.items] == [new, old]
    assert page.items[0].last_error == "smtp_550"
    assert [line.to for line in page.items] == ["c•••@example.org"] * 2
    assert [line.id for line in list_outbox(state=MailState.QUEUED, page=1).items] == [old]
    assert [line.id for line in list_outbox(state=None, page=2, per_page=1).items] == [old]


def test_letters_are_counted_by_state(db: Any) -> None:
    candidate_id = CandidateFactory().id
    assert count_by_state() == dict.fromkeys(MailState, 0)
    for state in (MailState.QUEUED, MailState.QUEUED, MailState.FAILED):
        OutgoingMailFactory(candidate_id=candidate_id, state=state)
    assert count_by_state() == dict.fromkeys(MailState, 0) | {MailState.QUEUED: 2, MailState.FAILED: 1}
