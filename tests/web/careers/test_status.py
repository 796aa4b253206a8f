"""Where an application stands: by the link of its letter, which changes nothing and ends with the application."""

import re
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.core.actor import SYSTEM
from app.core.clock import now
from app.core.db import transaction
from app.core.permissions import Role
from app.domain.applications.actions.holds import end_hold
from app.domain.applications.actions.reschedule import reschedule_candidate
from app.domain.applications.enums import ApplicationState
from app.domain.applications.models import Application
from app.domain.applications.personal_data import erase_application
from app.domain.applications.queries.status import status_token
from app.domain.applications.rules import schedule_of
from app.domain.jobs.models import Job
from app.domain.mail.enums import MailKind
from app.domain.mail.models import OutgoingMail
from app.domain.people.enums import ConsentPurpose
from app.domain.people.queries import find_live_consent
from app.domain.policy.schedule import Step
from app.domain.privacy.own import erase_candidate
from app.domain.privacy.retention import run_batch
from tests.adapters import samples
from tests.factories import (
    ApplicationFactory,
    CandidateFactory,
    ConsentFactory,
    HoldFactory,
    JobFactory,
    NoteFactory,
    SourcingFactory,
)
from tests.page_client import PageClient


def test_the_letter_s_link_opens_a_page_in_the_language_of_the_letter(db: Any, client: PageClient) -> None:
    """Whatever the browser speaks: who has applied in English reads in English where their application stands."""
    values = {"name": "Léa Roy", "email": "lea@example.org", "cv": ("cv.pdf", samples.pdf()), "pool_consent": "y"}
    client.submit(client.page(f"/jobs/{JobFactory().slug}/apply?lang=en"), "apply", values)
    body = db.session.scalars(select(OutgoingMail.body)).one()
    for way, said in (
        ("status", "Received, to be read"),
        ("leave-pool", "You are not contacted about other positions"),
    ):
        (link,) = re.findall(rf"http://localhost(/{way}/\S+)", body)
        page = client.page(link, headers={"Accept-Language": "fr"})
        assert said in page.text
        (form,) = [each for each in page.find_all("form") if way in str(each.get("action"))][-1:]
        assert str(form.get("action")).endswith("?lang=en")


def test_the_letter_s_link_shows_where_it_stands_and_what_is_kept(db: Any, client: PageClient) -> None:
    job = JobFactory()
    values = {"name": "Léa Roy", "email": "lea@example.org", "cv": ("cv.pdf", samples.pdf())}
    client.submit(client.page(f"/jobs/{job.slug}/apply?lang=fr"), "apply", values)
    body = db.session.scalars(select(OutgoingMail.body)).one()
    link = re.search(r"http://localhost(/status/\S+)", body)
    assert link
    page = client.page(link.group(1))
    assert "Reçue, à lire" in page.text
    assert "Ce que nous gardons" in page.text
    assert "Léa" not in page.text
    assert client.head(link.group(1)).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ApplicationState.HIRED, "A decision has been made"),
        (ApplicationState.REJECTED, "A decision has been made"),
        (ApplicationState.WITHDRAWN, "withdrawn"),
    ],
)
def test_a_decision_is_not_told_by_a_page(
    client: PageClient, sign_in: Any, state: ApplicationState, words: str
) -> None:
    """The answer is a person's, and comes by letter."""
    staff = sign_in()
    reason = {"rejection_reason": "skills"} if state is ApplicationState.REJECTED else {}
    application = ApplicationFactory(state=state, decided_at=now(), decided_by=staff.account.id, **reason)
    page = client.page(f"/status/{status_token(application.id)}?lang=en")
    assert words in page.text
    assert "not taken further" not in page.text


@pytest.mark.parametrize(("locale", "kept"), [("fr", "seul un litige la garde"), ("en", "a dispute alone keeps it")])
def test_what_a_dispute_alone_keeps_is_said_to_be_no_application_any_more(
    db: Any, client: PageClient, locale: str, kept: str
) -> None:
    """A11.1: no day is promised, nothing is left to withdraw; who applies again is answered as anybody."""
    application = ApplicationFactory(candidate=CandidateFactory(email="lea@example.org", locale=locale))
    application_id, job = application.id, db.session.get(Job, application.job_id)
    reference = application.reference
    HoldFactory(application_id=application_id)
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=application.candidate_id)
    page = client.page(f"/status/{status_token(application_id)}?lang={locale}")
    assert kept in page.text
    assert "/withdraw" not in page.html
    values = {"name": "Léa Roy", "email": "lea@example.org", "cv": ("cv.pdf", samples.pdf())}
    client.submit(client.page(f"/jobs/{job.slug}/apply?lang={locale}"), "apply", values)
    letter = db.session.scalars(select(OutgoingMail)).one()
    assert letter.kind is MailKind.APPLICATION_RECEIVED
    assert letter.application_id != application_id
    assert reference not in letter.body


def test_who_had_it_erased_but_for_a_dispute_applies_again_and_nothing_is_merged(
    db: Any, client: PageClient, sign_in: Any
) -> None:
    """A11.1, A2.17: the team has the new one alone; the dispute keeps the old one as it was, which goes with it."""
    old = ApplicationFactory(candidate=CandidateFactory(email="lea@example.org"), name="Ancien Nom", message="Avant")
    old_id, job, hold = old.id, db.session.get(Job, old.job_id), HoldFactory(application_id=old.id)
    NoteFactory(application_id=old_id, account_id=hold.placed_by, body="Note d’avant")
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=old.candidate_id)
    values = {"name": "Léa Roy", "email": "lea@example.org", "cv": ("cv.pdf", samples.pdf())}
    for _ in range(2):
        client.submit(client.page(f"/jobs/{job.slug}/apply?lang=fr"), "apply", values)
    new = db.session.scalars(select(Application).where(Application.id != old_id)).one()
    db.session.expire_all()
    assert (old.name, old.message, old.version) == ("Ancien Nom", "Avant", 1)
    assert new.candidate_id == old.candidate_id
    recruiter = sign_in(Role.RECRUITER)
    dossier, board = (
        recruiter.page(path).text for path in (f"/staff/applications/{new.id}", f"/staff/jobs/{job.id}/board")
    )
    assert "Léa Roy" in board
    for said in ("Ancien Nom", "Avant", "Note d’avant", old.reference):
        assert said not in dossier + board
    new_id = new.id
    with transaction():
        end_hold(actor=SYSTEM, hold_id=hold.id)
    run_batch(actor=SYSTEM)
    assert db.session.scalars(select(Application.id)).all() == [new_id]


def test_a_forged_link_and_one_of_an_erased_application_are_missing(db: Any, client: PageClient) -> None:
    application = ApplicationFactory()
    token = status_token(application.id)
    client.page(f"/status/{token}")
    assert client.get(f"/status/{token}x").status_code == 404
    with transaction():
        erase_application(application.id)
    assert client.get(f"/status/{token}").status_code == 404


@pytest.mark.promise("C5.5")
def test_the_lasting_link_takes_a_withdrawal_without_signing_in(client: PageClient, db: Any) -> None:
    """C5.5: neither a session nor a cookie; GET changes nothing, twice is once; each file goes on to its next state."""
    person = CandidateFactory()
    application = ApplicationFactory(candidate=person)
    ended = ApplicationFactory(candidate=person, job=JobFactory(closed=True))
    ConsentFactory(candidate=person)
    with transaction():
        reschedule_candidate(person.id)
    until = db.session.get(Application, ended.id).erase_on
    assert schedule_of(ended.id).next_step is Step.POOL
    path = f"/status/{status_token(application.id)}"
    for _ in range(2):
        page = client.page(f"{path}?lang=fr")
        assert "Set-Cookie" not in page.response.headers
    client.submit(page, f"{path}/leave-pool?lang=fr")
    db.session.expire_all()
    assert find_live_consent(person.id, ConsentPurpose.POOL) is None
    assert db.session.get(Application, application.id).state is ApplicationState.ACTIVE
    assert schedule_of(ended.id).next_step is Step.ERASE
    assert db.session.get(Application, ended.id).erase_on < until
    for _ in range(2):
        client.submit(page, f"{path}/withdraw?lang=fr")
    db.session.expire_all()
    assert db.session.get(Application, application.id).state is ApplicationState.WITHDRAWN
    assert "Retirer ma candidature" not in client.page(f"{path}?lang=fr").text


def test_page_says_when_the_file_goes_once_it_is_withdrawn(client: PageClient, db: Any) -> None:
    """A2.2, A2.3, A2.17: three months later, unless the pool keeps it longer, or a dispute."""
    person = CandidateFactory()
    application = ApplicationFactory(candidate=person)
    path = f"/status/{status_token(application.id)}?lang=fr"
    soon = "votre dossier est effacé 3\xa0mois plus tard"
    assert soon in client.page(path).text
    ConsentFactory(candidate=person)
    pooled = client.page(path).text
    assert "Vous restez dans le vivier" in pooled
    assert soon not in pooled
    HoldFactory(application_id=application.id)
    held = client.page(path).text
    assert "Votre dossier reste aussi longtemps que ce qui le retient." in held
    assert soon not in held


@pytest.mark.parametrize("act", ["withdraw", "leave-pool"])
def test_a_link_that_is_forged_or_outlived_withdraws_nothing(client: PageClient, db: Any, act: str) -> None:
    for token in ("forged", status_token(uuid4())):
        assert client.post(f"/status/{token}/{act}").status_code == 404


@pytest.mark.promise("G11")
def test_who_did_not_apply_reads_where_we_found_them_and_says_no_with_one_press(db: Any, client: PageClient) -> None:
    """Art. 14 and 21: on the page of the letter's link, whoever holds it; where exactly stands on their own pages."""
    application = ApplicationFactory()
    SourcingFactory(application_id=application.id, detail="Profil de Paul")
    application_id, token = application.id, status_token(application.id)
    page = client.page(f"/status/{token}?lang=fr")
    assert "D’où nous tenons vos données" in page.text
    assert "Réseau professionnel" in page.text
    assert "Profil de Paul" not in page.text
    client.submit(page, f"/status/{token}/withdraw?lang=fr")
    db.session.expire_all()
    assert db.session.get(Application, application_id).state is ApplicationState.WITHDRAWN
