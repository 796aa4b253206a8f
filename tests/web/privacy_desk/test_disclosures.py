"""The ledger as the desk works it (C3.0 to C3.2, A10.3)."""

import io
import re
import zipfile
from typing import Any

import pytest
from sqlalchemy import select

from app.core.permissions import Role
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.disclosures.enums import DisclosureState, Ground
from app.domain.disclosures.models import Disclosure
from app.domain.mail.enums import MailKind, MailState
from app.domain.mail.models import OutgoingMail
from app.domain.people.models import Candidate, Consent
from tests.adapters import samples
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    CandidateFactory,
    DisclosureFactory,
    DocumentFactory,
    OutgoingMailFactory,
)
from tests.page_client import PageClient
from tests.statements import counted_statements

LEDGER = "/staff/privacy/disclosures"
WORDS = {
    "application": "ABCDE-FGHIJ",
    "ground": "protection_of_rights",
    "recipient": "Cabinet Lefort",
    "recipient_email": "dossiers@example.org",
    "purpose": "Se défendre devant les prud’hommes.",
    "categories": ["details", "files"],
}
AUTHORITY = {
    "ground": "legal_duty",
    "recipient": "Tribunal judiciaire",
    "their_reference": "PV 12",
    "legal_text": "77-1",
}


@pytest.fixture
def application(db: Any) -> Any:
    person = CandidateFactory(email="camille@example.org", email_key="camille@example.org")
    cv = DocumentFactory(candidate=person, content=samples.pdf("Camille"))
    return ApplicationFactory(candidate=person, cv=cv, reference="ABCDE-FGHIJ")


def _ask(client: PageClient, **changed: Any) -> str:
    """The address of the row."""
    asked = client.submit(client.page(f"{LEDGER}/new"), "disclosure-form", {**WORDS, **changed})
    assert re.fullmatch(rf"{LEDGER}/[0-9a-f-]+", asked.location)
    return asked.location


def _tags(db: Any) -> list[str]:
    """Leaving out what only shows the row."""
    tags = db.session.scalars(select(AuditEvent.tag).order_by(AuditEvent.id))
    return [tag for tag in tags if tag != Tag.DISCLOSURE_OPENED]


def _state(db: Any) -> DisclosureState:
    db.session.expire_all()
    found: DisclosureState = db.session.scalars(select(Disclosure.state)).one()
    return found


@pytest.mark.promise("C3.0")
def test_package_leaves_with_its_row_and_only_once(sign_in: Any, db: Any, application: Any) -> None:
    """C3.0: the row is written in the transaction in which the data leaves; a second time is refused, and logged."""
    client = sign_in(Role.PRIVACY_OFFICER)
    path = _ask(client)
    page = client.page(path)
    assert "Cabinet Lefort" in page.text
    assert client.account.name in page.text
    token = page.form("package-form").values["csrf_token"]
    answer = client.post(f"{path}/package", data={"csrf_token": token})
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
        200,
        "application/zip",
        "no-store",
    )
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert samples.pdf("Camille") in {archive.read(name) for name in archive.namelist()}
    assert _state(db) is DisclosureState.SENT
    again = client.post(f"{path}/package", data={"csrf_token": token})
    assert (again.status_code, again.mimetype) == (403, "text/html")
    assert _tags(db) == [Tag.DISCLOSURE_ASKED, Tag.DISCLOSURE_SENT, Tag.DISCLOSURE_REFUSED]
    assert "Cabinet Lefort" in client.page(LEDGER).text


def test_page_names_the_roles_that_can_approve_and_says_when_nobody_has_one(
    sign_in: Any, db: Any, application: Any
) -> None:
    """C3.2: whoever has asked knows whom to turn to."""
    officer = sign_in(Role.PRIVACY_OFFICER)
    path = f"{_ask(officer, **AUTHORITY)}?lang=fr"
    AccountFactory(role=Role.RECRUITER)
    AccountFactory(role=Role.LITIGATION, disabled_at=officer.account.created_at)
    alone = officer.page(path).text
    assert "Délégué à la protection des données, Contentieux" in alone
    assert "Personne d’autre n’en a un" in alone
    AccountFactory(role=Role.LITIGATION)
    assert "Personne d’autre n’en a un" not in officer.page(path).text


@pytest.mark.promise("C3.2")
def test_authority_s_package_needs_a_second_account(sign_in: Any, db: Any, application: Any) -> None:
    """C3.2 T: alone, refused and logged; with the second person's yes it leaves."""
    officer, second = sign_in(Role.PRIVACY_OFFICER), sign_in(Role.LITIGATION)
    path = _ask(officer, **AUTHORITY)
    token = officer.page(path).form("decline-form").values["csrf_token"]
    assert [form.get("id") for form in officer.page(path).find_all("form", method="post")].count("approve-form") == 0
    for act in ("package", "approve"):
        refused = officer.post(f"{path}/{act}", data={"csrf_token": token})
        assert (refused.status_code, refused.mimetype) == (403, "text/html")
    assert _tags(db) == [Tag.DISCLOSURE_ASKED, Tag.DISCLOSURE_REFUSED, Tag.DISCLOSURE_REFUSED]
    assert _state(db) is DisclosureState.WAITING
    second.submit(second.page(path), "approve-form")
    assert second.post(f"{path}/package", data={"csrf_token": token}).status_code in {403, 404}
    page = officer.page(path)
    assert second.account.name in page.text
    answer = officer.post(f"{path}/package", data={"csrf_token": token})
    assert answer.mimetype == "application/zip"
    assert _state(db) is DisclosureState.SENT


@pytest.mark.promise("C3.1")
def test_partner_without_a_consent_row_is_403_and_nothing_leaves(
    sign_in: Any, enter: Any, db: Any, application: Any
) -> None:
    """C3.1 T, end to end: asked, refused before the yes, given after it, refused again once withdrawn."""
    officer = sign_in(Role.PRIVACY_OFFICER)
    path = _ask(officer, ground="consent", recipient="Banque Morel")
    token = officer.page(path).form("decline-form").values["csrf_token"]

    def attempt(address: str) -> tuple[int, str]:
        answer = officer.post(f"{address}/package", data={"csrf_token": token})
        return answer.status_code, answer.mimetype

    assert attempt(path) == (403, "text/html")
    assert db.session.scalars(select(Consent)).all() == []
    assert db.session.scalars(select(OutgoingMail.kind)).all() == [MailKind.SHARING_ASKED]
    person = enter(db.session.get(Candidate, application.candidate_id))
    disclosure_id = path.rpartition("/")[2]
    asked = person.page("/me/")
    assert not [box for box in asked.find_all("input") if box.get("checked") is not None]
    person.submit(asked, f"/me/sharing/{disclosure_id}", {"answer": "yes"})
    assert attempt(path) == (200, "application/zip")
    second = _ask(officer, ground="consent", recipient="Banque Morel")
    person.submit(person.page("/me/"), f"/me/sharing/{second.rpartition('/')[2]}", {"answer": "yes"})
    consent_id = db.session.scalars(select(Consent.id).where(Consent.withdrawn_at.is_(None))).one()
    person.submit(person.page("/me/"), f"/me/sharing/{consent_id}/withdraw")
    assert attempt(second) == (403, "text/html")


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"ground": None}, {"ground"}),
        ({"categories": None}, {"categories"}),
        ({"application": "ZZZZZ-ZZZZZ"}, {"application"}),
        ({"recipient_email": "nobody"}, {"recipient_email"}),
        ({"ground": "legal_duty"}, {"their_reference", "legal_text"}),
        ({"purpose": "x" * 3000}, {"purpose"}),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    sign_in: Any, db: Any, application: Any, changed: dict[str, Any], fields: set[str]
) -> None:
    client = sign_in(Role.PRIVACY_OFFICER)
    page = client.submit(client.page(f"{LEDGER}/new"), "disclosure-form", {**WORDS, **changed}, status=422)
    faults = {element.get("id") for element in page.find_all("p", class_="field-error")}
    assert faults == {f"{name}-error" for name in fields}
    kept = page.form("disclosure-form").values
    for name in ("application", "recipient", "recipient_email", "purpose"):
        assert kept[name] == {**WORDS, **changed}[name]
    assert db.session.scalars(select(Disclosure)).all() == []


def test_declined_for_good(sign_in: Any, db: Any, application: Any) -> None:
    client = sign_in(Role.PRIVACY_OFFICER)
    path = _ask(client)
    page = client.page(path)
    client.submit(page, "decline-form")
    assert _state(db) is DisclosureState.DECLINED
    client.submit(page, "decline-form", status=409)
    client.submit(page, "package-form", status=403)


def test_failed_notice_is_seen_on_the_desk_and_sent_again(sign_in: Any, db: Any) -> None:
    """A10.3 T: failed notice visible."""
    row = DisclosureFactory(application=ApplicationFactory(), sent=True)
    OutgoingMailFactory(disclosure_id=row.id, kind=MailKind.DISCLOSURE_ERASED, state=MailState.FAILED)
    client = sign_in(Role.PRIVACY_OFFICER)
    ledger = client.page(f"{LEDGER}?lang=en")
    assert "notice not delivered" in ledger.text
    assert "Disclosures 1" in ledger.text
    path = f"{LEDGER}/{row.id}"
    refused = client.submit(client.page(path), "notices-form", {"email": "nobody"}, status=422)
    assert refused.form("notices-form").values["email"] == "nobody"
    client.submit(refused, "notices-form", {"email": ""}, status=422)
    client.submit(refused, "notices-form", {"email": "greffe@example.org"})
    assert db.session.scalars(select(OutgoingMail.state)).one() is MailState.QUEUED
    assert "notice not delivered" not in client.page(f"{LEDGER}?lang=en").text


def test_litigation_reads_and_approves_and_does_not_ask(sign_in: Any, db: Any) -> None:
    row = DisclosureFactory(application=ApplicationFactory())
    client = sign_in(Role.LITIGATION)
    page = client.page(f"{LEDGER}/{row.id}")
    assert [form.get("id") for form in page.find_all("form")].count("package-form") == 0
    assert f"{LEDGER}/new" not in client.page(LEDGER).html
    assert client.get(f"{LEDGER}/new").status_code == 404
    opened = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == Tag.DISCLOSURE_OPENED)).one()
    assert (opened.subject_id, opened.actor_id) == (row.id, client.account.id)


def test_ledger_by_state_in_as_many_statements_for_30_as_for_15(sign_in: Any, db: Any) -> None:
    application, asker = ApplicationFactory(), AccountFactory(role=Role.PRIVACY_OFFICER)
    client = sign_in(Role.PRIVACY_OFFICER)
    empty = client.page(f"{LEDGER}?lang=fr")
    assert empty.find_all("div", class_="empty")
    assert "Tous les états en attente d’un oui" in empty.text
    counts = set()
    for _ in range(2):
        for _ in range(15):
            DisclosureFactory(application=application, asked_by=asker.id, sent=True)
        with counted_statements() as sent:
            client.page(LEDGER)
        counts.add(len(sent))
    assert len(counts) == 1
    assert client.page(f"{LEDGER}?state=declined").find_all("div", class_="empty")
    assert not client.page(f"{LEDGER}?state=nonsense").find_all("div", class_="empty")


def test_erased_row_says_so_and_names_no_candidate(sign_in: Any, db: Any) -> None:
    row = DisclosureFactory(
        application=ApplicationFactory(name="Camille Unique"), sent=True, ground=Ground.PROCESSOR, purpose=None,
        recipient_email=None, erased_at=AccountFactory().created_at,
    )  # fmt: skip
    client = sign_in(Role.PRIVACY_OFFICER)
    assert "erased" in client.page(f"{LEDGER}?lang=en").text
    page = client.page(f"{LEDGER}/{row.id}?lang=en")
    assert "erased with the application" in page.text
    assert "Camille Unique" not in page.text
