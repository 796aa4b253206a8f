"""The desk: what goes, what is late, and the last nights."""

from datetime import timedelta
from typing import Any

from app.core.actor import SYSTEM
from app.core.clock import now, today
from app.core.db import transaction
from app.core.permissions import Role
from app.domain.documents.models import Tombstone
from app.domain.people.enums import RestrictionReason
from app.domain.privacy import retention
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    HoldFactory,
    RestrictionFactory,
    RightsRequestFactory,
    SourcingFactory,
)
from tests.statements import counted_statements


def test_the_desk_shows_dates_and_references_and_no_name(db: Any, sign_in: Any) -> None:
    """B3.3: the officer needs no name to see to dates."""
    late = ApplicationFactory(erase_on=today() - timedelta(days=2))
    retention.run_batch(actor=SYSTEM)
    ApplicationFactory(erase_on=today() - timedelta(days=1))
    soon = ApplicationFactory(erase_on=today() + timedelta(days=3))
    client = sign_in(Role.PRIVACY_OFFICER)
    page = client.page("/staff/privacy/due")
    assert soon.reference in page.text
    assert late.reference not in page.text
    assert "Camille" not in page.text.replace(client.account.name, "")


def test_an_empty_desk_is_calm(db: Any, sign_in: Any) -> None:
    page = sign_in(Role.PRIVACY_OFFICER).page("/staff/privacy/due")
    assert len(page.find_all("div", class_="empty")) == 2


def test_the_desk_takes_as_many_statements_for_30_as_for_1(db: Any, sign_in: Any) -> None:
    client = sign_in(Role.PRIVACY_OFFICER)
    counts = set()
    for _ in range(2):
        for _ in range(15):
            ApplicationFactory(erase_on=today() + timedelta(days=3))
        with counted_statements() as sent:
            client.page("/staff/privacy/due")
        counts.add(len(sent))
    assert len(counts) == 1


def test_the_desk_says_what_is_late_and_why_and_what_a_dispute_keeps(db: Any, sign_in: Any) -> None:
    late = ApplicationFactory(erase_on=today() - timedelta(days=2))
    request = RightsRequestFactory(erase_on=today() - timedelta(days=1))
    held = ApplicationFactory(erase_on=today() - timedelta(days=9))
    HoldFactory(application_id=held.id, placed_by=AccountFactory().id)
    with transaction():
        db.session.add(Tombstone(storage_key="key", created_at=now() - timedelta(days=2)))
    page = sign_in(Role.PRIVACY_OFFICER).page("/staff/privacy/due?lang=en")
    rows = [" ".join(" ".join(row.itertext()).split()) for row in page.find_all("tr")]
    away = "The background worker is not running. An administrator sees to it."
    assert [row.partition("202")[2][2:] for row in rows if away in row] == [
        f"Application {late.reference} {away}",
        f"Request about data {request.reference} {away}",
    ]
    assert [held.reference in row for row in rows].count(True) == 1
    assert "2 late" in page.text
    assert "1 stored file cannot be destroyed" in page.text


def test_the_desk_sees_who_was_not_told_and_tells_them(db: Any, sign_in: Any) -> None:
    """A1.3: by reference alone; the letter opens what was locked."""
    locked, due, fresh = (ApplicationFactory() for _ in range(3))
    for application, days in ((locked, 30), (due, 25), (fresh, 24)):
        SourcingFactory(application_id=application.id, obtained_on=today() - timedelta(days=days))
    references = [application.reference for application in (locked, due, fresh)]
    locked_id, client = locked.id, sign_in(Role.PRIVACY_OFFICER)
    page = client.page("/staff/privacy/due?lang=en")
    assert [reference in page.text for reference in references] == [True, True, False]
    assert "Due dates 2" in page.text
    assert "Camille" not in page.text.replace(client.account.name, "")
    assert client.submit(page, f"inform-{locked_id}").location.startswith("/staff/privacy/due")
    page = client.page("/staff/privacy/due")
    assert [reference in page.text for reference in references] == [False, True, False]
    assert sign_in(Role.RECRUITER).page(f"/staff/applications/{locked_id}").status == 200


def test_each_row_put_off_leads_to_what_keeps_it(db: Any, sign_in: Any) -> None:
    """A2.17 and A10.1: the hold of a dispute, and what its person needs kept."""
    held = ApplicationFactory(erase_on=today() - timedelta(days=9))
    hold = HoldFactory(application_id=held.id, placed_by=AccountFactory().id)
    kept = ApplicationFactory(erase_on=today() - timedelta(days=1))
    restriction = RestrictionFactory(candidate_id=kept.candidate_id, reason=RestrictionReason.CLAIMS)
    page = sign_in(Role.PRIVACY_OFFICER).page("/staff/privacy/due?lang=en")
    links = {link.text: link.get("href") for link in page.find_all("a", class_="reference")}
    assert links[held.reference] == f"/staff/privacy/holds/{hold.id}?lang=en"
    assert links[kept.reference] == f"/staff/privacy/set-apart/{restriction.id}?lang=en"
