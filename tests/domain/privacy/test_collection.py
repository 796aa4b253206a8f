"""The copy holds all that is stored, minus what is masked with its reason (A8, C5.1)."""

import json
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select

from app.core.db import Base
from app.domain.applications.models import Answer, Statement
from app.domain.archive.models import ArchiveOpening
from app.domain.audit.models import AuditEvent
from app.domain.contact.enums import MessageState
from app.domain.documents.enums import RenditionKind
from app.domain.documents.models import Rendition
from app.domain.people.enums import CodePurpose, ObjectionPurpose
from app.domain.people.models import Candidate, CandidateCode, Objection
from app.domain.privacy.collection import WITHHELD, WRITTEN_BY_OTHERS, collect, owned_by, personal_columns
from app.domain.privacy.export_words import TITLES
from app.domain.privacy.inventory import CATALOGUE
from app.domain.privacy.masking import MASK
from app.domain.privacy.models import Passage
from app.domain.rights.enums import RequestState
from app.extensions import db as database
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    CandidateFactory,
    ConsentFactory,
    ContactMessageFactory,
    DisclosureFactory,
    DocumentFactory,
    FormerDetailsFactory,
    FormerWordsFactory,
    HoldFactory,
    JobFactory,
    MessageFactory,
    NoteFactory,
    OpeningFactory,
    OutgoingMailFactory,
    QuestionFactory,
    RestrictionFactory,
    RightsRequestFactory,
    SourcingFactory,
)
from tests.factories.archive import archive, refused_application

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40)


def _person(words: list[str], applications: int) -> Candidate:
    """Somebody with something in every table that knows candidates."""
    said = iter(words * 20)
    person = CandidateFactory()
    account = AccountFactory()
    for _ in range(applications):
        question = QuestionFactory(job_id=(job := JobFactory()).id)
        letter = DocumentFactory(candidate=person, filename=f"{next(said)}.pdf")
        application = ApplicationFactory(
            job=job,
            candidate=person,
            name=next(said),
            phone=next(said),
            message=next(said),
            accommodation=next(said),
            cover_letter_id=letter.id,
        )
        database.session.add(
            Answer(application_id=application.id, question_id=question.id, label="Question", value=next(said))
        )
        NoteFactory(application_id=application.id, account_id=account.id, body=next(said))
        database.session.add(
            Statement(application_id=application.id, body=next(said), written_at=application.submitted_at)
        )
        MessageFactory(application_id=application.id, account_id=account.id, body=next(said))
        MessageFactory(application_id=application.id, body=next(said))
        HoldFactory(application_id=application.id, placed_by=account.id, reason=next(said))
        FormerWordsFactory(application_id=application.id, words=next(said))
        SourcingFactory(application_id=application.id, entered_by=account.id, detail=next(said))
        FormerDetailsFactory(application_id=application.id, candidate=person, name=next(said))
        OutgoingMailFactory(candidate_id=person.id, application_id=application.id, body=next(said), subject=next(said))
        OpeningFactory(subject_id=application.id, actor_id=account.id, details={"version": 2})
    database.session.add(
        Rendition(
            document_id=letter.id,
            kind=RenditionKind.CONTENT,
            media_type="application/json",
            storage_key=uuid4().hex,
            size=1,
        )
    )
    ConsentFactory(candidate=person)
    DisclosureFactory(application=application, sent=True, purpose=next(said))
    database.session.add(
        Objection(
            candidate_id=person.id, purpose=ObjectionPurpose.FEEDBACK, reason=next(said), made_at=person.created_at
        )
    )
    database.session.add(
        CandidateCode(
            purpose=CodePurpose.SIGN_IN, candidate_id=person.id, locale="fr", asked_at=person.created_at, code_hash="x"
        )
    )
    message = ContactMessageFactory(
        email=person.email,
        email_key=person.email_key,
        body=next(said),
        state=MessageState.ANSWERED,
        answer=next(said),
        answered_at=person.created_at,
        answered_by=account.id,
    )
    RestrictionFactory(candidate_id=person.id, made_by=account.id)
    database.session.add(
        Passage(
            candidate_id=person.id, words=uuid4().hex, reason=next(said), made_at=person.created_at, made_by=account.id
        )
    )
    request = RightsRequestFactory(
        email=person.email,
        email_key=person.email_key,
        body=next(said),
        state=RequestState.ANSWERED,
        answer=next(said),
        answered_at=person.created_at,
        answered_by=account.id,
    )
    OutgoingMailFactory(request_id=request.id, body=next(said))
    OutgoingMailFactory(contact_message_id=message.id, body=next(said))
    file = archive(refused_application(candidate=person, name=next(said)))
    DisclosureFactory(application_id=file.application_id, application_reference="ARCHIVED", purpose=next(said))
    file.hold_reason, file.hold_review_on, file.held_by = next(said), file.erase_on, account.id
    database.session.add(
        ArchiveOpening(
            application_id=file.application_id, account_id=account.id, reason=next(said), opened_at=person.created_at
        )
    )
    database.session.commit()
    return person


def _stored(table: Table, person: Candidate, columns: list[str]) -> list[dict[str, Any]]:
    rows = database.session.execute(select(table).where(owned_by(table, person.id))).mappings()
    return [{column: row[column] for column in columns} for row in rows]


@pytest.mark.promise("C5.1")
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(WORDS, min_size=3, max_size=12), applications=st.integers(1, 3))
def test_copy_equals_what_is_stored_minus_the_masks(db: Any, words: list[str], applications: int) -> None:
    """Every personal value of the inventory is in the copy, or in the list of masks with a reason."""
    person = _person(words, applications)
    ApplicationFactory(name="Quelqu’un d’Autre", candidate=CandidateFactory())
    collection = collect(person.id)
    masked = {mask.where for mask in collection.masks}
    for name, columns in personal_columns().items():
        stored = _stored(Base.metadata.tables[name], person, columns)
        assert len(collection.tables[name]) == len(stored) > 0, name
        given_values = [json.dumps(row, sort_keys=True, default=str) for row in collection.tables[name]]
        for row in stored:
            for column, value in row.items():
                plain = getattr(value, "value", value)
                plain = plain.isoformat() if hasattr(plain, "isoformat") else plain
                told = json.dumps(
                    str(plain) if hasattr(plain, "hex") and not isinstance(plain, float | bytes) else plain
                )
                is_given = any(f'"{column}": {told}' in each for each in given_values)
                is_masked = any(where.startswith(f"{name}/") and where.endswith(f"/{column}") for where in masked)
                assert is_given or (is_masked and value is not None), (name, column, value)
    assert all(mask.reason.fr and mask.reason.en for mask in collection.masks)


def test_every_table_about_candidates_has_a_way_to_its_person(db: Any) -> None:
    """A8.4: adding a personal table without mapping breaks the build."""
    for name in personal_columns():
        owned_by(Base.metadata.tables[name], CandidateFactory().id)
    with pytest.raises(LookupError):
        owned_by(Base.metadata.tables["jobs"], CandidateFactory().id)


def test_withheld_columns_exist_and_are_personal() -> None:
    known = {entry.column for entry in CATALOGUE}
    assert set(WITHHELD) - known == set()
    assert known >= WRITTEN_BY_OTHERS


@pytest.mark.promise("C5.1")
def test_name_of_another_candidate_in_a_note_is_masked_and_the_rest_kept(db: Any) -> None:
    """A8.2 T: “better than Paul Martin”."""
    account = AccountFactory()
    mine = ApplicationFactory(name="Camille Durand")
    ApplicationFactory(name="Paul Martin", candidate=CandidateFactory())
    ApplicationFactory(name="Jean-Luc O’Neill", candidate=CandidateFactory())
    body = (
        "Camille Durand : mieux que PAUL MARTIN et que Jean-Luc O’Neill.\n"
        f"Écrire à paul@example.net ou à {database.session.get(Candidate, mine.candidate_id).email}."
    )
    NoteFactory(application_id=mine.id, account_id=account.id, body=body)
    collection = collect(mine.candidate_id)
    own = database.session.get(Candidate, mine.candidate_id).email
    assert collection.tables["notes"][0]["body"] == (
        f"Camille Durand : mieux que {MASK} et que {MASK}.\nÉcrire à {MASK} ou à {own}."
    )
    reasons = [mask.reason.fr for mask in collection.masks if mask.where.endswith("/body") and "notes/" in mask.where]
    assert sorted(reasons) == ["Adresse d’une autre personne.", *["Nomme un autre candidat."] * 2]


def test_one_s_own_words_are_given_whole(db: Any) -> None:
    """C5.1, A8.2: what others wrote is masked; a number that the person wrote down themselves is theirs."""
    application = ApplicationFactory()
    words = "Appelez-moi au 06 39 98 12 34, ou écrivez à prive@example.net."
    MessageFactory(application_id=application.id, body=words)
    MessageFactory(application_id=application.id, body=words, account_id=AccountFactory().id)
    given = [row["body"] for row in collect(application.candidate_id).tables["messages"]]
    assert sorted(given) == sorted([words, f"Appelez-moi au {MASK}, ou écrivez à {MASK}."])


def test_nobody_learns_from_their_copy_who_else_has_applied(db: Any) -> None:
    """B6.7: a name that a person writes to us, or that a letter repeats, looks the same whoever applied."""
    ApplicationFactory(name="Paul Martin", candidate=CandidateFactory())
    mine = ApplicationFactory(name="Camille Durand")
    for name in ("Paul Martin", "Léa Petit"):
        MessageFactory(application_id=mine.id, body=f"Connaissez-vous {name} ?")
        OutgoingMailFactory(candidate_id=mine.candidate_id, application_id=mine.id, body=f"Bonjour {name},")
    found = collect(mine.candidate_id)
    said = [row["body"] for table in ("messages", "outgoing_mails") for row in found.tables[table]]
    assert [MASK in body for body in said] == [False] * 4
    assert [mask for mask in found.masks if mask.reason.en == "Names another candidate."] == []


def test_name_that_is_also_the_person_s_own_is_kept(db: Any) -> None:
    mine = ApplicationFactory(name="Camille Durand")
    ApplicationFactory(name="Camille Durand", candidate=CandidateFactory())
    NoteFactory(application_id=mine.id, account_id=AccountFactory().id, body="Camille Durand parle bien.")
    assert collect(mine.candidate_id).tables["notes"][0]["body"] == "Camille Durand parle bien."


def test_nothing_of_anybody_else_is_in_the_copy(db: Any) -> None:
    mine, theirs = ApplicationFactory(name="Camille Durand"), ApplicationFactory(name="Paul Martin")
    NoteFactory(application_id=theirs.id, account_id=AccountFactory().id, body="canari d’un autre")
    ContactMessageFactory(body="canari d’un message")
    said = json.dumps(collect(mine.candidate_id).tables, default=str)
    assert "canari" not in said
    assert "Paul Martin" not in said
    assert str(theirs.id) not in said


def test_each_row_about_a_candidate_is_one_person_s(db: Any) -> None:
    """C5.1, A8.4: of three people who have something everywhere, the copies share no row, and together leave none."""
    people = [_person(words.split(), 2).id for words in ("un deux trois", "four five six", "sept huit neuf")]
    for name in personal_columns():
        table = Base.metadata.tables[name]
        rows = select(*table.primary_key)
        first, second, third = (set(db.session.execute(rows.where(owned_by(table, each)))) for each in people)
        assert len(first) == len(second) == len(third) > 0, name
        assert len(first | second | third) == 3 * len(first), name
        if name != AuditEvent.__tablename__:
            assert first | second | third == set(db.session.execute(rows)), name


def test_longer_of_two_names_that_overlap_is_masked_once(db: Any) -> None:
    mine = ApplicationFactory(name="Camille Durand")
    for name in ("Paul Martin", "Paul Martin Leroy"):
        ApplicationFactory(name=name, candidate=CandidateFactory())
    NoteFactory(application_id=mine.id, account_id=AccountFactory().id, body="Comme Paul Martin Leroy, en mieux.")
    collection = collect(mine.candidate_id)
    assert collection.tables["notes"][0]["body"] == f"Comme {MASK}, en mieux."
    assert [mask.reason.fr for mask in collection.masks if "notes/" in mask.where and "body" in mask.where] == [
        "Nomme un autre candidat."
    ]


def test_every_part_of_a_copy_has_a_title() -> None:
    assert set(TITLES) == set(personal_columns())
