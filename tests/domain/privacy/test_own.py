"""A code serves the one it was sent to, whoever's browser holds its id (B3.5)."""

from typing import Any
from uuid import UUID

import pytest

from app.core.actor import candidate
from app.core.db import reading, transaction
from app.domain.people import codes
from app.domain.people.enums import CodePurpose
from app.domain.people.models import Candidate
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
