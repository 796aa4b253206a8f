"""The Door: who enters, in which transaction, with which trace."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError

from app import create_app
from app.core.actor import Actor, ActorKind
from app.core.errors import Conflict, Invalid, Missing, Refused
from app.core.permissions import Permission, Role
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.people.models import Account
from app.extensions import db as database
from app.web.kit.door import Afterwards, Allow, Door, trace
from tests.conftest import test_settings
from tests.factories import AccountFactory, CandidateFactory
from tests.page_client import PageClient

SUBJECT = UUID(int=7)


def rename(name: str) -> None:
    database.session.query(Account).one().name = name
    database.session.flush()


@pytest.fixture
def house(app: Flask, db: Any, tmp_path: Path) -> Iterator[PageClient]:  # noqa: C901  one small view a rule
    """A small house with a door of its own, over the same database."""
    built = create_app(test_settings(tmp_path, app.config["SQLALCHEMY_DATABASE_URI"]))
    built.config["PROPAGATE_EXCEPTIONS"] = False
    door = Door("trial", __name__, url_prefix="/trial")

    @door.route("/who", allow=Allow.PUBLIC)
    def who(actor: Actor) -> str:
        return actor.kind.value

    @door.route("/jobs", allow=Permission.JOBS_READ)
    def jobs(actor: Actor) -> str:
        return str(actor.role)

    @door.route("/writes-on-get", allow=Allow.PUBLIC)
    def writes_on_get(_actor: Actor) -> str:
        rename("by GET")
        return "done"

    @door.route("/rename/<name>", methods=["POST"], allow=Allow.PUBLIC)
    def rename_to(_actor: Actor, name: str) -> str:
        rename(name)
        faults = {"missing": Missing(), "refused": Refused("no"), "invalid": Invalid("no"), "conflict": Conflict("no")}
        if name in faults:
            raise faults[name]
        if name == "fault":
            raise ValueError(name)
        return "done"

    @door.route("/rename-and-tell/<name>", methods=["POST"], allow=Allow.PUBLIC)
    def rename_and_tell(_actor: Actor, name: str) -> Afterwards:
        rename(name)

        def make() -> str:
            if name == "changed by its own answer":
                rename("again")
            return database.session.query(Account).one().name

        return Afterwards(make)

    @door.route("/change", methods=["POST"], allow=Permission.JOBS_READ)
    def change(_actor: Actor) -> str:
        rename("changed")
        return "done"

    @door.route("/change-own", methods=["POST"], allow=Allow.CANDIDATE)
    def change_own(_actor: Actor) -> str:
        rename("changed")
        return "done"

    @door.route("/opened", allow=Allow.PUBLIC, traces=Tag.DOCUMENT_OPENED)
    def opened(_actor: Actor) -> str:
        trace(SUBJECT, kind="cv")
        return "the file"

    @door.route("/opened-silently", allow=Allow.PUBLIC, traces=Tag.DOCUMENT_OPENED)
    def opened_silently(_actor: Actor) -> str:
        return "the file"

    @door.route("/opened-not", allow=Allow.PUBLIC, traces=Tag.DOCUMENT_OPENED)
    def opened_not(_actor: Actor) -> tuple[str, int]:
        return "not there", 404

    built.register_blueprint(door)
    yield PageClient(built)
    with built.app_context():
        database.engine.dispose()


@pytest.fixture
def account(db: Any) -> Account:
    return AccountFactory(role=Role.RECRUITER, name="before")


def signed_in(client: PageClient, account: Account) -> PageClient:
    with client.session_transaction() as session:
        session["_user_id"] = f"{account.id}:{account.session_epoch}"
    return client


def name_of(account: Account) -> str:
    return database.session.get_one(Account, account.id).name


def test_a_route_without_an_answer_to_who_may_enter_does_not_exist() -> None:
    """Rule 8: the default is nobody, and forgetting it stops the start."""
    with pytest.raises(TypeError, match="allow"):
        Door("x", __name__).route("/x")  # type: ignore[call-arg]


def test_a_public_route_takes_anybody_and_says_who(house: PageClient, account: Account) -> None:
    assert house.get("/trial/who").text == ActorKind.VISITOR
    assert signed_in(house, account).get("/trial/who").text == ActorKind.STAFF


def test_a_visitor_is_led_to_the_sign_in_and_back(house: PageClient) -> None:
    answer = house.get("/trial/jobs?sort=name")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/login?next=/trial/jobs?sort%3Dname")


def test_who_may_enter_does_and_for_the_others_it_does_not_exist(house: PageClient, account: Account, db: Any) -> None:
    """B3.2: 404, in the words of a page that was never there."""
    assert signed_in(house, account).get("/trial/jobs").text == "recruiter"
    account.role = Role.ADMINISTRATOR
    db.session.commit()
    assert house.get("/trial/jobs").status_code == 404
    assert house.page("/trial/jobs", status=404).text == house.page("/nowhere", status=404).text


@pytest.mark.parametrize("value", ["", "x", "not-a-uuid:0", f"{UUID(int=1)}:0", f"{UUID(int=1)}"])
def test_a_session_that_names_nobody_is_a_visitors(house: PageClient, value: str) -> None:
    with house.session_transaction() as session:
        session["_user_id"] = value
    assert house.get("/trial/who").text == ActorKind.VISITOR


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_route_that_is_only_asked_for_cannot_change_anything(
    house: PageClient, account: Account, method: str
) -> None:
    """3.5.3: the database refuses, whatever the code does."""
    assert house.open("/trial/writes-on-get", method=method).status_code in {500, 503}
    assert name_of(account) == "before"


def test_return_commits(house: PageClient, account: Account) -> None:
    assert house.post("/trial/rename/after").status_code == 200
    assert name_of(account) == "after"


def test_an_answer_made_afterwards_reads_what_was_committed_and_cannot_change_it(
    house: PageClient, account: Account
) -> None:
    """3.5.3: while somebody writes, others wait; what only shows the result is looked up when nobody has to."""
    assert house.post("/trial/rename-and-tell/after").text == "after"
    assert house.post("/trial/rename-and-tell/changed by its own answer").status_code in {500, 503}
    assert name_of(account) == "changed by its own answer"


@pytest.mark.parametrize(
    ("outcome", "status"), [("missing", 404), ("refused", 403), ("invalid", 422), ("conflict", 409), ("fault", 500)]
)
def test_raise_rolls_back_and_has_its_page(house: PageClient, account: Account, outcome: str, status: int) -> None:
    """Rule 15."""
    assert house.post(f"/trial/rename/{outcome}").status_code == status
    assert name_of(account) == "before"


def test_a_change_by_staff_needs_the_token_of_the_session(house: PageClient, account: Account) -> None:
    """3.5.1."""
    signed_in(house, account)
    assert house.post("/trial/change").status_code == 403
    assert house.post("/trial/change", data={"csrf_token": "x"}).status_code == 403
    assert name_of(account) == "before"


def test_a_change_by_a_candidate_needs_it_too(house: PageClient, account: Account, enter: Any) -> None:
    """3.5.1."""
    with enter(CandidateFactory()).session_transaction() as entered, house.session_transaction() as session:
        session["candidate"] = entered["candidate"]
    assert house.post("/trial/change-own").status_code == 403
    assert house.post("/trial/change-own", data={"csrf_token": "x"}).status_code == 403
    assert name_of(account) == "before"


def test_what_was_opened_is_written_down_before_it_leaves(house: PageClient, account: Account) -> None:
    """A13.4."""
    assert signed_in(house, account).get("/trial/opened").text == "the file"
    event = database.session.query(AuditEvent).one()
    assert (event.tag, event.subject_id, event.actor_id) == ("document:opened", SUBJECT, account.id)
    assert event.details == {"kind": "cv"}


def test_a_traced_route_that_does_not_say_what_it_has_shown_shows_nothing(house: PageClient) -> None:
    answer = house.get("/trial/opened-silently")
    assert answer.status_code == 500
    assert "the file" not in answer.text


def test_what_was_not_shown_leaves_no_trace(house: PageClient) -> None:
    assert house.get("/trial/opened-not").status_code == 404
    assert database.session.query(AuditEvent).count() == 0


def test_if_the_trace_cannot_be_written_nothing_leaves(house: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise DBAPIError("", None, Exception())

    monkeypatch.setattr("app.web.kit.door.record", refuse)
    answer = house.get("/trial/opened")
    assert answer.status_code == 500
    assert "the file" not in answer.text
