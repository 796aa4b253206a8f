"""Whatever everybody does, no page is a fault, and what is owed to people can still be done for each of them.

A short walk with every commit; `make explore` takes many, long ones.
"""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import settings
from sqlalchemy import select

from app.cli.demo.load import load_demo
from app.core.actor import SYSTEM
from app.core.clock import now
from app.core.db import reading, transaction
from app.core.permissions import Role
from app.domain.applications.models import Application
from app.domain.audit import chain
from app.domain.documents.reconciliation import compare
from app.domain.documents.tasks import shred_all
from app.domain.people.models import Candidate
from app.domain.privacy import retention
from app.domain.privacy.bundle import build_bundle
from app.domain.privacy.enums import SweepOutcome
from app.domain.privacy.lateness import list_late
from app.extensions import db as database

from .page_client import PageClient
from .wanderer import Wanderer

IS_EXPLORING = settings.get_current_profile_name() == "explore"
TURNS, STEPS = 24, 12


@pytest.mark.hypothesis
@pytest.mark.parametrize("number", range(40 if IS_EXPLORING else 2))
def test_no_walk_meets_a_fault_and_every_duty_can_be_done_after_it(
    app: Flask, db: Any, sign_in: Any, enter: Any, number: int
) -> None:
    """C5.1, R7, R10: the copy, the night, the log; each is asked for whatever stands in the rows by then."""
    random = Random(None if IS_EXPLORING else number)  # noqa: S311  a walk is no secret
    wanderer = Wanderer(random)
    starts = [str(rule) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    pages = [path for path in starts if path not in {"/readyz", "/staff/styleguide"}]
    with transaction():
        load_demo(job_count=3, application_count=12)
    at = now()
    for _ in range(TURNS):
        at += random.choice((timedelta(minutes=20), timedelta(days=3), timedelta(days=40)))
        with time_machine.travel(at, tick=True):
            _pass_a_night()
            who = random.choice(("visitor", "candidate", "candidate", *Role))
            person = db.session.scalars(select(Candidate).order_by(Candidate.created_at.desc()).limit(1)).first()
            if isinstance(who, Role):
                client = sign_in(who)
            else:
                client = enter(person) if who == "candidate" and person is not None else PageClient(app)
            wanderer.wander(client, pages, STEPS)
    with time_machine.travel(at + timedelta(days=1), tick=True):
        _do_all_duties(app, sign_in(Role.RECRUITER))


def _pass_a_night() -> None:
    while retention.run_batch(actor=SYSTEM, accept_clock=True).outcome is SweepOutcome.RUNNING:
        pass
    with transaction():
        chain.seal_batch()
    shred_all()


def _do_all_duties(app: Flask, recruiter: PageClient) -> None:
    _pass_a_night()
    with reading():
        assert chain.verify() is None
        assert list_late().items == []
        assert compare().missing == ()
        people = database.session.scalars(select(Candidate.id)).all()
        applications = database.session.scalars(select(Application.id)).all()
    with app.test_request_context():
        for candidate_id in people:
            for locale in ("fr", "en"):
                assert all(part.read() for part in build_bundle(candidate_id, locale))
    assert {recruiter.get(f"/staff/applications/{each}").status_code for each in applications} <= {200, 423}
