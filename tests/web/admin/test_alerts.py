"""Alerts as the administrator sees them, from the real openings to the word on what it was (A13.4)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app import worker
from app.core.clock import now
from app.core.permissions import Role
from app.core.queue import Worker
from app.domain.audit.models import Alert
from tests.factories import AccountFactory, AlertFactory, ApplicationFactory, JobFactory
from tests.page_client import PageClient
from tests.statements import counted_statements

PATH = "/staff/admin/alerts"


@pytest.fixture
def administrator(sign_in: Any) -> PageClient:
    client: PageClient = sign_in(AccountFactory(role=Role.ADMINISTRATOR, name="Hélène Aubrac", locale="en"))
    return client


def _waiting(page: Any) -> list[str]:
    """What the rail says of alerts."""
    [entry] = page.find_all("a", href=PATH)
    return "".join(entry.itertext()).split()


def test_a_scripted_bulk_read_is_told_to_the_administrator(clock: Any, sign_in: Any, administrator: PageClient) -> None:
    """Sixty-one dossiers through the real pages, one look of the whole worker, and it is there."""
    job = JobFactory()
    recruiter = sign_in(AccountFactory(role=Role.RECRUITER, name="Claire Martin"))
    applications = ApplicationFactory.create_batch(61, job=job)
    background = Worker(worker.TASKS)
    for application in applications[:60]:
        assert recruiter.get(f"/staff/applications/{application.id}").status_code == 200
    background.tick()
    assert _waiting(administrator.page("/staff/admin/accounts")) == ["Alerts"]
    assert recruiter.get(f"/staff/applications/{applications[60].id}").status_code == 200
    clock.shift(timedelta(minutes=1))
    background.tick()
    assert _waiting(administrator.page("/staff/admin/accounts")) == ["Alerts", "1", "to", "look", "at"]
    page = administrator.page(PATH)
    [row] = page.find_all("tbody")[0]
    shown = " ".join("".join(row.itertext()).split())
    assert shown.startswith(
        "23 November 2026 at 10:31 Claire Martin Many files opened in an hour61 files since 23 November 2026 at 10:30"
    )
    assert "Camille Durand" not in page.html
    assert not [application for application in applications if str(application.id) in page.html]


def test_an_alert_is_acknowledged_with_a_word(administrator: PageClient, db: Any) -> None:
    account = AccountFactory(name="Claire Martin")
    alert = AlertFactory(account_id=account.id)
    action = f"{PATH}/{alert.id}/acknowledge"
    done = administrator.submit(administrator.page(PATH), action, {"comment": "Handover before leave <b>"})
    assert done.location == f"{PATH}#alert-{alert.id}"
    page = administrator.page(PATH)
    assert "Handover before leave <b>" in page.text
    assert "Hélène Aubrac" in page.text
    assert [form for form in page.find_all("form") if "acknowledge" in (form.get("action") or "")] == []
    assert _waiting(page) == ["Alerts"]
    kept = db.session.get(Alert, alert.id)
    assert (kept.acknowledged_by, kept.comment) == (administrator.account.id, "Handover before leave <b>")


@pytest.mark.parametrize("comment", ["", "   ", "\u200b", "x" * 201])
def test_a_word_that_is_missing_or_long_is_asked_for_again(administrator: PageClient, db: Any, comment: str) -> None:
    first, second = AlertFactory(), AlertFactory()
    action = f"{PATH}/{first.id}/acknowledge"
    page = administrator.submit(administrator.page(PATH), action, {"comment": comment}, status=422)
    [error] = page.find_all("p", class_="field-error")
    assert error.get("id") == f"comment-{first.id}-error"
    assert page.by_id(f"comment-{first.id}").get("value") == comment
    assert page.by_id(f"comment-{second.id}").get("value") == ""
    assert db.session.get(Alert, first.id).acknowledged_at is None


def test_the_second_of_two_administrators_is_told_so(administrator: PageClient, db: Any) -> None:
    alert = AlertFactory()
    page = administrator.page(PATH)
    for comment, status in (("A handover", 303), ("Something else", 409)):
        administrator.submit(page, f"{PATH}/{alert.id}/acknowledge", {"comment": comment}, status=status)
    assert db.session.get(Alert, alert.id).comment == "A handover"
    unknown = f"{PATH}/{uuid4()}/acknowledge"
    token = page.form(f"{PATH}/{alert.id}/acknowledge").values["csrf_token"]
    assert administrator.post(unknown, data={"csrf_token": token, "comment": "Nothing"}).status_code == 404


def test_without_an_alert_the_page_says_so(administrator: PageClient) -> None:
    page = administrator.page(PATH)
    assert page.find_all("table") == []
    assert len(page.find_all("div", class_="empty")) == 1
    assert "It is not there to watch how people work." in page.text


def test_open_alerts_come_first_and_the_list_is_paged(administrator: PageClient) -> None:
    by = administrator.account.id
    settled = {"acknowledged_at": now(), "acknowledged_by": by, "comment": "Handover"}
    AlertFactory.create_batch(49, **settled)
    AlertFactory(raised_at=now() - timedelta(days=30))
    AlertFactory(raised_at=now() - timedelta(days=40), **settled)
    page = administrator.page(PATH)
    forms = [len(list(row.iter("form"))) for row in page.find_all("tbody")[0]]
    assert forms == [1] + [0] * 49
    [onward] = page.find_all("a", rel="next")
    assert len(administrator.page(onward.get("href") or "").find_all("tr")) == 2


def test_the_list_takes_as_many_statements_for_three_as_for_one(administrator: PageClient) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            AlertFactory(account_id=AccountFactory().id)
        with counted_statements() as sent:
            administrator.page(PATH)
        counts.append(len(sent))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_for_every_other_role_it_does_not_exist(sign_in: Any, db: Any, role: Role) -> None:
    alert = AlertFactory()
    client = sign_in(role)
    page = client.page("/staff/account")
    token = page.form("profile").values["csrf_token"]
    answer = client.post(f"{PATH}/{alert.id}/acknowledge", data={"csrf_token": token, "comment": "Nothing"})
    assert (client.get(PATH).status_code, answer.status_code) == (404, 404)
    assert page.find_all("a", href=PATH) == []
    assert db.session.get(Alert, alert.id).acknowledged_at is None
