"""The table of moves, and what stands in the way of publishing."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.core.clock import today
from app.domain.jobs.enums import JobState
from app.domain.jobs.models import Job, JobText, Question
from app.domain.jobs.rules import MOVES, WORDS, Fault, answer_by, can_move, publishing_faults, question_fault

FRENCH = JobText(locale="fr", title="Analyste", description="Vous analysez.", words_kept=[])
ENGLISH = JobText(locale="en", title="Analyst", description="You analyse.", words_kept=[])


def _job(**given: Any) -> Job:
    return Job(**{"state": JobState.DRAFT, "country": "FR", "pay_min": 1, "pay_max": 2, **given})


def _question(label: str = "Votre niveau d’anglais", **given: Any) -> Question:
    return Question(**{"labels": {"fr": label}, "reasons": {"fr": "Nos clients"}, "options": [], **given})


def _faults(
    job: Job | None = None,
    texts: tuple[JobText, ...] = (FRENCH, ENGLISH),
    questions: tuple[Question, ...] = (),
    stages: int = 1,
) -> list[Fault]:
    return [each.fault for each in publishing_faults(job or _job(), texts, questions, stages)]


@pytest.mark.parametrize(
    ("sent_at", "promised"),
    [
        (datetime(2026, 11, 23, 9, 30, tzinfo=UTC), date(2026, 12, 8)),
        # In Paris half past midnight, before an hour that comes twice; half past eleven, before one that is missing.
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), date(2026, 11, 9)),
        (datetime(2026, 3, 28, 22, 30, tzinfo=UTC), date(2026, 4, 12)),
    ],
)
def test_an_answer_is_promised_by_days_of_the_calendar(app: Flask, sent_at: datetime, promised: date) -> None:
    with app.app_context():
        assert answer_by(sent_at, 15) == promised


def test_every_state_can_be_reached_from_a_draft_and_no_move_stands_still() -> None:
    reached, edge = {JobState.DRAFT}, [JobState.DRAFT]
    while edge:
        found = MOVES[edge.pop()] - reached
        reached |= found
        edge += found
    assert reached == set(JobState) == set(MOVES)
    assert all(state not in moves for state, moves in MOVES.items())
    assert not any(JobState.DRAFT in moves for moves in MOVES.values())


@pytest.mark.parametrize("state", JobState)
def test_a_job_can_make_the_moves_of_its_state(state: JobState) -> None:
    assert {to for to in JobState if can_move(_job(state=state), to)} == MOVES[state]


def test_a_whole_job_has_no_fault() -> None:
    assert _faults() == []
    assert _faults(questions=(_question(),)) == []


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({"pay_min": None}, [Fault.NO_PAY]),
        ({"pay_max": None}, [Fault.NO_PAY]),
        ({"pay_min": None, "pay_max": None}, [Fault.NO_PAY]),
        ({"pay_min": None, "pay_max": None, "pay_exception": "Selon l’année d’études"}, []),
        ({"pay_exception": ""}, []),
    ],
)
def test_a_pay_range_or_a_written_exception_is_asked_for(given: dict[str, Any], faults: list[Fault]) -> None:
    """A7.3."""
    assert _faults(_job(**given)) == faults


@pytest.mark.parametrize(
    ("country", "texts", "faults"),
    [
        ("FR", (ENGLISH,), [Fault.NO_FRENCH]),
        ("FR", (), [Fault.NO_FRENCH]),
        ("FR", (ENGLISH, JobText(locale="fr", title="Analyste", description="", words_kept=[])), [Fault.NO_FRENCH]),
        (
            "FR",
            (ENGLISH, JobText(locale="fr", title="", description="Vous analysez.", words_kept=[])),
            [Fault.NO_FRENCH],
        ),
        ("FR", (FRENCH,), []),
        ("DE", (ENGLISH,), []),
        ("DE", (FRENCH,), []),
        ("DE", (), [Fault.NO_TEXT]),
        ("DE", (JobText(locale="en", title="Analyst", description="", words_kept=[]),), [Fault.NO_TEXT]),
    ],
)
def test_an_ad_is_whole_and_in_french_when_the_place_is_in_france(
    country: str, texts: tuple[JobText, ...], faults: list[Fault]
) -> None:
    """A4.6, L.5331-4."""
    assert _faults(_job(country=country), texts) == faults


def test_words_that_choose_people_stand_in_the_way_until_they_are_kept_knowingly() -> None:
    """A4.6, L.1132-1: in every language of the ad, and only those that nobody has answered for."""
    text = {"locale": "fr", "title": "Analyste", "description": "Une jeune équipe cherche une hôtesse."}
    english = JobText(locale="en", title="Analyst", description="A salesman.", words_kept=[])
    faults = publishing_faults(_job(), [JobText(**text, words_kept=["jeune"]), english], [], 1)
    assert [(each.fault, [passage.words for passage in each.passages]) for each in faults] == [
        (Fault.WORDING, ["hôtesse", "salesman"])
    ]
    assert _faults(texts=(JobText(**text, words_kept=["hôtesse", "jeune"]),)) == []


def test_a_stage_is_asked_for() -> None:
    assert _faults(stages=0) == [Fault.NO_STAGE]


@pytest.mark.parametrize("reasons", [{}, {"fr": ""}])
def test_each_question_says_why_it_is_asked(reasons: dict[str, str]) -> None:
    """A4.1."""
    question = _question(reasons=reasons)
    assert [(each.fault, each.question) for each in publishing_faults(_job(), [FRENCH], [question], 1)] == [
        (Fault.NO_REASON, question)
    ]


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        (_question(), None),
        (_question("Avez-vous des enfants ?"), Fault.FORBIDDEN_QUESTION),
        (_question("Avez-vous des enfants ?", override_reason="Agrément"), None),
        (_question(labels={"fr": "Votre niveau", "en": "Do you have children?"}), Fault.FORBIDDEN_QUESTION),
        (_question("Vous êtes", options=[{"fr": "Célibataire"}, {"fr": "Marié"}]), Fault.FORBIDDEN_QUESTION),
        (_question("Vous êtes", options=[{"fr": "A", "en": "Single or married"}]), Fault.FORBIDDEN_QUESTION),
        (_question("Votre salaire actuel"), Fault.PAST_PAY),
        (_question("Votre salaire actuel", override_reason="Le client le demande"), Fault.PAST_PAY),
        (_question("Enfants ? Salaire actuel ?", override_reason="Agrément"), Fault.PAST_PAY),
    ],
)
@pytest.mark.promise("C1.3")
def test_no_wording_and_no_choice_asks_what_may_not_be_asked(question: Question, fault: Fault | None) -> None:
    """A4.2: a written reason overrides; past and current pay is asked for no reason."""
    assert question_fault(question) is fault
    assert _faults(questions=(question,)) == ([fault] if fault else [])


def test_every_fault_of_every_question_is_named() -> None:
    questions = tuple(_question("Avez-vous des enfants ?", reasons={}) for _ in range(2))
    assert _faults(questions=questions) == [Fault.NO_REASON, Fault.FORBIDDEN_QUESTION] * 2


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_has_its_words(fault: Fault) -> None:
    assert WORDS[fault]


def test_an_ad_whose_last_day_is_past_is_not_published_again(app: Flask) -> None:
    with app.app_context():
        assert _faults(_job(closes_on=today() - timedelta(days=1))) == [Fault.ENDED]
        assert _faults(_job(closes_on=today())) == []
