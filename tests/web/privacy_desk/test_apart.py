"""Who is set apart stands on the desk, whoever asked for it, and on no other page of staff (A10.1)."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.clock import now, today
from app.core.permissions import Role
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.mail.enums import MailKind
from app.domain.mail.models import OutgoingMail
from app.domain.people.enums import RestrictionReason
from app.domain.people.models import Restriction
from app.domain.people.restrictions import NOTICE
from tests.factories import ApplicationFactory, CandidateFactory, JobFactory, RestrictionFactory, RightsRequestFactory
from tests.statements import counted_statements

LIST = "/staff/privacy/set-apart"


@pytest.mark.promise("C2.4")
def test_desk_sees_reaches_and_ends_what_the_person_did_alone(sign_in: Any, enter: Any, db: Any, clock: Any) -> None:
    """A10.1: no request of theirs leads there."""
    person = CandidateFactory()
    application = ApplicationFactory(candidate=person, job=JobFactory(title="Analyste"), name="Zoé Écartée")
    request = RightsRequestFactory(email=person.email, email_key=person.email_key)
    client = enter(person)
    client.submit(client.page("/me/requests"), "/me/restriction", {"reason": "claims"})
    officer = sign_in(Role.PRIVACY_OFFICER)
    row = " ".join(officer.page(f"{LIST}?lang=fr").text.split())
    told = (person.email, "action en justice", "la personne", "23 novembre 2027")
    assert [each for each in told if each not in row] == []
    made = db.session.scalars(select(Restriction)).one()
    path = f"{LIST}/{made.id}"
    page = officer.page(f"{path}?lang=fr")
    for words in (person.email, application.reference, "Zoé Écartée", "Analyste", request.reference):
        assert words in page.text
    assert application.reference in officer.page("/staff/privacy/due").text
    names = zipfile.ZipFile(io.BytesIO(officer.get(f"{path}/copy").data)).namelist()
    assert "data.json" in names
    done = select(AuditEvent.tag).where(AuditEvent.actor_id == officer.account.id).order_by(AuditEvent.id)
    tags = db.session.scalars(done).all()
    assert [tag for tag in tags if tag in {Tag.RESTRICTION_OPENED, Tag.CANDIDATE_EXPORTED}] == [
        Tag.RESTRICTION_OPENED,
        Tag.CANDIDATE_EXPORTED,
    ]
    officer.submit(officer.page(path), f"{path}/lift")
    db.session.expire_all()
    assert db.session.scalars(select(Restriction.lifted_at)).one() == now() + NOTICE
    assert db.session.scalars(select(OutgoingMail.kind)).all() == [MailKind.RESTRICTION_LIFTED]
    assert f"{path}/lift" not in officer.page(path).html
    clock.shift(timedelta(days=4))
    officer = sign_in(Role.PRIVACY_OFFICER)
    assert officer.get(path).status_code == 404
    assert "Rien n’est à l’écart" in officer.page(f"{LIST}?lang=fr").text


def test_what_is_kept_is_looked_at_again(sign_in: Any, db: Any) -> None:
    kept = RestrictionFactory(
        candidate_id=CandidateFactory().id, reason=RestrictionReason.UNLAWFUL, review_on=today(), made_by=None
    )
    officer = sign_in(Role.PRIVACY_OFFICER)
    path = f"{LIST}/{kept.id}"
    page = officer.page(path)
    for day in ("", today().isoformat()):
        assert officer.submit(page, "review-form", {"review_on": day}, status=422).by_id("review_on-error") is not None
    later = today() + timedelta(days=200)
    officer.submit(page, "review-form", {"review_on": later.isoformat()})
    db.session.expire_all()
    assert db.session.scalars(select(Restriction.review_on)).one() == later
    other = RestrictionFactory(candidate_id=CandidateFactory().id, made_by=officer.account.id)
    shown = officer.page(f"{LIST}/{other.id}")
    assert officer.account.name in shown.text
    assert "review-form" not in shown.html


def test_list_takes_as_many_statements_for_30_as_for_15(sign_in: Any, db: Any) -> None:
    officer = sign_in(Role.PRIVACY_OFFICER)
    counts = set()
    for _ in range(2):
        for _ in range(15):
            RestrictionFactory(candidate_id=CandidateFactory().id)
        with counted_statements() as sent:
            officer.page(LIST)
        counts.add(len(sent))
    assert len(counts) == 1
