"""What is kept of a notice is what stood on the page, whatever was changed while a form was filled in (C7.2)."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.actor import OPERATOR
from app.core.db import transaction
from app.domain.applications.models import Application
from app.domain.contact.models import ContactMessage
from app.domain.documents.models import Document
from app.domain.firm.actions import change_firm
from app.domain.firm.notices import current_version, find_notice, publish_notice
from app.domain.people.models import Consent
from tests.adapters import samples
from tests.factories import ApplicationFactory, CandidateFactory, JobFactory
from tests.page_client import Page, PageClient

CV = ("CV.pdf", samples.pdf())
PERSON = {"name": "Camille Durand", "email": "camille@example.org"}
WORDS = {**PERSON, "subject": "Stages", "message": "Recevez-vous des stagiaires ?"}
POOL = "/me/pool?lang=fr"
CHANGED = "a changé entre-temps"


def _change() -> None:
    """A setting is changed while forms are open, as an administrator does."""
    with transaction():
        change_firm(actor=OPERATOR, version=0, facts={"privacy_contact": "donnees@example.org"}, accent=None, words={})


def _apply(client: PageClient, page: Page, **more: Any) -> Page:
    return client.submit(page, "apply", {**PERSON, "cv": CV, "message": "Bonjour", "pool_consent": "y", **more})


@pytest.fixture(params=[False, True], ids=["published", "not yet"])
def shown(request: Any, db: Any) -> str:
    """The hash of the notice on the pages, before it changes; the worker has kept it, or not yet."""
    if not request.param:
        with transaction():
            publish_notice(actor=OPERATOR)
    return current_version("fr").hash


@pytest.mark.promise("C7.2")
def test_application_keeps_the_notice_of_its_form(db: Any, client: PageClient, shown: str) -> None:
    """A3.3, C3.1: and the consent the very words beside its box, also on a page that was rendered for somebody else."""
    job = JobFactory()
    pages = [client.page(f"/jobs/{job.slug}/apply?lang=fr") for _ in range(2)]
    was = current_version("fr").document.consent
    _change()
    assert current_version("fr").hash != shown
    assert _apply(client, pages[1]).status == 303
    application = db.session.scalars(select(Application)).one()
    consent = db.session.scalars(select(Consent)).one()
    assert (application.notice_hash, consent.notice_hash) == (shown, shown)
    kept = find_notice(shown)
    assert kept is not None
    assert was in kept.fr
    assert "donnees@example.org" not in kept.fr


@pytest.mark.promise("C7.2")
def test_notice_that_nothing_kept_is_shown_again_and_nothing_is_lost(
    app: Flask, db: Any, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R4: the environment changed before the worker had kept a version."""
    page = client.page(f"/jobs/{JobFactory().slug}/apply?lang=fr")
    monkeypatch.setitem(app.config, "FIRM_PRIVACY_CONTACT", "donnees@example.org")
    again = client.submit(page, "apply", {**PERSON, "cv": CV, "message": "Bonjour"}, status=422)
    assert CHANGED in again.text
    assert "donnees@example.org" in again.text
    assert db.session.scalar(select(func.count()).select_from(Application)) == 0
    assert client.submit(again, "apply").status == 303
    application = db.session.scalars(select(Application)).one()
    assert (application.name, application.message) == ("Camille Durand", "Bonjour")
    assert application.notice_hash == current_version("fr").hash
    assert db.session.get_one(Document, application.cv_id).filename == "CV.pdf"


def test_the_language_of_the_notice_is_that_of_the_page(db: Any, client: PageClient) -> None:
    page = client.page(f"/jobs/{JobFactory().slug}/apply?lang=en")
    assert _apply(client, page).status == 303
    consent = db.session.scalars(select(Consent)).one()
    assert consent.notice_hash == current_version("en").hash


@pytest.mark.promise("C7.2")
def test_message_keeps_the_notice_of_its_form(db: Any, client: PageClient, shown: str) -> None:
    page = client.page("/contact?lang=fr")
    _change()
    assert client.submit(page, "contact", WORDS).status == 303
    assert db.session.scalars(select(ContactMessage.notice_hash)).one() == shown


def test_message_under_a_notice_that_nothing_kept_is_shown_again(
    app: Flask, db: Any, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = client.page("/contact?lang=fr")
    monkeypatch.setitem(app.config, "FIRM_PRIVACY_CONTACT", "donnees@example.org")
    again = client.submit(page, "contact", WORDS, status=422)
    assert CHANGED in again.text
    assert client.submit(again, "contact").status == 303
    assert db.session.scalars(select(ContactMessage.body)).one() == WORDS["message"]


@pytest.mark.promise("C7.2", "C3.1")
def test_pool_is_joined_under_the_words_of_the_page(enter: Any, db: Any, shown: str) -> None:
    person = CandidateFactory()
    ApplicationFactory(candidate=person)
    client = enter(person)
    page = client.page("/me/?lang=fr")
    assert current_version("fr").document.consent in page.text
    _change()
    client.submit(page, POOL)
    assert db.session.scalars(select(Consent.notice_hash)).one() == shown
    page = client.page("/me/?lang=fr")
    assert current_version("fr").document.consent in page.text
    client.submit(page, POOL)
    db.session.expire_all()
    live = db.session.scalars(select(Consent).where(Consent.withdrawn_at.is_(None))).one()
    assert live.notice_hash == current_version("fr").hash != shown


@pytest.mark.parametrize("token", ["forged", None])
def test_what_the_pool_was_shown_cannot_be_made_up(
    app: Flask, enter: Any, db: Any, monkeypatch: pytest.MonkeyPatch, token: str | None
) -> None:
    person = CandidateFactory()
    ApplicationFactory(candidate=person)
    client = enter(person)
    page = client.page("/me/?lang=fr")
    if token is None:
        monkeypatch.setitem(app.config, "FIRM_PRIVACY_CONTACT", "donnees@example.org")
    refused = client.submit(page, POOL, {} if token is None else {"shown": token}, status=422)
    assert refused.by_id("error-summary").get("role") == "alert"
    assert db.session.scalars(select(Consent)).all() == []
    client.submit(refused, POOL)
    assert len(db.session.scalars(select(Consent)).all()) == 1


def test_program_that_sends_no_page_joins_under_the_words_of_now(enter: Any, db: Any) -> None:
    person = CandidateFactory()
    ApplicationFactory(candidate=person)
    client = enter(person)
    client.submit(client.page("/me/?lang=fr"), POOL, {"shown": None})
    assert find_notice(db.session.scalars(select(Consent.notice_hash)).one()) is not None
