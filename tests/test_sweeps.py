"""Two nights at once, killed at random while people apply, renew and dispute: the end is that of one quiet night (R7).

The same people are put into two instances. In one, two sweeps run side by side and are killed again and again while
holds, renewals and applications arrive; in the other, what arrived in time comes first, and one sweep follows.
"""

import io
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import flask_migrate
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from app.core.actor import VISITOR, candidate, staff
from app.core.clock import now, today
from app.core.db import transaction
from app.core.errors import Invalid, Missing
from app.core.permissions import Role
from app.domain.applications.actions.holds import place_hold
from app.domain.applications.actions.own import join_pool
from app.domain.applications.actions.submit import Submission, submit_application
from app.domain.applications.models import Application, Hold
from app.domain.audit import chain
from app.domain.audit.models import AuditEvent, ErasureMark
from app.domain.audit.tags import Tag
from app.domain.documents.enums import DocumentKind
from app.domain.documents.intake import take_in
from app.domain.documents.models import CandidateKey, Document, Tombstone
from app.domain.documents.vault import read_content
from app.domain.firm.notices import current_version
from app.domain.jobs.models import Job
from app.domain.mail.models import OutgoingMail
from app.domain.people.models import Candidate, Consent
from app.domain.people.queries import find_candidate_by_email
from app.domain.privacy.models import ErasureReceipt, SweepRun
from app.extensions import db
from tests.adapters import samples
from tests.conftest import test_settings
from tests.databases import database_url
from tests.factories import AccountFactory, ApplicationFactory, CandidateFactory, DocumentFactory, JobFactory
from tests.processes import UNMEASURED

ROOT = Path(__file__).parents[1]
LONG_AGO = timedelta(days=800)
DUE, YOUNG, RENEWED, HELD, NEW, AGAIN = 120, 10, 16, 16, 12, 6
ROUNDS = 5
# A sweep that is to die does so itself, at a statement of its work: the same on a fast machine as on a stalled one.
FIRST_STATEMENT, LAST_STATEMENT = 20, 220
SWEEP = """
import os, signal
from sqlalchemy import event
from app import create_app
from app.core.actor import SYSTEM
from app.domain.documents.tasks import shred_all
from app.domain.firm.notices import current_version
from app.domain.privacy import retention
from app.domain.privacy.enums import SweepOutcome
from app.extensions import db

def count_down(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

left = int(os.environ["DIES_AT"])
# Many small transactions, so that the end comes in the middle of some.
retention.BATCH = 5
with create_app().app_context():
    event.listen(db.engine, "before_cursor_execute", count_down)
    print("ready", flush=True)
    while retention.run_batch(actor=SYSTEM, accept_clock=True).outcome is SweepOutcome.RUNNING:
        shred_all()
    shred_all()
"""


@dataclass
class Town:
    """An instance, its people, and what reached it in time."""

    app: Flask
    officer_id: UUID
    job_id: UUID
    references: dict[str, str]
    arrived: list[str] = field(default_factory=list)

    def arrive(self, name: str) -> None:
        """One of the things that people do; noted when it was done, not when the file was gone already."""
        kind, _, who = name.partition(" ")
        try:
            with transaction():
                self._do(kind, who)
        except (Invalid, Missing):
            assert kind != "apply"
        else:
            self.arrived.append(name)

    def _do(self, kind: str, who: str) -> None:
        if kind == "hold":
            officer = staff(self.officer_id, Role.PRIVACY_OFFICER)
            reference, review_on = self.references[who], today() + timedelta(days=90)
            place_hold(actor=officer, reference=reference, reason="Assignation", review_on=review_on)
        elif kind == "renew":
            person = find_candidate_by_email(_address(who))
            if person is None:
                raise Missing("")
            join_pool(actor=candidate(person.id), text="D’accord.", notice_hash="0" * 64)
        else:
            submit_application(
                actor=VISITOR,
                job=db.session.get_one(Job, self.job_id),
                form_key=f"form {who}",
                person=Submission(name=who, email=_address(who)),
                cv=take_in(upload=io.BytesIO(samples.pdf(who)), filename="cv.pdf", kind=DocumentKind.CV),
                cover_letter=None,
                answers={},
                pool_consent=False,
                locale="fr",
                notice_hash=current_version("fr").hash,
            )


def _address(who: str) -> str:
    return f"{who}@example.org"


def _names(kind: str, many: int) -> list[str]:
    return [f"{kind}{number}" for number in range(many)]


@contextmanager
def settled(folder: Path) -> Iterator[Town]:
    """An instance with people whose day has come, and some whose day has not."""
    folder.mkdir()
    with database_url(folder) as url:
        app = create_app(test_settings(folder, url))
        with app.app_context():
            flask_migrate.upgrade()
            old_job, job = JobFactory(slug="ancien"), JobFactory(slug="nouveau")
            due = [*_names("due", DUE), *_names("renewed", RENEWED), *_names("held", HELD), *_names("again", AGAIN)]
            references = {name: _apply_long_ago(name, old_job, LONG_AGO) for name in due}
            references |= {name: _apply_long_ago(name, old_job, timedelta(days=9)) for name in _names("young", YOUNG)}
            yield Town(app, AccountFactory(role=Role.PRIVACY_OFFICER).id, job.id, references)
            db.session.remove()
            db.engine.dispose()


def _apply_long_ago(name: str, job: Job, ago: timedelta) -> str:
    at = now() - ago
    person = CandidateFactory(email=_address(name), email_key=_address(name), last_contact_at=at, created_at=at)
    application = ApplicationFactory(
        job=job,
        candidate=person,
        cv=DocumentFactory(candidate=person, content=name.encode()),
        submitted_at=at,
        erase_on=(at + timedelta(days=730)).date(),
    )
    return str(application.reference)


def sweep(app: Flask, dies_at: int = 0) -> "subprocess.Popen[str]":
    environment = {
        "DIES_AT": str(dies_at),
        **UNMEASURED,
        "VIVIER_ENV": "testing",
        "DATA_DIR": str(app.config["DATA_DIR"]),
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
    }
    return subprocess.Popen(
        [sys.executable, "-c", SWEEP],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_two_sweeps_that_are_killed_end_as_one_that_is_not(tmp_path: Path) -> None:
    things = [f"hold {name}" for name in _names("held", HELD)] + [
        f"renew {name}" for name in _names("renewed", RENEWED)
    ]
    things += [f"apply {name}" for name in [*_names("new", NEW), *_names("again", AGAIN)]]
    random.Random(3).shuffle(things)  # noqa: S311  a repeatable bad night
    with settled(tmp_path / "torn") as town:
        killed = _tear(town, things)
        torn, arrived = _state(town), town.arrived
    with settled(tmp_path / "quiet") as town:
        for thing in arrived:
            town.arrive(thing)
        assert _wait(sweep(town.app)) == 0
        quiet = _state(town)
    assert torn == quiet
    assert killed == 2 * ROUNDS
    assert {thing.partition(" ")[0] for thing in arrived} == {"hold", "renew", "apply"}
    assert torn["people"] == Counter({_address(name): 1 for name in _left(arrived)})


def _left(arrived: list[str]) -> set[str]:
    return {thing.partition(" ")[2] for thing in arrived} | set(_names("young", YOUNG))


def _tear(town: Town, things: list[str]) -> int:
    """Both sweeps at work, each killed at some statement, again and again; then both to their end."""
    draw, killed = random.Random(11), 0  # noqa: S311  repeatable
    arrivals = threading.Thread(target=_arrive_slowly, args=(town, things))
    for number in range(ROUNDS):
        pair = [sweep(town.app, draw.randint(FIRST_STATEMENT, LAST_STATEMENT)) for _ in range(2)]
        for each in pair:
            assert each.stdout is not None
            assert each.stdout.readline() == "ready\n"
        if number == 0:
            arrivals.start()
        killed += sum(_wait(each) == -signal.SIGKILL for each in pair)
    arrivals.join(timeout=60)
    assert [_wait(each) for each in (sweep(town.app), sweep(town.app))] == [0, 0]
    return killed


def _arrive_slowly(town: Town, things: list[str]) -> None:
    with town.app.app_context():
        for thing in things:
            town.arrive(thing)
            time.sleep(0.12)
        db.session.remove()


def _wait(process: "subprocess.Popen[str]") -> int:
    process.communicate(timeout=60)
    return process.returncode


def _state(town: Town) -> dict[str, Any]:
    """What is there at the end, told by address and job; rows have other ids in every instance."""
    db.session.rollback()
    owner = select(Candidate.email, Job.slug).join(Application, Application.candidate_id == Candidate.id)
    documents = db.session.scalars(select(Document)).all()
    chain.seal_batch()
    assert chain.verify() is None
    return {
        "applications": Counter(map(tuple, db.session.execute(owner.join(Job, Job.id == Application.job_id)))),
        "people": Counter(db.session.scalars(select(Candidate.email))),
        "readable files": Counter(read_content(document) for document in documents),
        "stored files": _count_files(town.app.config["UPLOADS_DIR"]),
        "keys": _count(CandidateKey),
        "tombstones": _count(Tombstone),
        "holds": _count(Hold),
        "consents": Counter(
            db.session.scalars(select(Candidate.email).join(Consent, Consent.candidate_id == Candidate.id))
        ),
        "letters": Counter(map(tuple, db.session.execute(select(OutgoingMail.kind, OutgoingMail.to_address)))),
        "receipts": Counter(map(tuple, db.session.execute(select(ErasureReceipt.because, ErasureReceipt.due_on)))),
        "erased twice": _count(ErasureReceipt) - _distinct(ErasureReceipt.application_id),
        "told by the runs": db.session.scalar(select(func.sum(SweepRun.erased))),
        "written in the log": _tagged(Tag.APPLICATION_ERASED),
        "marked for the ledger": db.session.scalar(select(func.count()).where(ErasureMark.kind == "application")),
    }


def _count_files(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def _count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def _distinct(column: Any) -> int:
    return db.session.scalar(select(func.count(column.distinct()))) or 0


def _tagged(tag: Tag) -> int:
    return db.session.scalar(select(func.count()).where(AuditEvent.tag == tag)) or 0
