"""An application comes into being: its row, its files kept, its first move. Who brings it decides the rest."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from ....core import tokens
from ....core.clock import local_date, now
from ....core.rows import add_rows
from ....core.text import clean_line, clean_text, fold
from ....extensions import db
from ...documents.intake import keep
from ...documents.models import Document
from ...jobs.models import Job
from ...jobs.queries import list_stages
from ...people.models import Candidate
from ..enums import ApplicationState
from ..models import Application, Move


@dataclass(frozen=True)
class Submission:
    """What a person wrote of themselves in the form."""

    name: str
    email: str
    phone: str | None = None
    current_position: str | None = None
    message: str | None = None
    accommodation: str | None = None


@dataclass(frozen=True)
class Origin:
    """Through which ad the person came: site, kind of link, campaign, as the address of the page had them."""

    source: str | None = None
    medium: str | None = None
    campaign: str | None = None


NO_AD = Origin()


@dataclass(frozen=True)
class Entry:
    """By which form it comes, in which language, under which notice, through what, who of the team enters it, when."""

    form_key: str
    locale: str
    notice_hash: str
    origin: Origin = NO_AD
    account_id: UUID | None = None
    at: datetime = field(default_factory=now)


def reference_of(form_key: str) -> str:
    """By which an application is called: the same for the same form."""
    return tokens.derive_code("reference", form_key)


def find_application_of_form(form_key: str) -> Application | None:
    """What a form has made already (R3)."""
    return db.session.scalar(select(Application).where(Application.form_key == form_key))


def find_known(candidate: Candidate, job: Job) -> Application | None:
    """What there is already of this person for this job; what they had erased is nothing of theirs any more (A11.1)."""
    return db.session.scalar(_known(), {"candidate": candidate.id, "job": job.id})


@cache
def _known() -> Select[Application]:
    return select(Application).where(
        Application.candidate_id == bindparam("candidate"),
        Application.job_id == bindparam("job"),
        Application.erasure_asked_on.is_(None),
    )


def enter_application(
    *, job: Job, candidate: Candidate, person: Submission, files: tuple[Document, Document | None], entry: Entry
) -> Application:
    """Writes the application in the job's first stage; ``files`` are a CV and a letter."""
    file_ids = keep_files(files, candidate.id)
    application = Application(
        reference=reference_of(entry.form_key),
        job_id=job.id,
        candidate_id=candidate.id,
        stage_id=list_stages(job.id)[0].id,
        state=ApplicationState.ACTIVE,
        stage_entered_at=entry.at,
        erase_on=local_date(entry.at),
        version=1,
        **sent(person, file_ids, entry),
        **vars(entry.origin),
    )
    db.session.add(application)
    db.session.flush()
    add_rows(Move, _first_move(application, entry.account_id))
    return application


def keep_files(files: tuple[Document, Document | None], candidate_id: UUID) -> tuple[UUID, UUID | None]:
    """Makes the files the candidate's; the ids of CV and letter."""
    with db.session.no_autoflush:
        for document in filter(None, files):
            keep(document, candidate_id)
    # A file that came with this very form is written here, once, as what it has become.
    db.session.flush()
    cv, cover_letter = files
    return cv.id, cover_letter.id if cover_letter else None


def sent(person: Submission, file_ids: tuple[UUID, UUID | None], entry: Entry) -> dict[str, Any]:
    """What an application holds of one form: who, with which files, in which language, under which notice, when."""
    return {
        "form_key": entry.form_key,
        "cv_id": file_ids[0],
        "cover_letter_id": file_ids[1],
        "locale": entry.locale,
        "notice_hash": entry.notice_hash,
        "submitted_at": entry.at,
        **_written(person),
    }


def _written(person: Submission) -> dict[str, str | None]:
    name = clean_line(person.name)[:120]
    return {
        "name": name,
        "name_key": fold(name)[:160],
        "phone": clean_line(person.phone)[:40] or None,
        "current_position": clean_line(person.current_position)[:160] or None,
        "message": clean_text(person.message) or None,
        "accommodation": clean_text(person.accommodation) or None,
    }


def _first_move(application: Application, account_id: UUID | None) -> dict[str, Any]:
    return {
        "application_id": application.id,
        "version": 1,
        "to_stage_id": application.stage_id,
        "to_state": ApplicationState.ACTIVE,
        "account_id": account_id,
        "moved_at": application.submitted_at,
    }
