"""What the copy tells beside the rows: who looked, which letters, the words agreed to (A8.1, C5.1)."""

import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest

from app.core.actor import SYSTEM, ActorKind
from app.core.clock import now
from app.core.db import transaction
from app.core.permissions import Role
from app.domain.audit.tags import Tag
from app.domain.firm.notices import current_version, publish_notice
from app.domain.mail.enums import MailKind, MailState
from app.domain.people.enums import ConsentPurpose
from app.domain.privacy.bundle import build_bundle
from app.domain.privacy.collection import COLLEAGUE, collect
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    CandidateFactory,
    ConsentFactory,
    DisclosureFactory,
    NoteFactory,
    OpeningFactory,
    OutgoingMailFactory,
)


@pytest.mark.promise("C5.1")
def test_copy_says_who_opened_what_by_their_role_and_never_their_name(db: Any) -> None:
    """A8.1: the log holds ids of the person's rows, so it is theirs to read; ids of colleagues are masked."""
    mine, other = ApplicationFactory(), ApplicationFactory()
    manager = AccountFactory(role=Role.HIRING_MANAGER)
    OpeningFactory(tag=Tag.APPLICATION_OPENED, subject_id=mine.id, actor_id=manager.id)
    OpeningFactory(tag=Tag.DOCUMENT_OPENED, subject_id=mine.cv_id, actor_id=manager.id)
    OpeningFactory(tag=Tag.CANDIDATE_SIGNED_IN, subject_id=mine.candidate_id, actor_kind=ActorKind.CANDIDATE)
    OpeningFactory(subject_id=other.cv_id, actor_id=manager.id)
    collection = collect(mine.candidate_id)
    assert [(row["tag"], row["actor_kind"], row["actor_role"]) for row in collection.tables["audit_events"]] == [
        ("application:opened", "staff", "hiring_manager"),
        ("document:opened", "staff", "hiring_manager"),
        ("candidate:signed_in", "candidate", None),
    ]
    assert {row["actor_id"] for row in collection.tables["audit_events"]} == {None}
    masked = [mask.reason for mask in collection.masks if mask.where.startswith("audit_events/")]
    assert masked == [COLLEAGUE, COLLEAGUE]


def test_notes_come_whole_with_their_moments_in_their_order(app: Any, db: Any) -> None:
    """A5.2 T: the history is complete in the copy; a note is never changed, so each stands as it was written."""
    mine, author = ApplicationFactory(), AccountFactory()
    written = [(now() - timedelta(days=days), f"Note numéro {days}.") for days in (3, 2, 1)]
    for at, body in written:
        NoteFactory(application_id=mine.id, account_id=author.id, body=body, written_at=at)
    notes = sorted(collect(mine.candidate_id).tables["notes"], key=lambda row: row["written_at"])
    assert [(row["written_at"], row["body"], row["account_id"]) for row in notes] == [
        (at.isoformat(), body, None) for at, body in written
    ]
    with app.test_request_context():
        page = build_bundle(mine.candidate_id, "fr")[0].read().decode()
    assert re.findall(r"Note numéro \d", page) == ["Note numéro 3", "Note numéro 2", "Note numéro 1"]


def test_letters_come_with_their_kind_and_their_days(db: Any) -> None:
    """A8.1: mails with metadata."""
    mine = ApplicationFactory()
    at = now()
    OutgoingMailFactory(candidate_id=mine.candidate_id, state=MailState.SENT, created_at=at, sent_at=at)
    (letter,) = collect(mine.candidate_id).tables["outgoing_mails"]
    told = {name: letter[name] for name in ("kind", "state", "created_at", "sent_at", "locale")}
    assert told == {
        "kind": MailKind.APPLICATION_RECEIVED.value,
        "state": "sent",
        "created_at": at.isoformat(),
        "sent_at": at.isoformat(),
        "locale": "fr",
    }


@pytest.mark.promise("C5.1")
def test_consents_come_with_the_words_that_were_agreed_to(db: Any) -> None:
    """A fingerprint says nothing to a person."""
    person, at = CandidateFactory(), now()
    with transaction():
        publish_notice(actor=SYSTEM)
    shown, asked = current_version("en"), "J’accepte que mon dossier soit remis à Cabinet Lefort."
    DisclosureFactory(application=ApplicationFactory(candidate=person), asked_words=asked)
    given = {
        ConsentPurpose.POOL: (_fingerprint(shown.document.consent), shown.hash),
        ConsentPurpose.SHARING: (_fingerprint(asked), None),
    }
    for purpose, (text_hash, notice_hash) in given.items():
        ConsentFactory(candidate=person, purpose=purpose, text_hash=text_hash, notice_hash=notice_hash)
    ConsentFactory(candidate=person, given_at=at, withdrawn_at=at, text_hash="0" * 64, notice_hash=shown.hash)
    words = {row["text_hash"]: row["words"] for row in collect(person.id).tables["consents"]}
    assert words == {
        _fingerprint(shown.document.consent): shown.document.consent,
        _fingerprint(asked): asked,
        "0" * 64: None,
    }


def _fingerprint(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
