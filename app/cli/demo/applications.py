"""Applications in every state that a board shows: new, waiting, overdue, decided, nearly gone."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from ...adapters import sealing
from ...core.clock import local_date, now, today
from ...core.rows import AnyRow
from ...core.text import fold, in_language
from ...core.tokens import derive_code
from ...domain.applications import rules
from ...domain.applications.enums import ApplicationState, RejectionReason
from ...domain.applications.models import Answer, Application, Move, Note
from ...domain.documents import vault
from ...domain.documents.enums import DocumentKind, DocumentState, MediaType, PreparationState, ScanState
from ...domain.documents.models import CandidateKey, Document
from ...domain.firm.notices import current_document
from ...domain.jobs.enums import QuestionKind, StageKind
from ...domain.jobs.models import Job, Question
from ...domain.people.enums import ConsentChannel, ConsentPurpose
from ...domain.people.models import Candidate, Consent
from ...domain.people.rules import email_key
from ...domain.policy.notices import notice_hash
from ...domain.policy.schedule import schedule
from .firm import NOTES
from .people import Persona

SENTENCES = {
    "fr": "J’ai découvert votre maison par une opération que vous avez conseillée l’an dernier.",
    "en": "I came across your firm through a deal that you advised last year.",
}

# Half of them came by themselves.
SOURCES = (None, None, None, "linkedin", "apec", "welcome-to-the-jungle")


@dataclass
class Rows:
    """The rows of one application, in the order in which they may be inserted."""

    candidate: Candidate
    key: CandidateKey
    documents: list[Document]
    application: Application
    hanging: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Vacancy:
    """A job as the generator needs it."""

    job: Job
    title: str
    stages: Sequence[AnyRow]
    questions: list[Question]


@dataclass(frozen=True)
class StoredFile:
    """A file that is already in the store, sealed by ``file_key``."""

    document_id: UUID
    file_key: bytes
    key: str
    size: int
    sha256: str
    media_type: MediaType
    name: str


def build_rows(
    persona: Persona, vacancy: Vacancy, files: list[StoredFile], recruiter_id: UUID, draw: random.Random
) -> Rows:
    """One application of one persona: when it came, how far it went, how it ended."""
    job = vacancy.job
    age = min(draw.randrange(1, 86) if draw.random() < 0.5 else draw.randrange(0, 18), _age_of(job))
    submitted_at = now() - timedelta(days=age, minutes=draw.randrange(1, 600))
    candidate = _candidate(persona, submitted_at)
    opener = sealing.new_key()
    documents = [
        _document(candidate, opener, stored, kind, submitted_at)
        for stored, kind in zip(files, DocumentKind, strict=False)
    ]
    application = _application(persona, vacancy, documents, submitted_at, draw)
    rows = Rows(candidate, _key(candidate, opener), documents, application)
    rows.hanging.append(_move(application, None, submitted_at, None))
    _advance(rows, vacancy, age, recruiter_id, draw)
    rows.hanging += [_answer(application, question, persona) for question in vacancy.questions]
    consent = _consent(candidate, submitted_at) if draw.random() < 0.3 else None
    if consent:
        rows.hanging.append(consent)
    facts = rules.facts_of(application, job, candidate, consent)
    application.erase_on = schedule(facts, rules.current_profile(), today()).erase_on
    return rows


def _application(
    persona: Persona, vacancy: Vacancy, documents: list[Document], submitted_at: datetime, draw: random.Random
) -> Application:
    candidate_id = documents[0].candidate_id
    return Application(
        id=uuid4(),
        reference=derive_code("demo", str(candidate_id)),
        form_key=hashlib.sha256(str(candidate_id).encode()).hexdigest(),
        job_id=vacancy.job.id,
        candidate_id=candidate_id,
        stage_id=vacancy.stages[0].id,
        state=ApplicationState.ACTIVE,
        name=persona.name,
        name_key=fold(persona.name),
        phone=persona.phone if draw.random() < 0.8 else None,
        current_position=persona.position or None,
        message=SENTENCES[persona.locale] if draw.random() < 0.4 else None,
        cv_id=documents[0].id,
        cover_letter_id=documents[1].id if len(documents) > 1 else None,
        source=draw.choice(SOURCES),
        locale=persona.locale,
        notice_hash=_notice_hash(persona.locale),
        submitted_at=submitted_at,
        stage_entered_at=submitted_at,
        version=1,
    )


@cache
def _notice_hash(locale: str) -> str:
    return notice_hash(current_document(locale).text)


def _advance(rows: Rows, vacancy: Vacancy, age: int, recruiter_id: UUID, draw: random.Random) -> None:
    """Through some stages, a few days each; then perhaps a decision."""
    application, at = rows.application, rows.application.submitted_at
    steps = min(len(vacancy.stages) - 1, int(draw.expovariate(0.5)) if age > 3 else 0)
    for stage in vacancy.stages[1 : steps + 1]:
        at = at + timedelta(days=draw.randrange(1, 6), hours=draw.randrange(8))
        if at > now():
            return
        before = application.stage_id
        application.stage_id, application.stage_entered_at = stage.id, at
        application.version += 1
        if vacancy.job.is_blind and stage.kind is StageKind.INTERVIEW:
            application.revealed_at = application.revealed_at or at
        rows.hanging.append(_move(application, before, at, recruiter_id))
        if draw.random() < 0.35:
            note = Note(application_id=application.id, account_id=recruiter_id, body=draw.choice(NOTES), written_at=at)
            rows.hanging.append(note)
    decided_at = at + timedelta(days=draw.randrange(2, 9))
    if age > 12 and draw.random() < 0.62 and decided_at < now():
        _decide(rows, decided_at, recruiter_id, is_last=steps == len(vacancy.stages) - 1, draw=draw)


def _decide(rows: Rows, at: datetime, recruiter_id: UUID, *, is_last: bool, draw: random.Random) -> None:
    application = rows.application
    application.state = (
        ApplicationState.HIRED
        if is_last and draw.random() < 0.5
        else ApplicationState.WITHDRAWN
        if draw.random() < 0.1
        else ApplicationState.REJECTED
    )
    application.decided_at, application.decided_by = at, recruiter_id
    if application.state is ApplicationState.REJECTED:
        application.rejection_reason = draw.choice(list(RejectionReason)[:4])
    application.version += 1
    move = _move(application, application.stage_id, at, recruiter_id)
    move.from_state, move.rejection_reason = ApplicationState.ACTIVE, application.rejection_reason
    rows.hanging.append(move)


def _move(application: Application, from_stage_id: UUID | None, at: datetime, account_id: UUID | None) -> Move:
    return Move(
        id=uuid4(),
        application_id=application.id,
        version=application.version,
        from_stage_id=from_stage_id,
        to_stage_id=application.stage_id,
        from_state=ApplicationState.ACTIVE if from_stage_id else None,
        to_state=application.state,
        account_id=account_id,
        moved_at=at,
    )


def _candidate(persona: Persona, at: datetime) -> Candidate:
    return Candidate(
        id=uuid4(),
        email=persona.email,
        email_key=email_key(persona.email),
        locale=persona.locale,
        created_at=at,
        last_contact_at=at,
    )


def _key(candidate: Candidate, opener: bytes) -> CandidateKey:
    sealed, sealed_by = vault.seal_candidate_key(opener, candidate.id)
    return CandidateKey(candidate_id=candidate.id, sealed=sealed, sealed_by=sealed_by, created_at=candidate.created_at)


def _document(candidate: Candidate, opener: bytes, stored: StoredFile, kind: DocumentKind, at: datetime) -> Document:
    return Document(
        id=stored.document_id,
        sealed_key=vault.seal_document_key(opener, stored.file_key, stored.document_id),
        scan=ScanState.UNSCANNED,
        preparation=PreparationState.WAITING,
        tries=0,
        candidate_id=candidate.id,
        kind=kind,
        state=DocumentState.KEPT,
        filename=stored.name,
        media_type=stored.media_type,
        size=stored.size,
        sha256=stored.sha256,
        storage_key=stored.key,
        created_at=at,
    )


def _consent(candidate: Candidate, at: datetime) -> Consent:
    return Consent(
        id=uuid4(),
        candidate_id=candidate.id,
        purpose=ConsentPurpose.POOL,
        text_hash=hashlib.sha256(b"demo").hexdigest(),
        channel=ConsentChannel.APPLICATION_FORM,
        given_at=at,
    )


def _answer(application: Application, question: Question, persona: Persona) -> Answer:
    label = in_language(question.labels, persona.locale)
    is_english = persona.locale == "en"
    by_kind = {
        QuestionKind.CHOICE: question.options[0].get(persona.locale, "") if question.options else "",
        QuestionKind.YES_NO: "Yes" if is_english else "Oui",
        QuestionKind.NUMBER: "3",
        QuestionKind.DATE: (today() + timedelta(days=45)).isoformat(),
        QuestionKind.LINK: "https://www.example.org/portfolio",
        QuestionKind.SHORT_TEXT: "Three months" if is_english else "Trois mois",
        QuestionKind.LONG_TEXT: persona.deeds[0],
    }
    return Answer(application_id=application.id, question_id=question.id, label=label, value=by_kind[question.kind])


def _age_of(job: Job) -> int:
    """An application is never older than the ad."""
    published_at = job.published_at or now()
    return max(0, (today() - local_date(published_at)).days - 1)
