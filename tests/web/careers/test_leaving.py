"""Whoever is in the pool leaves it with any letter: no cookie, no sign-in, one click (C5.5, A14.2)."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.adapters.mailer import SmtpMailer
from app.core import tokens
from app.core.actor import SYSTEM, staff
from app.core.clock import now
from app.core.db import transaction
from app.core.permissions import Role
from app.domain.applications.actions.messages import write_to_candidate
from app.domain.applications.actions.reschedule import reschedule_candidate
from app.domain.applications.models import Application
from app.domain.applications.rules import schedule_of
from app.domain.mail.delivery import deliver_next
from app.domain.mail.enums import MailKind
from app.domain.mail.models import OutgoingMail
from app.domain.mail.outbox import queue_mail
from app.domain.people.enums import ConsentPurpose
from app.domain.people.leaving import leaving_link
from app.domain.people.models import Candidate
from app.domain.people.queries import find_live_consent
from app.domain.policy.schedule import State
from app.domain.privacy import retention
from tests.adapters.postbox import Postbox, running
from tests.factories import AccountFactory, ApplicationFactory, CandidateFactory, ConsentFactory, JobFactory
from tests.page_client import PageClient

LINK = re.compile(r"http://localhost(/leave-pool/\S+)")
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def member(db: Any) -> Candidate:
    """A year and eleven months after the last contact: the file stands in the pool, and the night asks."""
    at = now() - timedelta(days=710)
    person = CandidateFactory(created_at=at, last_contact_at=at)
    ApplicationFactory(candidate=person, submitted_at=at, job=JobFactory(closed=True, closed_at=at))
    ConsentFactory(candidate=person, given_at=at)
    with transaction():
        reschedule_candidate(person.id)
    return person


def _is_member(db: Any, person: Candidate) -> bool:
    db.session.expire_all()
    return find_live_consent(person.id, ConsentPurpose.POOL) is not None


def _delivered() -> EmailMessage:
    """The letter as a mail server was given it, octet by octet."""
    postbox = Postbox()
    with running(postbox) as settings:
        deliver_next(SmtpMailer(settings))
    raw = postbox.taken[0][2]
    # Told as it is, not in words encoded for a long line: not every mail program would find an address in those.
    assert b"List-Unsubscribe: =?" not in raw
    return message_from_bytes(raw, policy=policy.SMTP)  # type: ignore[return-value]


@pytest.mark.promise("C5.5", "C5.4")
def test_renewal_is_left_with_one_click_of_the_mail_program(
    app: Flask, db: Any, member: Candidate, client: PageClient
) -> None:
    """A14.2, C5.5 T: POST from the link, no session: membership ends, the file moves to its next state."""
    retention.run_batch(actor=SYSTEM)
    letter = _delivered()
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.fullmatch(r"<http://localhost(/leave-pool/\S+)>", letter["List-Unsubscribe"])
    assert found is not None
    path = found.group(1)
    # The letter's own was signed when it was written, perhaps a second earlier: it names the same person.
    assert path.partition(".")[0] in letter.get_content()
    application = db.session.scalars(select(Application)).one()
    before = application.erase_on
    assert schedule_of(application.id).state is State.POOL
    mailbox = PageClient(app, use_cookies=False)
    answer = mailbox.post(path, data=ONE_CLICK)
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (200, False)
    assert not _is_member(db, member)
    application = db.session.scalars(select(Application)).one()
    assert application.erase_on < before
    assert schedule_of(application.id).state is State.DUE
    assert mailbox.post(path, data=ONE_CLICK).status_code == 200


def test_whoever_only_looks_changes_nothing(db: Any, member: Candidate, client: PageClient) -> None:
    """A14.2: GET never unsubscribes, nor does HEAD (B6.1); the page's button does, and says so."""
    path = leaving_link(member.id).removeprefix("http://localhost")
    for _ in range(2):
        assert client.head(path).status_code == 200
        page = client.page(f"{path}?lang=fr")
        assert "Set-Cookie" not in page.response.headers
    assert _is_member(db, member)
    out = client.submit(page, "leave", status=200)
    assert "Vous n’êtes pas dans notre vivier" in out.text
    assert not _is_member(db, member)
    assert "Vous n’êtes pas dans notre vivier" in client.page(f"{path}?lang=fr").text


@pytest.mark.promise("C5.5")
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_letter_to_a_member_has_the_way_out(db: Any, member: Candidate, client: PageClient, locale: str) -> None:
    application = db.session.scalars(select(Application)).one()
    application.locale = locale
    db.session.commit()
    with transaction():
        write_to_candidate(actor=staff(AccountFactory().id, Role.RECRUITER), application_id=application.id, body="Oui")
    letter = db.session.scalars(select(OutgoingMail)).one()
    link = LINK.search(letter.body)
    assert link is not None
    assert ("vivier" if locale == "fr" else "talent pool") in letter.body
    client.post(link.group(1))
    assert not _is_member(db, member)


def test_nobody_else_is_given_the_link(db: Any, member: Candidate) -> None:
    """A letter to who is no member, or to another address than the member’s."""
    other = CandidateFactory()
    for person, address in ((other, other.email), (member, "ancienne@example.org")):
        with transaction():
            queue_mail(
                kind=MailKind.ADDRESS_CHANGED, locale="fr", to_address=address, context={}, candidate_id=person.id
            )
    assert [mail.body for mail in db.session.scalars(select(OutgoingMail)) if "leave-pool" in mail.body] == []


def test_letter_that_is_not_about_the_pool_has_no_such_header(db: Any, member: Candidate) -> None:
    with transaction():
        queue_mail(
            kind=MailKind.ADDRESS_CHANGED, locale="fr", to_address=member.email, context={}, candidate_id=member.id
        )
    letter = _delivered()
    assert (letter["List-Unsubscribe"], letter["List-Unsubscribe-Post"]) == (None, None)


@pytest.mark.parametrize("method", ["get", "post"])
def test_link_of_something_else_leads_nowhere(db: Any, member: Candidate, client: PageClient, method: str) -> None:
    """Bound to the person and to this list."""
    forged = (tokens.sign("leave.sharing", str(member.id)), tokens.sign("status", str(member.id)), "forged")
    gone = leaving_link(AccountFactory().id).rpartition("/")[2]
    for token in (*forged, gone):
        assert getattr(client, method)(f"/leave-pool/{token}").status_code == 404
    assert _is_member(db, member)
