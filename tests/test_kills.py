"""Staff at work and the worker beside them, both killed again and again: nothing stands by halves (R1, R2, R5, R10)."""

import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from app.core.db import reading
from app.core.permissions import Role
from app.core.queue import Worker
from app.domain.applications.enums import ApplicationState
from app.domain.applications.models import Application, Move
from app.domain.audit import chain, marks
from app.domain.audit.models import AuditEvent, ErasureMark
from app.domain.audit.tags import Tag
from app.domain.documents import queries
from app.domain.documents.models import Document, Tombstone
from app.domain.documents.vault import read_content, storage
from app.domain.mail.enums import MailKind, MailState
from app.domain.mail.models import OutgoingMail
from app.domain.people.models import Candidate
from app.domain.rights.enums import RequestKind, RequestState
from app.domain.rights.models import RightsRequest
from app.extensions import db
from app.worker import TASKS
from tests.conftest import test_settings
from tests.databases import database_url
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    CandidateFactory,
    DocumentFactory,
    JobFactory,
    RightsRequestFactory,
)
from tests.processes import UNMEASURED

ROOT = Path(__file__).parents[1]
PEOPLE, LEAVERS = 14, 6
KILLS = 6
# A page and the form on it have some hundred moments.
FURTHEST = 400

# The application is loaded once; each life is a fork of it that ends, but for the last, at its moment as kill -9 ends
# it: before or after a statement, or before a commit.
LIVES = """
import json, os, random, re, signal, sys, time
from datetime import timedelta
from sqlalchemy import event, select
from app import create_app
from app.core import queue
from app.core.db import reading
from app.domain.applications.models import Application
from app.domain.jobs.models import Stage
from app.domain.mail import delivery
from app.domain.rights.models import RightsRequest
from app.extensions import db
from app.worker import TASKS
from tests.page_client import PageClient

def count_down(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

def ask(account, shown, path, **values):
    client = PageClient(app)
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = f"{account}:0", True
    token = re.search('name="csrf_token" [^>]*value="([^"]+)"', client.get(shown).text)
    return client.post(path, data={**values, "csrf_token": token[1]}).status_code if token else 404

def tell(*what):
    print(json.dumps([str(each) for each in what]), flush=True)

def staff(draw, given):
    with reading():
        found = db.session.execute(select(Application.id, Application.job_id, Application.version, Application.state))
        key, job_id, version, state = draw.choice([tuple(row) for row in found])
        stage = draw.choice(db.session.scalars(select(Stage.id).where(Stage.job_id == job_id)).all())
        requests = db.session.scalars(select(RightsRequest.id).where(RightsRequest.state == "open")).all()
    path = f"/staff/applications/{key}"
    if requests and draw.random() < 0.2:
        request = draw.choice(requests)
        page = f"/staff/privacy/requests/{request}/erase"
        status = ask(given["officer"], page, page, answer="C'est fait.")
        tell("erase", request, 0, status)
    elif state != "active":
        tell("reopen", key, version, ask(given["recruiter"], path, f"{path}/reopen", version=version))
    elif draw.random() < 0.4:
        said = {"outcome": "rejected", "reason": "skills", "letter": "Merci.", "version": version}
        status = ask(given["recruiter"], path, f"{path}/decide", **said)
        tell("reject", key, version, status)
    else:
        tell("move", key, version, ask(given["recruiter"], path, f"{path}/move", to_stage=stage, version=version))

def background(draw, given):
    if not worker.tick():
        time.sleep(0.01)

# Who was killed keeps what they had taken for some minutes; here for a moment.
queue.LEASE = delivery.LEASE = timedelta(milliseconds=50)
given = json.loads(sys.argv[1])
app = create_app()
worker = queue.Worker([queue.Task(each.name, timedelta(0), each.is_due, each.run) for each in TASKS])
work = globals()[given["who"]]
with app.app_context():
    for happening in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(db.engine, happening, count_down)
    for number, left in enumerate(given["moments"]):
        if not os.fork():
            draw = random.Random(f"{given['seed']} {number}")
            while True:
                work(draw, given)
        if os.waitstatus_to_exitcode(os.wait()[1]) != -signal.SIGKILL:
            sys.exit("it ended by itself")
"""


@dataclass
class House:
    """An instance, and what it began with: of each application its person, of each request its address."""

    app: Flask
    accounts: dict[str, str]
    people: dict[UUID, UUID]
    leavers: dict[UUID, UUID]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with database_url(tmp_path) as url:
        app = create_app(test_settings(tmp_path, url))
        with app.app_context():
            flask_migrate.upgrade()
            roles = {"recruiter": Role.RECRUITER, "officer": Role.PRIVACY_OFFICER}
            accounts = {name: str(AccountFactory(role=role).id) for name, role in roles.items()}
            job, people, leavers = JobFactory(), {}, {}
            for number in range(PEOPLE):
                address = f"camille{number}@example.org"
                person = CandidateFactory(email=address, email_key=address)
                cv = DocumentFactory(candidate=person, content=address.encode())
                people[ApplicationFactory(job=job, candidate=person, cv=cv).id] = person.id
                if number < LEAVERS:
                    request = RightsRequestFactory(kind=RequestKind.ERASURE, email=address)
                    leavers[request.id] = person.id
            db.session.remove()
            db.engine.dispose()
            yield House(app, accounts, people, leavers)
            db.session.remove()
            db.engine.dispose()


def live(house: House, who: str, seed: int) -> "subprocess.Popen[str]":
    draw = random.Random(f"{who} {seed}")  # noqa: S311  repeatable
    moments = [draw.randint(5, FURTHEST) for _ in range(KILLS)]
    return subprocess.Popen(
        [sys.executable, "-c", LIVES, json.dumps({**house.accounts, "who": who, "seed": seed, "moments": moments})],
        cwd=ROOT,
        env={
            **UNMEASURED,
            "VIVIER_ENV": "testing",
            "DATA_DIR": str(house.app.config["DATA_DIR"]),
            "DATABASE_URL": house.app.config["SQLALCHEMY_DATABASE_URI"],
        },
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("seed", [0])
def test_nothing_is_half_done_when_staff_and_worker_are_killed(house: House, seed: int) -> None:
    processes = [live(house, who, seed) for who in ("staff", "background")]
    told, _ = (each.communicate(timeout=240)[0] for each in processes)
    assert [each.returncode for each in processes] == [0, 0]
    answered = [json.loads(line) for line in told.splitlines()]
    assert {status for *_, status in answered} <= {"303", "403", "409"}, answered
    done = [(act, UUID(key), int(version)) for act, key, version, status in answered if status == "303"]
    assert len(done) >= KILLS
    _settle(house)
    _assert_kept(house, done)
    _assert_chains()
    _assert_letters(house)
    _assert_gone(house)
    _assert_files()


def _settle(house: House) -> None:
    """What the worker owes is done; who was killed while they handed a letter over gives it back in a moment."""
    worker = Worker(TASKS)
    for _ in range(200):
        is_busy = worker.tick()
        with reading():
            waiting = db.session.scalar(select(func.count()).where(OutgoingMail.state == MailState.QUEUED))
            buried = db.session.scalar(select(func.count()).select_from(Tombstone))
            if not (is_busy or waiting or buried or chain.has_unsealed() or marks.has_unwritten()):
                return
        time.sleep(0.05)
    pytest.fail("the worker has not come to its end")


def _assert_kept(house: House, done: list[tuple[str, UUID, int]]) -> None:
    """Whatever was answered stands (R1), unless its person was erased since."""
    there = set(db.session.scalars(select(Application.id)))
    moves = {(move.application_id, move.version): move for move in db.session.scalars(select(Move))}
    for act, key, version in done:
        if act == "erase":
            assert db.session.get_one(RightsRequest, key).state is RequestState.ANSWERED
        elif key in there and act == "reject":
            assert moves[key, version + 1].to_state is ApplicationState.REJECTED
        elif key in there and act == "reopen":
            assert moves[key, version + 1].to_state is ApplicationState.ACTIVE


def _assert_chains() -> None:
    """Each history is complete, ends where its application stands, and the log tells of each link once."""
    assert chain.verify() is None
    told = Counter(
        event.subject_id
        for event in db.session.scalars(select(AuditEvent))
        if event.tag in {Tag.APPLICATION_MOVED, Tag.APPLICATION_DECIDED, Tag.APPLICATION_REOPENED}
    )
    for application in db.session.scalars(select(Application)):
        links = db.session.scalars(
            select(Move).where(Move.application_id == application.id).order_by(Move.version)
        ).all()
        assert [link.version for link in links] == list(range(1, application.version + 1))
        for before, link in pairwise(links):
            assert (link.from_stage_id, link.from_state) == (before.to_stage_id, before.to_state)
        assert (links[-1].to_stage_id, links[-1].to_state) == (application.stage_id, application.state)
        assert told[application.id] == application.version - 1


def _assert_letters(house: House) -> None:
    """One letter for each refusal and each erasure, none for another; and each has left (R5)."""
    rows = db.session.scalars(select(OutgoingMail)).all()
    letters = Counter(row.application_id for row in rows if row.kind is MailKind.APPLICATION_DECLINED)
    refusals = Counter(
        db.session.scalars(select(Move.application_id).where(Move.to_state == ApplicationState.REJECTED))
    )
    assert letters == refusals
    answered = db.session.scalars(select(RightsRequest.id).where(RightsRequest.state == RequestState.ANSWERED))
    assert Counter(row.request_id for row in rows if row.kind is MailKind.REQUEST_ERASED) == Counter(answered)
    left = [message_from_bytes(path.read_bytes()) for path in (house.app.config["DATA_DIR"] / "mail").glob("*.eml")]
    assert {row.message_id for row in rows} <= {letter["Message-ID"] for letter in left}
    gone = {f"camille{number}@example.org" for number in range(LEAVERS)}
    strange = [each for each in left if each["Message-ID"] not in {row.message_id for row in rows}]
    assert {each["To"] for each in strange} <= gone, "a letter left of which no row speaks, to somebody who is there"


def _assert_gone(house: House) -> None:
    """Who was erased is gone whole, and marked in the ledger; who was not is there whole."""
    asked = {each.id: each.state for each in db.session.scalars(select(RightsRequest))}
    gone = {house.leavers[key] for key, state in asked.items() if state is RequestState.ANSWERED}
    stay = {key: person for key, person in house.people.items() if person not in gone}
    assert set(db.session.scalars(select(Candidate.id))) == set(stay.values())
    assert set(db.session.execute(select(Application.id, Application.candidate_id))) == set(stay.items())
    assert Counter(db.session.scalars(select(Document.candidate_id))) == Counter(stay.values())
    marked = {entry.pseudonym for entry in marks.ledger().read()}
    assert {marks.pseudonym_of("candidate", person) for person in gone} <= marked
    assert marked == set(db.session.scalars(select(ErasureMark.pseudonym)))


def _assert_files() -> None:
    """No row without its file, and each opens; no file without its row, but what the next hour sweeps (R2)."""
    documents = db.session.scalars(select(Document)).all()
    kept, known = set(storage().list_keys()), set(queries.list_document_keys())
    assert known <= kept
    assert kept - known <= set(storage().list_unsettled(-1))
    assert {read_content(each) for each in documents} <= {f"camille{n}@example.org".encode() for n in range(PEOPLE)}
