"""What privacy costs: the night, erasure, and the copy of one's data."""

import io
import sqlite3
import statistics
import time
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.core.actor import SYSTEM, VISITOR
from app.core.db import reading, transaction
from app.domain.applications.actions.submit import Submission, submit_application
from app.domain.applications.models import Application
from app.domain.documents.enums import DocumentKind
from app.domain.documents.intake import take_in
from app.domain.documents.tasks import shred_all
from app.domain.firm.notices import current_version
from app.domain.jobs.enums import JobState
from app.domain.jobs.models import Job
from app.domain.privacy.bundle import build_bundle, pack
from app.domain.privacy.enums import SweepOutcome
from app.domain.privacy.retention import run_batch
from app.extensions import db

from .inside import run_inside
from .instance import Instance
from .measure import pdf_of

LONG_AGO = "2019-01-01 00:00:00.000000"
DOCUMENTS = 20


@dataclass(frozen=True)
class Erasures:
    """How many files of people went in a second: the rows, and with the destruction of what was stored."""

    rows: float
    stored: float


def idle_night(instance: Instance, times: int = 15) -> float:
    """Seconds of a sweep that finds nothing due."""
    return run_inside(instance, _sweep_idly, times)


def erase(instance: Instance, many: int) -> Erasures:
    """Makes so many people with real files due, and runs the night."""
    _make_due(instance, many)
    return run_inside(instance, _erase, many)


def export(instance: Instance, times: int = 7) -> tuple[float, int]:
    """Seconds and octets of the copy of somebody with twenty documents."""
    return run_inside(instance, _export, times)


def _sweep_idly(times: int) -> float:
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        run = run_batch(actor=SYSTEM, accept_clock=True)
        seconds.append(time.perf_counter() - began)
        if run.outcome is not SweepOutcome.FINISHED or run.erased:
            raise ValueError(run.outcome, run.erased)
    return statistics.median(seconds)


def _make_due(instance: Instance, many: int) -> None:
    """Rejected long ago, and never heard of since."""
    with sqlite3.connect(instance.database) as rows:
        rows.execute(
            "CREATE TEMP TABLE due AS SELECT applications.id, applications.candidate_id FROM applications"
            " JOIN documents ON documents.id = cv_id WHERE storage_key <> documents.id LIMIT ?",
            (many,),
        )
        rows.execute(
            "UPDATE applications SET state = 'rejected', rejection_reason = 'availability', erase_on = '2019-06-01',"
            " decided_by = (SELECT id FROM accounts LIMIT 1), decided_at = ?, submitted_at = ?, stage_entered_at = ?"
            " WHERE id IN (SELECT id FROM due)",
            (LONG_AGO, LONG_AGO, LONG_AGO),
        )
        rows.execute(
            "UPDATE candidates SET created_at = ?, last_contact_at = ? WHERE id IN (SELECT candidate_id FROM due)",
            (LONG_AGO, LONG_AGO),
        )
        rows.execute("DELETE FROM consents WHERE candidate_id IN (SELECT candidate_id FROM due)")
    rows.close()


def _erase(many: int) -> Erasures:
    began = time.perf_counter()
    run = run_batch(actor=SYSTEM, accept_clock=True)
    while run.outcome is SweepOutcome.RUNNING:
        run = run_batch(actor=SYSTEM, accept_clock=True)
    rows = time.perf_counter() - began
    shred_all()
    stored = time.perf_counter() - began
    if run.erased != many:
        raise ValueError(run.erased)
    return Erasures(many / rows, many / stored)


def _export(times: int) -> tuple[float, int]:
    candidate_id = _somebody_with_documents()
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        with reading():
            size = sum(map(len, pack(build_bundle(candidate_id, "fr"))))
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds), size


def _somebody_with_documents() -> UUID:
    """Who has sent a CV and a letter to ten jobs."""
    with reading():
        wanted = DOCUMENTS // 2
        job_ids = db.session.scalars(select(Job.id).where(Job.state == JobState.PUBLISHED).limit(wanted)).all()
    for number, job_id in enumerate(job_ids):
        with transaction():
            cv, letter = (
                take_in(upload=io.BytesIO(pdf_of(75_000, seed)), filename=f"{kind}.pdf", kind=kind)
                for seed, kind in enumerate((DocumentKind.CV, DocumentKind.COVER_LETTER))
            )
            submit_application(
                actor=VISITOR,
                job=db.session.get_one(Job, job_id),
                form_key=f"bench {number}",
                person=Submission(name="Camille Durand", email="twenty@example.org"),
                cv=cv,
                cover_letter=letter,
                answers={},
                pool_consent=False,
                locale="fr",
                notice_hash=current_version("fr").hash,
            )
    with reading():
        return db.session.scalars(select(Application.candidate_id).where(Application.form_key == "bench 0")).one()
