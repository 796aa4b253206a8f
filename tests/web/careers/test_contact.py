"""The contact form: a few lines, without cookie or account, that serve to answer and nothing else."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.permissions import Role
from app.domain.contact.models import ContactMessage
from app.domain.firm.notices import find_notice
from app.domain.mail.enums import MailKind
from app.domain.mail.models import OutgoingMail
from app.domain.people.models import Candidate, Consent
from tests.factories import ApplicationFactory, JobFactory
from tests.page_client import PageClient

VALUES = {
    "name": " Hugo  Lemaire ",
    "email": "Hugo@example.org",
    "phone": "06 00 00 00 00",
    "subject": "Stages",
    "message": "Recevez-vous des stagiaires ?\n\n\n\nMerci.",
}


def test_message_arrives_whole_and_is_confirmed(client: PageClient, db: Any) -> None:
    sent = client.submit(client.page("/contact?lang=fr"), "contact", VALUES)
    assert sent.location == "/contact/sent?lang=fr"
    assert "Set-Cookie" not in sent.response.headers
    message = db.session.scalars(select(ContactMessage)).one()
    assert (message.name, message.email, message.email_key) == ("Hugo Lemaire", "Hugo@example.org", "hugo@example.org")
    assert message.body == "Recevez-vous des stagiaires ?\n\nMerci."
    assert find_notice(message.notice_hash) is not None
    mail = db.session.scalars(select(OutgoingMail)).one()
    assert (mail.kind, mail.to_address, mail.contact_message_id) == (
        MailKind.CONTACT_RECEIVED,
        "Hugo@example.org",
        message.id,
    )
    assert "Votre message est arrivé" in client.page(sent.location).text
    assert [words for words in ("Hugo", "Stages", "stagiaires") if words in mail.subject + mail.body] == []


@pytest.mark.promise("C2.1")
def test_message_makes_nobody_a_candidate(client: PageClient, sign_in: Any, db: Any) -> None:
    """C2.1 T: no candidate row, no consent, not found by the recruiter's search."""
    job = JobFactory()
    ApplicationFactory(job=job)
    client.submit(client.page("/contact"), "contact", VALUES)
    assert db.session.scalar(select(func.count()).select_from(Candidate)) == 1
    assert db.session.scalar(select(func.count()).select_from(Consent)) == 0
    found = sign_in(Role.RECRUITER).page(f"/staff/jobs/{job.id}/applications?q=Lemaire")
    assert "Hugo" not in found.text.replace("Lemaire", "")


def test_same_form_twice_is_one_message(client: PageClient, db: Any) -> None:
    """R3."""
    page = client.page("/contact")
    for _ in range(2):
        client.submit(page, "contact", VALUES)
    assert db.session.scalar(select(func.count()).select_from(ContactMessage)) == 1


@pytest.mark.parametrize("changed", [{"email": "hugo.lemaire@example.org"}, {"message": "Un mot de plus."}])
def test_what_is_put_right_and_sent_again_arrives(client: PageClient, db: Any, changed: dict[str, str]) -> None:
    """R1: who goes back to mend their address is told that the message has arrived; it must have."""
    page = client.page("/contact")
    for values in (VALUES, VALUES | changed):
        client.submit(page, "contact", values)
    last = db.session.scalars(select(ContactMessage).order_by(ContactMessage.received_at.desc())).first()
    assert (last.email, last.body.splitlines()[0]) == (
        changed.get("email", VALUES["email"]),
        changed.get("message", VALUES["message"]).splitlines()[0],
    )


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "Indiquez votre nom"),
        ({"email": "hugo"}, "Cette adresse n’est pas complète"),
        ({"subject": " \u200b "}, "de quoi il s’agit"),
        ({"message": ""}, "Écrivez votre message"),
        ({"message": "x" * 6000}, "caractères"),
        ({"form_token": "stale"}, "ouverte depuis longtemps"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    client: PageClient, db: Any, changed: dict[str, str], words: str
) -> None:
    page = client.submit(client.page("/contact?lang=fr"), "contact", {**VALUES, **changed}, status=422)
    assert words in page.text
    kept = page.form("contact").values
    for name in set(VALUES) - set(changed):
        assert kept[name].strip() == VALUES[name].strip()
    assert db.session.scalars(select(ContactMessage)).all() == []
    client.submit(page, "contact", VALUES)


def test_nobody_is_flooded_with_confirmations_by_somebody_else(client: PageClient, db: Any) -> None:
    """An address proves nothing: three letters a day, and none repeats what a stranger typed."""
    for number in range(5):
        client.submit(client.page("/contact"), "contact", {**VALUES, "subject": f"Stage {number}"})
    assert db.session.scalar(select(func.count()).select_from(ContactMessage)) == 5
    assert db.session.scalar(select(func.count()).select_from(OutgoingMail)) == 3


def test_robot_that_fills_the_trap_is_told_nothing(client: PageClient, db: Any) -> None:
    client.submit(client.page("/contact"), "contact", {**VALUES, "website": "https://spam.example"})
    assert db.session.scalars(select(ContactMessage)).all() == []


def test_one_address_sends_so_many_and_no_more(client: PageClient, app: Flask, db: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(app.config, "CONTACT_RATE", "2 per hour")
    page = client.page("/contact")
    for status in (303, 303, 429):
        client.submit(page, "contact", VALUES, status=status)


@pytest.mark.promise("C8.1")
@pytest.mark.parametrize("path", ["/contact", "/me/sign-in", "/cookies", "/staff/login", "apply"])
def test_contact_and_notice_are_on_every_page_that_collects(client: PageClient, db: Any, path: str) -> None:
    """C8.1 T: link present and 200 from each form page; the controller's name and address beside the button."""
    page = client.page(f"/jobs/{JobFactory().slug}/apply" if path == "apply" else path)
    links = {(a.get("href") or "").partition("?")[0] for a in page.tree.iter("a")}
    assert {"/contact", "/privacy"} <= links
    for link in ("/contact", "/privacy"):
        assert client.page(link).status == 200
    if path in {"/contact", "apply"}:
        assert "14 rue de la Pépinière" in "".join(page.by_id("privacy-notice").itertext())


@pytest.mark.parametrize(
    ("locale", "told"),
    [
        ("fr", ("intérêt légitime", "n’est pas « facultatif » est nécessaire", "limitation", "12 mois", "CNIL")),
        ("en", ("legitimate interest", "What is not “optional” is needed", "restriction", "12 months", "CNIL")),
    ],
)
def test_notice_beside_the_button_is_whole(client: PageClient, locale: str, told: tuple[str, ...]) -> None:
    """A3.1, G3 to G9: basis, what is required, period, rights; before the button."""
    page = client.page(f"/contact?lang={locale}")
    notice = "".join(page.by_id("privacy-notice").itertext())
    assert [words for words in told if words not in notice] == []
    assert page.html.index('id="privacy-notice"') < page.html.index('type="submit"')
