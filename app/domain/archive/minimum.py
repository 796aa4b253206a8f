"""What the archive keeps of a refused application, and nothing else: CV, criteria, notes, decision (A2.13, A11.1)."""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ...adapters.storage import FileLost, StorageUnavailable
from ...core import logging
from ...core.clock import local_date
from ...core.text import in_language
from ...extensions import db
from ..applications.models import Answer, Application, Move, Note, Statement
from ..documents.models import Document
from ..documents.vault import read_content, storage
from ..jobs.models import Stage
from ..jobs.queries import text_of
from ..people.models import Candidate

FORMAT = "vivier-archive-1"
RECORD, CV = "record.json", "cv"
log = logging.get(__name__)


class CvUnreadable(StorageUnavailable):
    """The store is there, and does not give this one file now: nothing is archived without it, and no other waits."""


@dataclass(frozen=True)
class Minimum:
    """``record``: plain JSON, people of the firm as ids of their accounts; ``cv``: its octets, None when lost."""

    record: dict[str, Any]
    cv: bytes | None


def minimum_of(application: Application, candidate: Candidate, masks: Mapping[str, str]) -> Minimum:
    """The strict minimum of an application; ``masks``: words that no copy gives, and why, which outlive their person.

    Raises StorageUnavailable while the store is away, or CvUnreadable.

    A CV that the store has lost keeps nothing else from being archived: the record then says that there is none. One
    that does not come now is not lost: what is not archived here is destroyed a moment later.
    """
    document = db.session.get_one(Document, application.cv_id)
    cv = _read(document)
    record = _record(application, candidate, document if cv is not None else None)
    return Minimum(record | {"masks": [{"words": words, "reason": why} for words, why in masks.items()]}, cv)


def pack(minimum: Minimum) -> bytes:
    """One string of octets, to be sealed."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(RECORD, json.dumps(minimum.record, ensure_ascii=False))
        if minimum.cv is not None:
            package.writestr(CV, minimum.cv)
    return sink.getvalue()


def unpack(content: bytes) -> Minimum:
    """The reverse."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        cv = package.read(CV) if CV in package.namelist() else None
        return Minimum(json.loads(package.read(RECORD)), cv)


def accounts_in(record: dict[str, Any]) -> list[UUID]:
    """The members of staff whom a record names, by the ids of their accounts."""
    acts = [record["decision"], *record["notes"], *record["steps"]]
    return [UUID(act["by"]) for act in acts if act["by"]]


def _read(document: Document) -> bytes | None:
    try:
        return read_content(document)
    except FileLost:
        storage().check()
        log.error("archived without its CV", document_id=str(document.id))  # noqa: TRY400  the vault has said why
        return None
    except StorageUnavailable as fault:
        storage().check()
        raise CvUnreadable from fault


def _record(application: Application, candidate: Candidate, cv: Document | None) -> dict[str, Any]:
    job = text_of(application.job_id, application.locale)
    return {
        "format": FORMAT,
        "reference": application.reference,
        "name": application.name,
        "email": candidate.email,
        "submitted_on": local_date(application.submitted_at).isoformat(),
        "job": {"title": job.title, "description": job.description},
        "decision": _decision(application),
        "answers": [
            {"question": answer.label, "answer": answer.value} for answer in _all(Answer, application, Answer.label)
        ],
        "notes": [
            {"on": local_date(note.written_at).isoformat(), "by": _id(note.account_id), "words": note.body}
            for note in _all(Note, application, Note.written_at, Note.id)
        ],
        "statement": _statement(application),
        "steps": _steps(application),
        "cv": {"filename": cv.filename, "media_type": cv.media_type.value} if cv else None,
    }


def _decision(application: Application) -> dict[str, str | None]:
    return {
        "on": local_date(application.decided_at).isoformat() if application.decided_at else None,
        "reason": application.rejection_reason.value if application.rejection_reason else None,
        "by": _id(application.decided_by),
    }


def _statement(application: Application) -> str | None:
    """What the person answers to the notes goes where these go (C5.2)."""
    statement = db.session.get(Statement, application.id)
    return statement.body if statement is not None else None


def _steps(application: Application) -> list[dict[str, str | None]]:
    moves = _all(Move, application, Move.version)
    stages = select(Stage).where(Stage.id.in_({move.to_stage_id for move in moves}))
    names = {stage.id: in_language(stage.names, application.locale) for stage in db.session.scalars(stages)}
    return [
        {
            "on": local_date(move.moved_at).isoformat(),
            "stage": names[move.to_stage_id],
            "state": move.to_state.value,
            "by": _id(move.account_id),
        }
        for move in moves
    ]


def _all(table: Any, application: Application, *order: Any) -> Iterable[Any]:  # noqa: ANN401  one of four tables
    rows = select(table).where(table.application_id == application.id).order_by(*order)
    return list(db.session.scalars(rows))


def _id(account_id: UUID | None) -> str | None:
    return str(account_id) if account_id else None
