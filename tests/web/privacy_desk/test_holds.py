"""The desk's holds."""

from datetime import timedelta
from typing import Any

from app.core.clock import today
from app.core.permissions import Role
from app.domain.applications.models import Hold
from tests.factories import ApplicationFactory, HoldFactory

HOLDS = "/staff/privacy/holds"


def test_hold_is_placed_looked_at_again_and_ended(sign_in: Any, db: Any) -> None:
    reference = ApplicationFactory().reference
    officer = sign_in(Role.PRIVACY_OFFICER)
    empty = officer.page(f"{HOLDS}?lang=fr")
    assert "Rien n’est gelé" in empty.text
    assert "La personne peut le lire dans la copie" in empty.text
    day = (today() + timedelta(days=30)).isoformat()
    officer.submit(empty, "hold-form", {"reference": reference, "reason": "Assignation", "review_on": day})
    hold = db.session.query(Hold).one()
    assert reference in officer.page(HOLDS).text
    page = officer.page(f"{HOLDS}/{hold.id}?lang=fr")
    assert "Assignation" in page.text
    officer.submit(page, "review-form", {"reason": "En appel", "review_on": day})
    again = officer.page(f"{HOLDS}/{hold.id}")
    assert "En appel" in again.text
    officer.submit(again, f"{HOLDS}/{hold.id}/end")
    officer.page(f"{HOLDS}/{hold.id}", status=404)


def test_what_is_wrong_is_said_beside_its_field(sign_in: Any, db: Any) -> None:
    officer = sign_in(Role.PRIVACY_OFFICER)
    page = officer.page(HOLDS)
    day = (today() + timedelta(days=30)).isoformat()
    wrong = officer.submit(page, "hold-form", {"reference": "NONE", "reason": "Litige", "review_on": day}, status=422)
    assert wrong.by_id("reference-error") is not None
    assert wrong.form("hold-form").values["reason"].strip() == "Litige"
    officer.submit(page, "hold-form", {"reference": "", "reason": "", "review_on": "x"}, status=422)
    hold = HoldFactory(application_id=ApplicationFactory().id)
    late = officer.submit(
        officer.page(f"{HOLDS}/{hold.id}"), "review-form", {"reason": "x", "review_on": "2020-01-01"}, status=422
    )
    assert late.by_id("review_on-error") is not None
    officer.submit(officer.page(f"{HOLDS}/{hold.id}"), "review-form", {"reason": "", "review_on": day}, status=422)


def test_hold_to_be_looked_at_again_is_counted_in_the_rail(sign_in: Any, db: Any) -> None:
    HoldFactory(application_id=ApplicationFactory().id, review_on=today())
    page = sign_in(Role.PRIVACY_OFFICER).page(f"{HOLDS}?lang=fr")
    assert "maintenant" in page.text
