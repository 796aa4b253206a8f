"""docs/http.md is true of what comes back: each status can be provoked, each JSON has its keys, each value is one."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.core.permissions import Role
from app.domain.applications.enums import ApplicationState, RejectionReason
from app.domain.applications.queries.listing import Sort
from app.domain.documents.enums import DocumentKind
from app.domain.jobs.enums import Contract
from app.domain.jobs.models import Stage
from app.extensions import limiter
from tests.adapters import samples
from tests.factories import ApplicationFactory, JobFactory
from tests.factories.archive import refused_application
from tests.page_client import PageClient

from .test_http_contract import PAGE

ANSWERS = {
    (method, path): {int(status) for status in re.findall(r"\b[2345]\d\d\b", answers)}
    for method, path, answers in re.findall(r"^\| (GET|POST) \| `([^`]+)` \|.*\| ([^|]+) \|$", PAGE, re.MULTILINE)
}
VALUES = {
    field: values.split("` `")
    for field, values in re.findall(r"^\| `(\w+)`[^|]*\| `([^|]+)` \|$", PAGE, re.MULTILINE)
    if " " in values
}


REASON = RejectionReason.SKILLS.value


@dataclass
class World:
    """What a case may use."""

    app: Flask
    db: Any
    staff: PageClient
    public: PageClient
    patch: pytest.MonkeyPatch

    def act(self, verb: str, application: Any = None, *, is_json: bool = False, **fields: Any) -> TestResponse:
        """One of the forms of a dossier, as a program sends it."""
        token = self.staff.page("/staff/account").find_all("meta", name="csrf-token")[0].get("content")
        key = application.id if application else uuid4()
        headers = {"Accept": "application/json"} if is_json else {}
        sent = {"csrf_token": token, "version": 1, **fields}
        return self.staff.post(f"/staff/applications/{key}/{verb}", data=sent, headers=headers)

    def move(self, position: int = 1, *, application: Any = None, **fields: Any) -> TestResponse:
        application = application or ApplicationFactory()
        stages = select(Stage.id).where(Stage.job_id == application.job_id).order_by(Stage.position)
        fields = {"to_stage": str(self.db.session.scalars(stages).all()[position]), **fields}
        return self.act("move", application, **fields)

    def apply(self, **given: Any) -> TestResponse:
        page = self.public.page(f"/jobs/{JobFactory().slug}/apply")
        token = page.form("apply").values["form_token"]
        cv = (BytesIO(samples.pdf()), "cv.pdf")
        sent = {"form_token": token, "name": "A", "email": "a@example.org", "cv": cv, **given}
        return self.public.post(page.form("apply").action, data=sent, content_type="multipart/form-data")

    def set(self, **settings: Any) -> "World":
        for name, value in settings.items():
            self.patch.setitem(self.app.config, name, value)
        limiter.reset()
        return self

    def twice(self, ask: Callable[[], TestResponse]) -> TestResponse:
        ask()
        return ask()

    def contact(self, **given: Any) -> TestResponse:
        token = self.public.page("/contact").find_all("input", name="form_token")[0].get("value")
        sent = {"name": "A", "email": "a@example.org", "subject": "S", "message": "M", **given}
        return self.public.post("/contact", data={"form_token": token, **sent})


def _decided() -> Any:
    return refused_application()


Case = Callable[[World], TestResponse]
CASES: dict[tuple[str, str], dict[int, Case]] = {
    ("GET", "/jobs/<slug>"): {
        200: lambda w: w.public.get(f"/jobs/{JobFactory().slug}"),
        404: lambda w: w.public.get(f"/jobs/{JobFactory(closed=True).slug}"),
    },
    ("POST", "/jobs/<slug>/apply"): {
        303: lambda w: w.apply(),
        404: lambda w: w.public.post(f"/jobs/{JobFactory(closed=True).slug}/apply"),
        413: lambda w: w.set(MAX_CONTENT_LENGTH=10).apply(),
        422: lambda w: w.apply(email="x"),
        429: lambda w: w.set(APPLY_ATTEMPT_RATE="1 per hour").twice(w.apply),
        503: lambda w: w.set(MIN_FREE_BYTES=10**18).apply(),
    },
    ("POST", "/contact"): {
        303: lambda w: w.contact(),
        422: lambda w: w.contact(email="x"),
        429: lambda w: w.set(CONTACT_RATE="1 per hour").twice(w.contact),
    },
    ("GET", "/staff/"): {303: lambda w: w.staff.get("/staff/")},
    ("GET", "/staff/jobs"): {200: lambda w: w.staff.get("/staff/jobs")},
    ("POST", "/staff/applications/<uuid>/move"): {
        303: lambda w: w.move(),
        403: lambda w: w.move(application=_decided()),
        404: lambda w: w.act("move", to_stage=str(uuid4())),
        409: lambda w: w.move(version=7),
        422: lambda w: w.move(to_stage=str(uuid4())),
    },
    ("POST", "/staff/applications/<uuid>/decide"): {
        303: lambda w: w.act("decide", ApplicationFactory(), outcome="rejected", reason=REASON),
        403: lambda w: w.act("decide", _decided(), outcome="rejected", reason=REASON),
        404: lambda w: w.act("decide", outcome="rejected", reason=REASON),
        409: lambda w: w.act("decide", ApplicationFactory(), outcome="rejected", reason=REASON, version=7),
        422: lambda w: w.act("decide", ApplicationFactory(), outcome="rejected"),
    },
    ("POST", "/staff/applications/<uuid>/reopen"): {
        303: lambda w: w.act("reopen", _decided()),
        403: lambda w: w.act("reopen", ApplicationFactory()),
        404: lambda w: w.act("reopen"),
        409: lambda w: w.act("reopen", _decided(), version=7),
    },
    ("POST", "/staff/applications/<uuid>/notes"): {
        303: lambda w: w.act("notes", ApplicationFactory(), body="x"),
        404: lambda w: w.act("notes", body="x"),
        422: lambda w: w.act("notes", ApplicationFactory(), body=""),
    },
}


@pytest.fixture
def world(app: Flask, db: Any, sign_in: Any, client: PageClient, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    limiter.reset()
    yield World(app, db, sign_in(Role.RECRUITER), client, monkeypatch)
    limiter.reset()


@pytest.mark.parametrize("route", CASES)
def test_the_table_lists_what_the_page_lists(route: tuple[str, str]) -> None:
    assert set(CASES[route]) == ANSWERS[route]


@pytest.mark.parametrize(
    ("method", "path", "status"), [(*route, status) for route, cases in CASES.items() for status in cases]
)
def test_each_listed_status_can_be_provoked(world: World, method: str, path: str, status: int) -> None:
    assert CASES[method, path][status](world).status_code == status


@pytest.mark.parametrize(
    ("given", "status", "keys"),
    [
        ({}, 200, {"version", "stage", "waiting", "is_overdue", "overdue"}),
        ({"version": 7}, 409, {"message", "version", "stage"}),
        ({"to_stage": "x"}, 422, {"message"}),
    ],
)
def test_a_move_answers_json_of_the_told_shape(world: World, given: Any, status: int, keys: set[str]) -> None:
    answer = world.move(is_json=True, **given)
    assert (answer.status_code, set(answer.get_json())) == (status, keys)


def test_a_move_of_what_is_decided_answers_json_too(world: World) -> None:
    answer = world.move(is_json=True, application=_decided())
    assert (answer.status_code, set(answer.get_json())) == (403, {"message"})


def test_the_values_are_those_of_the_code() -> None:
    assert {
        "contract": list(Contract),
        "kind": list(DocumentKind),
        "state": list(ApplicationState),
        "sort": list(Sort),
        "order": ["asc", "desc"],
        "outcome": [state for state in ApplicationState if state is not ApplicationState.ACTIVE],
        "reason": list(RejectionReason),
    } == VALUES


@pytest.mark.parametrize(
    ("word", "contract"),
    [("CDI", "permanent"), ("cdd", "fixed_term"), ("Stage", "internship"), ("alternance", "apprenticeship")],
)
def test_a_contract_may_be_asked_for_in_french(world: World, word: str, contract: str) -> None:
    found, other = JobFactory(contract=contract), JobFactory(contract="freelance")
    listed = world.public.get(f"/jobs?contract={word}").text
    assert (found.slug in listed, other.slug in listed) == (True, False)
