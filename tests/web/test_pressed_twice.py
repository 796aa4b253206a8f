"""A button pressed twice, as nothing but a script keeps from happening: what it adds stands once (R3)."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.clock import now
from app.core.db import transaction
from app.core.permissions import Role
from app.core.twice import MOMENT_AGO, find_twin
from app.domain.accountability.models import Breach, Processor
from app.domain.applications.models import Note
from app.domain.disclosures.models import Disclosure
from app.domain.jobs.models import Question, Stage
from app.domain.mail.models import OutgoingMail
from app.domain.rights.models import RightsRequest
from app.extensions import db as database
from tests.concurrency import in_parallel
from tests.factories import AccountFactory, ApplicationFactory, CandidateFactory, JobFactory, RightsRequestFactory

DESK = "/staff/privacy"
REQUEST = {"email": "hugo@example.org", "body": "Une copie.", "received_on": "2026-11-23"}
LINE = {"kind": "mail_relay", "name": "Relais", "service": "Courriel", "country": "FR", "contract_on": "2026-01-15"}
GIVEN = {
    "application": "ABCDE-FGHIJ",
    "ground": "protection_of_rights",
    "recipient": "Cabinet Lefort",
    "recipient_email": "dossiers@example.org",
    "purpose": "Se défendre.",
    "categories": ["details"],
}
QUESTION = {"label_fr": "Votre niveau d’anglais", "reason_fr": "Nos clients parlent anglais", "kind": "short_text"}
NOTE = {"body": "Parle anglais."}


def _count(db: Any, model: Any) -> int:
    return int(db.session.scalar(select(func.count()).select_from(model)))


@pytest.mark.parametrize(
    ("role", "path", "form", "pressed"),
    [
        (Role.RECRUITER, "/staff/applications/{application}", "note-form", (NOTE, Note)),
        (Role.RECRUITER, "/staff/jobs/{job}", "add-question", (QUESTION, Question)),
        (Role.RECRUITER, "/staff/jobs/{job}", "add-stage", ({"name_fr": "Appel", "kind": "interview"}, Stage)),
        (Role.PRIVACY_OFFICER, f"{DESK}/requests/new", "register-form", (REQUEST, RightsRequest)),
        (Role.PRIVACY_OFFICER, f"{DESK}/processors/new", "processor", (LINE, Processor)),
        (Role.PRIVACY_OFFICER, f"{DESK}/breaches/new", "breach", ({"title": "Poste volé"}, Breach)),
        (Role.PRIVACY_OFFICER, f"{DESK}/disclosures/new", "disclosure-form", (GIVEN, Disclosure)),
    ],
    ids=lambda value: value[1].__tablename__ if isinstance(value, tuple) else "",
)
def test_what_the_team_adds_by_a_press_stands_once(
    db: Any, clock: Any, sign_in: Any, role: Role, path: str, form: str, pressed: tuple[dict[str, Any], Any]
) -> None:
    """R3: the second press is answered as the first was, and sends no other letter."""
    (values, model), job = pressed, JobFactory(draft=True, stages=False)
    application = ApplicationFactory(job=JobFactory(stages=True), reference="ABCDE-FGHIJ")
    before, client = _count(db, model), sign_in(role)
    page = client.page(path.format(application=application.id, job=job.id))
    first = client.submit(page, form, values).location
    letters = _count(db, OutgoingMail)
    assert client.submit(page, form, values).location == first
    assert (_count(db, model), _count(db, OutgoingMail)) == (before + 1, letters)


def test_a_request_of_one_s_own_stands_once_even_the_fifth(db: Any, clock: Any, enter: Any) -> None:
    """R3: whoever presses twice is not told that there are too many."""
    person = CandidateFactory()
    RightsRequestFactory.create_batch(4, email=person.email, email_key=person.email_key)
    client = enter(person)
    page = client.page("/me/requests")
    for _ in range(2):
        client.submit(page, "ask-form", {"kind": "rectification", "body": "Mon diplôme est de 2019."})
    assert (_count(db, RightsRequest), _count(db, OutgoingMail)) == (5, 1)
    client.submit(page, "ask-form", {"kind": "rectification", "body": "Mon nom aussi."}, status=422)


def test_presses_of_one_moment_wait_for_each_other(app: Flask, db: Any) -> None:
    """R3: the second finds what the first has written, whichever it is. A minute later it is something else."""
    application, account = ApplicationFactory(), AccountFactory()
    ids = {"application_id": application.id, "account_id": account.id}

    def write(body: str = "Parle anglais.", age: Any = None) -> None:
        with transaction():
            note = Note(**ids, body=body, written_at=now() - age if age else now())
            if find_twin(note, *ids, "body", at="written_at") is None:
                database.session.add(note)

    in_parallel(app, [write] * 6)
    assert _count(db, Note) == 1
    write("Parle espagnol.", MOMENT_AGO)
    write("Parle espagnol.")
    assert _count(db, Note) == 3
