"""The answers to a job's questions, put right by whoever gave them, under the rules of the form (C5.2)."""

from typing import Any

import pytest
from sqlalchemy import select

from app.core.permissions import Role
from app.domain.applications.enums import ApplicationState
from app.domain.applications.models import Answer, Application
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.jobs.models import Question
from app.domain.mail.models import OutgoingMail
from app.domain.people.models import Candidate
from tests.factories import (
    AnswerFactory,
    ApplicationFactory,
    CandidateFactory,
    DisclosureFactory,
    JobFactory,
    QuestionFactory,
    SourcingFactory,
)
from tests.page_client import PageClient

FORM = "answers-form"


@pytest.fixture
def person(db: Any) -> Candidate:
    return CandidateFactory()


@pytest.fixture
def application(person: Candidate) -> Application:
    return ApplicationFactory(candidate=person)


def _asked(application: Application, value: str | None, **given: Any) -> Question:
    """A question of the job, with what was answered."""
    question = QuestionFactory(job_id=application.job_id, **given)
    if value is not None:
        AnswerFactory(application_id=application.id, question_id=question.id, label="Comme posée", value=value)
    return question


def _url(application: Application) -> str:
    return f"/me/applications/{application.id}"


def _answers(db: Any) -> dict[Any, str]:
    db.session.expire_all()
    return {row.question_id: row.value for row in db.session.scalars(select(Answer))}


@pytest.mark.promise("C5.2")
def test_an_answer_is_put_right_and_the_team_sees_that_it_was(
    enter: Any, sign_in: Any, db: Any, clock: Any, person: Candidate, application: Application
) -> None:
    """C5.2, A10.3, A6.1: the log names no value, the recipient is told what and not how, nothing follows by itself."""
    english, untouched = _asked(application, "B2"), _asked(application, "Libre")
    DisclosureFactory(application=application, sent=True, categories="answers")
    client, recruiter = enter(person), sign_in(Role.RECRUITER)
    page = client.page(f"{_url(application)}?lang=fr")
    assert page.form(FORM).values[f"question_{english.id}"] == "B2"
    client.submit(page, FORM, {f"question_{english.id}": "  C1 "})
    assert _answers(db) == {english.id: "C1", untouched.id: "Libre"}
    rows = {row.question_id: row for row in db.session.scalars(select(Answer))}
    assert (rows[english.id].label, rows[untouched.id].label) == ("Votre niveau d’anglais", "Comme posée")
    assert [rows[each.id].corrected_at is None for each in (english, untouched)] == [False, True]
    dossier = recruiter.page(f"/staff/applications/{application.id}?lang=fr").text
    assert dossier.count("corrigée par la personne le 23\u00a0novembre\u00a02026") == 1
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == Tag.APPLICATION_CORRECTED)).one()
    assert event.details == {"answers": "changed"}
    letter = db.session.scalars(select(OutgoingMail)).one()
    assert "réponses aux questions" in letter.body
    assert "C1" not in letter.body
    stands = db.session.get(Application, application.id)
    assert (stands.state, stands.version) == (ApplicationState.ACTIVE, 1)


def test_the_same_answers_change_nothing(enter: Any, db: Any, person: Candidate, application: Application) -> None:
    """Whatever the language of the page: each is kept in the words in which it was given."""
    options = [{"fr": "Paris", "en": "Paris (France)"}, {"fr": "Lyon", "en": "Lyons"}]
    given = {
        _asked(application, "Oui", kind="yes_no", is_required=True).id: "Oui",
        _asked(application, "Lyon", kind="choice", options=options).id: "Lyon",
        _asked(application, "Marseille", kind="choice", options=options).id: "Marseille",
        _asked(application, "2027-01-04", kind="date").id: "2027-01-04",
        _asked(application, "2027-01-04").id: "2027-01-04",
        _asked(application, "12,5", kind="number").id: "12,5",
        _asked(application, "Deux\nlignes", kind="long_text").id: "Deux\nlignes",
    }
    _asked(application, None)
    client = enter(person)
    client.submit(client.page(f"{_url(application)}?lang=en"), FORM)
    assert _answers(db) == given
    assert db.session.scalars(select(AuditEvent).where(AuditEvent.tag == Tag.APPLICATION_CORRECTED)).all() == []


def test_questions_are_asked_in_the_language_of_the_page_and_kept_in_that_of_the_application(
    enter: Any, db: Any, person: Candidate, application: Application
) -> None:
    """Nothing of an English page is French but what the person wrote themselves."""
    labels, reasons = {"fr": "Où ?", "en": "Where?"}, {"fr": "Deux sites", "en": "Two sites"}
    options = [{"fr": "Londres", "en": "London"}, {"fr": "Lyon", "en": "Lyons"}]
    place = _asked(application, "Lyon", kind="choice", options=options, labels=labels, reasons=reasons)
    agrees = _asked(application, "Oui", kind="yes_no")
    client = enter(person)
    page = client.page(f"{_url(application)}?lang=en")
    assert [words for words in ("Where?", "Two sites", "London", "Lyons", "Yes", "No") if words not in page.text] == []
    assert [words for words in ("Où", "Deux sites", "Londres", "Oui", "Non") if words in page.text] == []
    client.submit(page, FORM, {f"question_{place.id}": "Londres", f"question_{agrees.id}": "Non"})
    assert _answers(db) == {place.id: "Londres", agrees.id: "Non"}


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"kind": "number"}, "douze"),
        ({"kind": "link"}, "javascript:alert(1)"),
        ({"kind": "date"}, "demain"),
        ({"kind": "yes_no"}, "Peut-être"),
        ({"is_required": True}, " \u200b "),
        ({}, "x" * 301),
    ],
)
def test_the_rules_are_those_of_the_form_of_application(
    enter: Any, db: Any, person: Candidate, application: Application, given: dict[str, Any], sent: str
) -> None:
    held = "2027-01-04" if given.get("kind") == "date" else "Oui"
    question = _asked(application, held, **given)
    client = enter(person)
    token = client.page(_url(application)).form(FORM).values["csrf_token"]
    values = {"csrf_token": token, f"question_{question.id}": sent}
    answer = client.post(f"{_url(application)}/answers", data=values)
    assert answer.status_code == 422
    assert f"question_{question.id}-error" in answer.text
    assert _answers(db) == {question.id: held}


def test_an_answer_that_is_optional_is_given_and_taken_away(
    enter: Any, db: Any, person: Candidate, application: Application
) -> None:
    had, lacks = _asked(application, "B2"), _asked(application, None)
    client = enter(person)
    client.submit(client.page(_url(application)), FORM, {f"question_{had.id}": "", f"question_{lacks.id}": "Oui"})
    assert _answers(db) == {lacks.id: "Oui"}


def test_a_question_of_another_job_is_none_of_it(
    enter: Any, db: Any, person: Candidate, application: Application
) -> None:
    """B3.5."""
    _asked(application, "B2")
    foreign = QuestionFactory(job_id=JobFactory().id)
    client = enter(person)
    token = client.page(_url(application)).form(FORM).values["csrf_token"]
    client.post(f"{_url(application)}/answers", data={"csrf_token": token, f"question_{foreign.id}": "Faux"})
    assert foreign.id not in _answers(db)


def test_what_a_decision_was_made_on_stays_as_it_was_read(
    enter: Any, db: Any, person: Candidate, application: Application
) -> None:
    question = _asked(application, "B2")
    client = enter(person)
    page = client.page(_url(application))
    stands = db.session.get(Application, application.id)
    stands.state, stands.decided_at = ApplicationState.WITHDRAWN, stands.submitted_at
    db.session.commit()
    client.submit(page, FORM, {f"question_{question.id}": "C1"}, status=403)
    assert _answers(db) == {question.id: "B2"}
    assert FORM not in client.page(_url(application)).html


def test_without_questions_there_is_nothing_to_correct(
    enter: Any, db: Any, person: Candidate, application: Application
) -> None:
    client: PageClient = enter(person)
    assert FORM not in client.page(_url(application)).html


def test_who_was_added_has_answered_nothing(enter: Any, db: Any, person: Candidate, application: Application) -> None:
    _asked(application, None)
    SourcingFactory(application_id=application.id)
    assert FORM not in enter(person).page(_url(application)).html
