"""flask retention, as an operator types it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from click.testing import Result
from flask import Flask

from app.core.actor import SYSTEM
from app.core.clock import local_date, now, today
from app.domain.applications import rules
from app.domain.documents.models import Tombstone
from app.domain.policy.periods import Period
from app.domain.policy.schedule import Reason
from app.domain.privacy import retention
from tests.factories import ApplicationFactory, CandidateFactory, ContactMessageFactory
from tests.factories.archive import refused_application


def _run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["retention", *words])


def _due() -> Any:
    at = now() - timedelta(days=800)
    return ApplicationFactory(
        candidate=CandidateFactory(last_contact_at=at), submitted_at=at, erase_on=today() - timedelta(days=70)
    )


def test_the_plan_is_a_dry_run_that_a_person_can_read(app: Flask, db: Any, clock: time_machine.Traveller) -> None:
    application = _due()
    for _ in range(101):
        ApplicationFactory(erase_on=today() + timedelta(days=5))
    said = _run(app, "plan")
    assert said.exit_code == 0
    first, second, *_rest = said.output.splitlines()
    assert first == "102 file(s) go by 2026-12-23; policy 2026.2-FR"
    assert second.split(maxsplit=4)[:4] == ["now", "2026-09-14", application.reference, "active"]
    assert second.endswith(Reason.UNDECIDED.words(rules.current_profile()).in_language("en"))
    assert said.output.splitlines()[-1] == "0 other thing(s) go by 2026-12-23"
    assert len(said.output.splitlines()) == 104
    assert "Camille" not in said.output
    assert db.session.get(type(application), application.id) is not None


def test_alone_the_command_is_the_plan(app: Flask, db: Any, clock: time_machine.Traveller) -> None:
    _due()
    assert _run(app).output == _run(app, "plan").output
    assert "1 file(s) go by" in _run(app).output


def test_the_plan_tells_of_the_other_kinds(app: Flask, db: Any, clock: time_machine.Traveller) -> None:
    ContactMessageFactory(erase_on=today() - timedelta(days=1))
    ContactMessageFactory(erase_on=today() + timedelta(days=3))
    ContactMessageFactory(erase_on=today() + timedelta(days=4))
    assert _run(app, "plan", "--days", "3").output.splitlines()[1:] == [
        "2 other thing(s) go by 2026-11-26",
        "now 2026-11-22  -            contact message",
        "    2026-11-26  -            contact message",
    ]


@pytest.mark.parametrize(("days", "status"), [("-1", 2), ("0", 0), ("3650", 0), ("3651", 2), ("1e9", 2)])
def test_the_plan_looks_no_farther_than_ten_years(app: Flask, db: Any, days: str, status: int) -> None:
    assert _run(app, "plan", "--days", days).exit_code == status


def test_the_plan_tells_what_a_refusal_leaves(app: Flask, db: Any) -> None:
    """A2.4."""
    refused_on = now() - timedelta(days=80)
    refused_application(
        candidate=CandidateFactory(last_contact_at=refused_on),
        submitted_at=refused_on,
        decided_at=refused_on,
        erase_on=today(),
    )
    until = Period(months=60).end_from(local_date(refused_on))
    assert f"archived until {until}" in _run(app, "plan").output


def test_the_run_erases_destroys_and_says_so(app: Flask, db: Any, clock: time_machine.Traveller) -> None:
    _due()
    assert _run(app, "late").exit_code == 1
    said = _run(app, "run")
    assert said.exit_code == 0
    assert "Erased 1 file(s); destroyed 1 document(s)." in said.output
    assert db.session.query(Tombstone).count() == 0
    assert not [path for path in app.config["UPLOADS_DIR"].rglob("*") if path.is_file()]
    late = _run(app, "late")
    assert (late.exit_code, late.output) == (0, "0 file(s) late\n")


def test_a_run_goes_on_until_nothing_is_due(
    app: Flask, db: Any, clock: time_machine.Traveller, monkeypatch: Any
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(5):
        _due()
    assert "Erased 5 file(s)" in _run(app, "run").output


def test_a_clock_that_jumped_stops_it_until_a_person_says_it_is_right(
    app: Flask, db: Any, clock: time_machine.Traveller
) -> None:
    """R13."""
    retention.run_batch(actor=SYSTEM)
    clock.shift(timedelta(days=60))
    _due()
    stopped = _run(app, "run")
    assert stopped.exit_code == 1
    assert "--accept-clock" in stopped.output
    assert "Erased 1 file(s)" in _run(app, "run", "--accept-clock").output
