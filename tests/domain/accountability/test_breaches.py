"""The register of breaches, its clock, and what is drafted from it (A12.2, C4.2)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.actor import OPERATOR
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Conflict, Invalid, Missing
from app.domain.accountability import queries
from app.domain.accountability.actions import BreachFacts, change_breach, close_breach, open_breach
from app.domain.accountability.drafts import draft_letter, draft_notification
from app.domain.accountability.enums import ClockState, Risk
from app.domain.accountability.models import Breach
from app.domain.accountability.papers import Paper
from app.domain.accountability.rules import Clock, clock_of
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from tests.factories import BreachFactory

PARIS = ZoneInfo("Europe/Paris")
AWARE = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
WHOLE = {
    "facts": "Un ordinateur portable a été volé.\nIl était chiffré.",
    "people_categories": "candidates et candidats",
    "people_count": 12,
    "records_categories": "CV",
    "records_count": 14,
    "effects": "Usurpation possible",
    "measures": "Accès fermés",
    "contact_point": "dpo@example.org",
}


def _text(paper: Paper | None) -> str:
    assert paper is not None
    return "\n".join([paper.title, *(line for part in paper.parts for line in (part.title, *part.lines))])


@pytest.mark.promise("C4.2")
@pytest.mark.parametrize(
    ("after", "state", "hours"),
    [
        (timedelta(0), ClockState.RUNNING, 72),
        (timedelta(minutes=1), ClockState.RUNNING, 71),
        (timedelta(hours=71, minutes=59), ClockState.RUNNING, 0),
        (timedelta(hours=72), ClockState.RUNNING, 0),
        (timedelta(hours=72, seconds=1), ClockState.LATE, 1),
        (timedelta(hours=80), ClockState.LATE, 8),
    ],
)
def test_clock_shows_hours_left_and_never_too_many(after: timedelta, state: ClockState, hours: int) -> None:
    """C4.2 T: opening an incident starts a clock that shows hours left."""
    clock = clock_of(risk=Risk.LIKELY, aware_at=AWARE, told_at=None, at=AWARE + after, hours=72)
    assert (clock.state, clock.hours, clock.due_at) == (state, hours, AWARE + timedelta(hours=72))


@pytest.mark.promise("C4.2")
@pytest.mark.parametrize(
    ("aware_at", "due_at"),
    [
        # A12.2: seventy-two hours are hours; the night on which clocks go back has one more, the other one less.
        (datetime(2026, 10, 23, 12, tzinfo=PARIS), datetime(2026, 10, 26, 11, tzinfo=PARIS)),
        (datetime(2026, 3, 27, 12, tzinfo=PARIS), datetime(2026, 3, 30, 13, tzinfo=PARIS)),
    ],
)
def test_clock_counts_hours_across_the_nights_that_change_it(aware_at: datetime, due_at: datetime) -> None:
    def clock(at: datetime) -> Clock:
        return clock_of(risk=Risk.LIKELY, aware_at=aware_at, told_at=None, at=at, hours=72)

    last = clock(due_at.astimezone(UTC))
    assert (last.state, last.hours, last.due_at.astimezone(UTC)) == (ClockState.RUNNING, 0, due_at.astimezone(UTC))
    assert clock(due_at.astimezone(UTC) + timedelta(seconds=1)).state is ClockState.LATE
    assert clock(aware_at.astimezone(UTC) + timedelta(hours=1)).hours == 71


@pytest.mark.parametrize(
    ("risk", "told_after", "state", "hours"),
    [
        (Risk.NONE, None, ClockState.NOT_DUE, 0),
        (Risk.HIGH, None, ClockState.LATE, 28),
        (Risk.HIGH, 30, ClockState.TOLD, 30),
        (Risk.NONE, 30, ClockState.TOLD, 30),
        (Risk.LIKELY, 72, ClockState.TOLD, 72),
        (Risk.LIKELY, 73, ClockState.TOLD_LATE, 73),
    ],
)
def test_clock_stops_when_the_authority_is_told_or_need_not_be(
    risk: Risk, told_after: int | None, state: ClockState, hours: int
) -> None:
    told_at = None if told_after is None else AWARE + timedelta(hours=told_after)
    clock = clock_of(risk=risk, aware_at=AWARE, told_at=told_at, at=AWARE + timedelta(hours=100), hours=72)
    assert (clock.state, clock.hours) == (state, hours)


@pytest.mark.promise("C4.2")
def test_every_breach_stays_in_the_register(db: Any, clock: Any) -> None:
    """A12.2: all of them, whatever their risk, closed ones too."""
    with transaction():
        breach_id = open_breach(actor=OPERATOR, title=" Vol  d’un poste ", aware_at=now(), started_at=None).id
    opened = queries.get_breach(breach_id)
    assert (opened.title, opened.risk, opened.contact_point) == (
        "Vol d’un poste",
        Risk.LIKELY,
        "reclamations@example.org",
    )
    assert queries.clock_for(opened).hours == 72
    db.session.rollback()
    clock.shift(timedelta(hours=2))
    facts = BreachFacts("Vol d’un poste", now() - timedelta(hours=2), risk=Risk.NONE, **WHOLE)
    with transaction():
        change_breach(actor=OPERATOR, breach_id=breach_id, version=1, facts=facts)
    assert queries.count_open_breaches() == 1
    with transaction():
        close_breach(actor=OPERATOR, breach_id=breach_id, version=2)
    assert queries.count_open_breaches() == 0
    older, newer = (BreachFactory(aware_at=now() - timedelta(hours=hours)).id for hours in (60, 1))
    assert [each.id for each in queries.list_breaches(page=1).items] == [older, newer, breach_id]
    events = db.session.execute(select(AuditEvent.tag, AuditEvent.details).order_by(AuditEvent.id)).all()
    changed = dict.fromkeys([*WHOLE, "risk"], "changed") | {"risk": "none"}
    assert [tuple(event) for event in events] == [
        (Tag.BREACH_OPENED, {"aware_at": "2026-11-23T09:30:00+00:00"}),
        (Tag.BREACH_CHANGED, changed),
        (Tag.BREACH_CLOSED, {"risk": "none"}),
    ]
    for act in (close_breach, lambda **given: change_breach(**given, facts=facts)):
        with pytest.raises(Conflict), transaction():
            act(actor=OPERATOR, breach_id=breach_id, version=3)


def test_second_of_two_officers_is_told(db: Any) -> None:
    """R6."""
    breach = BreachFactory()
    facts = BreachFacts("Autre", breach.aware_at)
    with transaction():
        change_breach(actor=OPERATOR, breach_id=breach.id, version=1, facts=facts)
    with pytest.raises(Conflict), transaction():
        change_breach(actor=OPERATOR, breach_id=breach.id, version=1, facts=facts)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": "\u200b"}, "title"),
        ({"aware_at": None}, "aware_at"),
        ({"aware_at": AWARE + timedelta(days=30)}, "aware_at"),
        ({"started_at": AWARE + timedelta(hours=1)}, "started_at"),
        ({"told_authority_at": AWARE - timedelta(hours=1)}, "told_authority_at"),
        ({"told_people_at": AWARE - timedelta(hours=1)}, "told_people_at"),
        ({"told_people_at": AWARE + timedelta(days=30)}, "told_people_at"),
        ({"told_authority_at": AWARE + timedelta(hours=72, minutes=30)}, "delay_reason"),
        ({"people_count": -1}, "people_count"),
        ({"records_count": -1}, "records_count"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(db: Any, clock: Any, given: dict[str, Any], field: str) -> None:
    """Told too late, the authority wants the reason (GDPR, Art. 33(1))."""
    clock.shift(timedelta(hours=1))
    breach = BreachFactory(aware_at=AWARE)
    facts = BreachFacts(**{"title": "Vol", "aware_at": AWARE, **given})
    with pytest.raises(Invalid) as refusal, transaction():
        change_breach(actor=OPERATOR, breach_id=breach.id, version=1, facts=facts)
    assert set(refusal.value.fields) == {field}


def test_what_is_told_with_the_last_hour_needs_no_reason(db: Any, clock: Any) -> None:
    """Art. 33(1): within seventy-two hours is in time; and somebody may see it begin."""
    clock.shift(timedelta(hours=1))
    breach = BreachFactory(aware_at=AWARE)
    last = AWARE + timedelta(hours=72)
    facts = BreachFacts("Vol", AWARE, started_at=AWARE, told_authority_at=last, told_people_at=AWARE)
    with transaction():
        change_breach(actor=OPERATOR, breach_id=breach.id, version=1, facts=facts)
    assert db.session.get(Breach, breach.id).told_authority_at == last


def test_breach_is_closed_once_it_is_described_and_told(db: Any) -> None:
    """Art. 33(5): facts, effects, measures; and the authority told, unless no risk is likely."""
    breach = BreachFactory()
    with pytest.raises(Invalid) as refusal, transaction():
        close_breach(actor=OPERATOR, breach_id=breach.id, version=1)
    assert set(refusal.value.fields) == {"facts", "effects", "measures", "told_authority_at"}
    assert db.session.get(Breach, breach.id, populate_existing=True).closed_at is None


def test_breach_of_a_high_risk_is_closed_once_its_people_are_told(db: Any) -> None:
    """Art. 34(1), and 34(3)(b): unless a measure has ended that risk, which the register then says."""
    breach = BreachFactory(risk=Risk.HIGH, told_authority_at=now(), **WHOLE)
    with pytest.raises(Invalid) as refusal, transaction():
        close_breach(actor=OPERATOR, breach_id=breach.id, version=1)
    assert set(refusal.value.fields) == {"told_people_at"}
    told = BreachFactory(risk=Risk.HIGH, told_authority_at=now(), told_people_at=now(), **WHOLE)
    with transaction():
        close_breach(actor=OPERATOR, breach_id=told.id, version=1)


def test_breach_of_no_such_id_is_missing(db: Any) -> None:
    with pytest.raises(Missing):
        queries.get_breach(uuid4())


@pytest.mark.promise("C4.2")
def test_notification_states_the_four_points_in_both_languages(db: Any, clock: Any) -> None:
    """C4.2 T: drafts the Art. 33(3) fields, (a) to (d)."""
    breach = BreachFactory(aware_at=AWARE, started_at=AWARE - timedelta(days=1), **WHOLE)
    french, english = (_text(draft_notification(breach, locale)) for locale in ("fr", "en"))
    for text in (french, english):
        for words in ("Un ordinateur portable a été volé.", "Il était chiffré.", "dpo@example.org", "CV", "12", "14"):
            assert words in text
        assert "Usurpation possible" in text
        assert "Accès fermés" in text
        assert "Aubrac & Vauquelin, 14 rue de la Pépinière, 75008 Paris" in text
    assert "Notification d’une violation de données à la CNIL" in french
    assert "Connaissance\u202f: 20\u00a0novembre\u00a02026, 10:30" in french
    for point in (
        "(a) Nature",
        "(b) Contact",
        "(c) Likely",
        "(d) Measures",
        "Known: 20\u00a0November\u00a02026, 10:30",
    ):
        assert point in english
    # 72 hours have gone by: the reason of the delay has its place.
    assert "Motifs du retard" not in french
    clock.shift(timedelta(hours=1))
    assert "Motifs du retard" in _text(draft_notification(breach, "fr"))


def test_what_is_not_known_yet_says_so(db: Any) -> None:
    """Art. 33(4): what is not known may follow."""
    text = _text(draft_notification(BreachFactory(contact_point=""), "en"))
    assert text.count("To be completed as soon as it is known.") == 5
    assert "reclamations@example.org" in text


def test_letter_to_people_is_drafted_when_the_risk_is_high(db: Any) -> None:
    """Art. 34: plain words, contact point, effects, measures, and where to complain."""
    assert draft_letter(BreachFactory(risk=Risk.LIKELY), "fr") is None
    breach = BreachFactory(risk=Risk.HIGH, **WHOLE)
    french, english = (_text(draft_letter(breach, locale)) for locale in ("fr", "en"))
    assert "la CNIL (3 place de Fontenoy" in french
    assert "affected by an incident at Aubrac & Vauquelin" in english
    for text in (french, english):
        for words in ("Usurpation possible", "Accès fermés", "dpo@example.org"):
            assert words in text


def test_limit_is_a_setting(app: Flask, db: Any, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A12.2: a proposal would give 96 hours."""
    monkeypatch.setitem(app.config, "BREACH_HOURS", 96)
    assert queries.clock_for(BreachFactory()).hours == 96
