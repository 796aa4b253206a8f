"""Board, list, dossier: who sees what, in how many statements."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlalchemy import select

from app.core.actor import OPERATOR, SYSTEM, VISITOR, Actor, staff
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Invalid, Missing
from app.core.permissions import Role
from app.domain.applications import personal_data
from app.domain.applications.actions.notes import MAX_NOTE, write_note
from app.domain.applications.enums import ApplicationState
from app.domain.applications.models import Application, Note
from app.domain.applications.queries.board import FIRST, MORE, Counts, Place, count_by_job, get_board, get_more_cards
from app.domain.applications.queries.dossier import get_dossier
from app.domain.applications.queries.listing import ListFilter, Sort, list_applications
from app.domain.applications.queries.visibility import (
    applications_visible_to,
    get_application_visible_to,
    get_document_visible_to,
)
from app.domain.jobs.models import Stage
from app.domain.jobs.queries import list_stages
from tests.factories import (
    AccountFactory,
    AnswerFactory,
    ApplicationFactory,
    CandidateFactory,
    DocumentFactory,
    JobFactory,
    NoteFactory,
    QuestionFactory,
    TeamMemberFactory,
)
from tests.statements import counted_statements

SIZES = (1, 3, 300)


def _actor(role: Role = Role.RECRUITER) -> Actor:
    return staff(AccountFactory(role=role).id, role)


def _stages(db: Any, job_id: UUID) -> list[Stage]:
    return list(db.session.scalars(select(Stage).where(Stage.job_id == job_id).order_by(Stage.position)))


def _fill(job: Any, count: int) -> None:
    """Many applications that share one candidate-less cost: each has its own person, all share one file's bytes."""
    for number in range(count):
        ApplicationFactory(job=job, name=f"Candidate {number:03}")


@pytest.mark.parametrize("role", list(Role))
def test_only_the_hiring_side_sees_applications(db: Any, role: Role) -> None:
    """B3.1, B3.3: a recruiter sees all; a hiring manager what their team has; nobody else anything."""
    application = ApplicationFactory()
    actor = _actor(role)
    seen = db.session.scalars(applications_visible_to(actor)).all()
    assert len(seen) == (1 if role is Role.RECRUITER else 0)
    if role is Role.HIRING_MANAGER:
        TeamMemberFactory(job_id=application.job_id, account_id=actor.account_id)
        assert db.session.scalars(applications_visible_to(actor)).all() == [application]


@pytest.mark.parametrize("actor", [VISITOR, SYSTEM, OPERATOR])
def test_nobody_without_an_account_sees_an_application(db: Any, actor: Actor) -> None:
    application = ApplicationFactory()
    for read in (get_application_visible_to, get_dossier):
        with pytest.raises(Missing):
            read(actor, application.id)
    with pytest.raises(Missing):
        get_board(actor, application.job_id)


def test_a_file_is_seen_through_the_application_that_holds_it(db: Any) -> None:
    """CVE-2026-40865: an id alone opens nothing."""
    application, recruiter, manager = ApplicationFactory(), _actor(), _actor(Role.HIRING_MANAGER)
    document, holder = get_document_visible_to(recruiter, application.cv_id)
    assert (document.id, holder.id) == (application.cv_id, application.id)
    for actor, document_id in (
        (manager, application.cv_id),
        (recruiter, uuid4()),
        (recruiter, DocumentFactory(candidate=CandidateFactory()).id),
        (recruiter, DocumentFactory().id),
    ):
        with pytest.raises(Missing):
            get_document_visible_to(actor, document_id)


def test_the_board_has_every_stage_the_oldest_first_and_exact_counts(db: Any, clock: time_machine.Traveller) -> None:
    job = JobFactory()
    stages = _stages(db, job.id)
    old = ApplicationFactory(job=job, name="Ancienne", submitted_at=now() - timedelta(days=6))
    new = ApplicationFactory(job=job, name="Récente")
    ApplicationFactory(job=job, stage=stages[1], name="Lue", current_position=None)
    ApplicationFactory(job=job, state=ApplicationState.WITHDRAWN, decided_at=now())
    ApplicationFactory()
    board = get_board(_actor(), job.id)
    assert [(column.stage.id, column.count) for column in board.columns] == [
        (stages[0].id, 2),
        (stages[1].id, 1),
        (stages[2].id, 0),
        (stages[3].id, 0),
    ]
    assert [(card.id, card.days, card.is_overdue) for card in board.columns[0].cards] == [
        (old.id, 6, True),
        (new.id, 0, False),
    ]
    assert (board.overdue, board.active, board.total) == (1, 3, 4)


@pytest.mark.parametrize(
    ("words", "found"),
    [("eloise", 1), ("ÉLOÏSE nguyen", 1), ("nguyen banque", 1), ("nguyen audit", 0), ("%", 0), ("", 2), ("AUDIT", 1)],
)
def test_the_board_is_filtered_by_every_word_accents_aside(db: Any, words: str, found: int) -> None:
    job = JobFactory()
    ApplicationFactory(job=job, name="Éloïse Nguyen", current_position="Analyste, banque")
    ApplicationFactory(job=job, name="Mehdi Benali", current_position="Audit")
    assert get_board(_actor(), job.id, words=words).active == found


@pytest.mark.parametrize("words", ["d'angelo", "d’angelo", "chloe cœur", "chargée d'affaires", "d’affaires"])
def test_either_apostrophe_finds_the_other(db: Any, words: str) -> None:
    """A phone writes one of them, the keyboard of whoever searches the other."""
    job = JobFactory()
    ApplicationFactory(job=job, name="Chloé Coeur D’Angelo", current_position="Chargée d’affaires")
    ApplicationFactory(job=job, name="Chloé Cœur D'Angelo", current_position="Chargée d'affaires")
    assert get_board(_actor(), job.id, words=words).active == 2


@pytest.mark.parametrize("words", ["électricienne", "Électricienne", "ÉLECTRICIENNE"])
def test_a_position_is_found_in_capitals_or_not(db: Any, words: str) -> None:
    job = JobFactory()
    for position in ("Électricienne", "ÉLECTRICIENNE", "Cheffe électricienne", "Couvreuse"):
        ApplicationFactory(job=job, current_position=position)
    assert get_board(_actor(), job.id, words=words).active == 3


def test_a_long_column_shows_its_first_cards_and_its_whole_count(db: Any) -> None:
    job = JobFactory()
    _fill(job, FIRST + 2)
    column = get_board(_actor(), job.id).columns[0]
    assert (column.count, len(column.cards)) == (FIRST + 2, FIRST)


def test_a_board_without_stages_is_empty(db: Any) -> None:
    job = JobFactory(stages=())
    board = get_board(_actor(), job.id)
    assert (board.columns, board.overdue, board.active, board.total) == ([], 0, 0, 0)


def test_the_rest_of_a_column_follows_without_a_gap_and_without_a_card_twice(db: Any) -> None:
    """Two cards that came at the same instant stand on both sides of a cut."""
    actor, job = _actor(), JobFactory()
    _fill(job, FIRST + MORE + 3)
    column = get_board(actor, job.id).columns[0]
    seen = [card.id for card in column.cards]
    sizes = []
    last = column.cards[-1]
    while True:
        more = get_more_cards(actor, job.id, column.stage.id, after=Place(last.stage_entered_at, last.id))
        seen += [card.id for card in more.cards]
        sizes.append(len(more.cards))
        if not more.has_more:
            break
        last = more.cards[-1]
    assert sizes == [MORE, 3]
    assert len(seen) == len(set(seen)) == column.count


def test_more_cards_are_filtered_as_the_board_is_and_hidden_as_it_is(db: Any) -> None:
    """B3.2."""
    actor, job = _actor(), JobFactory()
    ApplicationFactory(job=job, name="Ana Faure")
    ApplicationFactory(job=job, name="Zoé Roux")
    beginning = Place(now() - timedelta(days=900), UUID(int=0))
    stage = get_board(actor, job.id).columns[0].stage
    found = get_more_cards(actor, job.id, stage.id, after=beginning, words="faure")
    assert [card.name for card in found.cards] == ["Ana Faure"]
    with pytest.raises(Missing):
        get_more_cards(actor, JobFactory().id, stage.id, after=beginning)
    with pytest.raises(Missing):
        get_more_cards(_actor(Role.HIRING_MANAGER), job.id, stage.id, after=beginning)


def test_board_list_and_counts_take_as_many_statements_for_300_as_for_1(db: Any) -> None:
    """Rule 19. The stages are kept in memory, and asked for once more with the first board of a job."""
    actor = _actor()
    counts: dict[str, set[int]] = {name: set() for name in ("board", "list", "filtered", "last page", "jobs")}
    for size in SIZES:
        job = JobFactory()
        _fill(job, size)
        for name, read in (
            ("board", lambda job=job: get_board(actor, job.id)),
            ("list", lambda job=job: list_applications(actor, job.id, ListFilter(), page=1)),
            (
                "filtered",
                lambda job=job: list_applications(
                    actor, job.id, ListFilter("candidate", state=ApplicationState.ACTIVE, sort=Sort.NAME), page=1
                ),
            ),
            ("last page", lambda job=job: list_applications(actor, job.id, ListFilter(sort=Sort.DAYS), page=99)),
            ("jobs", lambda job=job: count_by_job([job.id])),
        ):
            db.session.rollback()
            db.session.expunge_all()
            list_stages(job.id)
            with counted_statements() as sent:
                read()  # type: ignore[no-untyped-call]
            counts[name].add(len(sent))
    assert counts == {"board": {6}, "list": {3}, "filtered": {3}, "last page": {3}, "jobs": {3}}


def test_the_counts_of_the_jobs_list(db: Any, clock: time_machine.Traveller) -> None:
    job, other = JobFactory(), JobFactory()
    stages = _stages(db, job.id)
    ApplicationFactory(job=job, submitted_at=now() - timedelta(days=6))
    ApplicationFactory(job=job, stage=stages[1])
    ApplicationFactory(job=job, state=ApplicationState.WITHDRAWN, decided_at=now())
    assert count_by_job([job.id, other.id]) == {job.id: Counts(active=2, new=1, overdue=1)}


@pytest.mark.parametrize(
    ("sort", "is_descending", "names"),
    [
        (Sort.NAME, False, ["Ana", "Bilal", "Chloé"]),
        (Sort.NAME, True, ["Chloé", "Bilal", "Ana"]),
        (Sort.SUBMITTED, True, ["Ana", "Chloé", "Bilal"]),
        (Sort.STAGE, False, ["Bilal", "Ana", "Chloé"]),
        (Sort.DAYS, True, ["Bilal", "Chloé", "Ana"]),
        (Sort.DAYS, False, ["Ana", "Chloé", "Bilal"]),
    ],
)
def test_the_list_is_sorted(
    db: Any, clock: time_machine.Traveller, sort: Sort, *, is_descending: bool, names: list[str]
) -> None:
    job = JobFactory()
    stages = _stages(db, job.id)
    ApplicationFactory(job=job, name="Ana")
    ApplicationFactory(job=job, name="Bilal", submitted_at=now() - timedelta(days=9))
    ApplicationFactory(job=job, name="Chloé", stage=stages[2], submitted_at=now() - timedelta(days=2))
    page = list_applications(_actor(), job.id, ListFilter(sort=sort, is_descending=is_descending), page=1)
    assert [line.name for line in page.items] == names
    late = [line.name for line in page.items if line.is_overdue]
    assert late == ["Bilal"]


def test_the_list_is_filtered_by_stage_state_and_words_and_paged(db: Any) -> None:
    job = JobFactory()
    stages = _stages(db, job.id)
    for number in range(5):
        ApplicationFactory(job=job, name=f"Ana {number}", stage=stages[number % 2])
    ApplicationFactory(job=job, name="Ana partie", state=ApplicationState.WITHDRAWN, decided_at=now())
    actor = _actor()
    asked = ListFilter(words="ana", stage_id=stages[0].id, state=ApplicationState.ACTIVE, sort=Sort.NAME)
    page = list_applications(actor, job.id, asked, page=2, per_page=2)
    assert ([line.name for line in page.items], page.total, page.pages) == (["Ana 0"], 3, 2)
    assert list_applications(actor, job.id, ListFilter(words="personne"), page=7).items == []


def test_the_dossier_has_all_and_its_neighbours(db: Any, clock: time_machine.Traveller) -> None:
    job = JobFactory()
    recruiter = _actor()
    before = ApplicationFactory(job=job, submitted_at=now() - timedelta(days=3))
    candidate = CandidateFactory()
    letter = DocumentFactory(candidate=candidate, kind="cover_letter")
    middle = ApplicationFactory(
        job=job, candidate=candidate, cover_letter_id=letter.id, submitted_at=now() - timedelta(days=2)
    )
    after = ApplicationFactory(job=job, submitted_at=now() - timedelta(days=1))
    question = QuestionFactory(job_id=job.id)
    AnswerFactory(application_id=middle.id, question_id=question.id)
    NoteFactory(application_id=middle.id, account_id=recruiter.account_id)
    dossier = get_dossier(recruiter, middle.id)
    assert (dossier.previous_id, dossier.next_id) == (before.id, after.id)
    assert [document.id for document in dossier.documents] == [middle.cv_id, letter.id]
    assert [answer.value for answer in dossier.answers] == ["C1"]
    assert [dossier.names[note.account_id] for note in dossier.notes]
    assert dossier.candidate.id == candidate.id
    assert not dossier.is_overdue
    assert (get_dossier(recruiter, before.id).previous_id, get_dossier(recruiter, after.id).next_id) == (None, None)


def test_the_dossier_takes_a_fixed_number_of_statements(db: Any) -> None:
    recruiter = _actor()
    counts = set()
    for size in SIZES:
        application = ApplicationFactory()
        for _ in range(size):
            NoteFactory(application_id=application.id, account_id=AccountFactory().id)
        db.session.rollback()
        db.session.expunge_all()
        with counted_statements() as sent:
            get_dossier(recruiter, application.id)
        counts.add(len(sent))
    assert len(counts) == 1


def test_a_note_is_cleaned_kept_and_audited(db: Any) -> None:
    application, actor = ApplicationFactory(), _actor()
    with transaction():
        write_note(actor=actor, application_id=application.id, body="  Un fait.\r\n\r\n\r\n\u202eDeux.  ")
    note = db.session.scalars(select(Note)).one()
    assert (note.body, note.account_id) == ("Un fait.\n\nDeux.", actor.account_id)


@pytest.mark.parametrize("body", ["", " \n ", "x" * (MAX_NOTE + 1)])
def test_an_empty_or_endless_note_is_refused(db: Any, body: str) -> None:
    application = ApplicationFactory()
    with pytest.raises(Invalid) as fault, transaction():
        write_note(actor=_actor(), application_id=application.id, body=body)
    assert list(fault.value.fields) == ["body"]


def test_an_erased_application_leaves_nothing_and_says_what_is_below(db: Any) -> None:
    application = ApplicationFactory()
    account_id = AccountFactory().id
    NoteFactory(application_id=application.id, account_id=account_id)
    question = QuestionFactory(job_id=application.job_id)
    AnswerFactory(application_id=application.id, question_id=question.id)
    expected = personal_data.ErasedShare(application.candidate_id, (application.cv_id,))
    with transaction():
        assert personal_data.erase_application(application.id) == expected
        assert not personal_data.has_other_applications(expected.candidate_id)
    assert db.session.scalars(select(Application)).all() == []
    assert db.session.scalars(select(Note)).all() == []


def test_a_person_with_another_application_is_known(db: Any) -> None:
    application = ApplicationFactory()
    assert personal_data.has_other_applications(application.candidate_id)
