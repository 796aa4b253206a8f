"""The outbox as the administrator sees it (B3.3)."""

from typing import Any

import pytest

from app.core.clock import now
from app.core.permissions import Role
from app.domain.audit.queries import list_events_about
from app.domain.mail.enums import MailKind, MailState
from app.domain.mail.models import OutgoingMail
from tests.factories import CandidateFactory, OutgoingMailFactory
from tests.page_client import PageClient

PATH = "/staff/admin/outbox"


@pytest.fixture
def administrator(sign_in: Any) -> PageClient:
    client: PageClient = sign_in(Role.ADMINISTRATOR)
    return client


def letter(**values: Any) -> OutgoingMail:
    return OutgoingMailFactory(candidate_id=CandidateFactory().id, **values)


def test_whom_a_letter_is_to_and_what_it_says_stay_hidden(administrator: PageClient) -> None:
    letter(to_address="camille.durand@example.org", subject="Objet secret", body="Corps secret")
    page = administrator.page(PATH)
    assert "c•••@example.org" in page.text
    for hidden in ("camille.durand", "Objet secret", "Corps secret"):
        assert hidden not in page.html


def test_an_empty_outbox_says_so(administrator: PageClient) -> None:
    page = administrator.page(PATH)
    assert not page.find_all("table")
    assert page.find_all("div", class_="empty")


def test_a_failed_letter_shows_why_and_is_sent_again(administrator: PageClient, db: Any) -> None:
    """R5: dead letters are visible, and a person decides."""
    failed = letter(state=MailState.FAILED, tries=26, last_error="smtp_550", next_try_at=now())
    waiting = letter()
    page = administrator.page(PATH)
    assert "smtp_550" in page.text
    buttons = [form.get("action") for form in page.find_all("form") if "retry" in (form.get("action") or "")]
    assert buttons == [f"{PATH}/{failed.id}/retry"]
    administrator.submit(page, buttons[0])
    again = db.session.get(OutgoingMail, failed.id)
    assert (again.state, again.tries, again.last_error) == (MailState.QUEUED, 0, None)
    assert [event.tag for event in list_events_about(failed.id)] == ["mail:retried"]
    administrator.submit(page, buttons[0], status=404)
    assert db.session.get(OutgoingMail, waiting.id).tries == 0


def test_letters_are_counted_and_filtered_by_state(administrator: PageClient) -> None:
    letter(state=MailState.FAILED, last_error="smtp_550")
    letter(state=MailState.SENT, sent_at=now(), kind=MailKind.APPLICATION_REPEATED)
    letter(state=MailState.SENT, sent_at=now())
    rows = {
        query: len(administrator.page(PATH + query).find_all("tr")) - 1
        for query in ("", "?state=sent", "?state=failed", "?state=nonsense")
    }
    assert rows == {"": 3, "?state=sent": 2, "?state=failed": 1, "?state=nonsense": 3}


def test_the_list_is_paged_and_keeps_its_filter(administrator: PageClient) -> None:
    candidate = CandidateFactory()
    OutgoingMailFactory.create_batch(51, candidate_id=candidate.id)
    page = administrator.page(f"{PATH}?state=queued")
    (onward,) = page.find_all("a", rel="next")
    assert onward.get("href") == f"{PATH}?page=2&state=queued"
    assert len(administrator.page(onward.get("href") or "").find_all("tr")) == 2


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_for_every_other_role_it_does_not_exist(sign_in: Any, role: Role) -> None:
    assert sign_in(role).get(PATH).status_code == 404
