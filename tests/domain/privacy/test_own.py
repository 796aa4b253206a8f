"""What a code from the mailbox does: for the one it was sent to, whoever's browser holds its id (B3.5)."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.core.actor import candidate
from app.core.db import reading, transaction
from app.domain.people import codes
from app.domain.people.enums import CodePurpose
from app.domain.people.models import Candidate, CandidateCode
from app.domain.privacy.addresses import change_address
from app.domain.privacy.own import erase_own_data
from tests.factories import CandidateFactory


def _code_of(person_id: UUID, purpose: CodePurpose) -> tuple[UUID, str]:
    actor = candidate(person_id)
    with transaction():
        if purpose is CodePurpose.ADDRESS:
            asked = codes.ask_address_code(actor=actor, email="new@example.org", locale="fr")
        else:
            asked = codes.ask_code_again(actor=actor, purpose=purpose, locale="fr")
    with transaction():
        letter = codes.take_letter()
        assert letter is not None
        return asked, letter.code


@pytest.mark.parametrize("purpose", [CodePurpose.ERASE, CodePurpose.ADDRESS])
def test_code_of_somebody_else_erases_nobody_and_changes_nobody_s_address(db: Any, purpose: CodePurpose) -> None:
    people = {person.id: person.email for person in (CandidateFactory(), CandidateFactory())}
    first, second = people
    asked, code = _code_of(first, purpose)
    with transaction():
        if purpose is CodePurpose.ADDRESS:
            assert not change_address(actor=candidate(second), session_id=asked, code_id=asked, code=code)
        else:
            assert erase_own_data(actor=candidate(second), code_id=asked, code=code) is None
    with reading():
        assert {person.id: person.email for person in db.session.query(Candidate)} == people


def test_new_address_ends_the_other_sessions_of_its_person_and_nobody_else_s(db: Any, enter: Any) -> None:
    """7.4.3: what the former address has opened or still could."""
    person, other = CandidateFactory().id, CandidateFactory().id
    for each in (person, person, other):
        enter(db.session.get(Candidate, each))
    here, *elsewhere = db.session.scalars(select(CandidateCode.id).where(CandidateCode.candidate_id == person)).all()
    [of_another] = db.session.scalars(select(CandidateCode.id).where(CandidateCode.candidate_id == other)).all()
    asked, code = _code_of(person, CodePurpose.ADDRESS)
    with transaction():
        assert change_address(actor=candidate(person), session_id=here, code_id=asked, code=code)
    with reading():
        assert [codes.find_signed_in(each) for each in (here, *elsewhere, of_another)] == [person, None, other]
        assert db.session.get_one(Candidate, person).email == "new@example.org"
