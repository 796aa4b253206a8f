"""What the room lets go of when a candidate is erased."""

from typing import Any

from app.core.db import transaction
from app.domain.people.models import Account, Candidate, Consent
from app.domain.people.personal_data import CATALOGUE, erase_candidate, lock_candidate
from app.domain.policy.catalogue import Subject
from tests.factories import AccountFactory, CandidateFactory, ConsentFactory


def test_erasing_a_candidate_takes_their_consents_and_nobody_elses(db: Any) -> None:
    """A2.14."""
    gone, stays = CandidateFactory(), CandidateFactory()
    ConsentFactory(candidate=gone)
    kept = ConsentFactory(candidate=stays).id
    account = AccountFactory().id
    gone_id, stays_id = gone.id, stays.id
    with transaction():
        lock_candidate(gone_id)
        erase_candidate(gone_id)
    with transaction():
        erase_candidate(gone_id)
    assert [candidate.id for candidate in db.session.query(Candidate)] == [stays_id]
    assert [consent.id for consent in db.session.query(Consent)] == [kept]
    assert [row.id for row in db.session.query(Account)] == [account]


def test_every_column_of_the_room_is_catalogued_under_whose_data_it_is(db: Any) -> None:
    """C1.1."""
    tables = dict.fromkeys(
        ("candidates", "consents", "objections", "restrictions", "candidate_codes"), Subject.CANDIDATE
    )
    for entry in CATALOGUE:
        table = entry.column.partition(".")[0]
        assert entry.subject is tables.get(table, Subject.STAFF), entry.column
