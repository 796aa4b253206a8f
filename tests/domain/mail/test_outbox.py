"""Letters are rows of the transaction that causes them."""

import re
import uuid
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.core.actor import staff
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Missing
from app.core.permissions import Role
from app.domain.applications.enums import SourceKind
from app.domain.applications.models import Sourcing
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.mail.enums import MailKind, MailState
from app.domain.mail.models import OutgoingMail
from app.domain.mail.outbox import has_recent_mail, queue_mail, retry_mail
from app.domain.policy.periods import CNIL, FR
from app.domain.policy.schedule import Facts, Outcome, schedule
from app.extensions import db as database
from tests.factories import AccountFactory, CandidateFactory, OutgoingMailFactory

NNBSP = "\u202f"
REQUEST = SimpleNamespace(reference="ABCDE-FGHIJ", received_on=date(2026, 11, 23), due_on=date(2026, 12, 23))
NOTICE: dict[str, object] = {
    "reference": "ABCDE-FGHIJ",
    "their_reference": "PV 2026/12",
    "sent_at": datetime(2026, 11, 30, 9, 0, tzinfo=UTC),
}
RECEIPT = SimpleNamespace(
    reference="ABCDE-FGHIJ",
    erased_on=date(2026, 11, 23),
    applications=1,
    documents=2,
    held=1,
    archived_until=date(2031, 11, 23),
)
CONTEXTS: dict[MailKind, dict[str, object]] = {
    MailKind.APPLICATION_RECEIVED: {
        "name": "Camille Durand",
        "job_title": "Analyste M&A",
        "reference": "ABCDE-FGHIJ",
        "answer_by": date(2026, 12, 14),
        "feedback_period": "trois mois",
        "pool_period": "deux ans",
        "in_pool": False,
    },
    MailKind.APPLICATION_REPEATED: {"job_title": "Analyste M&A", "reference": "ABCDE-FGHIJ"},
    MailKind.APPLICATION_MESSAGE: {
        "name": "Camille Durand",
        "job_title": "Analyste M&A",
        "reference": "ABCDE-FGHIJ",
        "body": "Mardi convient.",
        "link": "http://localhost/status/x",
    },
    MailKind.APPLICATION_DECLINED: {
        "name": "Camille Durand",
        "job_title": "Analyste M&A",
        "reference": "ABCDE-FGHIJ",
        "body": "Nous ne donnons pas suite.",
        "link": "http://localhost/status/x",
        "schedule": schedule(
            Facts(
                submitted_on=date(2026, 11, 1),
                last_contact_on=date(2026, 11, 1),
                ended_on=date(2026, 11, 20),
                outcome=Outcome.REJECTED,
            ),
            FR,
            date(2026, 11, 23),
        ),
    },
    MailKind.ASSESSMENT_ANNOUNCED: {
        "name": "Camille Durand",
        "job_title": "Analyste M&A",
        "reference": "ABCDE-FGHIJ",
        "method": "Un cas de deux heures",
    },
    MailKind.CANDIDATE_CODE: {
        "purpose": "sign_in",
        "code": "123 456",
        "link": "http://localhost/me/link#x",
        "minutes": 10,
    },
    MailKind.ADDRESS_CHANGED: {},
    MailKind.CONTACT_RECEIVED: {"name": "Hugo", "subject": "Question", "body": "Une question.", "period": "douze mois"},
    MailKind.CONTACT_ANSWERED: {"name": "Hugo", "subject": "Question", "body": "Une question.", "answer": "Oui."},
    MailKind.REQUEST_RECEIVED: {"request": REQUEST},
    MailKind.REQUEST_PROOF: {"request": REQUEST, "words": "Qui êtes-vous ?"},
    MailKind.REQUEST_EXTENDED: {"request": REQUEST, "words": "Trop de pages.", "authority": CNIL},
    MailKind.REQUEST_ANSWERED: {"request": REQUEST, "words": "Voici.", "is_granted": True, "authority": CNIL},
    MailKind.REQUEST_ERASED: {"reference": "R7", "words": "C’est fait.", "receipt": RECEIPT, "profile": FR},
    MailKind.RESTRICTION_LIFTED: {"lifted_at": datetime(2026, 11, 30, 9, 0, tzinfo=UTC)},
    MailKind.POOL_RENEWAL: {"erase_on": date(2026, 12, 14), "given_at": datetime(2024, 12, 14, 9, 0, tzinfo=UTC)},
    MailKind.SHARING_ASKED: {"recipient": "Cabinet Lefort", "words": "J’accepte que mon CV soit remis."},
    MailKind.DISCLOSURE_CORRECTED: {**NOTICE, "what": "CV"},
    MailKind.DISCLOSURE_RESTRICTED: {**NOTICE, "since": datetime(2026, 11, 23, 9, 0, tzinfo=UTC)},
    MailKind.DISCLOSURE_ERASED: NOTICE,
    MailKind.PERSON_INFORMED: {
        "name": "Hugo Blanc",
        "job_title": "Analyste M&A",
        "job_link": "http://localhost/jobs/analyste",
        "reference": "ABCDE-FGHIJ",
        "sourcing": Sourcing(kind=SourceKind.AGENCY, detail="Cabinet Exemple", obtained_on=date(2026, 11, 20)),
        "has_phone": True,
        "has_position": True,
        "active_period": "Jusqu’à la décision",
        "feedback_period": "trois mois",
        "authority": CNIL,
        "locale": "fr",
        "link": "http://localhost/status/x",
        "privacy": "http://localhost/privacy",
    },
    MailKind.INFORMING_DUE: {
        "reference": "ABCDE-FGHIJ",
        "job_title": "Analyste M&A",
        "obtained_on": date(2026, 11, 20),
        "inform_by": date(2026, 12, 20),
        "link": "http://localhost/staff/applications/x",
    },
    MailKind.ACCOUNT_INVITED: {
        "name": "Claire Martin",
        "link": "http://localhost/staff/invitations/x",
        "expires_at": datetime(2026, 11, 30, 9, 0, tzinfo=UTC),
    },
}


def _queued(kind: MailKind, locale: str = "fr", to: str = "camille@example.org", **changed: object) -> OutgoingMail:
    candidate = CandidateFactory()
    with transaction():
        mail = queue_mail(
            kind=kind,
            locale=locale,
            to_address=to,
            candidate_id=candidate.id,
            context={**CONTEXTS[kind], **changed},
        )
        mail_id = mail.id
    row: OutgoingMail = database.session.get(OutgoingMail, mail_id)
    return row


@pytest.mark.parametrize("kind", list(MailKind))
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_letter_is_written_in_every_language(app: Flask, db: Any, kind: MailKind, locale: str) -> None:
    mail = _queued(kind, locale)
    assert (mail.state, mail.tries, mail.locale) == (MailState.QUEUED, 0, locale)
    assert mail.subject
    assert not mail.subject.startswith("Subject")
    assert mail.body.rstrip().endswith(("Paris", "Aubrac & Vauquelin"))
    assert "{{" not in mail.subject + mail.body
    assert "\n\n\n" not in mail.body


# Jinja takes the end of a line away with the tag that ends it.
PARAGRAPHS = {
    MailKind.PERSON_INFORMED: ("\nDestinataires", "\nRecipients"),
    MailKind.REQUEST_RECEIVED: ("\n\nPresque tout", "\n\nNearly all"),
    MailKind.APPLICATION_DECLINED: ("\n\nCe que nous gardons", "\n\nWhat we keep"),
}


@pytest.mark.parametrize("kind", list(MailKind))
def test_no_sentence_of_a_letter_runs_into_the_next(db: Any, kind: MailKind) -> None:
    for locale, begins in zip(("fr", "en"), PARAGRAPHS.get(kind, ("", "")), strict=True):
        body = _queued(kind, locale).body
        assert re.findall(r"\w+[.!?]\b[A-ZÀÉÈÊ]\w+", body) == []
        assert begins in body


def test_the_receipt_says_what_happens_next_and_how_long_data_is_kept(db: Any) -> None:
    """A3.1, A14.3: reference, answer, duration, whom to write to; no link to anybody else's."""
    mail = _queued(MailKind.APPLICATION_RECEIVED)
    assert mail.subject == "Votre candidature est bien arrivée — Analyste M&A"
    for words in (
        "ABCDE-FGHIJ",
        "14\u00a0décembre\u00a02026",
        "trois mois",
        "reclamations@example.org",
        "Aubrac & Vauquelin",
    ):
        assert words in mail.body
    assert "vivier" not in mail.body
    assert re.findall(r"\w+://[^\s]+", mail.body) == ["http://localhost/me/?lang=fr"]
    assert f"Merci{NNBSP}:" in mail.body


@pytest.mark.parametrize(
    ("applications", "documents", "told"),
    [
        (0, 0, {"fr": "0 candidature, 0 fichier.", "en": "0 applications, 0 files."}),
        (1, 1, {"fr": "1 candidature, 1 fichier.", "en": "1 application, 1 file."}),
        (2, 3, {"fr": "2 candidatures, 3 fichiers.", "en": "2 applications, 3 files."}),
    ],
)
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_the_receipt_of_an_erasure_counts_in_words(
    db: Any, applications: int, documents: int, told: dict[str, str], locale: str
) -> None:
    receipt = SimpleNamespace(**{**vars(RECEIPT), "applications": applications, "documents": documents})
    assert told[locale] in _queued(MailKind.REQUEST_ERASED, locale, receipt=receipt).body


@pytest.mark.parametrize(("locale", "words"), [("fr", "Votre message ne sert"), ("en", "Your message serves")])
def test_the_letter_to_who_wrote_says_what_is_erased(db: Any, locale: str, words: str) -> None:
    """It begins with thanks: « il » would be nobody's."""
    assert words in _queued(MailKind.CONTACT_RECEIVED, locale).body


def test_the_pool_is_spoken_of_to_those_who_are_in_it(db: Any) -> None:
    """A2.12."""
    mail = _queued(MailKind.APPLICATION_RECEIVED, in_pool=True)
    assert "vivier, deux ans au plus" in mail.body


def test_a_repeated_application_is_told_what_was_kept(db: Any) -> None:
    """B6.2: by mail, never on the page."""
    mail = _queued(MailKind.APPLICATION_REPEATED, "en")
    assert "under the reference ABCDE-FGHIJ: it stays as it is" in mail.body


def test_dates_are_in_the_language_of_the_letter_not_of_who_causes_it(app: Flask, db: Any) -> None:
    """An English-speaking administrator invites a French colleague."""
    with app.test_request_context("/?lang=en"):
        french = _queued(MailKind.ACCOUNT_INVITED, "fr").body
    with app.test_request_context("/?lang=fr"):
        english = _queued(MailKind.ACCOUNT_INVITED, "en").body
    assert "30\u00a0novembre\u00a02026" in french
    assert "30\u00a0November\u00a02026" in english


def test_if_it_did_not_happen_no_mail_leaves(db: Any) -> None:
    """R5: rolled back, the letter was never written."""
    candidate_id = CandidateFactory().id
    with suppress(ZeroDivisionError), transaction():
        queue_mail(
            kind=MailKind.APPLICATION_REPEATED,
            locale="fr",
            to_address="camille@example.org",
            candidate_id=candidate_id,
            context=CONTEXTS[MailKind.APPLICATION_REPEATED],
        )
        _ = 1 / 0
    assert db.session.scalars(select(OutgoingMail)).all() == []


def test_a_letter_has_one_message_id_of_our_own_domain(db: Any) -> None:
    one, two = _queued(MailKind.APPLICATION_REPEATED), _queued(MailKind.APPLICATION_REPEATED)
    assert one.message_id == f"<{one.id.hex}@example.org>"
    assert one.message_id != two.message_id


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(max_size=400), name=st.text(alphabet="a\r\n\x00\x0b\u2028:é ", max_size=60))
def test_no_typed_word_becomes_a_header(app: Flask, title: str, name: str) -> None:
    """1.3.11: line breaks and NUL in what people type."""
    with app.app_context():
        mail = queue_mail(
            kind=MailKind.APPLICATION_RECEIVED,
            locale="fr",
            to_address="camille@example.org\r\nBcc: all@example.org",
            candidate_id=uuid.uuid4(),
            context={**CONTEXTS[MailKind.APPLICATION_RECEIVED], "job_title": title, "name": name},
        )
        assert len(mail.subject.splitlines()) == 1
        assert len(mail.subject) <= 300
        assert len(mail.to_address.splitlines()) == 1
        assert not set(mail.body) & set("\x00\x0b\r")


def test_a_letter_is_recent_for_so_many_hours(db: Any, clock: Any) -> None:
    """B6.2: at most once a day for each application."""
    application_id = uuid.uuid4()
    OutgoingMailFactory(
        candidate_id=CandidateFactory().id, application_id=application_id, kind=MailKind.APPLICATION_REPEATED
    )
    clock.shift(24 * 3600 - 1)
    assert has_recent_mail(MailKind.APPLICATION_REPEATED, application_id, hours=24)
    assert not has_recent_mail(MailKind.APPLICATION_RECEIVED, application_id, hours=24)
    assert not has_recent_mail(MailKind.APPLICATION_REPEATED, uuid.uuid4(), hours=24)
    clock.shift(2)
    assert not has_recent_mail(MailKind.APPLICATION_REPEATED, application_id, hours=24)


def test_a_failed_letter_is_sent_again_by_hand(db: Any, clock: Any) -> None:
    """R5: dead letters are visible and can be revived; the audit says by whom."""
    actor = staff(AccountFactory().id, Role.ADMINISTRATOR)
    mail_id = OutgoingMailFactory(
        candidate_id=CandidateFactory().id,
        state=MailState.FAILED,
        tries=26,
        last_error="smtp_550",
        next_try_at=now() - timedelta(days=3),
    ).id
    with transaction():
        retry_mail(actor=actor, mail_id=mail_id)
    mail = db.session.get(OutgoingMail, mail_id)
    assert (mail.state, mail.tries, mail.last_error, mail.next_try_at) == (MailState.QUEUED, 0, None, now())
    [event] = db.session.scalars(select(AuditEvent)).all()
    assert (event.tag, event.subject_id, event.actor_id) == (Tag.MAIL_RETRIED, mail_id, actor.account_id)


@pytest.mark.parametrize("state", [MailState.QUEUED, MailState.SENT])
def test_only_a_failed_letter_can_be_revived(db: Any, state: MailState) -> None:
    actor = staff(AccountFactory().id, Role.ADMINISTRATOR)
    sent_at = now() if state is MailState.SENT else None
    mail_id = OutgoingMailFactory(candidate_id=CandidateFactory().id, state=state, sent_at=sent_at).id
    for wanted in (mail_id, uuid.uuid4()):
        with pytest.raises(Missing), transaction():
            retry_mail(actor=actor, mail_id=wanted)
