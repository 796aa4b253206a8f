"""A refusal is told to the person: by a letter with the decision, or because somebody has told it already."""

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.actor import Actor, staff
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Invalid
from app.core.permissions import Role
from app.domain.applications.actions import pipeline
from app.domain.applications.actions.assessments import announce_method
from app.domain.applications.actions.holds import place_hold
from app.domain.applications.actions.messages import write_to_candidate
from app.domain.applications.enums import ApplicationState, RejectionReason
from app.domain.applications.models import Application, Message, Move
from app.domain.applications.queries.refusal import refusal_words
from app.domain.jobs.enums import StageKind
from app.domain.jobs.models import Stage
from app.domain.jobs.queries import text_of
from app.domain.mail.enums import MailKind
from app.domain.mail.models import OutgoingMail
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    CandidateFactory,
    ConsentFactory,
    JobFactory,
    SourcingFactory,
)

NEVER = ("reject", "rejet")


def _actor(role: Role = Role.RECRUITER) -> Actor:
    return staff(AccountFactory(role=role).id, role)


def _decide(application: Application, outcome: ApplicationState = ApplicationState.REJECTED, **more: Any) -> None:
    with transaction():
        pipeline.decide_application(
            actor=_actor(),
            application_id=application.id,
            outcome=outcome,
            reason=RejectionReason.SKILLS,
            version=1,
            **more,
        )


def _letters(db: Any) -> list[OutgoingMail]:
    return list(db.session.scalars(select(OutgoingMail)).all())


@pytest.mark.parametrize(
    ("locale", "subject", "told"),
    [
        (
            "fr",
            "Votre candidature — Analyste",
            (
                "donner suite à votre candidature",
                "demander pourquoi",
                "jusqu’au 23\u00a0février\u00a02027",
                "jusqu’au 23\u00a0novembre\u00a02031",
            ),
        ),
        (
            "en",
            "Your application — Analyste",
            ("not to take", "ask us why", "until 23\u00a0February\u00a02027", "until 23\u00a0November\u00a02031"),
        ),
    ],
)
def test_letter_leaves_with_the_decision_in_the_usual_words(
    db: Any, clock: Any, locale: str, subject: str, told: tuple[str, ...]
) -> None:
    """What is kept and until when, and that they may ask why; A2.2, A2.4."""
    application = ApplicationFactory(locale=locale, job=JobFactory(title="Analyste"))
    _decide(application)
    [letter] = _letters(db)
    person = application.candidate_id
    assert (letter.kind, letter.candidate_id, letter.application_id) == (
        MailKind.APPLICATION_DECLINED,
        person,
        application.id,
    )
    assert letter.subject.startswith(subject)
    assert [words for words in told if words not in letter.body] == []
    assert application.reference in letter.body
    assert [word for word in NEVER if word in (letter.subject + letter.body).lower()] == []
    message = db.session.scalars(select(Message)).one()
    assert message.body == refusal_words(text_of(application.job_id, locale).title, locale, is_added=False)
    assert message.body in letter.body


@pytest.mark.parametrize(("months", "said"), [(60, True), (12, False)])
def test_letter_tells_of_an_archive_only_where_something_goes_into_it(
    app: Flask,
    db: Any,
    clock: Any,
    monkeypatch: pytest.MonkeyPatch,
    months: int,
    said: bool,  # noqa: FBT001
) -> None:
    """A2.4: of a member of the pool, whose file outlives a short archive, nothing does."""
    monkeypatch.setitem(app.config, "RETENTION_ARCHIVE_MONTHS", months)
    person = CandidateFactory()
    ConsentFactory(candidate=person)
    _decide(ApplicationFactory(candidate=person))
    [letter] = _letters(db)
    assert "jusqu’au 23\u00a0novembre\u00a02028" in letter.body
    assert ("sous clé" in letter.body) == said


def test_words_of_who_decides_take_the_place_of_the_usual_ones(db: Any) -> None:
    _decide(ApplicationFactory(), letter=" Vous étiez deux à nous plaire.\r\nAu plaisir. ")
    [letter] = _letters(db)
    assert "Vous étiez deux à nous plaire.\nAu plaisir." in letter.body
    assert "donner suite" not in letter.body
    assert "demander pourquoi" in letter.body


@pytest.mark.parametrize(
    ("locale", "never", "told"), [("fr", ("candidature", "postul"), "dossier"), ("en", ("appli",), "file")]
)
def test_who_only_was_added_is_written_to_about_their_file(
    db: Any, locale: str, never: tuple[str, ...], told: str
) -> None:
    """A1.3, Art. 14: of a message, a method and a refusal alike; nobody is thanked for applying who did not."""
    application = ApplicationFactory(locale=locale)
    SourcingFactory(application_id=application.id, informed_at=now())
    stage = db.session.get(Stage, application.stage_id)
    stage.kind, stage.method, stage.announced_at = StageKind.ASSESSMENT, {"fr": "Un cas", "en": "A case"}, now()
    db.session.commit()
    with transaction():
        announce_method(actor=_actor(), application=application, stage=stage)
        write_to_candidate(actor=_actor(), application_id=application.id, body="Bonjour")
    _decide(application)
    letters = _letters(db)
    assert {letter.kind for letter in letters} == {
        MailKind.ASSESSMENT_ANNOUNCED,
        MailKind.APPLICATION_MESSAGE,
        MailKind.APPLICATION_DECLINED,
    }
    for letter in letters:
        said = re.sub(r"\S+://\S+", "", f"{letter.subject}\n{letter.body}").lower()
        assert [word for word in never if word in said] == [], letter.kind
        assert told in said


def test_letter_that_was_emptied_is_the_usual_one(db: Any) -> None:
    _decide(ApplicationFactory(), letter=" \u200b ")
    assert "donner suite" in _letters(db)[0].body


def test_who_was_told_by_voice_gets_no_letter_and_the_history_says_so(db: Any) -> None:
    application = ApplicationFactory()
    _decide(application, told_by_voice=True, letter="Non.")
    assert _letters(db) == []
    assert db.session.scalars(select(Message)).all() == []
    move = db.session.scalars(select(Move).order_by(Move.version.desc())).first()
    assert (move.to_state, move.told_by_voice) == (ApplicationState.REJECTED, True)


@pytest.mark.parametrize("outcome", [ApplicationState.HIRED, ApplicationState.WITHDRAWN])
def test_no_other_decision_writes_a_letter(db: Any, outcome: ApplicationState) -> None:
    _decide(ApplicationFactory(), outcome, letter="Bonjour", told_by_voice=True)
    assert _letters(db) == []
    assert [move.told_by_voice for move in db.session.scalars(select(Move))] == [False] * 2


def test_letter_that_is_too_long_decides_nothing(db: Any) -> None:
    application = ApplicationFactory()
    with pytest.raises(Invalid):
        _decide(application, letter="x" * 5001)
    db.session.expire_all()
    assert db.session.get_one(Application, application.id).state is ApplicationState.ACTIVE
    assert _letters(db) == []


def test_member_of_the_pool_is_told_until_when_they_stay_in_it(db: Any, clock: Any) -> None:
    person = CandidateFactory()
    ConsentFactory(candidate=person)
    _decide(ApplicationFactory(candidate=person))
    body = _letters(db)[0].body
    assert "vivier, comme vous l’avez accepté" in body
    assert "jusqu’au 23\u00a0novembre\u00a02028 au plus tard" in body
    assert "/leave-pool/" in body


def test_dispute_is_told_without_a_day(db: Any, clock: Any) -> None:
    """A2.17."""
    application = ApplicationFactory()
    with transaction():
        place_hold(
            actor=_actor(Role.PRIVACY_OFFICER),
            reference=application.reference,
            reason="Assignation",
            review_on=date(2027, 5, 1),
        )
    _decide(application)
    body = _letters(db)[0].body
    assert "Un litige est en cours" in body
    assert "23\u00a0février\u00a02027" not in body
