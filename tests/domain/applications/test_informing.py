"""Who did not apply is told where we found them: at first contact, within a month, or nobody reads the file (A1.3)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import delete, select

from app.core.actor import OPERATOR, SYSTEM, Actor, candidate, staff
from app.core.clock import now, today
from app.core.db import reading, transaction
from app.core.errors import Missing, Refused, Restricted
from app.core.permissions import Role
from app.domain.accountability.actions import ProcessorFacts, add_processor
from app.domain.accountability.enums import ProcessorKind
from app.domain.applications import rules, tasks
from app.domain.applications.actions import informing
from app.domain.applications.actions.entering import Submission
from app.domain.applications.actions.messages import write_to_candidate, write_to_team
from app.domain.applications.actions.own import withdraw_by_link
from app.domain.applications.actions.pipeline import decide_application, move_application, reopen_application
from app.domain.applications.actions.sourcing import Found, add_person
from app.domain.applications.enums import ApplicationState, SourceKind
from app.domain.applications.models import Application, Sourcing
from app.domain.applications.queries import sourcings
from app.domain.applications.queries.board import count_by_job, get_board
from app.domain.applications.queries.dossier import get_dossier
from app.domain.applications.queries.listing import ListFilter, list_applications
from app.domain.applications.queries.reports import count_by_source
from app.domain.applications.queries.status import get_status, status_token
from app.domain.applications.queries.visibility import get_application_visible_to, get_document_visible_to
from app.domain.audit.queries import list_events_about
from app.domain.firm.notices import find_notice
from app.domain.jobs.enums import StageKind
from app.domain.jobs.models import Job, Stage
from app.domain.mail.enums import MailKind
from app.domain.mail.models import OutgoingMail
from app.domain.people.models import Candidate
from app.domain.policy.purposes import Purpose
from app.domain.policy.schedule import Reason
from app.domain.privacy import retention
from app.domain.privacy.own import erase_candidate
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    DocumentFactory,
    HoldFactory,
    JobFactory,
    RestrictionFactory,
    SourcingFactory,
    TeamMemberFactory,
)
from tests.statements import counted_statements


def _actor(role: Role = Role.RECRUITER) -> Actor:
    return staff(AccountFactory(role=role).id, role)


def _found(days: int = 0, *, job: Job | None = None, application: Application | None = None, **given: Any) -> UUID:
    """An application of somebody found so many days ago, whom nobody has told."""
    application = application or ApplicationFactory(job=job or JobFactory(), name="Hugo Blanc")
    return SourcingFactory(
        application_id=application.id, obtained_on=today() - timedelta(days=days), **given
    ).application_id


def _letters(db: Any, kind: MailKind = MailKind.PERSON_INFORMED) -> list[OutgoingMail]:
    return list(db.session.scalars(select(OutgoingMail).where(OutgoingMail.kind == kind)))


def _inform(actor: Actor, application_id: UUID) -> None:
    with transaction():
        informing.inform_person(actor=actor, application_id=application_id)


def _is_readable(actor: Actor, application_id: UUID) -> bool:
    with reading():
        try:
            return get_application_visible_to(actor, application_id).id == application_id
        except Restricted:
            return False


@pytest.mark.promise("G11")
def test_day_25_alerts_day_30_locks_and_the_letter_unlocks(db: Any, clock: time_machine.Traveller) -> None:
    """A1.3 T: sourced record, no notice sent: day 25 alert; day 30 record locked; sending unlocks."""
    actor, application_id = _actor(), _found()
    seen = []
    for day in range(32):
        with reading():
            seen.append((day, sourcings.count_due_informings(), _is_readable(actor, application_id)))
        clock.shift(timedelta(days=1))
    assert [day for day, count, _ in seen if count] == list(range(25, 32))
    assert [day for day, _, is_readable in seen if not is_readable] == [30, 31]
    _inform(actor, application_id)
    assert _is_readable(actor, application_id)
    with reading():
        assert sourcings.count_due_informings() == 0


def test_the_month_is_of_calendar_days_where_the_firm_is(db: Any, clock: time_machine.Traveller) -> None:
    """23:30 in Paris is still the day before, whatever the time in UTC; a change of clocks does not matter."""
    clock.move_to(datetime.fromisoformat("2026-10-10T09:00:00+00:00"))
    actor, application_id = _actor(), _found()
    for at, is_readable in (("2026-11-08T22:59:00+00:00", True), ("2026-11-08T23:01:00+00:00", False)):
        clock.move_to(datetime.fromisoformat(at))
        assert _is_readable(actor, application_id) == is_readable


@given(obtained_on=st.dates(date(2020, 1, 1), date(2030, 12, 31)), age=st.integers(0, 400))
@example(obtained_on=date(2026, 10, 10), age=29)
@example(obtained_on=date(2026, 10, 10), age=30)
def test_a_record_is_never_locked_without_an_alert_before(app: Any, obtained_on: date, age: int) -> None:
    day = obtained_on + timedelta(days=age)
    at = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    with app.app_context(), time_machine.travel(at, tick=False):
        untold = Sourcing(obtained_on=obtained_on, informed_at=None)
        assert rules.is_locked(untold) == (rules.days_to_inform(obtained_on) == 0)
        assert not rules.is_locked(untold) or rules.is_informing_due(untold)
        told = Sourcing(obtained_on=obtained_on, informed_at=at)
        assert (rules.is_locked(told), rules.is_informing_due(told)) == (False, False)


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("fr", ("réseau professionnel", "20 novembre 2026", "intérêt légitime", "téléphone", "opposition", "CNIL")),
        ("en", ("professional network", "20 November 2026", "legitimate interest", "telephone", "objection", "CNIL")),
    ],
)
@pytest.mark.promise("G11")
def test_the_letter_says_what_article_14_asks(
    db: Any, clock: time_machine.Traveller, locale: str, words: tuple[str, ...]
) -> None:
    job = JobFactory()
    application = ApplicationFactory(job=job, name="Hugo Blanc", phone="06 39 98 00 02", locale=locale)
    _found(3, application=application)
    _inform(_actor(), application.id)
    letter = _letters(db)[0]
    said = letter.body.replace("\u202f", " ").replace("\xa0", " ")
    address = db.session.get(Candidate, db.session.get(Application, application.id).candidate_id).email
    assert (letter.to_address, letter.locale) == (address, locale)
    for fact in (
        *words,
        "Profil public, reseau.example",
        "Aubrac & Vauquelin",
        "14 rue de la Pépinière",
        "reclamations@example.org",
        "3 mois" if locale == "fr" else "3 months",
        f"/status/{status_token(application.id)}",
        f"/privacy?lang={locale}",
        f"/me/?lang={locale}",
        "/jobs/",
    ):
        assert fact in said, fact
    db.session.expire_all()
    told = db.session.get(Application, application.id)
    assert find_notice(told.notice_hash) is not None
    assert [event.tag for event in list_events_about(told.id)] == ["sourcing:informed"]


@pytest.mark.parametrize(("locale", "none"), [("fr", "européenne : aucun."), ("en", "Union: none.")])
def test_the_letter_says_no_less_than_the_notice(app: Any, db: Any, monkeypatch: Any, locale: str, none: str) -> None:
    """Art. 14(1)(f), (2)(a): who works for the firm outside the EEA, and what the archive keeps of a refusal."""

    def letter() -> str:
        db.session.execute(delete(OutgoingMail))
        application_id = _found(application=ApplicationFactory(locale=locale))
        _inform(_actor(), application_id)
        return _letters(db)[0].body.replace("\u202f", " ").replace("\xa0", " ")

    assert none in letter()
    facts = ProcessorFacts(ProcessorKind.STORAGE, "Nuage Exemple", "Garde les fichiers", "US", today(), "", "Clauses")
    with transaction():
        add_processor(actor=OPERATOR, facts=facts)
    said = letter()
    assert (none in said, "Nuage Exemple" in said) == (False, True)
    assert ("jusqu’à 5 ans après le refus" if locale == "fr" else "5 years after the refusal") in said
    monkeypatch.setitem(app.config, "RETENTION_ARCHIVE_MONTHS", 0)
    assert ("refus" in letter()) is False


def test_what_we_do_not_hold_is_not_said(db: Any) -> None:
    application = ApplicationFactory(job=JobFactory(paused=True), current_position=None)
    _found(application=application)
    _inform(_actor(), application.id)
    body = _letters(db)[0].body
    assert [word in body for word in ("téléphone", "poste actuel", "/jobs/")] == [False, False, False]


def test_twice_is_once(db: Any) -> None:
    actor, application_id = _actor(), _found()
    _inform(actor, application_id)
    _inform(actor, application_id)
    assert len(_letters(db)) == 1


def test_who_applied_has_no_such_letter_and_what_is_not_ours_does_not_exist(db: Any) -> None:
    with pytest.raises(Missing):
        _inform(_actor(), ApplicationFactory().id)
    with pytest.raises(Missing):
        _inform(_actor(Role.HIRING_MANAGER), _found())
    for application_id in (uuid4(), ApplicationFactory().id):
        officer = _actor(Role.PRIVACY_OFFICER)
        with pytest.raises(Missing), transaction():
            informing.inform_for_desk(actor=officer, application_id=application_id)


def test_while_a_person_s_data_is_set_apart_the_desk_alone_informs(db: Any) -> None:
    """A10.1 stands above A1.3."""
    recruiter, officer, application = _actor(), _actor(Role.PRIVACY_OFFICER), ApplicationFactory()
    application_id = _found(40, application=application)
    RestrictionFactory(candidate_id=application.candidate_id)
    with pytest.raises(Restricted):
        _inform(recruiter, application_id)
    with reading():
        assert sourcings.find_locked(recruiter, application_id, "fr") is None
    with transaction():
        informing.inform_for_desk(actor=officer, application_id=application_id)
    assert len(_letters(db)) == 1


def test_who_had_it_erased_is_not_written_to_while_a_dispute_keeps_it(db: Any) -> None:
    """A11.1: it serves no recruitment any more; the privacy officer sees to it."""
    recruiter, application = _actor(), ApplicationFactory()
    application_id = _found(10, application=application)
    HoldFactory(application_id=application_id)
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=application.candidate_id)
    with pytest.raises(Restricted):
        _inform(recruiter, application_id)
    assert _letters(db) == []


def test_a_message_of_the_team_is_a_first_contact(db: Any) -> None:
    """Art. 14(3)(b): at the latest with it, however early."""
    actor, application_id = _actor(), _found()
    for body in ("Bonjour", "Bonsoir"):
        with transaction():
            write_to_candidate(actor=actor, application_id=application_id, body=body)
    kinds = sorted(db.session.scalars(select(OutgoingMail.kind)))
    assert kinds == ["application_message", "application_message", "person_informed"]


@pytest.mark.promise("C2.2")
def test_who_read_no_ad_is_always_told_of_an_assessment(db: Any, clock: time_machine.Traveller) -> None:
    """A3.4: that the ad said it before says nothing to them."""
    application_id = _found()
    stage = db.session.scalars(select(Stage).where(Stage.kind == StageKind.INTERVIEW)).one()
    stage.kind, stage.method = StageKind.ASSESSMENT, {"fr": "Un cas.", "en": "A case."}
    stage.announced_at = now() - timedelta(days=9)
    db.session.commit()
    stage_id = stage.id
    with transaction():
        move_application(actor=_actor(), application_id=application_id, to_stage_id=stage_id, version=1)
    kinds = sorted(db.session.scalars(select(OutgoingMail.kind)))
    assert kinds == ["assessment_announced", "person_informed"]


def test_a_locked_file_is_nowhere_and_its_neighbours_do_not_lead_to_it(db: Any) -> None:
    actor, job = _actor(), JobFactory()
    at = now()
    first, last = (ApplicationFactory(job=job, submitted_at=at + timedelta(minutes=m)) for m in (0, 2))
    locked = ApplicationFactory(job=job, submitted_at=at + timedelta(minutes=1), source="network")
    _found(30, application=locked)
    ids = {"first": first.id, "last": last.id, "locked": locked.id, "cv": locked.cv_id}
    with reading():
        board = get_board(actor, job.id)
        assert (board.total, board.active, count_by_job([job.id])[job.id].active) == (2, 2, 2)
        assert list_applications(actor, job.id, ListFilter(), page=1).total == 2
        assert [(count.total, count.ad.is_rare) for count in count_by_source(actor)] == [(None, True)]
        dossier = get_dossier(actor, ids["first"])
        assert (dossier.previous_id, dossier.next_id) == (None, ids["last"])
        with pytest.raises(Restricted, match="source"):
            get_document_visible_to(actor, ids["cv"])


def test_a_person_sees_where_we_found_them_even_while_the_file_is_locked(db: Any) -> None:
    application_id = _found(40)
    with reading():
        status = get_status(status_token(application_id))
        assert status.sourcing is not None
        assert status.sourcing.kind == "network"


def test_whoever_added_them_is_warned_once_without_a_name(db: Any, clock: time_machine.Traveller) -> None:
    account = AccountFactory()
    application_id = _found(24, entered_by=account.id)
    address = account.email
    with reading():
        assert not informing.has_untold()
    clock.shift(timedelta(days=1))
    with reading():
        assert informing.has_untold()
    for _ in range(2):
        tasks.warn_of_untold()
    letter = _letters(db, MailKind.INFORMING_DUE)[0]
    assert len(_letters(db, MailKind.INFORMING_DUE)) == 1
    assert (letter.to_address, letter.candidate_id) == (address, None)
    reference = db.session.get(Application, application_id).reference
    assert [word in letter.body for word in (reference, "29\u00a0novembre\u00a02026", "Hugo", "Blanc")] == [
        True,
        True,
        False,
        False,
    ]
    assert [(event.tag, event.actor_kind) for event in list_events_about(application_id)] == [
        ("sourcing:alerted", "system")
    ]


@pytest.mark.parametrize(
    "changed", [{"disabled_at": now()}, {"role": Role.ADMINISTRATOR}, {"role": Role.HIRING_MANAGER}]
)
def test_whoever_is_no_recruiter_any_more_is_not_written_to(db: Any, changed: dict[str, Any]) -> None:
    """8.3.2, B3.3: which job somebody is considered for is not theirs to read any more, and the link would be dead."""
    _found(25, entered_by=AccountFactory(**changed).id)
    with transaction():
        informing.warn_untold(actor=SYSTEM)
    assert _letters(db, MailKind.INFORMING_DUE) == []
    with reading():
        assert not informing.has_untold()


def test_those_who_wait_are_listed_the_longest_known_first_and_a_locked_one_without_its_name(db: Any) -> None:
    job = JobFactory(title="Juriste")
    for days in (3, 31, 26):
        _found(days, job=job)
    told = _found(9, job=job)
    _inform(_actor(), told)
    officer, manager = _actor(Role.PRIVACY_OFFICER), _actor(Role.HIRING_MANAGER)
    TeamMemberFactory(job_id=job.id, account_id=manager.account_id)
    for actor in (_actor(), manager):
        with reading():
            page = sourcings.list_untold(actor, "fr", page=1)
        assert [(each.name, each.days, each.is_due, each.is_locked) for each in page.items] == [
            (None, 0, True, True),
            ("Hugo Blanc", 4, True, False),
            ("Hugo Blanc", 27, False, False),
        ]
        assert {each.job_title for each in page.items} == {"Juriste"}
    with reading():
        assert sourcings.list_untold(officer, "fr", page=1).total == 0
        assert [sourcing.obtained_on for sourcing, _reference in sourcings.list_due_informings()] == [
            today() - timedelta(days=31),
            today() - timedelta(days=26),
        ]


def test_the_list_takes_as_many_statements_for_20_as_for_1(db: Any) -> None:
    """Rule 19."""
    actor, job, counts = _actor(), JobFactory(), set()
    for size in (1, 19):
        for _ in range(size):
            _found(26, job=job)
        with reading(), counted_statements() as sent:
            sourcings.list_untold(actor, "fr", page=1)
        counts.add(len(sent))
    assert len(counts) == 1


def test_a_shorter_month_of_the_settings_locks_sooner(app: Any, db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "INFORM_DAYS", 10)
    assert not _is_readable(_actor(), _found(10))
    assert _is_readable(_actor(), _found(9))


def test_what_is_not_locked_has_no_page_of_a_locked_one(db: Any) -> None:
    actor = _actor()
    for application_id in (_found(3), uuid4()):
        with reading():
            assert sourcings.find_locked(actor, application_id, "fr") is None


def test_who_says_no_without_an_answer_goes_with_the_night_and_who_has_answered_has_their_feedback(
    db: Any, clock: time_machine.Traveller
) -> None:
    """Art. 21: the press of the letter's link is an objection; after an answer it is a withdrawal like any other."""
    silent, talking = (_found(application=ApplicationFactory(submitted_at=now())) for _ in range(2))
    with transaction():
        for person in db.session.scalars(select(Candidate)):
            person.last_contact_at = now() - timedelta(days=3)
    clock.shift(timedelta(days=1))
    with transaction():
        own = candidate(db.session.get(Application, talking).candidate_id)
        write_to_team(actor=own, application_id=talking, body="Dites-m’en plus.")
    for application_id in (silent, talking):
        with transaction():
            withdraw_by_link(token=status_token(application_id))
    db.session.expire_all()
    days = [db.session.get(Application, application_id).erase_on for application_id in (silent, talking)]
    assert days == [date(2026, 11, 24), date(2027, 2, 24)]
    retention.run_batch(actor=SYSTEM)
    db.session.expire_all()
    assert db.session.get(Application, silent) is None
    assert db.session.get(Sourcing, silent) is None
    assert db.session.get(Application, talking) is not None


@pytest.mark.parametrize("hour", [0, 7, 12, 22])
def test_who_was_found_today_and_says_no_goes_with_the_night(db: Any, clock: time_machine.Traveller, hour: int) -> None:
    """Art. 21: at whatever hour they were added, nothing of the same day is an answer of theirs."""
    clock.move_to(datetime(2026, 11, 23, hour, 30, tzinfo=UTC))
    job_id = JobFactory().id
    with transaction():
        found = Found(SourceKind.NETWORK, "Profil public", today())
        person = Submission("Hugo Blanc", "hugo@example.org")
        given: Any = {"form_key": "form", "person": person, "cv": DocumentFactory(), "found": found, "locale": "fr"}
        application_id = add_person(actor=_actor(), job_id=job_id, **given).id
    assert rules.schedule_of(application_id).clocks[0].purpose is Purpose.SOURCING
    with transaction():
        withdraw_by_link(token=status_token(application_id))
    planned = rules.schedule_of(application_id)
    assert (planned.because, planned.erase_on) == (Reason.OBJECTED, today())


def test_nobody_of_the_team_takes_back_the_no_of_somebody_who_was_found(db: Any, clock: time_machine.Traveller) -> None:
    """Art. 21: between their no and the night; what a colleague wrote down by mistake can be taken back as ever."""
    actor = _actor()
    theirs, mistaken = (_found(application=ApplicationFactory(submitted_at=now())) for _ in range(2))
    with transaction():
        withdraw_by_link(token=status_token(theirs))
    with transaction():
        given: Any = {"outcome": ApplicationState.WITHDRAWN, "reason": None, "version": 1}
        decide_application(actor=actor, application_id=mistaken, **given)
    with pytest.raises(Refused, match="a dit non"), transaction():
        reopen_application(actor=actor, application_id=theirs, version=2)
    with transaction():
        reopen_application(actor=actor, application_id=mistaken, version=2)
    db.session.expire_all()
    states = [db.session.get(Application, each).state for each in (theirs, mistaken)]
    assert states == [ApplicationState.WITHDRAWN, ApplicationState.ACTIVE]
