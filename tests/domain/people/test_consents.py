"""Consents: given under known words, renewed, withdrawn."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from app.core.actor import VISITOR
from app.core.clock import now
from app.core.db import transaction
from app.domain.audit.queries import list_events_about
from app.domain.people.consents import give_consent, withdraw_consent
from app.domain.people.enums import ConsentChannel, ConsentPurpose
from app.domain.people.leaving import is_member_at
from app.domain.people.models import Candidate, Consent
from app.domain.people.queries import find_live_consent, get_candidate
from tests.factories import CandidateFactory, ConsentFactory

TEXT = "Gardez mon dossier deux ans pour d’autres offres."


def give(candidate: Candidate, text: str = TEXT) -> Consent:
    with transaction():
        return give_consent(
            actor=VISITOR,
            candidate=get_candidate(candidate.id),
            purpose=ConsentPurpose.POOL,
            text=text,
            notice_hash="0" * 64,
            channel=ConsentChannel.APPLICATION_FORM,
        )


def withdraw(candidate: Candidate) -> None:
    with transaction():
        withdraw_consent(actor=VISITOR, candidate=get_candidate(candidate.id), purpose=ConsentPurpose.POOL)


def test_a_consent_keeps_the_fingerprint_of_its_words_the_time_and_the_channel(db: Any, clock: Any) -> None:
    """A1.1."""
    candidate = CandidateFactory()
    consent = give(candidate)
    live = find_live_consent(candidate.id, ConsentPurpose.POOL)
    assert live is not None
    assert (live.id, live.text_hash) == (consent.id, hashlib.sha256(TEXT.encode()).hexdigest())
    assert (live.given_at, live.withdrawn_at, live.channel) == (now(), None, ConsentChannel.APPLICATION_FORM)
    assert [(event.tag, event.details) for event in list_events_about(consent.id)] == [
        ("consent:given", {"purpose": "pool"})
    ]


def test_giving_it_again_renews_it_and_keeps_the_former_one_as_proof(db: Any, clock: Any) -> None:
    candidate = CandidateFactory()
    former = give(candidate).id
    clock.shift(timedelta(days=10))
    latter = give(candidate, "Un autre texte").id
    live = find_live_consent(candidate.id, ConsentPurpose.POOL)
    assert live is not None
    assert live.id == latter
    assert db.session.get(Consent, former).withdrawn_at == now()


def test_withdrawing_ends_it_and_twice_is_harmless(db: Any, clock: Any) -> None:
    """C5.5."""
    candidate = CandidateFactory()
    consent = give(candidate).id
    clock.shift(timedelta(hours=1))
    withdraw(candidate)
    ended_at = now()
    clock.shift(timedelta(hours=1))
    withdraw(candidate)
    assert find_live_consent(candidate.id, ConsentPurpose.POOL) is None
    assert db.session.get(Consent, consent).withdrawn_at == ended_at
    assert [event.tag for event in list_events_about(consent)] == ["consent:given", "consent:withdrawn"]


def test_withdrawing_what_was_never_given_leaves_no_trace(db: Any) -> None:
    withdraw(CandidateFactory())
    assert db.session.query(Consent).count() == 0


def test_the_database_itself_holds_one_live_consent_a_purpose(db: Any) -> None:
    candidate = CandidateFactory()
    ConsentFactory(candidate=candidate)
    with pytest.raises(IntegrityError):
        ConsentFactory(candidate=candidate)


def test_a_letter_knows_of_a_consent_that_is_not_yet_written(db: Any) -> None:
    """It has the way out of the pool, or has it no more, in the very transaction that changes that (C5.5)."""
    candidate = CandidateFactory()
    with transaction():
        consent = Consent(
            candidate_id=candidate.id,
            purpose=ConsentPurpose.POOL,
            text_hash="0" * 64,
            channel=ConsentChannel.APPLICATION_FORM,
            given_at=now(),
        )
        db.session.add(consent)
        assert is_member_at(candidate.id, candidate.email)
        consent.withdrawn_at = now()
        assert not is_member_at(candidate.id, candidate.email)
