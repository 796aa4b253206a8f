"""Adding a person, informing them, and the file that is locked until they are (A1.3)."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.clock import today
from app.core.permissions import Role
from app.domain.applications.models import Application, FormerDetails, Sourcing
from app.domain.documents.models import Document
from app.domain.mail.models import OutgoingMail
from app.domain.people.models import Consent
from tests.adapters import samples
from tests.factories import ApplicationFactory, CandidateFactory, JobFactory, SourcingFactory, TeamMemberFactory
from tests.page_client import Page, PageClient

FORM = "person-form"


def _values(**given: Any) -> dict[str, Any]:
    return {
        "name": "Hugo Blanc",
        "email": "hugo@example.org",
        "kind": "referral",
        "detail": "Une collègue, avec son accord",
        "obtained_on": today().isoformat(),
        "cv": ("profil.pdf", samples.pdf("Hugo Blanc")),
        **given,
    }


def _form(client: PageClient, job_id: Any) -> Page:
    return client.page(f"/staff/jobs/{job_id}/people/new")


def _locked(**given: Any) -> Application:
    application = ApplicationFactory(name="Zoé Fermée", **given)
    SourcingFactory(application_id=application.id, obtained_on=today() - timedelta(days=30))
    return application


def test_a_person_is_added_from_the_board_and_told_at_once(db: Any, sign_in: Any) -> None:
    job_id, client = JobFactory().id, sign_in()
    links = [link.get("href") for link in client.page(f"/staff/jobs/{job_id}/board").find_all("a")]
    assert f"/staff/jobs/{job_id}/people/new" in links
    done = client.submit(_form(client, job_id), FORM, _values())
    application = db.session.scalars(select(Application)).one()
    assert done.location == f"/staff/applications/{application.id}"
    assert [mail.kind for mail in db.session.scalars(select(OutgoingMail))] == ["person_informed"]
    assert db.session.scalar(select(func.count()).select_from(Consent)) == 0
    page = client.page(done.location + "?lang=fr")
    for words in ("Recommandation", "Une collègue, avec son accord", client.account.name, "informée le"):
        assert words in page.text
    assert "Hugo Blanc" in client.page(f"/staff/jobs/{job_id}/board").text


def test_whoever_is_not_told_at_once_is_told_from_the_file(db: Any, sign_in: Any) -> None:
    client = sign_in()
    done = client.submit(_form(client, JobFactory().id), FORM, _values(write_now=None))
    assert db.session.scalars(select(OutgoingMail)).all() == []
    page = client.page(done.location + "?lang=en")
    assert "30 days left to inform them" in page.text
    assert client.submit(page, "inform").location.startswith(done.location)
    assert [mail.kind for mail in db.session.scalars(select(OutgoingMail))] == ["person_informed"]
    assert "left to inform them" not in client.page(done.location).text


def test_a_refused_form_loses_nothing_not_even_the_file(db: Any, sign_in: Any) -> None:
    """R4, without a script."""
    job_id, client = JobFactory().id, sign_in()
    refused = client.submit(
        _form(client, job_id), FORM, _values(obtained_on=(today() + timedelta(days=1)).isoformat()), status=422
    )
    values = refused.form(FORM).values
    assert (values["name"], values["kind"], values["write_now"]) == ("Hugo Blanc", "referral", "y")
    assert values["cv_kept"]
    assert len(refused.find_all("p", class_="field-error")) == 1
    done = client.submit(refused, FORM, {"obtained_on": today().isoformat()})
    assert done.location.startswith("/staff/applications/")
    assert db.session.scalar(select(func.count()).select_from(Document)) == 1


def test_all_that_is_missing_is_summed_up_in_the_order_of_the_page(db: Any, sign_in: Any) -> None:
    client = sign_in()
    nothing = _values(name="", email="", kind="", detail="", obtained_on="", cv=None)
    refused = client.submit(_form(client, JobFactory().id), FORM, nothing, status=422)
    assert len(refused.find_all("p", class_="field-error")) == 6


@pytest.mark.parametrize("field", ["name", "email", "kind", "detail", "obtained_on", "cv"])
def test_what_is_needed_is_asked_for_beside_its_field(db: Any, sign_in: Any, field: str) -> None:
    client = sign_in()
    empty = None if field == "cv" else ""
    refused = client.submit(_form(client, JobFactory().id), FORM, _values(**{field: empty}), status=422)
    assert [element.get("id") for element in refused.find_all("p", class_="field-error")] == [f"{field}-error"]
    assert db.session.scalar(select(func.count()).select_from(Application)) == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "hugo@"),
        ("kind", "rumour"),
        ("obtained_on", "hier"),
        ("cv", ("virus.exe", b"MZ\x00\x00")),
        ("detail", "x" * 161),
    ],
)
def test_what_cannot_be_taken_is_refused_beside_its_field(db: Any, sign_in: Any, field: str, value: Any) -> None:
    client = sign_in()
    refused = client.submit(_form(client, JobFactory().id), FORM, _values(**{field: value}), status=422)
    assert [element.get("id") for element in refused.find_all("p", class_="field-error")] == [f"{field}-error"]


def test_an_address_that_is_in_the_job_already_is_told_beside_it(db: Any, sign_in: Any) -> None:
    job, person, client = JobFactory(), CandidateFactory(), sign_in()
    ApplicationFactory(job=job, candidate=person)
    job_id, address = job.id, person.email
    refused = client.submit(_form(client, job_id), FORM, _values(email=address), status=422)
    assert "déjà dans ce recrutement" in "".join(refused.by_id("email-error").itertext())
    assert db.session.scalar(select(func.count()).select_from(Sourcing)) == 0


def test_sent_twice_it_is_one_person(db: Any, sign_in: Any) -> None:
    """R3: a second press of the button, with the same page."""
    client = sign_in()
    page = _form(client, JobFactory().id)
    first, again = (client.submit(page, FORM, _values()) for _ in range(2))
    assert first.location == again.location
    assert db.session.scalar(select(func.count()).select_from(OutgoingMail)) == 1


def test_a_page_of_another_job_adds_nobody(db: Any, sign_in: Any) -> None:
    """B3.5: the form's token names its job."""
    client, other = sign_in(), JobFactory()
    token = _form(client, other.id).form(FORM).values["form_token"]
    refused = client.submit(_form(client, JobFactory().id), FORM, _values(form_token=token), status=422)
    assert refused.form(FORM).values["name"] == "Hugo Blanc"
    assert db.session.scalar(select(func.count()).select_from(Application)) == 0


def test_a_hiring_manager_adds_nobody_and_sends_no_file(app: Flask, db: Any, sign_in: Any) -> None:
    job_id, manager = JobFactory().id, sign_in(Role.HIRING_MANAGER)
    TeamMemberFactory(job_id=job_id, account_id=manager.account.id)
    board = manager.page(f"/staff/jobs/{job_id}/board")
    assert "/people/new" not in board.html
    token = board.form("/staff/logout").values["csrf_token"]
    sent = _values(csrf_token=token, cv=(BytesIO(samples.pdf()), "cv.pdf"))
    assert manager.post(f"/staff/jobs/{job_id}/people/new", data=sent).status_code == 404
    assert [path for path in app.config["UPLOADS_DIR"].rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_a_job_that_takes_nobody_does_not_offer_it(db: Any, sign_in: Any, state: str) -> None:
    job_id, client = JobFactory(**{state: True}).id, sign_in()
    assert "/people/new" not in client.page(f"/staff/jobs/{job_id}/applications").html
    assert client.submit(_form(client, job_id), FORM, _values(), status=403).status == 403


def test_a_locked_file_answers_423_on_every_route_of_the_team(app: Flask, db: Any, sign_in: Any) -> None:
    """A1.3: the same effect as a restriction, but for the letter that ends it."""
    application, recruiter = _locked(), sign_in()
    token = recruiter.page("/staff/jobs").form("/staff/logout").values["csrf_token"]
    bodies = {
        "csrf_token": token,
        "to_stage": str(application.stage_id),
        "version": "1",
        "outcome": "rejected",
        "reason": "skills",
        "body": "x",
        "letter": "x",
    }
    ids = {"application_id": str(application.id), "document_id": str(application.cv_id)}
    seen = 0
    for rule in app.url_map.iter_rules():
        names = rule.arguments & set(ids)
        if not names or not rule.endpoint.startswith("recruiting."):
            continue
        if rule.endpoint in {"recruiting.show_page", "recruiting.inform_person"}:
            continue
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: ids.get(m[1], "1"), rule.rule)
        for method in (rule.methods or set()) & {"GET", "POST"}:
            seen += 1
            answer = recruiter.open(path, method=method, data=bodies if method == "POST" else None)
            assert (answer.status_code, "Zoé" in answer.text) == (423, False), (method, path)
    assert seen >= 10


def test_a_locked_file_says_why_and_opens_with_the_letter(db: Any, sign_in: Any) -> None:
    application, client = _locked(), sign_in()
    path = f"/staff/applications/{application.id}"
    for listed in (f"/staff/jobs/{application.job_id}/board", "/staff/jobs", "/staff/reports", "/staff/documents"):
        assert "Zoé" not in client.page(listed).text, listed
    locked = client.page(path + "?lang=fr", status=423)
    assert "Ce dossier est fermé" in locked.text
    assert "Réseau professionnel" in locked.text
    assert "Zoé" not in locked.text
    client.submit(locked, "inform")
    assert "Zoé Fermée" in client.page(path).text


def test_a_hiring_manager_is_told_who_can_open_it(db: Any, sign_in: Any) -> None:
    application, manager = _locked(), sign_in(Role.HIRING_MANAGER)
    TeamMemberFactory(job_id=application.job_id, account_id=manager.account.id)
    page = manager.page(f"/staff/applications/{application.id}?lang=en", status=423)
    assert "A recruiter or the privacy officer can send the letter." in page.text
    assert not [form for form in page.find_all("form") if form.get("id") == "inform"]


def test_the_rail_counts_those_who_are_due_and_the_list_informs_them(db: Any, sign_in: Any) -> None:
    """The alert of day 25, on every page of the team."""
    client = sign_in()
    due = ApplicationFactory(name="Paul Pressé")
    SourcingFactory(application_id=due.id, obtained_on=today() - timedelta(days=25))
    fresh = ApplicationFactory(name="Nina Neuve")
    SourcingFactory(application_id=fresh.id)
    due_id = due.id
    _locked()
    assert "Personnes à informer 2" in client.page("/staff/jobs").text
    page = client.page("/staff/people-to-inform")
    assert [name in page.text for name in ("Paul Pressé", "Nina Neuve", "Zoé")] == [True, True, False]
    client.submit(page, f"inform-{due_id}")
    page = client.page("/staff/people-to-inform")
    assert "Paul Pressé" not in page.text
    assert "Personnes à informer 1" in page.text


def test_when_everybody_is_told_the_list_is_calm(sign_in: Any) -> None:
    assert len(sign_in().page("/staff/people-to-inform").find_all("div", class_="empty")) == 1


def test_a_letter_without_its_token_is_refused(db: Any, sign_in: Any) -> None:
    application, client = _locked(), sign_in()
    assert client.post(f"/staff/applications/{application.id}/inform").status_code == 403


def test_who_was_added_and_applies_sees_what_anybody_sees_and_the_team_both(db: Any, sign_in: Any, app: Any) -> None:
    """B6.2, A1.3: the visitor learns nothing; the team has what was sent and what had been found, each named."""
    job, client, visitor = JobFactory(), sign_in(), PageClient(app)
    apply, pdf = f"/jobs/{job.slug}/apply?lang=fr", samples.pdf("Le mien")
    client.submit(_form(client, job.id), FORM, _values(phone="06 39 98 00 02"))
    pages = []
    for address in ("nouvelle@example.org", "hugo@example.org", "HUGO@example.org"):
        values = {"name": "Hugo Blanc-Petit", "email": address, "cv": ("Mon CV.pdf", pdf)}
        page = visitor.page(visitor.submit(visitor.page(apply), "apply", values).location)
        pages.append((page.status, len(page.html)))
    assert len(set(pages)) == 1
    application = db.session.scalars(
        select(Application).join(Sourcing, Sourcing.application_id == Application.id)
    ).one()
    page = client.page(f"/staff/applications/{application.id}?lang=fr")
    source = " ".join("".join(page.by_id("source").itertext()).split())
    for words in ("Recommandation", "a postulé le", "Hugo Blanc · 06 39 98 00 02", "profil.pdf", "ne prouve pas"):
        assert words in source, words
    assert "Mon CV.pdf" in page.text
    assert "La personne a postulé" in page.text
    assert "n’a pas postulé" not in page.text
    former_id = db.session.scalars(select(FormerDetails.cv_id)).one()
    assert "profil.pdf" in client.page(f"/staff/documents/{former_id}/read").text
    assert sign_in(Role.PRIVACY_OFFICER).get(f"/staff/documents/{former_id}/read").status_code == 404
