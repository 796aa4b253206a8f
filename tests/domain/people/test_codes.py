"""Codes and links: hashed, single, short-lived, and silent about who is known (B6.1, B6.2)."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlalchemy import select

from app.core.actor import candidate as acting
from app.core.db import reading, transaction
from app.core.errors import Invalid, Missing
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.people import codes
from app.domain.people.enums import CodePurpose
from app.domain.people.models import CandidateCode
from tests.factories import CandidateFactory


def _ask(email: str) -> UUID:
    with transaction():
        return codes.ask_code(email=email, locale="fr")


def _letter() -> codes.Letter | None:
    with transaction():
        return codes.take_letter()


def _redeem(asked: UUID, code: str, purpose: CodePurpose = CodePurpose.SIGN_IN) -> CandidateCode | None:
    with transaction():
        return codes.redeem_code(asked_id=asked, code=code, purpose=purpose)


def test_code_opens_once_and_the_session_is_found(db: Any) -> None:
    person = CandidateFactory(email="Camille@example.org", email_key="camille@example.org")
    asked = _ask(" CAMILLE@example.org ")
    letter = _letter()
    assert letter is not None
    assert (letter.candidate.id, len(letter.code), letter.code.isdigit()) == (person.id, 6, True)
    spaced = f"{letter.code[:3]} {letter.code[3:]}"
    assert _redeem(asked, spaced) is not None
    assert _redeem(asked, letter.code) is None
    with reading():
        assert codes.find_signed_in(asked) == person.id
    assert db.session.scalars(select(AuditEvent.tag)).all() == [Tag.CANDIDATE_SIGNED_IN]


def test_only_digests_are_kept_and_the_address_not_once_looked_up(db: Any) -> None:
    CandidateFactory(email="Camille@example.org", email_key="camille@example.org")
    _ask("camille@example.org")
    letter = _letter()
    assert letter is not None
    row = db.session.scalar(select(CandidateCode))
    kept = {str(getattr(row, column.name)) for column in CandidateCode.__table__.columns}
    assert not [value for value in kept if letter.code in value or letter.token in value or "example.org" in value]


def test_link_opens_once_and_does_nothing_else(db: Any) -> None:
    person = CandidateFactory()
    asked = _ask(person.email)
    letter = _letter()
    assert letter is not None
    with transaction():
        assert codes.redeem_token("guessed") is None
    with transaction():
        assert codes.redeem_token(letter.token) is not None
    with transaction():
        assert codes.redeem_token(letter.token) is None
    assert _redeem(asked, letter.code) is None


def test_code_of_one_purpose_is_good_for_no_other(db: Any) -> None:
    person = CandidateFactory()
    with transaction():
        asked = codes.ask_code_again(actor=acting(person.id), purpose=CodePurpose.ERASE, locale="fr")
    letter = _letter()
    assert letter is not None
    assert _redeem(asked, letter.code) is None
    with transaction():
        assert codes.redeem_token(letter.token) is None
    assert _redeem(asked, letter.code, CodePurpose.ERASE) is not None
    with reading():
        assert codes.find_signed_in(asked) is None


def test_sixth_try_is_refused_even_with_the_right_code(db: Any) -> None:
    person = CandidateFactory()
    asked = _ask(person.email)
    letter = _letter()
    assert letter is not None
    wrong = f"{(int(letter.code) + 1) % 10**6:06}"
    assert [_redeem(asked, wrong) for _ in range(codes.MAX_TRIES)] == [None] * codes.MAX_TRIES
    assert _redeem(asked, letter.code) is None


def test_fifth_try_still_opens(db: Any) -> None:
    person = CandidateFactory()
    asked = _ask(person.email)
    letter = _letter()
    assert letter is not None
    wrong = f"{(int(letter.code) + 1) % 10**6:06}"
    assert [_redeem(asked, wrong) for _ in range(codes.MAX_TRIES - 1)] == [None] * (codes.MAX_TRIES - 1)
    assert _redeem(asked, letter.code) is not None


def test_code_lives_ten_minutes_and_a_session_an_hour(db: Any, clock: time_machine.Traveller) -> None:
    person = CandidateFactory()
    late, asked = _ask(person.email), _ask(person.email)
    letters = [_letter(), _letter()]
    clock.shift(codes.CODE_LIFE - timedelta(seconds=1))
    assert _redeem(asked, letters[1].code) is not None
    clock.shift(1)
    assert _redeem(late, letters[0].code) is None
    clock.shift(codes.SESSION_LIFE - timedelta(seconds=2))
    with reading():
        assert codes.find_signed_in(asked) == person.id
    clock.shift(2)
    with reading():
        assert codes.find_signed_in(asked) is None


def test_unknown_address_is_asked_alike_and_gets_no_letter(db: Any) -> None:
    """B6.2: the asking writes the same row; the looking up happens elsewhere, later."""
    known = CandidateFactory()
    asked = [_ask(known.email), _ask("nobody@example.org")]
    rows = {row.id: row for row in db.session.scalars(select(CandidateCode))}
    assert [(rows[each].candidate_id, rows[each].code_hash) for each in asked] == [(None, None), (None, None)]
    with reading():
        assert codes.is_letter_due()
    assert [letter is None for letter in (_letter(), _letter(), _letter())] == [False, True, True]
    with reading():
        assert not codes.is_letter_due()
    assert _redeem(asked[1], "000000") is None
    assert _redeem(uuid4(), "000000") is None


def test_nobody_is_flooded_with_letters(db: Any, clock: time_machine.Traveller) -> None:
    person = CandidateFactory()
    for _ in range(codes.MAX_LETTERS + 2):
        _ask(person.email)
    written = [_letter() for _ in range(codes.MAX_LETTERS + 2)]
    assert [letter is not None for letter in written] == [True] * codes.MAX_LETTERS + [False] * 2
    clock.shift(timedelta(hours=1, seconds=1))
    _ask(person.email)
    assert _letter() is not None


def test_signing_out_ends_every_session(db: Any, enter: Any) -> None:
    """7.4.1: of the person, and of nobody else."""
    person, other = CandidateFactory(), CandidateFactory()
    for each in (person, person, other):
        enter(each)
    with transaction():
        codes.sign_out(actor=acting(person.id))
    with reading():
        found = [codes.find_signed_in(session) for session in db.session.scalars(select(CandidateCode.id))]
        assert [each for each in found if each is not None] == [other.id]
    assert db.session.scalars(select(AuditEvent.tag)).all() == [Tag.CANDIDATE_SIGNED_OUT]


def test_what_is_past_all_use_goes(db: Any, clock: time_machine.Traveller) -> None:
    _ask("nobody@example.org")
    with reading():
        assert not codes.has_old_codes()
    clock.shift(codes.KEPT + timedelta(seconds=1))
    with reading():
        assert codes.has_old_codes()
    fresh = _ask("nobody@example.org")
    with transaction():
        codes.delete_old_codes()
    assert db.session.scalars(select(CandidateCode.id)).all() == [fresh]


def test_what_is_no_address_is_refused(db: Any) -> None:
    with pytest.raises(Invalid), transaction():
        codes.ask_code(email="camille", locale="fr")
    with pytest.raises(Missing), transaction():
        codes.get_own_candidate(acting(uuid4()))
