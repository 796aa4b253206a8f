"""What the desk marks is given in no copy of the person's, and said to be left out (A8.2)."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.actor import SYSTEM, Actor, staff
from app.core.db import reading, transaction
from app.core.errors import Invalid, Missing
from app.core.permissions import Role
from app.domain.policy.texts import Text
from app.domain.privacy.bundle import build_bundle
from app.domain.privacy.collection import ANOTHER_S, collect
from app.domain.privacy.contents import contents_of
from app.domain.privacy.masking import MASK, Masker
from app.domain.privacy.models import Passage
from app.domain.privacy.own import erase_candidate
from app.domain.privacy.passages import LONGEST, list_passages, mark_passage, unmark_passage
from app.extensions import db as database
from tests.factories import AccountFactory, ApplicationFactory, CandidateFactory, DisclosureFactory, NoteFactory
from tests.factories.archive import archive, refused_application


@pytest.fixture
def officer(db: Any) -> Actor:
    return staff(AccountFactory(role=Role.PRIVACY_OFFICER).id, Role.PRIVACY_OFFICER)


def _mark(officer: Actor, person_id: UUID, words: str, reason: str = "Parle d’un tiers.") -> UUID:
    with transaction():
        return mark_passage(actor=officer, candidate_id=person_id, words=words, reason=reason).id


def _masked(person_id: UUID, text: str) -> tuple[str, list[Text]]:
    with reading():
        return Masker(person_id).mask(text)


@pytest.mark.promise("C5.1")
def test_marked_words_are_masked_in_what_others_wrote_with_their_reason(officer: Actor, db: Any) -> None:
    application = ApplicationFactory(message="Mon (ancien) chef Luc.")
    person_id = application.candidate_id
    NoteFactory(
        application_id=application.id, account_id=officer.account_id, body="Mon (ancien) chef Luc. Luc dit oui."
    )
    other = CandidateFactory()
    _mark(officer, person_id, " (ancien) chef Luc ")
    passage_id = _mark(officer, person_id, "Luc", "Son ancien chef.")
    with reading():
        copy = collect(person_id)
        assert [note["body"] for note in copy.tables["notes"]] == [f"Mon {MASK}. {MASK} dit oui."]
        assert [each["message"] for each in copy.tables["applications"]] == ["Mon (ancien) chef Luc."]
        reasons = [mask.reason.fr for mask in copy.masks if mask.where.startswith("notes/")]
        assert sorted(reasons)[-2:] == ["Parle d’un tiers.", "Son ancien chef."]
        assert [each["words"] for each in copy.tables["masks"]] == [None, None]
        assert [mask.reason for mask in copy.masks].count(ANOTHER_S) == 2
    assert _masked(other.id, "Luc") == ("Luc", [])
    with transaction():
        unmark_passage(actor=officer, candidate_id=person_id, passage_id=passage_id)
    assert _masked(person_id, "Luc, le chef Luc") == ("Luc, le chef Luc", [])


def test_marked_words_stay_masked_in_what_the_archive_keeps(app: Flask, officer: Actor, db: Any) -> None:
    """A8.2, A2.4: the marks went with the person, and the words came back in the copy and in what a lawyer is given."""
    person = CandidateFactory(email="lea@example.org", email_key="lea@example.org")
    refused = refused_application(candidate=person)
    NoteFactory(application_id=refused.id, account_id=officer.account_id, body="Son chef Luc\u00a0dit non.")
    _mark(officer, person.id, "chef Luc dit", "Parle d’un tiers.")
    file = archive(refused)
    again = CandidateFactory(email="lea@example.org", email_key="lea@example.org")
    row = DisclosureFactory(application_id=file.application_id, application_reference="X", categories="notes")
    with app.test_request_context(), reading():
        parts = {part.name: part for part in build_bundle(again.id, "fr")}
        given = contents_of(row, file).tables["notes"]
    record = json.loads(parts["archive/01.json"].read())
    assert [note["words"] for note in record["notes"]] == [note["body"] for note in given] == [f"Son {MASK} non."]
    assert record["masks"] == ["Parle d’un tiers."]


def test_marked_words_are_found_whatever_blank_stands_between_them(officer: Actor, db: Any) -> None:
    """What is copied from a page has plain spaces where the letter has some that break no line."""
    person_id = ApplicationFactory().candidate_id
    _mark(officer, person_id, "avis : trop lent")
    text, _reasons = _masked(person_id, "Son avis\u202f: trop\u00a0lent, dit-il")
    assert text == f"Son {MASK}, dit-il"


def test_what_overlaps_is_masked_as_a_whole(officer: Actor, db: Any) -> None:
    """The end of the one that begins later is not left to read."""
    ApplicationFactory(name="Lea Martin")
    person_id = ApplicationFactory().candidate_id
    _mark(officer, person_id, "amie de Lea")
    text, _reasons = _masked(person_id, "Une amie de Lea Martin, hier")
    assert text == f"Une {MASK}, hier"


@pytest.mark.parametrize(
    ("field", "words", "reason"),
    [
        ("words", " ", "Un tiers"),
        ("words", "L", "Un tiers"),
        ("words", "x" * (LONGEST + 1), "Un tiers"),
        ("reason", "Luc", "  "),
        ("reason", "Luc", "x" * (LONGEST + 1)),
        ("words", "Marc", "Un tiers"),
    ],
)
def test_mark_needs_words_that_are_new_and_a_reason(
    officer: Actor, db: Any, field: str, words: str, reason: str
) -> None:
    person_id = CandidateFactory().id
    _mark(officer, person_id, "Marc")
    with pytest.raises(Invalid) as refused:
        _mark(officer, person_id, words, reason)
    assert list(refused.value.fields) == [field]


def test_mark_is_taken_back_from_its_own_person_alone(officer: Actor, db: Any) -> None:
    person_id = CandidateFactory().id
    passage_id = _mark(officer, person_id, "Marc")
    for whose, which in ((CandidateFactory().id, passage_id), (person_id, uuid4())):
        with pytest.raises(Missing), transaction():
            unmark_passage(actor=officer, candidate_id=whose, passage_id=which)
    with reading():
        assert [each.id for each in list_passages(person_id)] == [passage_id]


@pytest.mark.promise("C5.3")
def test_marks_go_with_the_person(officer: Actor, db: Any) -> None:
    person_id = ApplicationFactory().candidate_id
    _mark(officer, person_id, "Marc")
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=person_id)
    assert database.session.scalars(select(Passage)).all() == []
