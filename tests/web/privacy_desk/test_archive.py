"""The archive at the door: for litigation alone, one file at a time, with a reason (A2.13)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.clock import today
from app.core.permissions import Role
from app.domain.archive.models import ArchivedFile, ArchiveOpening
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.documents.models import Document
from app.domain.documents.vault import storage
from app.domain.people.enums import RestrictionReason
from tests.factories import AccountFactory, CandidateFactory, DocumentFactory, NoteFactory, RestrictionFactory
from tests.factories.archive import archive, refused_application

ARCHIVE = "/staff/privacy/archive"


def _archived(**given: Any) -> str:
    """The reference of an archived refusal."""
    person = given.pop("candidate", None) or CandidateFactory(email="zoe@example.org", email_key="zoe@example.org")
    cv = DocumentFactory(candidate=person, filename="CV Zoé.pdf", content=b"<script>alert(1)</script>")
    application = refused_application(candidate=person, cv=cv, name="Zoé Clavier", **given)
    NoteFactory(
        application_id=application.id, account_id=AccountFactory(name="Paul Juge").id, body="Trop peu d’anglais."
    )
    reference: str = application.reference
    archive(application, until=today() + timedelta(days=900))
    return reference


@pytest.mark.promise("C2.4")
def test_litigation_opens_a_file_with_a_reason_and_reads_it(sign_in: Any, db: Any) -> None:
    """A2.13 T: without reason refused; with reason shown, and an audit row."""
    reference = _archived()
    client = sign_in(Role.LITIGATION)
    page = client.page(f"{ARCHIVE}?lang=fr")
    assert "Zoé" not in page.text
    refused = client.submit(page, "archive-form", {"words": reference, "reason": ""}, status=422)
    assert refused.by_id("reason-error") is not None
    assert refused.form("archive-form").values["words"] == reference
    assert client.submit(page, "archive-form", {"words": "x@example.org", "reason": "Litige"}, status=422).by_id(
        "words-error"
    )
    client.submit(page, "archive-form", {"words": reference, "reason": "Saisine du 3 mai"})
    opening = db.session.scalars(select(ArchiveOpening)).one()
    shown = client.page(f"{ARCHIVE}/{opening.id}?lang=fr")
    for words in ("Zoé Clavier", "zoe@example.org", "Trop peu d’anglais.", "Paul Juge", "CV Zoé.pdf", reference):
        assert words in shown.text
    assert "Saisine du 3 mai" in client.page(f"{ARCHIVE}?lang=fr").text
    tags = db.session.scalars(select(AuditEvent.tag).where(AuditEvent.tag.like("archive:%"))).all()
    assert tags == [Tag.ARCHIVE_OPENED.value]


def test_the_cv_leaves_as_a_download_and_is_written_down(sign_in: Any, db: Any) -> None:
    """3.2.1, 5.4.1: never interpreted in our origin."""
    client = sign_in(Role.LITIGATION)
    client.submit(client.page(ARCHIVE), "archive-form", {"words": _archived(), "reason": "Litige"})
    opening = db.session.scalars(select(ArchiveOpening)).one()
    answer = client.get(f"{ARCHIVE}/{opening.id}/cv")
    assert (answer.status_code, answer.data) == (200, b"<script>alert(1)</script>")
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert Tag.ARCHIVE_CV_TAKEN.value in db.session.scalars(select(AuditEvent.tag)).all()


def test_of_a_lost_cv_there_is_nothing_to_download(sign_in: Any, db: Any) -> None:
    application = refused_application(name="Zoé Clavier")
    reference = application.reference
    storage().delete(db.session.get_one(Document, application.cv_id).storage_key)
    archive(application)
    client = sign_in(Role.LITIGATION)
    client.submit(client.page(ARCHIVE), "archive-form", {"words": reference, "reason": "Litige"})
    opening = db.session.scalars(select(ArchiveOpening)).one()
    assert "déjà perdu" in client.page(f"{ARCHIVE}/{opening.id}?lang=fr").text
    assert client.get(f"{ARCHIVE}/{opening.id}/cv").status_code == 404


def test_an_address_opens_all_of_its_files(sign_in: Any, db: Any) -> None:
    person = CandidateFactory(email="zoe@example.org", email_key="zoe@example.org")
    kept = refused_application(candidate=person)
    _archived(candidate=person)
    archive(kept)
    client = sign_in(Role.LITIGATION)
    client.submit(client.page(ARCHIVE), "archive-form", {"words": "zoe@example.org", "reason": "Litige"})
    page = client.page(f"{ARCHIVE}?lang=fr")
    assert sum(str(each) in page.html for each in db.session.scalars(select(ArchiveOpening.id))) == 2


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.HIRING_MANAGER, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER])
def test_for_anybody_else_there_is_no_archive(sign_in: Any, db: Any, role: Role) -> None:
    """A2.13 T: 404 through every route."""
    _archived()
    litigation = sign_in(Role.LITIGATION)
    litigation.submit(litigation.page(ARCHIVE), "archive-form", {"words": "zoe@example.org", "reason": "Litige"})
    opening = db.session.scalars(select(ArchiveOpening)).one()
    application_id = opening.application_id
    client = sign_in(role)
    for path in (
        ARCHIVE,
        f"{ARCHIVE}/{opening.id}",
        f"{ARCHIVE}/{opening.id}/cv",
        f"/staff/applications/{application_id}",
    ):
        assert client.get(path).status_code == 404


def test_another_litigator_has_nothing_of_an_opening(sign_in: Any, db: Any) -> None:
    client = sign_in(Role.LITIGATION)
    client.submit(client.page(ARCHIVE), "archive-form", {"words": _archived(), "reason": "Litige"})
    opening_id = db.session.scalars(select(ArchiveOpening.id)).one()
    other = sign_in(Role.LITIGATION)
    for path in (f"{ARCHIVE}/{opening_id}", f"{ARCHIVE}/{opening_id}/cv"):
        assert other.get(path).status_code == 404


def test_a_dispute_keeps_a_file_and_its_end_lets_it_go(sign_in: Any, db: Any) -> None:
    client = sign_in(Role.LITIGATION)
    client.submit(client.page(ARCHIVE), "archive-form", {"words": _archived(), "reason": "Litige"})
    opening_id = db.session.scalars(select(ArchiveOpening.id)).one()
    path = f"{ARCHIVE}/{opening_id}"
    wrong = client.submit(client.page(path), "hold-form", {"reason": "En appel", "review_on": "2020-01-01"}, status=422)
    assert wrong.by_id("review_on-error") is not None
    client.submit(client.page(path), "hold-form", {"reason": "", "review_on": ""}, status=422)
    day = (today() + timedelta(days=30)).isoformat()
    client.submit(client.page(path), "hold-form", {"reason": "En appel", "review_on": day})
    assert "En appel" in client.page(f"{ARCHIVE}?lang=fr").text
    held = client.page(f"{path}?lang=fr").text
    assert ("détruit dans la nuit" in held, "gardé pour l’instant au-delà du" in held) == (False, True)
    client.submit(client.page(path), f"{path}/hold/end")
    assert db.session.scalars(select(ArchivedFile.hold_reason)).all() == [None]
    assert "détruit dans la nuit" in client.page(f"{path}?lang=fr").text
    person = CandidateFactory(email="zoe@example.org", email_key="zoe@example.org")
    RestrictionFactory(candidate_id=person.id, reason=RestrictionReason.CLAIMS)
    assert "gardé pour l’instant au-delà du" in client.page(f"{path}?lang=fr").text
