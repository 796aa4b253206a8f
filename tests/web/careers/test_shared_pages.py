"""Pages kept in memory: never of a job that is closed, never another person's, counted all the same."""

import gzip
import re
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import brotli
import pytest
from flask import Flask
from sqlalchemy import delete, text, update

from app.core import edition
from app.core.actor import OPERATOR
from app.core.clock import today
from app.core.db import is_sqlite, transaction
from app.domain.audience import tasks
from app.domain.audience.models import VisitCount
from app.domain.firm.actions import change_firm
from app.domain.jobs.enums import JobState
from app.domain.jobs.models import Job, JobText, Question, Stage
from app.web.careers import shared_pages
from app.web.careers.shared_pages import MOST, SharedPages
from app.web.kit import form_tokens
from tests.factories import JobFactory, QuestionFactory
from tests.page_client import PageClient
from tests.statements import counted_statements

FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"}
UNPACKED = {"br": brotli.decompress, "gzip": gzip.decompress}
PAGES = ("/", "/jobs", "/jobs/analyste")


@pytest.fixture
def shelf(app: Flask) -> Iterator[SharedPages]:
    """The pages kept by the application under test: none, to begin with."""
    kept = app.wsgi_app
    assert isinstance(kept, SharedPages)
    kept._kept.clear()
    yield kept
    kept._kept.clear()


@pytest.fixture
def job(db: Any) -> Job:
    return JobFactory(slug="analyste")


def _is_rendered(client: PageClient, path: str, **options: Any) -> bool:
    """Whether the application itself was asked; a kept page needs nothing of the session."""
    with counted_statements() as sent:
        assert client.get(path, **options).status_code == 200
    return bool(sent)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_rendered_once_and_the_same_again(
    shelf: SharedPages, job: Job, client: PageClient, path: str
) -> None:
    first = client.get(path)
    with counted_statements() as sent:
        again = client.get(path)
    assert sent == []
    assert (again.status_code, again.data, dict(again.headers)) == (200, first.data, dict(first.headers))


@pytest.mark.parametrize("path", PAGES)
def test_a_browser_that_has_the_page_is_told_so(shelf: SharedPages, job: Job, client: PageClient, path: str) -> None:
    tag = client.get(path).headers["ETag"]
    for known in (tag, f'"other", W/{tag.removeprefix("W/")}'):
        answer = client.get(path, headers={"If-None-Match": known})
        assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", tag)
        assert "Content-Length" not in answer.headers
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("state", [JobState.PAUSED, JobState.DRAFT])
def test_a_job_that_is_taken_back_is_gone_at_once(
    shelf: SharedPages, db: Any, job: Job, client: PageClient, state: JobState
) -> None:
    assert client.get("/jobs/analyste").status_code == client.get("/jobs/analyste").status_code == 200
    with transaction():
        db.session.execute(update(Job).where(Job.id == job.id).values(state=state))
    assert client.get("/jobs/analyste").status_code == 404
    assert "/jobs/analyste" not in client.get("/jobs").text
    assert "/jobs/analyste" not in client.get("/").text


def test_a_job_is_gone_at_midnight_after_its_last_day(
    shelf: SharedPages, db: Any, client: PageClient, clock: Any
) -> None:
    JobFactory(slug="analyste", closes_on=today())
    assert client.get("/jobs/analyste").status_code == client.get("/jobs/analyste").status_code == 200
    clock.shift(timedelta(days=1))
    assert client.get("/jobs/analyste").status_code == 404


def test_a_page_that_was_begun_before_a_change_is_never_served_after_it(
    shelf: SharedPages, db: Any, job: Job, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer commits between the reading of the edition and the end of the page."""
    known = shared_pages._current_edition

    def close_meanwhile() -> Any:
        found = known()
        monkeypatch.setattr(shared_pages, "_current_edition", known)
        with transaction():
            db.session.execute(update(JobText).where(JobText.job_id == job.id).values(title="Nouveau titre"))
        return found

    monkeypatch.setattr(shared_pages, "_current_edition", close_meanwhile)
    client.get("/jobs/analyste")
    assert _is_rendered(client, "/jobs/analyste")
    assert not _is_rendered(client, "/jobs/analyste")


def test_whoever_brings_a_cookie_gets_a_page_of_their_own(
    shelf: SharedPages, job: Job, client: PageClient, app: Flask, sign_in: Any
) -> None:
    """C6.3: the foot of the page tells who carries a refusal something else."""
    plain = client.get("/jobs").text
    refusing = PageClient(app)
    refusing.set_cookie(app.config["NO_COUNT_COOKIE_NAME"], "1")
    assert _is_rendered(refusing, "/jobs")
    assert _is_rendered(sign_in(), "/jobs")
    assert client.get("/jobs").text == plain


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("/jobs?q=x", {}),
        ("/jobs?lang=de", {}),
        ("/jobs/analyste/apply?source=apec", {}),
        ("/privacy", {}),
        ("/jobs", {"headers": {"Authorization": "Basic eDp5"}}),
        ("/jobs", {"headers": {"Range": "bytes=0-9"}}),
    ],
)
def test_everything_else_is_rendered_each_time(
    shelf: SharedPages, job: Job, client: PageClient, path: str, options: dict[str, Any]
) -> None:
    for _ in range(2):
        assert _is_rendered(client, path, **options)
    assert shelf._kept == {}


def test_what_is_not_there_is_not_kept(shelf: SharedPages, job: Job, client: PageClient) -> None:
    client.get("/jobs/nowhere")
    client.head("/jobs")
    client.get("/jobs", headers={"If-None-Match": client.get("/jobs?q=").headers["ETag"]})
    assert [kept.headers for kept in shelf._kept.values() if not kept.body] == []


def test_languages_and_compressions_are_kept_apart(shelf: SharedPages, job: Job, client: PageClient) -> None:
    def ask(path: str, language: str, encoding: str) -> tuple[str | None, bytes]:
        answer = client.get(path, headers={"Accept-Language": language, "Accept-Encoding": encoding})
        return answer.headers.get("Content-Encoding"), answer.data

    asked = [("/jobs", "fr", "br"), ("/jobs", "en", "br"), ("/jobs", "fr", "gzip"), ("/jobs", "fr", "identity")]
    asked.append(("/jobs?lang=en", "fr", "br"))
    first = [ask(*one) for one in asked]
    assert [ask(*one) for one in asked] == first
    assert len(set(first)) == len(asked)
    assert [encoding for encoding, _ in first] == ["br", "br", "gzip", None, "br"]


def test_kept_pages_are_counted_like_all_others(shelf: SharedPages, db: Any, job: Job, client: PageClient) -> None:
    """A15.1: twice by a person; not a robot's, not who refuses."""
    for headers in (FIREFOX, FIREFOX, {"User-Agent": "bot"}, {**FIREFOX, "DNT": "1"}, {**FIREFOX, "Sec-GPC": "1"}):
        client.get("/jobs/analyste", headers=headers)
    tasks.collect()
    rows = db.session.query(VisitCount).all()
    assert [(row.page, row.job_id, row.count) for row in rows] == [("job", job.id, 2)]


def test_a_page_first_shown_to_a_robot_is_counted_for_people(
    shelf: SharedPages, db: Any, job: Job, client: PageClient
) -> None:
    client.get("/jobs", headers={"User-Agent": "bot"})
    assert not _is_rendered(client, "/jobs", headers=FIREFOX)
    tasks.collect()
    assert [row.count for row in db.session.query(VisitCount)] == [1]


def test_nothing_is_counted_where_the_firm_counts_nothing(
    shelf: SharedPages, db: Any, job: Job, client: PageClient
) -> None:
    client.get("/jobs", headers=FIREFOX)
    with transaction():
        change_firm(actor=OPERATOR, version=0, facts={}, accent=None, words={})
        db.session.execute(text("UPDATE firm_settings SET counts_visits = :no"), {"no": False})
    client.get("/jobs", headers=FIREFOX)
    client.get("/jobs", headers=FIREFOX)
    tasks.collect()
    assert [row.count for row in db.session.query(VisitCount)] == [1]


def test_a_form_is_rendered_once_and_carries_a_fresh_token_each_time(
    shelf: SharedPages, job: Job, client: PageClient
) -> None:
    """C6.3, R3: what is served to one visitor is never sent by another."""
    assert _is_rendered(client, "/jobs/analyste/apply")
    seen, rest = set(), set()
    for encoding in ("br", "identity", "gzip"):
        with counted_statements() as sent:
            answer = client.get("/jobs/analyste/apply", headers={"Accept-Encoding": encoding})
        assert (sent, answer.status_code, answer.headers["Cache-Control"]) == ([], 200, "no-store")
        assert answer.headers.get("Content-Encoding") == (encoding if encoding in UNPACKED else None)
        page = UNPACKED.get(encoding, bytes)(answer.data).decode()
        assert answer.content_length == len(answer.data)
        token = re.search(r'name="form_token" value="([^"]+)"', page)
        assert token is not None
        assert form_tokens.redeem("application", str(job.id), token[1])
        seen.add(token[1])
        rest.add(page.replace(token[1], ""))
    assert (len(seen), len(rest)) == (3, 1)


def test_the_form_of_a_job_that_is_closed_is_gone_and_an_answered_one_is_not_kept(
    shelf: SharedPages, db: Any, job: Job, client: PageClient
) -> None:
    client.page("/jobs/analyste/apply")
    refused = client.post("/jobs/analyste/apply", data={"name": "Éloïse Nguyen"})
    assert (refused.status_code, "Éloïse" in refused.text) == (422, True)
    assert "Éloïse" not in client.get("/jobs/analyste/apply").text
    with transaction():
        db.session.execute(update(Job).where(Job.id == job.id).values(state=JobState.PAUSED))
    assert client.get("/jobs/analyste/apply").status_code == 404


def test_memory_has_an_end(shelf: SharedPages, job: Job, client: PageClient) -> None:
    for number in range(MOST + 1):
        shelf._kept.setdefault(number, None)  # type: ignore[arg-type]
    client.get("/jobs")
    assert len(shelf._kept) == 1


def test_without_an_edition_every_page_is_rendered(
    shelf: SharedPages, db: Any, job: Job, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():
        db.session.execute(delete(edition.PublicEdition))
    assert edition.current_edition() is None
    assert _is_rendered(client, "/jobs")
    assert _is_rendered(client, "/jobs")

    def is_away() -> str:
        raise db.engine.dialect.loaded_dbapi.OperationalError

    monkeypatch.setattr(shared_pages, "current_edition", is_away)
    assert _is_rendered(client, "/jobs")
    assert shelf._kept == {}


def test_the_pages_read_nothing_that_is_not_watched(shelf: SharedPages, job: Job, client: PageClient) -> None:
    """Whatever a kept page is made of must move the edition."""
    read: set[str] = set()
    for path in (*PAGES, "/jobs/analyste/apply"):
        with counted_statements() as sent:
            client.get(path, headers=FIREFOX)
        read |= {table for statement in sent for table in re.findall(r"(?:FROM|JOIN) (\w+)", statement)}
    assert read == {*edition.WATCHED, "public_edition"} - {"notices"}


@pytest.mark.parametrize("table", edition.WATCHED)
def test_every_writer_of_a_watched_table_moves_the_edition(db: Any, table: str) -> None:
    """Whatever way it takes to the database: here it is a bare statement."""
    job = JobFactory()
    QuestionFactory(job_id=job.id)
    with transaction():
        change_firm(actor=OPERATOR, version=0, facts={}, accent=None, words={})
    seen = [edition.current_edition()]
    columns = {"firm_settings": "version", "job_texts": "title", "jobs": "version", "notices": "fr"}
    column = columns.get(table, "position")
    if table == "firm_images":
        _insert_image(db)
        seen.append(edition.current_edition())
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        if statement.startswith("DELETE") and table == "jobs":
            _delete_hanging(db)
            seen.append(edition.current_edition())
        with transaction():
            db.session.execute(text(statement))
        seen.append(edition.current_edition())
    assert len(set(seen)) == len(seen)


def test_every_watched_table_has_its_triggers(db: Any) -> None:
    """Also after a later migration has made one of the tables anew."""
    if is_sqlite():
        listed = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_edition'"
        found = {(table, name.split("_")[-2].upper()) for table, name in db.session.execute(text(listed))}
    else:
        listed = "SELECT event_object_table, event_manipulation FROM information_schema.triggers"
        listed += " WHERE trigger_name LIKE '%_edition'"
        found = {(table, verb) for table, verb in db.session.execute(text(listed))}
    assert found == {(table, verb) for table in edition.WATCHED for verb in ("INSERT", "UPDATE", "DELETE")}


def _insert_image(db: Any) -> None:
    values = "'00000000000000000000000000000001', 'photo', 0, :content, 'x', 1, 1, '{}'"
    columns = "id, kind, position, content, sha256, width, height, alts"
    with transaction():
        db.session.execute(text(f"INSERT INTO firm_images ({columns}) VALUES ({values})"), {"content": b"x"})


def _delete_hanging(db: Any) -> None:
    with transaction():
        for model in (JobText, Question, Stage):
            db.session.execute(delete(model))


def test_the_edition_moves_with_the_commit_and_not_before(db: Any) -> None:
    JobFactory()
    before = edition.current_edition()
    if is_sqlite():
        path = db.engine.url.database
        with sqlite3.connect(path, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("UPDATE jobs SET version = version + 1")
            assert edition.current_edition() == before
            other.execute("COMMIT")
        other.close()
    else:
        with db.engine.connect() as other:
            other.execute(text("UPDATE jobs SET version = version + 1"))
            assert edition.current_edition() == before
            other.commit()
    assert edition.current_edition() != before
