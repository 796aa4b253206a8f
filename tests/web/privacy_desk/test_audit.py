"""The security log, read by who answers for it (C3.3)."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.core.permissions import Role
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.web.privacy_desk.acts import ACTS
from tests.factories import ApplicationFactory, OpeningFactory
from tests.statements import counted_statements

LOG = "/staff/privacy/audit"


def _readings(db: Any) -> list[AuditEvent]:
    read = select(AuditEvent).where(AuditEvent.tag == Tag.AUDIT_READ).order_by(AuditEvent.id)
    return list(db.session.scalars(read))


@pytest.mark.promise("C3.3")
@pytest.mark.parametrize("role", [Role.PRIVACY_OFFICER, Role.ADMINISTRATOR])
def test_each_reading_of_the_log_stands_in_the_log(sign_in: Any, db: Any, role: Role) -> None:
    """C3.3 T: a reading by who answers for it is an audit row, with what was looked for."""
    opening = OpeningFactory()
    client = sign_in(role)
    page = client.page(LOG)
    assert str(opening.subject_id) in page.text
    client.page(f"{LOG}?tag=document:opened&subject={opening.subject_id}")
    first, second = _readings(db)
    assert (first.actor_id, first.subject_id, first.details) == (client.account.id, None, {"tag": None, "page": 1})
    assert (second.subject_id, second.details["tag"]) == (opening.subject_id, "document:opened")
    assert "audit:read" in client.page(LOG).text


def test_every_act_is_said_in_words(sign_in: Any, db: Any) -> None:
    assert set(ACTS) == set(Tag)
    OpeningFactory()
    client = sign_in(Role.PRIVACY_OFFICER)
    french = client.page(f"{LOG}?lang=fr").text
    assert [words for words in ("Fichier ouvert", "Que vous le lisiez y est inscrit") if words not in french] == []
    assert "File opened" in client.page(f"{LOG}?lang=en").text


@pytest.mark.promise("C3.3")
@pytest.mark.parametrize("role", [Role.RECRUITER, Role.HIRING_MANAGER, Role.LITIGATION])
def test_log_does_not_exist_for_who_does_not_answer_for_it(sign_in: Any, db: Any, role: Role) -> None:
    """C3.3 T: refused, in the words of what does not exist (B3.2)."""
    client = sign_in(role)
    assert client.get(LOG).status_code == 404
    assert LOG not in client.page("/staff/account").html
    assert _readings(db) == []


def test_filters_by_act_and_subject(sign_in: Any, db: Any) -> None:
    one, other = OpeningFactory(), OpeningFactory(tag=Tag.APPLICATION_OPENED)
    client = sign_in(Role.PRIVACY_OFFICER)
    by_tag = client.page(f"{LOG}?tag=application:opened").text
    assert (str(other.subject_id) in by_tag, str(one.subject_id) in by_tag) == (True, False)
    by_subject = client.page(f"{LOG}?subject={one.subject_id}").text
    assert (str(one.subject_id) in by_subject, str(other.subject_id) in by_subject) == (True, False)
    assert client.page(f"{LOG}?subject={uuid4()}").find_all("div", class_="empty")


def test_what_is_no_id_is_said_beside_the_field_and_kept(sign_in: Any, db: Any) -> None:
    client = sign_in(Role.PRIVACY_OFFICER)
    page = client.page(f"{LOG}?subject=Camille")
    field = next(each for each in page.find_all("input") if each.get("name") == "subject")
    assert (field.get("value"), field.get("aria-invalid")) == ("Camille", "true")
    assert page.by_id("subject-error")
    assert not page.find_all("table")
    assert len(_readings(db)) == 1


def test_log_names_accounts_and_no_candidate(sign_in: Any, db: Any) -> None:
    """B3.3."""
    application = ApplicationFactory(name="Camille Unique")
    recruiter = sign_in(Role.RECRUITER)
    recruiter.page(f"/staff/applications/{application.id}")
    page = sign_in(Role.ADMINISTRATOR).page(LOG)
    assert recruiter.account.name in page.text
    assert "Camille Unique" not in page.text


def test_log_is_paged_in_as_many_statements_for_60_as_for_30(sign_in: Any, db: Any) -> None:
    client = sign_in(Role.PRIVACY_OFFICER)
    client.page(LOG)  # its own event names an account, whose name is asked for from then on
    counts = set()
    for _ in range(2):
        for _ in range(30):
            OpeningFactory()
        with counted_statements() as sent:
            client.page(LOG)
        counts.add(len(sent))
    assert len(counts) == 1
    oldest = db.session.scalars(select(AuditEvent.subject_id).order_by(AuditEvent.id)).first()
    assert str(oldest) in client.page(f"{LOG}?page=2").text


def test_a_character_that_no_page_may_hold_is_left_out_of_what_was_looked_for(sign_in: Any, db: Any) -> None:
    page = sign_in(Role.PRIVACY_OFFICER).page(f"{LOG}?subject=a%00b")
    assert [each.get("value") for each in page.find_all("input", name_="subject")] == ["ab"]
