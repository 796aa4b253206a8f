"""Candidates, known by their address."""

from datetime import timedelta
from typing import Any

import pytest

from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Invalid, Missing
from app.domain.people import queries
from app.domain.people.candidates import get_or_add_candidate, touch_last_contact
from app.domain.people.models import Candidate
from tests.concurrency import in_parallel
from tests.factories import CandidateFactory


def add(email: str, locale: str = "fr") -> Any:
    with transaction():
        return get_or_add_candidate(email=email, locale=locale).id


def test_a_new_address_is_a_new_candidate(db: Any, clock: Any) -> None:
    candidate = queries.get_candidate(add("Camille@Example.org", "en"))
    assert (candidate.email, candidate.email_key, candidate.locale) == (
        "Camille@example.org",
        "camille@example.org",
        "en",
    )
    assert candidate.created_at == candidate.last_contact_at == now()


def test_a_known_address_is_found_and_nothing_of_it_is_overwritten(db: Any, clock: Any) -> None:
    """B3.5: an address typed into a public form proves nothing."""
    known = CandidateFactory(email="Camille@example.org")
    before = (known.email, known.locale, known.created_at, known.last_contact_at)
    clock.shift(timedelta(days=3))
    assert add("CAMILLE@EXAMPLE.ORG", "en") == known.id
    found = queries.get_candidate(known.id)
    assert (found.email, found.locale, found.created_at, found.last_contact_at) == before


def test_twenty_forms_of_one_address_at_once_make_one_candidate(app: Any, db: Any) -> None:
    """R3, 15.4.2."""
    ids = in_parallel(app, [lambda: add("camille@example.org")] * 20)
    assert len(set(ids)) == 1
    assert db.session.query(Candidate).count() == 1


def test_the_candidate_is_held_until_the_end_of_the_transaction(app: Any, db: Any) -> None:
    """Two forms of one address look and act one after the other: no count is lost between the two."""
    add("camille@example.org")

    def one_more() -> None:
        with transaction():
            candidate = get_or_add_candidate(email="camille@example.org", locale="fr")
            candidate.locale = f"f{int(candidate.locale[1:] or 0) + 1}" if candidate.locale != "fr" else "f1"

    in_parallel(app, [one_more] * 8)
    assert db.session.query(Candidate).one().locale == "f8"


def test_what_is_no_address_is_refused(db: Any) -> None:
    with pytest.raises(Invalid):
        add("camille")


def test_contact_starts_the_clock_anew(db: Any, clock: Any) -> None:
    """A2.12."""
    candidate = CandidateFactory()
    clock.shift(timedelta(days=30))
    with transaction():
        touch_last_contact(queries.get_candidate(candidate.id))
    assert queries.get_candidate(candidate.id).last_contact_at == now()


def test_an_unknown_candidate_is_missing(db: Any) -> None:
    with pytest.raises(Missing):
        queries.get_candidate(CandidateFactory.build().id)
