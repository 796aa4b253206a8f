"""One network applies so often and no oftener; what it mistypes or sends again costs it no application (2.4.1, R4)."""

import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

import config
from app.domain.applications.models import Application
from app.domain.jobs.models import Job
from app.extensions import limiter
from tests.adapters import samples
from tests.factories import JobFactory
from tests.page_client import Page, PageClient

PDF = ("CV Camille Durand.pdf", samples.pdf())


@pytest.fixture(autouse=True)
def fresh_counters(app: Flask) -> Any:
    limiter.reset()
    yield
    limiter.reset()


def _form(client: PageClient, job: Job) -> Page:
    return client.page(f"/jobs/{job.slug}/apply?lang=fr")


def _filled(number: int = 0, **given: Any) -> dict[str, Any]:
    return {"name": "Camille Durand", "email": f"camille{number}@example.org", "cv": PDF, **given}


def _apply(client: PageClient, job: Job, number: int, status: int = 303, **given: Any) -> Page:
    return client.submit(_form(client, job), "apply", _filled(number), status=status, **given)


def test_refused_forms_and_those_sent_again_count_for_nothing(
    app: Flask, db: Any, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R3, R4: forty typing errors of a school behind one address leave room for its applications."""
    monkeypatch.setitem(app.config, "APPLY_RATE", "2 per hour")
    job = JobFactory()
    page = _form(client, job)
    for _ in range(40):
        client.submit(page, "apply", {"name": "", "email": "x"}, status=422)
    for _ in range(5):
        client.submit(page, "apply", _filled(1), status=303)
    _apply(client, job, 2)
    _apply(client, job, 3, status=429)
    # Sent before the limit was reached, it has its receipt still.
    client.submit(page, "apply", _filled(1), status=303)
    assert db.session.scalar(select(func.count()).select_from(Application)) == 2


def test_the_rate_tells_nothing_of_who_is_known(
    app: Flask, db: Any, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B6.2: another form of an address that has applied counts like any, and once however often it is sent."""
    job = JobFactory()
    _apply(client, job, 1)
    monkeypatch.setitem(app.config, "APPLY_RATE", "2 per hour")
    limiter.reset()
    for number in (1, 2):
        page = _form(client, job)
        for _ in range(3):
            client.submit(page, "apply", _filled(number), status=303)
    _apply(client, job, 1, status=429)
    _apply(client, job, 3, status=429)


def test_who_must_wait_keeps_everything_and_sends_it_later(
    app: Flask, db: Any, client: PageClient, monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller
) -> None:
    """R4: the page is the form, with what was typed and the files that were accepted."""
    monkeypatch.setitem(app.config, "APPLY_RATE", "1 per hour")
    job = JobFactory()
    _apply(client, job, 1)
    page = client.submit(_form(client, job), "apply", _filled(2, message="Bonjour", phone="06 39 98 00 01"), status=429)
    assert 0 < int(page.response.headers["Retry-After"]) <= 3601
    kept = page.form("apply").values
    assert (kept["email"], kept["message"], kept["phone"]) == ("camille2@example.org", "Bonjour", "06 39 98 00 01")
    assert kept["cv_kept"]
    assert "Rien n’est perdu" in page.text
    clock.shift(timedelta(hours=1, seconds=1))
    client.submit(page, "apply", {"cv": None}, status=303)
    assert db.session.scalar(select(func.count()).select_from(Application)) == 2


def test_too_many_attempts_keep_the_form_and_the_files_of_before(
    app: Flask, db: Any, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R4, 2.4.1."""
    monkeypatch.setitem(app.config, "APPLY_ATTEMPT_RATE", "1 per hour")
    refused = client.submit(_form(client, JobFactory()), "apply", _filled(1, email="x"), status=422)
    page = client.submit(refused, "apply", {"message": "Bonjour", "cover_letter": PDF}, status=429)
    assert 0 < int(page.response.headers["Retry-After"]) <= 3601
    kept = page.form("apply").values
    assert (kept["message"], bool(kept["cv_kept"]), kept.get("cover_letter_kept")) == ("Bonjour", True, None)


@pytest.mark.once
@pytest.mark.timeout(240)
def test_a_flood_from_one_source_is_throttled_and_others_are_not(
    app: Flask, db: Any, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2.4.1: a thousand within the hour, with the limits of a fresh instance."""
    for name in ("APPLY_RATE", "APPLY_ATTEMPT_RATE"):
        monkeypatch.setitem(app.config, name, config.load({})[name])
    job = JobFactory()
    page = _form(client, job)
    sent = {"form_token": page.form("apply").values["form_token"], "website": "x"}
    flood = [client.post(f"/jobs/{job.slug}/apply", data=sent).status_code for _ in range(1000)]
    assert [flood.count(status) for status in (303, 429)] == [600, 400]
    client.submit(page, "apply", _filled(), status=429)
    client.submit(page, "apply", _filled(), status=303, environ_base={"REMOTE_ADDR": "192.0.2.7"})


@pytest.mark.parametrize("path", ["apply/files", "apply"])
def test_every_429_says_when(
    app: Flask, db: Any, client: PageClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setitem(app.config, "UPLOAD_RATE", "1 per hour")
    monkeypatch.setitem(app.config, "APPLY_ATTEMPT_RATE", "1 per hour")
    job = JobFactory()
    answers = [client.post(f"/jobs/{job.slug}/{path}", data={"website": "x"}) for _ in range(2)]
    assert answers[1].status_code == 429
    assert 0 < int(answers[1].headers["Retry-After"]) <= 3601


def test_too_many_from_one_address_are_asked_to_wait_and_no_rate_lifts_the_limit(
    app: Flask, db: Any, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2.4.1."""
    job = JobFactory()
    page = _form(client, job)
    monkeypatch.setitem(app.config, "APPLY_ATTEMPT_RATE", "2 per hour")
    statuses = [client.post(f"/jobs/{job.slug}/apply", data={"website": "x"}).status_code for _ in range(3)]
    assert statuses == [303, 303, 429]
    monkeypatch.setitem(app.config, "APPLY_ATTEMPT_RATE", "")
    client.submit(page, "apply", _filled())


@pytest.mark.parametrize(
    ("addresses", "last"),
    [
        (["2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:0:9::3"], 429),
        (["2001:db8::1", "2001:db8:0:1::1", "2001:db8:0:2::1"], 303),
        (["192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1"], 429),
        (["192.0.2.1", "192.0.2.2", "192.0.2.3"], 303),
        (["192.0.2.1:5001", "192.0.2.1:5002", "192.0.2.1"], 429),
        (["[2001:db8::1]:5001", "[2001:db8::2]", "2001:db8::3"], 429),
        (["", "unknown", ""], 303),
    ],
)
def test_addresses_that_one_household_has_count_together(
    app: Flask, db: Any, client: PageClient, monkeypatch: pytest.MonkeyPatch, addresses: list[str], last: int
) -> None:
    """2.4.1: an IPv6 host has as many addresses as it likes; some proxies name the port, another for each request."""
    job = JobFactory()
    monkeypatch.setitem(app.config, "APPLY_ATTEMPT_RATE", "2 per hour")
    sent = [
        client.post(f"/jobs/{job.slug}/apply", data={"website": "x"}, environ_base={"REMOTE_ADDR": address})
        for address in addresses
    ]
    assert [one.status_code for one in sent] == [303, 303, last]


def test_octets_of_one_address_have_a_quota(
    app: Flask, db: Any, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """5.2.4: forms and files sent at once count together."""
    job = JobFactory()
    page = _form(client, job)
    monkeypatch.setitem(app.config, "UPLOAD_QUOTA", f"{len(PDF[1]) * 3} per day")
    client.submit(page, "apply", _filled())
    big = {"website": "x", "message": "x" * len(PDF[1]) * 2}
    assert client.post(f"/jobs/{job.slug}/apply", data=big).status_code == 429
    assert client.post(f"/jobs/{job.slug}/apply/files", data=big).status_code == 429
    client.page(f"/jobs/{job.slug}/apply")


def _in_chunks(client: PageClient, path: str, octets: int) -> int:
    answer = client.post(
        path,
        input_stream=io.BytesIO(
            b'--b\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\n' + b"x" * octets
        ),
        content_type="multipart/form-data; boundary=b",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    return answer.status_code


@pytest.mark.parametrize("path", ["apply", "apply/files"])
def test_a_body_in_chunks_that_is_cut_off_counts_what_was_read_of_it(
    app: Flask, db: Any, client: PageClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """5.2.4: it says no length, and is read up to the limit; one that says too much is not read, and costs nothing."""
    job = JobFactory()
    address = f"/jobs/{job.slug}/{path}"
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 100_000)
    monkeypatch.setitem(app.config, "UPLOAD_QUOTA", "150000 per day")
    honest = {"website": "x", "message": "x" * 30_000}
    assert client.post(address, data={"message": "x" * 200_000}).status_code == 413
    assert client.post(address, data=honest).status_code != 429
    assert _in_chunks(client, address, 200_000) == 413
    assert client.post(address, data=honest).status_code == 429
