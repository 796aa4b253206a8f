"""The copy is read before it leaves, and what speaks of others is masked in every one of them (A8.2)."""

import io
import json
import zipfile
from typing import Any

import pytest
from sqlalchemy import select

from app.core.permissions import Role
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.privacy.masking import MASK
from app.domain.privacy.models import Passage
from tests.factories import ApplicationFactory, CandidateFactory, NoteFactory, RightsRequestFactory

LIST = "/staff/privacy/requests"


def _notes(octets: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(octets)) as copy:
        return [note["body"] for note in json.loads(copy.read("data.json"))["tables"]["notes"]]


@pytest.mark.promise("C5.1")
def test_what_is_masked_on_the_preview_is_masked_in_every_copy(sign_in: Any, enter: Any, db: Any) -> None:
    """A8.2: in what the desk sends, and in what the person takes themselves."""
    officer = sign_in(Role.PRIVACY_OFFICER)
    person = CandidateFactory()
    application = ApplicationFactory(candidate=person)
    NoteFactory(application_id=application.id, account_id=officer.account.id, body="Recommandée par Luc, son oncle.")
    request = RightsRequestFactory(email=person.email, email_key=person.email_key)
    page = officer.page(f"{LIST}/{request.id}")
    preview = f"{LIST}/{request.id}/preview"
    assert f'href="{preview}"' in page.html
    page = officer.page(f"{preview}?lang=fr")
    for words in (application.reference, "Recommandée par Luc", "Notes de l’équipe"):
        assert words in page.text
    for sent, field in (({"words": "", "reason": "x"}, "words"), ({"words": "L", "reason": "x"}, "words")):
        assert officer.submit(page, "mask-form", sent, status=422).by_id(f"{field}-error") is not None
    officer.submit(page, "mask-form", {"words": "Luc, son oncle", "reason": "Parle d’un proche."})
    masked = [f"Recommandée par {MASK}."]
    assert _notes(officer.get(f"{LIST}/{request.id}/copy").data) == masked
    assert _notes(enter(person).get("/me/data").data) == masked
    page = officer.page(preview)
    assert masked[0] in page.text
    passage = db.session.scalars(select(Passage)).one()
    assert (passage.made_by, passage.reason) == (officer.account.id, "Parle d’un proche.")
    officer.submit(page, f"{LIST}/{request.id}/masks/{passage.id}/remove")
    assert "Recommandée par Luc, son oncle." in officer.page(preview).text
    tags = set(db.session.scalars(select(AuditEvent.tag).where(AuditEvent.actor_id == officer.account.id)))
    assert {Tag.CANDIDATE_PREVIEWED, Tag.PASSAGE_MASKED, Tag.PASSAGE_UNMASKED} - tags == set()


def test_there_is_no_preview_of_nobody(sign_in: Any, db: Any) -> None:
    stranger = RightsRequestFactory(email="x@example.org", email_key="x@example.org")
    assert sign_in(Role.PRIVACY_OFFICER).get(f"{LIST}/{stranger.id}/preview").status_code == 404
