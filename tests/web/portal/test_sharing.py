"""A person sees to whom their data goes, says yes or no before, and takes it back (C3.1, C5.5, A10.3)."""

import io
import json
import zipfile
from typing import Any

import pytest
from sqlalchemy import select

from app.core.actor import SYSTEM
from app.core.clock import today
from app.core.db import transaction
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.disclosures.enums import DisclosureState, Ground
from app.domain.disclosures.models import Disclosure
from app.domain.people.enums import ConsentChannel, ConsentPurpose
from app.domain.people.models import Candidate, Consent
from app.domain.privacy.erasure import erase_application
from tests.factories import ApplicationFactory, CandidateFactory, ConsentFactory, DisclosureFactory


@pytest.fixture
def person(db: Any) -> Candidate:
    return CandidateFactory()


def _given(person: Candidate, *, sent: bool) -> dict[str, Any]:
    application = ApplicationFactory(candidate=person)
    return {"application": application, "ground": Ground.CONSENT, "recipient": "Banque Morel", "sent": sent}


def _asked(person: Candidate) -> Disclosure:
    return DisclosureFactory(
        application=ApplicationFactory(candidate=person),
        ground=Ground.CONSENT,
        state=DisclosureState.WAITING,
        recipient="Banque Morel",
        asked_words="J’accepte que mon CV soit remis à Banque Morel.",
    )


@pytest.mark.promise("C3.1")
def test_yes_is_given_under_the_words_that_are_shown_and_withdrawn_beside_them(
    enter: Any, db: Any, person: Candidate
) -> None:
    """C3.1, C5.5: unticked, tied to its text, withdrawn with one button too."""
    row = _asked(person)
    client = enter(person)
    page = client.page("/me/?lang=en")
    assert row.asked_words in page.text
    buttons = [each.get("value") for each in page.find_all("button", name="answer")]
    assert buttons == ["yes", "no"]
    client.submit(page, f"/me/sharing/{row.id}?lang=en", {"answer": "yes"})
    db.session.expire_all()
    consent = db.session.scalars(select(Consent)).one()
    assert (consent.purpose, consent.recipient, consent.channel) == (
        ConsentPurpose.SHARING,
        "Banque Morel",
        ConsentChannel.OWN_PAGES,
    )
    assert row.state is DisclosureState.READY
    assert Tag.DISCLOSURE_APPROVED in db.session.scalars(select(AuditEvent.tag)).all()
    page = client.page("/me/?lang=en")
    assert row.asked_words not in page.text
    client.submit(page, f"/me/sharing/{consent.id}/withdraw?lang=en")
    db.session.expire_all()
    assert consent.withdrawn_at is not None
    assert row.state is DisclosureState.DECLINED
    assert client.page("/me/").html.count('id="sharing"') == 0


@pytest.mark.parametrize("is_sent", [True, False])
def test_a_consent_is_shown_no_longer_than_what_it_is_of_is_there(
    enter: Any, db: Any, person: Candidate, *, is_sent: bool
) -> None:
    """C3.1, C5.5: it goes from the page with its application, not before, and not while another of theirs is given."""
    gone, other = (DisclosureFactory(**_given(person, sent=is_sent)) for _ in range(2))
    applications = [row.application_id for row in (gone, other)]
    ConsentFactory(candidate=person, purpose=ConsentPurpose.SHARING, recipient="Banque Morel")
    ApplicationFactory(candidate=person)
    client, told = enter(person), "remettions à Banque Morel"
    for application_id in applications:
        assert told in client.page("/me/?lang=fr").text
        with transaction():
            erase_application(
                actor=SYSTEM,
                application_id=application_id,
                due_on=today(),
                because="feedback",
                policy_version="2026.2-FR",
                archive_until=None,
            )
    assert told not in client.page("/me/?lang=fr").text


@pytest.mark.promise("C3.1")
def test_no_is_as_easy(enter: Any, db: Any, person: Candidate) -> None:
    row = _asked(person)
    client = enter(person)
    client.submit(client.page("/me/"), f"/me/sharing/{row.id}", {"answer": "no"})
    db.session.expire_all()
    assert row.state is DisclosureState.DECLINED
    assert db.session.scalars(select(Consent)).all() == []
    assert db.session.scalars(select(AuditEvent.tag)).all() == [Tag.DISCLOSURE_DECLINED]


def test_neither_yes_nor_no_and_somebody_else_s_do_not_exist(enter: Any, db: Any, person: Candidate) -> None:
    row, stranger = _asked(person), enter(CandidateFactory())
    client = enter(person)
    page = client.page("/me/")
    token = page.form(f"/me/sharing/{row.id}").values["csrf_token"]
    assert client.post(f"/me/sharing/{row.id}", data={"csrf_token": token}).status_code == 404
    theirs = next(meta.get("value") for meta in stranger.page("/me/").find_all("input", name="csrf_token"))
    answer = {"csrf_token": theirs, "answer": "yes"}
    assert stranger.post(f"/me/sharing/{row.id}", data=answer).status_code == 404
    db.session.expire_all()
    assert row.state is DisclosureState.WAITING


def test_person_reads_who_was_given_what_when_and_why(enter: Any, db: Any, person: Candidate) -> None:
    """A10.3: the list of recipients, on the page and in the copy; what did not leave is not in the page's list."""
    application = ApplicationFactory(candidate=person)
    DisclosureFactory(application=application, sent=True, categories="details files")
    DisclosureFactory(application=application, recipient="Jamais Parti")
    DisclosureFactory(application=ApplicationFactory(), sent=True, recipient="Autre Affaire")
    client = enter(person)
    page = client.page("/me/?lang=fr")
    for words in ("Cabinet Lefort", "conseil de prud’hommes", "CV et lettre", application.reference):
        assert words in page.text
    assert "Jamais Parti" not in page.text
    assert "Autre Affaire" not in page.text
    with zipfile.ZipFile(io.BytesIO(client.get("/me/data?lang=fr").data)) as archive:
        rows = json.loads(archive.read("data.json"))["tables"]["disclosures"]
        assert "Cabinet Lefort" in archive.read("index.html").decode()
    told = next(row for row in rows if row["recipient"] == "Cabinet Lefort")
    assert (told["ground"], told["categories"], told["sent_by"], told["recipient_email"]) == (
        "protection_of_rights",
        "details files",
        None,
        None,
    )
    assert told["sent_at"]


def test_page_before_an_erasure_says_who_will_be_told(enter: Any, db: Any, person: Candidate) -> None:
    """A10.3: what stays is said beforehand."""
    application = ApplicationFactory(candidate=person)
    client = enter(person)
    assert "ledger" not in client.page("/me/erase?lang=en").text
    for _ in range(2):
        DisclosureFactory(application=application, sent=True)
    assert client.page("/me/erase?lang=en").text.count("Cabinet Lefort") == 1
